"""One step of a conversation as a pure function: the session and what was said in, the answers and the acts out.

Buttons come first. What is read from free text never acts: it becomes buttons. Whatever changes an order is offered
with a token for exactly those arguments, and done by `ConfirmAct`, which looks at ownership and level again.
"""

from collections.abc import Callable, Mapping

from msgspec.structs import replace

from promesa.domain.conduct.conversations import (
    answers,
    changes,
    customer_acts,
    identity,
    on_page,
    privacy,
    template_taps,
    troubles,
)
from promesa.domain.conduct.conversations.talk import (
    MISSES_MAX,
    MORE,
    MY_DATA,
    REST,
    SOMETHING_ELSE,
    Talk,
    TalkSight,
    Turn,
    choose_order,
    go,
    hand_on,
    menu,
    own_order,
    own_orders,
    rests,
    say,
)
from promesa.domain.conduct.conversations.words import (
    ConfirmAct,
    OfferedAct,
    Reply,
    Session,
    Utterance,
)
from promesa.domain.ledger.orders.state import Order
from promesa.domain.people.cases.words import CaseKind
from promesa.domain.people.consent.words import AskRight
from promesa.domain.people.intents.words import Intent
from promesa.domain.values.ids import CustomerId, OrderId
from promesa.domain.values.moments import HOUR, Instant
from promesa.domain.values.refusal import Refused

QUIET = frozenset(("reaction", "system", "revoke", "edit", "order", "unsupported", "call"))
"""Nothing to answer."""
MEDIA = frozenset(("image", "audio", "video", "document", "sticker", "contacts", "location"))
STALE_AFTER = 12 * HOUR
"""After so long nobody remembers what was asked: a word is read anew."""
PROPOSED_MAX = 3

OfOrder = Callable[[Talk, Order], Turn]
ABOUT_AN_ORDER: Mapping[Intent, OfOrder] = {
    Intent.WHERE_IS_MY_ORDER: answers.where,
    Intent.PAY_AGAIN: answers.pay,
    Intent.CANCEL: changes.cancel,
    Intent.CHANGE_DATE: changes.move_date,
    Intent.CHANGE_ADDRESS: changes.move_address,
    Intent.CHANGE_TO_PICKUP: changes.to_pickup,
    Intent.RETURN: troubles.give_back,
    Intent.EXCHANGE: troubles.exchange,
    Intent.CLAIM: troubles.claim,
    Intent.INVOICE: troubles.invoice,
}
ONLY_ON_A_PAGE: Mapping[str, OfOrder] = {on_page.SHOW: on_page.show}
PLAIN: Mapping[str, Callable[[Talk], Turn]] = {
    Intent.STOCK_AT_MY_STORE: answers.stock,
    Intent.WHEN_WOULD_IT_ARRIVE: answers.when,
    Intent.TALK_TO_A_PERSON: troubles.person,
    Intent.STOP: privacy.stop,
    MORE: lambda talk: Turn(rests(talk), (Reply("menu", (), tuple(map(go, REST))),)),
    MY_DATA: privacy.my_data,
    **privacy.ENTRIES,
}
SMALL_TALK = (Intent.GREETING.value, Intent.THANKS.value)
PROPOSED = frozenset(intent.value for intent in Intent if intent in ABOUT_AN_ORDER or intent in PLAIN)
"""What free text may be taken to mean."""
ANSWERED = frozenset(str(name) for name in (*ABOUT_AN_ORDER, *PLAIN))
ON_A_PAGE = frozenset(str(name) for name in (*ABOUT_AN_ORDER, *ONLY_ON_A_PAGE, Intent.TALK_TO_A_PERSON))
"""What an order's page begins: only what is about that order."""
PROVED_FIRST = frozenset(
    str(one)
    for one in (
        *(Intent.CANCEL, Intent.CHANGE_DATE, Intent.CHANGE_ADDRESS, Intent.CHANGE_TO_PICKUP, Intent.PAY_AGAIN),
        *ONLY_ON_A_PAGE,
    )
)
"""There even what it would cost is said only to whoever has proved who they are: a link may have been passed on."""


