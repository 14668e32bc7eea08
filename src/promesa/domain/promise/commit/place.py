"""Placing an order: price it, take an offer that holds, reserve, take capacity, open the payment: all or nothing."""

from msgspec.structs import replace

from promesa.domain.ledger.orders.state import Orders, owner_of
from promesa.domain.ledger.orders.words import CheckoutRefused, OrderConfirmed, OrderLine, OrderPlaced
from promesa.domain.ledger.payments import rules as paying
from promesa.domain.ledger.payments import superseding
from promesa.domain.ledger.payments.state import Payments
from promesa.domain.ledger.payments.words import AuthorisationVoided, PaymentAuthorised
from promesa.domain.ledger.stock import questions, rules
from promesa.domain.ledger.stock.words import CART, ReservationExtended, ReserveStock, Take
from promesa.domain.network import catalog as catalogs
from promesa.domain.network import kits
from promesa.domain.network.kits import NO_KIT
from promesa.domain.network.locations import state as locations
from promesa.domain.promise.chance.lanes import PICKUP
from promesa.domain.promise.commit import first_offer, workdays
from promesa.domain.promise.commit.state import Checkouts
from promesa.domain.promise.commit.words import (
    CheckoutClosed,
    CheckoutOpened,
    CloseCheckout,
    OfferAccepted,
    OpenCheckout,
    PlaceOrder,
)
from promesa.domain.promise.quoting import paying_clock, quotes, renewals, slotting
from promesa.domain.promise.quoting.paying_clock import NOW
from promesa.domain.promise.sourcing import barring, cargo_room, workload
from promesa.domain.promise.sourcing.parts import Parts
from promesa.domain.promise.words import Ask, Offer, PromiseMade, Quote, Want
from promesa.domain.values import calendars, ids
from promesa.domain.values.ids import CartId, ChannelId, LocationId, PaymentId, ReservationId
from promesa.domain.values.moments import DAY, MINUTE, Instant
from promesa.domain.values.money import MAX_CENTAVOS, Centavos, shares
from promesa.domain.values.policy import RailWindow
from promesa.domain.values.refusal import Reason, Refused

CHECKOUT_KEPT = DAY
"""A cart is remembered this long after its minutes are over."""

Facts = list[object]


def place(
    parts: Parts,
    orders: Orders,
    checkouts: Checkouts,
    payments: Payments,
    ask: PlaceOrder,
    now: Instant,
    payment: PaymentId | None = None,
) -> Facts | Refused:
    """An order with its stock, its capacity and its payment window in one append, or a refusal and nothing.

    With an authorisation in hand a refusal is itself a fact, because the authorisation has to be let go (R02).
    `payment`: the attempt that the shop has already opened with its provider for this cart, where it did (R60).
    """
    unfit = _unfit(payments, ask, payment)
    if unfit is not None:
        return unfit
    facts = _place(parts, orders, checkouts, payments, ask, now, payment)
    if not isinstance(facts, Refused) or ask.authorised is None:
        return facts
    return [
        CheckoutRefused(ask.order, ask.cart, str(facts.reason), facts.about),
        AuthorisationVoided(ask.order, ask.authorised, str(facts.reason)),
    ]


def _unfit(payments: Payments, ask: PlaceOrder, payment: PaymentId | None) -> Refused | None:
    """Names that cannot be kept, and money that another request has brought already: nothing follows from those."""
    names: tuple[tuple[str, str | None], ...] = (
        ("order", ask.order),
        ("customer", ask.customer),
        ("channel", ask.channel),
        ("cart", ask.cart),
        ("payment", payment),
        ("authorised", ask.authorised),
    )
    for field, name in names:
        if name is not None and not ids.is_sound(name):
            return Refused(Reason.INVALID, field)
    for attempt in (payment, ask.authorised):
        known = None if attempt is None else payments.by_id.get(attempt)
        if known is not None:
            return Refused(Reason.ALREADY_EXISTS, known.order)
    return None


def _taken(orders: Orders, checkouts: Checkouts, ask: PlaceOrder) -> Refused | None:
    """The order, or the reservation that it would take over, exists already under that name."""
    if ask.order in orders.by_id:
        return Refused(Reason.ALREADY_EXISTS, ask.order)
    owner = owner_of(orders, reservation_of(ask))
    if owner is not None:
        return Refused(Reason.ALREADY_EXISTS, owner)
    is_anothers = ask.cart is None and CartId(ask.order) in checkouts.by_cart
    return Refused(Reason.ALREADY_EXISTS, ask.order) if is_anothers else None


