"""What customers decide about their own data: offers, profiling, and the four rights that the law gives them.

A no is heard at once and from the phone alone: it must be as easy as a yes. A right is asked for after a proof, by a
yes to exactly that. Source: LFPDPPP, LFPC (`people.consent`).
"""

from collections.abc import Callable, Mapping
from functools import partial

from msgspec.structs import replace

from promesa.domain.conduct.conversations import customer_acts, identity
from promesa.domain.conduct.conversations.talk import MY_DATA, Talk, Turn, awaits, go, hand_on, offer, rests, say
from promesa.domain.conduct.conversations.words import Button, ConfirmAct, Reply
from promesa.domain.people.cases.words import CaseKind
from promesa.domain.people.consent import decision, rights, state
from promesa.domain.people.consent.state import RightRequest
from promesa.domain.people.consent.words import (
    ADVERTISING,
    PROFILING,
    AskRight,
    ConsentLayer,
    RecordConsent,
    Right,
    RightAsked,
)
from promesa.domain.people.intents.words import Intent
from promesa.domain.people.messages.words import MARKETING
from promesa.domain.values.ids import OrderId
from promesa.domain.values.moments import Instant

SOURCE = "whatsapp"
PROOF_MAX = 300
RESUME, PROFILING_ON, PROFILING_OFF = "resume", "profiling_on", "profiling_off"
EVERY_USE = "every_use"
USES = (ADVERTISING, PROFILING, EVERY_USE)
NO = Button("no", "no")


def stop(talk: Talk) -> Turn:
    """No more offers, by whatever layer; what concerns their own orders goes on, and it says so."""
    return _say_so(talk, ConsentLayer.CONSUMER_LAW, ADVERTISING, False, "stopped", go(RESUME))


def may_we(talk: Talk) -> Turn:
    """A word that means a yes is asked again: a yes to offers is tapped, never guessed."""
    return say(talk, "confirm_resume", None, go(RESUME), NO)


def resume(talk: Talk) -> Turn:
    """An express yes that can be shown; the partner's own switch gives way only to itself, and it says so."""
    platform = state.word(state.of(talk.seen.consent.consents, talk.customer), ConsentLayer.PLATFORM)
    stays = platform is not None and not platform.allowed
    text = "still_stopped" if stays or not _is_news(talk, ConsentLayer.CONSUMER_LAW, ADVERTISING, True) else "resumed"
    return _say_so(talk, ConsentLayer.CONSUMER_LAW, ADVERTISING, True, text, go(Intent.STOP))


def profile(talk: Talk, *, allowed: bool) -> Turn:
    text = "profiling_is_on" if allowed else "profiling_is_off"
    return _say_so(talk, ConsentLayer.DATA_LAW, PROFILING, allowed, text, go(MY_DATA))


def _say_so(talk: Talk, layer: ConsentLayer, purpose: str, allowed: bool, text: str, button: Button) -> Turn:
    """The word goes to consent, with what it was said by as its proof."""
    ask = RecordConsent(talk.customer, layer, allowed, _at(talk), purpose, True, SOURCE, talk.said.heard[:PROOF_MAX])
    return say(talk, text, None, button)._replace(asks=(ask,))


def _at(talk: Talk) -> Instant:
    """When they said it: what was told late does not undo what they said since."""
    return Instant(min(talk.said.at, talk.now)) if talk.said.at > 0 else talk.now


def _is_news(talk: Talk, layer: ConsentLayer, purpose: str, allowed: bool) -> bool:
    """Whether nothing newer is known of that layer; of two words of one moment the no counts."""
    known = state.word(state.of(talk.seen.consent.consents, talk.customer), layer, purpose)
    return known is None or (_at(talk), not allowed) >= (known.at, not known.allowed)


# --- what is on ---


def my_data(talk: Talk) -> Turn:
    """Which purposes are on, the switches, and the four rights."""
    offers, profiled = _gets_offers(talk), _is_profiled(talk)
    switches = go(Intent.STOP if offers else RESUME), go(PROFILING_OFF if profiled else PROFILING_ON)
    asks = (go(right.value) for right in Right)
    words = {ADVERTISING: _on(offers), PROFILING: _on(profiled)}
    return say(talk, "my_data", None, *switches, *asks, go(Intent.TALK_TO_A_PERSON), **words)


def _on(is_on: bool) -> str:
    return "is_on" if is_on else "is_off"


