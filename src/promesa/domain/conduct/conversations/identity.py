"""Who it is: a phone that we know or a link, then where the order goes, then a code sent another way (step-up).

The phone alone may be somebody else's by now, so whatever changes an order asks for what only its customer knows. An
order's page says its number, so where it goes nowhere a code to their phone proves as much as the number in a chat.
"""

from msgspec.structs import replace

from promesa.domain.conduct.conversations import customer_acts
from promesa.domain.conduct.conversations.talk import (
    LEVEL_FOR,
    LOCKED_FOR,
    TRIES_MAX,
    Talk,
    Turn,
    go,
    hand_on,
    own_order,
)
from promesa.domain.conduct.conversations.words import Button, Reply, SendCode, Session
from promesa.domain.people.cases.words import CaseKind
from promesa.domain.people.intents.words import Intent
from promesa.domain.values.ids import OrderId
from promesa.domain.values.moments import HOUR, MINUTE, Instant

PLACE, NUMBER, CODE, PHONE = "prove_place", "prove_number", "prove_code", "prove_phone"
STEPS = (PLACE, NUMBER, CODE, PHONE)
CODES = (CODE, PHONE)
AGAIN = "code:again"
CODE_FOR = 10 * MINUTE
"""So long a code that was sent is good."""
CODES_MAX = 3
"""Codes that one customer is sent in an hour."""


def prove(talk: Talk, order: OrderId, level: int, then: str) -> Turn:
    """Ask for the next proof towards `level`; `then`: the button that is tapped for them once it is given."""
    if talk.now < talk.session.locked_until:
        return hand_on(talk, CaseKind.OTHER, order, Reply("locked"))
    found = own_order(talk, order)
    assert found is not None, order
    if talk.level < customer_acts.PROVED and talk.said.browser is not None and not found.placed.postal_code:
        return _send_code(talk, order, level, then, PHONE)
    if talk.level < customer_acts.PROVED:
        step = PLACE if found.placed.postal_code else NUMBER
        words = (("order", order),) if step == PLACE else ()
        return Turn(_waiting(talk, order, step, level, then), (Reply(f"ask_{step}", words),), (), order)
    return _send_code(talk, order, level, then, CODE)


def _send_code(talk: Talk, order: OrderId, level: int, then: str, step: str, *, again: bool = False) -> Turn:
    """A code by another way, unless one is still good; a few times an hour at most, then a person."""
    session = _waiting(talk, order, step, level, then)
    reply = Reply(f"ask_{step}", (), (Button(AGAIN, "another_code"), go(Intent.TALK_TO_A_PERSON, order)))
    is_good = talk.session.code and talk.now < talk.session.code_until and (talk.session.code_step or CODE) == step
    if not again and is_good:
        return Turn(session, (reply,), (), order)
    lately = tuple(at for at in talk.session.codes_at if talk.now - at < HOUR)
    if len(lately) >= CODES_MAX:
        return hand_on(talk, CaseKind.OTHER, order or None, Reply("too_many_codes"))
    session = replace(session, code="", code_step=step if step != CODE else "", codes_at=(*lately, talk.now))
    return Turn(session, (reply,), (SendCode(talk.customer, talk.now, talk.said.browser, step == PHONE),), order)


def another(talk: Talk) -> Turn | None:
    """The code did not come: one more, where one is waited for."""
    step = talk.session.step
    if step not in CODES:
        return None
    return _send_code(talk, talk.session.order, int(talk.slot("level")), talk.slot("then"), step, again=True)


def no_code(talk: Talk) -> Turn:
    """The code that they wait for could not be sent: a person checks who they are."""
    return hand_on(talk, CaseKind.OTHER, talk.session.order or None, Reply("code_not_sent"))


def _waiting(talk: Talk, order: OrderId, step: str, level: int, then: str) -> Session:
    kept = {**dict(talk.session.slots), "then": then, "level": str(level)}
    return replace(talk.session, step=step, order=order, slots=tuple(sorted(kept.items())), misses=0, at=talk.now)


def answered(talk: Talk) -> Turn | None:
    """Whether the proof is right: then a turn without replies goes on with what they wanted; None: it is no proof."""
    given = _given(talk)
    if given is None:
        return None
    if not given:
        return _wrong(talk)
    proved = customer_acts.CODED if talk.session.step == CODE else customer_acts.PROVED
    session = replace(
        talk.session, level=proved, level_until=Instant(talk.now + LEVEL_FOR), tries=0, step="", code="", at=talk.now
    )
    return Turn(session)


def _given(talk: Talk) -> bool | None:
    """True: right; False: wrong; None: they wrote of something else."""
    found = own_order(talk, talk.session.order)
    if found is None:
        return None
    if talk.session.step in CODES:
        codes = talk.mentioned("code")
        is_good = bool(talk.session.code) and talk.now < talk.session.code_until
        is_good = is_good and (talk.session.code_step or CODE) == talk.session.step
        return (is_good and codes[0] == talk.session.code) if codes else None
    kind = "postal_code" if talk.session.step == PLACE else "order"
    said = talk.mentioned(kind)
    right = found.placed.postal_code if kind == "postal_code" else found.placed.order
    return right in said if said else None


def _wrong(talk: Talk) -> Turn:
    """Three wrong answers, and it is a person's matter for a day."""
    tries = talk.session.tries + 1
    if tries >= TRIES_MAX:
        locked = replace(talk.session, tries=0, locked_until=Instant(talk.now + LOCKED_FOR), level=0)
        return hand_on(talk._replace(session=locked), CaseKind.OTHER, talk.session.order, Reply("locked"))
    return Turn(replace(talk.session, tries=tries, at=talk.now), (Reply("wrong_proof"),), (), talk.session.order)