def reservation_of(ask: PlaceOrder) -> ReservationId:
    """A reservation goes by the name of its cart or, where there is none, of its order."""
    return ReservationId(ask.order if ask.cart is None else ask.cart)


def _place(
    parts: Parts,
    orders: Orders,
    checkouts: Checkouts,
    payments: Payments,
    ask: PlaceOrder,
    now: Instant,
    payment: PaymentId | None,
) -> Facts | Refused:
    taken = _taken(orders, checkouts, ask)
    if taken is not None:
        return taken
    window = parts.policy.rails.get(ask.rail)
    if window is None:
        return Refused(Reason.RAIL_NOT_OFFERED, ask.rail)
    lines = price_lines(parts, ask, now)
    if isinstance(lines, Refused):
        return lines
    offer = choose_offer(parts, ask, reservation_of(ask), now)
    if isinstance(offer, Refused):
        return offer
    offer = slotting.chosen(parts, offer, ask.slot, now)
    if isinstance(offer, Refused):
        return offer
    placed = _placed(parts, ask, lines, offer)
    if not 0 <= placed.total <= MAX_CENTAVOS:
        return Refused(Reason.BAD_AMOUNT, ask.order)
    certain = window.pays_at_door or ask.authorised is not None or placed.total == 0
    stock = _reserve(parts, placed, offer, None if certain else window, now)
    if isinstance(stock, Refused):
        return stock
    places = workdays.take(
        parts, ask.order, offer, ask.slot, now, paying_clock.latest_start(parts.policy, offer, ask.rail, now)
    )
    if isinstance(places, Refused):
        return places
    money = _certain(ask, placed, offer) if certain else _awaited(parts, payments, placed, offer, payment, now)
    if isinstance(money, Refused):
        return money
    closed = [CheckoutClosed(ask.cart, "ordered")] if ask.cart is not None and ask.cart in checkouts.by_cart else []
    return [placed, *stock, *places, *closed, *money]


def price_lines(parts: Parts, ask: PlaceOrder, now: Instant) -> tuple[OrderLine, ...] | Refused:
    """Lines with their price and their fixed share of the discount (R54)."""
    if not ask.items:
        return Refused(Reason.EMPTY_ORDER)
    if len(ask.items) > parts.policy.lines_max:
        return Refused(Reason.TOO_MANY_LINES, str(len(ask.items)), parts.policy.lines_max)
    priced = []
    for item in ask.items:
        if not 0 < item.units <= parts.policy.units_max:
            return Refused(Reason.BAD_QUANTITY, item.sku)
        product = catalogs.find(parts.catalog, item.sku)
        if product is None:
            return Refused(Reason.UNKNOWN_SKU, item.sku)
        price, source = catalogs.price_of(parts.catalog, product, item.price, ask.channel, now)
        if not 0 <= price * item.units <= MAX_CENTAVOS:
            return Refused(Reason.BAD_AMOUNT, item.sku)
        priced.append((item.sku, item.units, price, source))
    goods = sum(units * price for _, units, price, _ in priced)
    known = parts.catalog.kits
    if not 0 <= ask.discount <= goods or not 0 <= ask.interest <= MAX_CENTAVOS:
        return Refused(Reason.BAD_AMOUNT, "discount" if ask.interest >= 0 else "interest")
    if ask.fee is not None and not 0 <= ask.fee <= MAX_CENTAVOS:
        return Refused(Reason.BAD_AMOUNT, "fee")
    if len(priced) == 1:
        sku, units, price, source = priced[0]
        return (OrderLine(1, sku, units, price, ask.discount, known.get(sku, NO_KIT), source),)
    parts_of = shares(ask.discount, [units * price for _, units, price, _ in priced])
    return tuple(
        OrderLine(number, sku, units, price, discount, known.get(sku, NO_KIT), source)
        for number, ((sku, units, price, source), discount) in enumerate(zip(priced, parts_of, strict=True), start=1)
    )


