"""Questions that change nothing: where an order is, how to pay it, what a store has, when it would arrive."""

from promesa.domain.conduct.conversations.talk import Talk, Turn, awaits, go, say
from promesa.domain.conduct.conversations.words import Button, Reply
from promesa.domain.ledger.orders.state import Order, Stage
from promesa.domain.ledger.payments.state import Status as Paid
from promesa.domain.ledger.payments.state import account_of, refundable
from promesa.domain.ledger.shipments.state import Parcel, Status, live
from promesa.domain.network.locations import state as locations
from promesa.domain.people.intents.words import Intent
from promesa.domain.promise.quoting import quotes
from promesa.domain.promise.words import Ask, Offer, Quote, Want
from promesa.domain.values.ids import ChannelId, LocationId, PostalCode, Sku
from promesa.domain.values.moments import local_date, to_iso

PERSON = go(Intent.TALK_TO_A_PERSON)
CHANNEL = ChannelId("whatsapp")
ROWS_MAX = 9

SAID_OF: dict[Status, str] = {
    Status.PLANNED: "where_planned",
    Status.PACKED: "where_packed",
    Status.READY: "where_ready",
    Status.MOVING: "where_moving",
    Status.AT_BRANCH: "where_at_branch",
    Status.DELIVERED: "where_delivered",
    Status.LOST: "where_lost",
}
ON_THE_WAY = (Status.PLANNED, Status.PACKED, Status.MOVING)
PICKUPS = {"where_planned": "where_counter", "where_packed": "where_counter"}


def where(talk: Talk, order: Order) -> Turn:
    """What the facts say of it now: every day that is named is the one last told or the carrier's."""
    placed = order.placed
    if order.stage is Stage.CANCELLED:
        return say(talk, "where_cancelled", placed.order, PERSON, refund=str(_given_back(talk, order)))
    if order.stage is Stage.PLACED:
        return pay(talk, order)
    promise = talk.seen.sight.promises.by_order.get(placed.order)
    about = {} if promise is None else {"told_on": promise.told_on.isoformat()}
    parcels = live(talk.seen.sight.shipments, placed.order)
    if not parcels:
        return say(talk, "where_waiting", placed.order, PERSON, **about)
    slowest = min(parcels, key=lambda one: list(SAID_OF).index(one.status))
    words = {**about, **_of(talk, slowest)}
    text = SAID_OF[slowest.status]
    if promise is not None and slowest.status in ON_THE_WAY:
        is_over = local_date(talk.now, placed.zone) > promise.told_on
        text = "where_overdue" if is_over else PICKUPS.get(text, text) if promise.made.kind == "pickup" else text
    return say(talk, text, placed.order, *_buttons(order, slowest), **words)


def _of(talk: Talk, parcel: Parcel) -> dict[str, str]:
    """What is known of one parcel: its number, its place, its moments."""
    at = locations.find(talk.seen.sight.parts.locations, parcel.planned.location)
    known = {"location": parcel.planned.location if at is None else at.name or at.location}
    if parcel.tracking:
        known["tracking"] = parcel.tracking
    if parcel.delivered_at is not None:
        known["delivered_at"] = to_iso(parcel.delivered_at)
    return known


def _buttons(order: Order, parcel: Parcel) -> tuple[Button, ...]:
    """What one would want next, at most three."""
    name = order.placed.order
    intents: tuple[Intent, ...]
    if parcel.status is Status.DELIVERED:
        intents = (Intent.RETURN, Intent.CLAIM)
    elif parcel.status in (Status.PLANNED, Status.PACKED):
        intents = (Intent.CHANGE_DATE, Intent.CANCEL)
    else:
        intents = (Intent.CLAIM,)
    return (*(go(intent, name) for intent in intents), PERSON)


def _given_back(talk: Talk, order: Order) -> int:
    return account_of(talk.seen.sight.payments, order.placed.order).refunded


def pay(talk: Talk, order: Order) -> Turn:
    """The link or the reference of what is still to be paid; honest where nothing is, or it is too late."""
    placed, payments = order.placed, talk.seen.sight.payments
    account = account_of(payments, placed.order)
    waiting = [payments.by_id[name] for name in account.payments if payments.by_id[name].status is Paid.AWAITED]
    if order.stage is Stage.CANCELLED:
        return say(talk, "pay_too_late", placed.order, PERSON)
    if not waiting or account.until is None:
        text = "pay_nothing_due" if refundable(payments, placed.order) else "pay_at_the_door"
        return say(talk, text, placed.order)
    last = waiting[-1]
    words = {"amount": str(last.amount), "until_at": to_iso(account.until), "rail": last.rail}
    if last.url:
        words["url"] = last.url
    if last.reference:
        words["reference"] = last.reference
    text = "pay_here" if last.url or last.reference else "pay_soon"
    return say(talk, text, placed.order, PERSON, **words)