def turn(seen: TalkSight, customer: CustomerId, session: Session, said: Utterance, now: Instant) -> Turn:
    """The answer to one utterance."""
    if now - session.at > STALE_AFTER:
        session = replace(session, intent="", step="", order=OrderId(""), slots=())
    talk = Talk(seen, customer, session, said, now)
    if said.kind in QUIET:
        return Turn(session)
    if said.button:
        return _tapped(talk, said.button)
    if said.kind in MEDIA:
        return troubles.media(talk)
    return _written(talk)


# --- buttons ---


def _tapped(talk: Talk, button: str) -> Turn:
    """Our own ids only; an id that we never gave, or no longer know, is answered with the menu."""
    verb, _, rest = button.partition(":")
    if verb == "ok":
        return _confirmed(talk, rest)
    if verb == "no":
        return say(talk, "left_as_it_was")
    if verb == "menu":
        return Turn(rests(talk), (menu(),))
    if button == identity.AGAIN:
        return identity.another(talk) or Turn(rests(talk), (menu("old_button"),))
    if verb == "go":
        name, _, order = rest.partition(":")
        return _start(talk, name, OrderId(order))
    if verb == "in":
        name, _, value = rest.partition(":")
        if talk.session.intent and name == talk.session.step:
            return _goes_on(talk, name, value)
    told = template_taps.tapped(talk, button, _start)
    return Turn(rests(talk), (menu("old_button"),)) if told is None else told


def _confirmed(talk: Talk, token: str) -> Turn:
    """The yes to what was offered: only with its token, in time, once, and by whom it was offered to."""
    offered = next((one for one in talk.session.offered if one.token == token), None)
    if offered is None or talk.now >= offered.until:
        return Turn(rests(talk), (menu("old_button"),))
    act = customer_acts.read(offered.command, offered.body)
    if not customer_acts.is_theirs(talk.seen.sight.orders, talk.customer, act):
        return say(talk, "no_such_order")
    if talk.level < offered.level and not offered.order:
        return privacy.prove(talk, offered.level, then=f"ok:{token}")
    if talk.level < offered.level:
        return identity.prove(talk, offered.order, offered.level, then=f"ok:{token}")
    facts = talk.seen.sight.decide(act)
    if isinstance(facts, Refused):
        return _refused(talk, offered, facts)
    confirm = ConfirmAct(talk.customer, token, talk.said.browser)
    if isinstance(act, AskRight):
        return privacy.asked(talk, act, confirm)
    done = Reply(f"done_{offered.command}", (("order", offered.order),))
    if talk.slot("street"):  # the parcel goes elsewhere: a person takes the street down before it is packed
        case = hand_on(talk, CaseKind.CONTACT, offered.order, done, heard=talk.slot("street"))
        return case._replace(asks=(confirm, *case.asks))
    return Turn(rests(talk), (done,), (confirm,), offered.order)


def _refused(talk: Talk, offered: OfferedAct, no: Refused) -> Turn:
    person = go(Intent.TALK_TO_A_PERSON, offered.order)
    words = (("order", offered.order), ("reason", no.reason.value), ("about", no.about))
    return Turn(rests(talk), (Reply("refused", words, (person,)),), (), offered.order)