def choose_offer(parts: Parts, ask: PlaceOrder, reservation: ReservationId, now: Instant) -> Offer | Refused:
    """The offer that the customer took, if it still stands; else one as good for them; else the best of a new quote."""
    taken = ask.offer
    if taken is not None:
        if not _same_units(parts, taken, ask) or not _same_place(taken, ask):
            return Refused(Reason.QUOTE_CHANGED, ask.order)
        own = questions.reserved_by(parts.stock, reservation)
        if ask.offer_expires_at is not None and now > ask.offer_expires_at and not own:
            return Refused(Reason.QUOTE_EXPIRED, ask.order)
        start = paying_clock.latest_start(parts.policy, taken, ask.rail, now)
        if _still_good(parts, ask.channel, taken, own, start) and workload.stands(parts, taken.legs, start):
            return taken
    asked = question(ask, reservation)
    if ask.authorised is None and ask.rail in parts.policy.rails and (taken is None or taken.starts_on != NOW):
        asked = replace(asked, rail=ask.rail)
    if taken is None:
        return first_offer.best(parts, asked, now)
    quote = quotes.quote(*parts, asked, now, 0)
    return quote if isinstance(quote, Refused) else _as_good(quote, taken)


def question(ask: PlaceOrder, reservation: ReservationId) -> Ask:
    """The order as the question that its quote answers."""
    wants = tuple([Want(item.sku, item.units) for item in ask.items])
    return Ask(wants, ask.channel, ask.postal_code, _counter(ask), reservation)


def _counter(ask: PlaceOrder) -> LocationId | None:
    """Where the customer comes for it, said by the order or by the offer taken."""
    if ask.offer is not None and ask.offer.kind == PICKUP:
        return ask.offer.legs[0].location
    return ask.pickup_location


def _same_units(parts: Parts, offer: Offer, ask: PlaceOrder) -> bool:
    wanted: dict[str, int] = {}
    known = parts.catalog.kits
    for item in ask.items:
        for sku, units in kits.opened(known.get(item.sku, NO_KIT), item.sku, item.units):
            wanted[sku] = wanted.get(sku, 0) + units
    for take in offer_takes(offer):
        wanted[take.sku] = wanted.get(take.sku, 0) - take.units
    return not any(wanted.values())


def _same_place(offer: Offer, ask: PlaceOrder) -> bool:
    """Quoted for where it is to go: a plan to one place says nothing about another, nor does its fee."""
    if offer.kind == PICKUP:
        return ask.pickup_location in (None, offer.legs[0].location)
    return ask.pickup_location is None and ask.postal_code in (None, offer.postal_code)


def _still_good(parts: Parts, channel: ChannelId, offer: Offer, own: tuple[Take, ...], now: Instant) -> bool:
    held = rules.add_up(own)
    for (sku, location), units in rules.add_up(offer_takes(offer)).items():
        at = locations.find(parts.locations, location)
        if at is None or not locations.may_sell(at, channel):
            return False
        if units > questions.unreserved(parts.stock, sku, location) + held.get((sku, location), 0):
            return False
    if parts.capacity.cargo.caps and not cargo_room.stands(parts, offer.legs):
        return False
    return barring.is_lawful(parts, channel, offer) and renewals.legs_still_good(parts, offer, now)


def _as_good(quote: Quote, taken: Offer) -> Offer | Refused:
    """Another plan that arrives no later and costs the customer no more, charged as accepted."""
    for offer in quote.offers:
        same = (offer.kind, offer.branch) == (taken.kind, taken.branch)
        if same and offer.promised_by <= taken.promised_by and offer.fee <= taken.fee:
            return offer
    return Refused(Reason.QUOTE_CHANGED)


def offer_takes(offer: Offer) -> tuple[Take, ...]:
    """Every take of every leg."""
    if len(offer.legs) == 1:
        return offer.legs[0].takes
    return tuple([take for leg in offer.legs for take in leg.takes])


def _placed(parts: Parts, ask: PlaceOrder, lines: tuple[OrderLine, ...], offer: Offer) -> OrderPlaced:
    goods = Centavos(sum(line.units * line.price for line in lines))
    charged = offer.fee if ask.offer is None else ask.offer.fee
    fee = charged if ask.fee is None else ask.fee
    return OrderPlaced(
        order=ask.order,
        customer=ask.customer,
        channel=ask.channel,
        lines=lines,
        items=goods,
        discount=ask.discount,
        fee=fee,
        interest=ask.interest,
        total=Centavos(goods - ask.discount + fee + ask.interest),
        currency=parts.policy.currency,
        rail=ask.rail,
        reservation=reservation_of(ask),
        zone=offer.zone,
        postal_code=offer.postal_code if ask.postal_code is None else ask.postal_code,
        pickup_location=offer.legs[0].location if offer.kind == PICKUP else None,
        cart=ask.cart,
        platform_promised_on=ask.platform_promised_on,
    )