# --- before buying ---


def stock(talk: Talk) -> Turn:
    """Whether it can be fetched at a store: by the same rule that would promise it, never by a figure on a shelf."""
    sku, missing = _sku(talk, Intent.STOCK_AT_MY_STORE)
    if missing is not None:
        return missing
    chosen = talk.slot("location") or next(iter(talk.mentioned("location")), "")
    if not chosen:
        return Turn(
            awaits(talk, Intent.STOCK_AT_MY_STORE, "location", sku=sku), (Reply("ask_location", (), _stores(talk)),)
        )
    at = locations.find(talk.seen.sight.parts.locations, LocationId(chosen))
    if at is None:
        return Turn(
            awaits(talk, Intent.STOCK_AT_MY_STORE, "location", sku=sku), (Reply("unknown_location", (), _stores(talk)),)
        )
    offer = _first(talk, Ask((Want(Sku(sku), 1),), CHANNEL, None, LocationId(chosen)), "pickup")
    words = {"sku": _name(talk, sku), "location": at.name or at.location}
    if offer is None:
        return say(
            talk,
            "not_in_stock",
            None,
            go(Intent.WHEN_WOULD_IT_ARRIVE),
            **words,
        )
    return say(talk, "in_stock", None, **words, ready_at=to_iso(offer.promised_by))


def when(talk: Talk) -> Turn:
    """The day, the fee and how sure it is, for one unit to a postal code."""
    sku, missing = _sku(talk, Intent.WHEN_WOULD_IT_ARRIVE)
    if missing is not None:
        return missing
    code = talk.slot("postal_code") or next(iter(talk.mentioned("postal_code")), "")
    if not code:
        return Turn(awaits(talk, Intent.WHEN_WOULD_IT_ARRIVE, "postal_code", sku=sku), (Reply("ask_postal_code"),))
    offer = _first(talk, Ask((Want(Sku(sku), 1),), CHANNEL, PostalCode(code)), "delivery")
    words = {"sku": _name(talk, sku), "postal_code": code}
    if offer is None:
        return say(talk, "no_date", None, **words)
    return say(talk, "would_arrive", None, **words, promised_on=offer.promised_on.isoformat(), fee=str(offer.fee))


def _sku(talk: Talk, intent: Intent) -> tuple[str, Turn | None]:
    """The product, or the turn that asks which: by a name that several have, by buttons."""
    known = talk.seen.sight.parts.catalog.products
    said = talk.slot("sku")
    found = [said] if said else [sku for sku in dict.fromkeys(talk.mentioned("sku")) if sku in known]
    if len(found) == 1 and found[0] in known:
        return found[0], None
    if not found:
        return "", Turn(awaits(talk, intent, "sku"), (Reply("ask_sku"),))
    rows = tuple(Button(f"in:sku:{sku}", known[Sku(sku)].name) for sku in found[:ROWS_MAX] if sku in known)
    return "", Turn(awaits(talk, intent, "sku"), (Reply("which_sku", (), rows),))


def _name(talk: Talk, sku: str) -> str:
    return talk.seen.sight.parts.catalog.products[Sku(sku)].name


def _which_store(talk: Talk, sku: str, text: str) -> Turn:
    session = awaits(talk, Intent.STOCK_AT_MY_STORE, "location", sku=sku)
    return Turn(session, (Reply(text, (), _stores(talk)),))


def _stores(talk: Talk) -> tuple[Button, ...]:
    """Stores where one can fetch things, by name; a postal code or a name narrows them down."""
    open_ones = [at for at in locations.active(talk.seen.sight.parts.locations) if at.pickup]
    chosen = sorted(open_ones, key=lambda at: at.name or at.location)[:ROWS_MAX]
    return tuple(Button(f"in:location:{at.location}", at.name or at.location) for at in chosen)


def _first(talk: Talk, ask: Ask, kind: str) -> Offer | None:
    quote = quotes.quote(*talk.seen.sight.parts, ask, talk.now, 0)
    offers = quote.offers if isinstance(quote, Quote) else ()
    return next((offer for offer in offers if offer.kind == kind), None)