def _gets_offers(talk: Talk) -> bool:
    own = talk.seen.consent
    return decision.decide(own.consents, own.customers, talk.customer, MARKETING, own.policy.messages, talk.now).allowed


def _is_profiled(talk: Talk) -> bool:
    """As they last said; an opposition that was granted holds until they say yes again."""
    consent = state.of(talk.seen.consent.consents, talk.customer)
    word = state.word(consent, ConsentLayer.DATA_LAW, PROFILING)
    return consent.is_profiled if word is None else word.allowed


# --- the four rights ---


def right(talk: Talk, which: Right) -> Turn:
    """Who they are, what exactly they want, and a yes to that; a request that is open is not asked for twice."""
    known = _open_request(talk, which)
    if known is not None:
        return _told(talk, "right_is_open", known)
    level = customer_acts.CODED if which is Right.CANCELLATION else customer_acts.PROVED
    if talk.level < level:
        return prove(talk, level, f"go:{which.value}")
    if which is Right.RECTIFICATION and not talk.slot("sealed"):
        return Turn(awaits(talk, which.value, "sealed"), (Reply("ask_what_to_correct"),))
    use = talk.slot("use")
    if which is Right.OPPOSITION and use not in USES:
        rows = tuple(Button(f"in:use:{one}", one) for one in USES)
        return Turn(awaits(talk, which.value, "use"), (Reply("ask_purpose", (), rows),))
    return _offered(talk, which, "" if use in ("", EVERY_USE) else use)


def prove(talk: Talk, level: int, then: str) -> Turn:
    """By their newest order; who has none is heard by a person: nobody is refused a right for that."""
    names = talk.seen.sight.orders.by_customer.get(talk.customer, ())
    newest = next(reversed(list(names)), None)
    if newest is None:
        return hand_on(talk, CaseKind.PRIVACY, None, Reply("privacy_by_a_person"))
    return identity.prove(talk, OrderId(newest), level, then)


def _offered(talk: Talk, which: Right, purpose: str) -> Turn:
    act = AskRight(f"arco-{talk.said.heard}"[:64], talk.customer, which, purpose, SOURCE)
    session, yes = offer(talk, rests(talk), act)
    session = replace(session, slots=(("sealed", talk.slot("sealed")),))
    text = "confirm_erasure" if which is Right.CANCELLATION else "confirm_right"
    return Turn(session, (Reply(text, _words(talk, act), (yes, NO)),))


def asked(talk: Talk, act: AskRight, confirm: ConfirmAct) -> Turn:
    """The request is made, its terms are told, and a person has it."""
    done = Reply("done_AskRight", _words(talk, act))
    case = hand_on(talk, CaseKind.PRIVACY, None, done, heard=talk.slot("sealed"))
    return case._replace(asks=(confirm, *case.asks))


def _words(talk: Talk, act: AskRight) -> tuple[tuple[str, str], ...]:
    """Its terms, as the calendar has them if it is asked for now."""
    asked_now = RightAsked(act.request, act.customer, act.right, act.purpose, act.source)
    due = rights.deadline(RightRequest(asked_now, talk.now), talk.seen.consent.policy.zone, talk.now).answer_by
    assert due is not None
    days = ("answer_days", str(rights.ANSWER_DAYS)), ("execute_days", str(rights.EXECUTE_DAYS))
    return ("right", act.right.value), ("request", act.request), ("answer_by", due.isoformat()), *days


def _open_request(talk: Talk, which: Right) -> RightRequest | None:
    found = talk.seen.consent.consents.requests.values()
    mine = (one for one in found if one.asked.customer == talk.customer and one.asked.right is which)
    return next((one for one in mine if one.granted is None), None)


def _told(talk: Talk, text: str, known: RightRequest) -> Turn:
    due = rights.deadline(known, talk.seen.consent.policy.zone, talk.now).answer_by
    words = {"right": known.asked.right.value, "request": known.asked.request}
    about = {} if due is None else {"answer_by": due.isoformat()}
    return say(talk, text, None, go(Intent.TALK_TO_A_PERSON), **words, **about)


ENTRIES: Mapping[str, Callable[[Talk], Turn]] = {
    RESUME: resume,
    PROFILING_ON: partial(profile, allowed=True),
    PROFILING_OFF: partial(profile, allowed=False),
    **{one.value: partial(right, which=one) for one in Right},
}
"""Beside `stop` and `my_data`, what can be tapped."""