def _start(talk: Talk, name: str, order: OrderId) -> Turn:
    """A intent, of the order that the button names, or of the one there is, or of the one that is chosen."""
    if name not in (ANSWERED if talk.said.browser is None else ON_A_PAGE):
        return Turn(rests(talk), (menu(),))
    if talk.said.browser is not None and name in PROVED_FIRST and talk.level < customer_acts.PROVED:
        return identity.prove(
            talk, talk.said.browser.order, customer_acts.PROVED, f"go:{name}:{talk.said.browser.order}"
        )
    if name in ONLY_ON_A_PAGE:
        found = own_order(talk, order)
        return say(talk, "no_such_order") if found is None else ONLY_ON_A_PAGE[name](talk, found)
    fresh = talk if talk.session.intent == name else talk._replace(session=rests(talk))
    if name in PLAIN:
        return PLAIN[name](fresh._replace(session=replace(fresh.session, order=order)))
    intent = Intent(name)
    if order:
        found = own_order(talk, order)
        return say(talk, "no_such_order") if found is None else ABOUT_AN_ORDER[intent](fresh, found)
    orders = own_orders(talk)
    said = (own_order(talk, OrderId(name)) for name in talk.mentioned("order"))
    named = [own for own in said if own is not None]
    if talk.mentioned("order") and not named:
        return say(talk, "no_such_order")
    if named or len(orders) == 1:
        return ABOUT_AN_ORDER[intent](fresh, (named or orders)[0])
    if not orders:
        return say(talk, "no_orders", None, go(Intent.TALK_TO_A_PERSON))
    return choose_order(fresh, intent, orders)


def _goes_on(talk: Talk, name: str, value: str) -> Turn:
    """A slot of the intent that we asked about."""
    slots = {**dict(talk.session.slots), name: value}
    talk = talk._replace(session=replace(talk.session, slots=tuple(sorted(slots.items()))))
    return _start(talk, talk.session.intent, talk.session.order)


# --- free text ---


def _written(talk: Talk) -> Turn:
    """What we asked for, if it is that; a word that is an order; else what it may mean, as buttons."""
    exact = talk.mentioned("exact")
    if Intent.STOP.value in exact:
        return privacy.stop(talk)
    if Intent.TALK_TO_A_PERSON.value in exact:
        return troubles.person(talk)
    if MY_DATA in exact:
        return privacy.my_data(talk)
    if privacy.RESUME in exact:
        return privacy.may_we(talk)
    if talk.session.step in identity.STEPS:
        proof = identity.answered(talk)
        if proof is not None:
            is_told = proof.replies or proof.asks
            return proof if is_told else _tapped(talk._replace(session=proof.session), talk.slot("then"))
    if talk.session.intent and talk.session.step:
        taken = _slot_said(talk)
        if taken is not None:
            return taken
    return _propose(talk)


def _slot_said(talk: Talk) -> Turn | None:
    """The word that the step waits for: an order number, a postal code, a product, a store, a day, a sealed text."""
    step, intent = talk.session.step, talk.session.intent
    if step == "order":
        found = talk.mentioned("order")
        return _start(talk, intent, OrderId(found[0])) if found else None
    if step in ("postal_code", "sku", "location", "day"):
        found = talk.mentioned(step)
        return _goes_on(talk, step, found[0]) if found else None
    if step == "sealed":
        return _goes_on(talk, "sealed", talk.said.heard)
    return None


def _propose(talk: Talk) -> Turn:
    """Up to three things that it may mean; a person, where we failed to understand before; a menu for small talk."""
    said = talk.said.proposals
    known = [intent for intent in said if intent in PROPOSED][:PROPOSED_MAX]
    if said and said[0] in SMALL_TALK and not known:
        return Turn(rests(talk), (menu(said[0]),))
    misses = talk.session.misses + 1
    if misses > MISSES_MAX and not known:
        return hand_on(talk, CaseKind.OTHER, talk.said.order or None, Reply("a_person_takes_it"))
    session = replace(rests(talk), misses=0 if known else misses)
    if not known:
        return Turn(session, (menu("not_understood"),))
    named = (*talk.mentioned("order"), *talk.mentioned("likely_order"))
    own = (name for name in named if own_order(talk, OrderId(name)) is not None)
    order = next(own, "")
    buttons = [go(name, order if name in ABOUT_AN_ORDER else "") for name in known]
    if len(buttons) < PROPOSED_MAX:
        buttons.append(SOMETHING_ELSE)
    return Turn(session, (Reply("did_you_mean", (), tuple(buttons)),))