def _reserve(
    parts: Parts, placed: OrderPlaced, offer: Offer, window: RailWindow | None, now: Instant
) -> Facts | Refused:
    """The reservation's one end follows the way of paying; without a window the money is certain: no end (R06)."""
    if parts.policy.reserve_at == "payment" and window is not None:
        return []
    until = None if window is None else calendars.window_end(window, now)[1]
    return reserve_offer(parts, placed.reservation, offer, until, "paid" if window is None else placed.rail)


def reserve_offer(
    parts: Parts, reservation: ReservationId, offer: Offer, until: Instant | None, stage: str
) -> Facts | Refused:
    """The units of the offer become what the reservation holds, up to this end."""
    takes = offer_takes(offer)
    if questions.reserved_by(parts.stock, reservation) == takes:
        return [ReservationExtended(reservation, until, stage)]
    held = rules.reserve(parts.stock, ReserveStock(reservation, takes, until, stage))
    return held if isinstance(held, Refused) else [*held]


def _certain(ask: PlaceOrder, placed: OrderPlaced, offer: Offer) -> Facts:
    """The money is there, comes at the door, or nothing is owed: the promise starts now."""
    money: Facts = []
    if ask.authorised is not None:
        authorised = PaymentAuthorised(ask.order, ask.authorised, placed.total)
        money = [authorised if placed.total else AuthorisationVoided(ask.order, ask.authorised, "nothing_owed")]
    return [*money, promise_of(placed, offer), OrderConfirmed(ask.order)]


def _awaited(
    parts: Parts, payments: Payments, placed: OrderPlaced, offer: Offer, payment: PaymentId | None, now: Instant
) -> Facts | Refused:
    name = payment or superseding.next_name(payments, placed.order)
    awaited = paying.await_payment(parts.policy, placed.order, name, placed.rail, placed.total, now)
    if isinstance(awaited, Refused):
        return awaited
    if payment is not None:
        awaited = [replace(fact, opened=True) for fact in awaited]
    return [OfferAccepted(placed.order, offer), *awaited]


def promise_of(placed: OrderPlaced, offer: Offer) -> PromiseMade:
    """The offer, said to one order: from here on it is counted."""
    return PromiseMade(
        order=placed.order,
        kind=offer.kind,
        promised_by=offer.promised_by,
        promised_on=offer.promised_on,
        zone=offer.zone,
        keep_probability=offer.keep_probability,
        fee=placed.fee,
        cost=offer.cost,
        policy=offer.policy,
        fingerprint=offer.fingerprint,
        legs=offer.legs,
        postal_code=placed.postal_code,
        platform_promised_on=placed.platform_promised_on,
        branch=offer.branch,
        model=offer.model,
        basis=offer.basis,
        earliest_on=offer.earliest_on,
        slot=offer.slot,
        confirm_by=offer.confirm_by,
    )


def open_checkout(
    parts: Parts, orders: Orders, checkouts: Checkouts, payments: Payments, ask: OpenCheckout, now: Instant
) -> Facts | Refused:
    """Reserve a cart's units for its minutes; again with the same cart, what it holds becomes what it asks now."""
    if ask.place.cart not in (None, ask.cart):
        return Refused(Reason.INVALID, "cart")
    asked = replace(ask.place, cart=ask.cart)
    unfit = _unfit(payments, asked, None) or _taken(orders, checkouts, asked)
    if unfit is not None:
        return unfit
    lines = price_lines(parts, asked, now)
    if isinstance(lines, Refused):
        return lines
    reservation = reservation_of(asked)
    offer = choose_offer(parts, asked, reservation, now)
    if isinstance(offer, Refused):
        return offer
    until = Instant(now + parts.policy.cart_minutes * MINUTE)
    opened = CheckoutOpened(ask.cart, replace(asked, offer=offer), until)
    if parts.policy.reserve_at != "checkout":
        return [opened]
    held = reserve_offer(parts, reservation, offer, until, CART)
    return held if isinstance(held, Refused) else [opened, *held]


def close_checkout(checkouts: Checkouts, ask: CloseCheckout, now: Instant) -> list[CheckoutClosed]:
    """Forget a cart that nobody came back to, some time after its units went back: late money may still claim it."""
    until = checkouts.until.get(ask.cart)
    if until is None or now < until + CHECKOUT_KEPT:
        return []
    return [CheckoutClosed(ask.cart, "abandoned")]
