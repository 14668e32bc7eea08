"""What a person brings to an end: returns, claims with a photo, invoices, whoever wants to talk."""

from promesa.domain.conduct.conversations.talk import Talk, Turn, awaits, go, hand_on, own_order, say
from promesa.domain.conduct.conversations.words import Button, Reply
from promesa.domain.ledger.orders.state import Order, Stage
from promesa.domain.ledger.shipments.state import Status, live
from promesa.domain.people.cases.words import CaseKind
from promesa.domain.people.intents.words import Intent
from promesa.domain.values.ids import OrderId

WHYS = ("damaged", "wrong_units", "changed_my_mind")
TROUBLES: dict[str, CaseKind] = {
    "not_arrived": CaseKind.NOT_ARRIVED,
    "damaged": CaseKind.DAMAGED,
    "missing_units": CaseKind.MISSING_UNITS,
    "wrong_units": CaseKind.WRONG_UNITS,
}
SHOWN = frozenset(("damaged", "wrong_units"))
"""What a photo shows."""
SKIP = "without"


def give_back(talk: Talk, order: Order) -> Turn:
    return _given_back(talk, order, Intent.RETURN)


def exchange(talk: Talk, order: Order) -> Turn:
    return _given_back(talk, order, Intent.EXCHANGE)


def _given_back(talk: Talk, order: Order, intent: Intent) -> Turn:
    """Why, then a person with the reason at hand; what has not arrived cannot be returned yet."""
    name, why = order.placed.order, talk.slot("why")
    if not _has_arrived(talk, order):
        cancel = go(Intent.CANCEL, name)
        buttons = (cancel,) if order.stage in (Stage.PLACED, Stage.CONFIRMED) else ()
        return say(talk, "nothing_to_return", name, *buttons)
    if why not in WHYS:
        rows = tuple(Button(f"in:why:{one}", one) for one in WHYS)
        return Turn(awaits(talk, intent, "why", name), (Reply("ask_why", (("order", name),), rows),), (), name)
    return hand_on(talk, CaseKind.RETURN, name)


def claim(talk: Talk, order: Order) -> Turn:
    """What is wrong, a photo where one shows it, then a person."""
    name, what = order.placed.order, talk.slot("what")
    if what not in TROUBLES:
        rows = tuple(Button(f"in:what:{one}", one) for one in TROUBLES)
        return Turn(awaits(talk, Intent.CLAIM, "what", name), (Reply("ask_what", (("order", name),), rows),), (), name)
    if what in SHOWN and not talk.slot("photo"):
        skip = Button(f"in:photo:{SKIP}", "no_photo")
        return Turn(awaits(talk, Intent.CLAIM, "photo", name), (Reply("ask_photo", (), (skip,)),), (), name)
    photo = talk.slot("photo")
    return hand_on(talk, TROUBLES[what], name, heard="" if photo in ("", SKIP) else photo)


def invoice(talk: Talk, order: Order) -> Turn:
    """Tax data are personal: a person takes them, not the log."""
    return hand_on(talk, CaseKind.INVOICE, order.placed.order)


def person(talk: Talk) -> Turn:
    """Always, and about the order that the button named where it is theirs."""
    order = talk.session.order or talk.said.order
    own = OrderId(order) if order and own_order(talk, OrderId(order)) is not None else None
    return hand_on(talk, CaseKind.OTHER, own)


def media(talk: Talk) -> Turn:
    """A photo that we asked for belongs to its claim; anything else is handed to a person as it is."""
    waits = talk.session.intent == Intent.CLAIM.value and talk.session.step == "photo"
    order = own_order(talk, talk.session.order) if waits else None
    if order is not None and talk.said.kind in ("image", "video", "document"):
        what = TROUBLES[talk.slot("what")]
        return hand_on(talk, what, order.placed.order)
    about = talk.said.order if talk.said.order and own_order(talk, talk.said.order) is not None else None
    return hand_on(talk, CaseKind.OTHER, about, Reply("media_handed_on"))


def _has_arrived(talk: Talk, order: Order) -> bool:
    parcels = live(talk.seen.sight.shipments, order.placed.order)
    return any(parcel.status is Status.DELIVERED for parcel in parcels)
