"""Placing an order: price it, take an offer that can be kept, reserve, take capacity, open the payment: all or nothing."""

from promesa.domain.ledger import capacity as capacities
from promesa.domain.ledger.orders.state import Orders
from promesa.domain.ledger.orders.words import CheckoutRefused, OrderConfirmed, OrderLine, OrderPlaced
from promesa.domain.ledger.payments import rules as payments
from promesa.domain.ledger.payments.words import AuthorisationVoided, PaymentAuthorised
from promesa.domain.ledger.stock import questions, rules
from promesa.domain.ledger.stock.words import ReservationExtended, ReserveStock, Take
from promesa.domain.network import catalog as catalogs
from promesa.domain.network.locations import state as locations
from promesa.domain.promise import quotes, renewals
from promesa.domain.promise.commit.state import Checkouts
from promesa.domain.promise.commit.words import (
    CheckoutClosed,
    CheckoutOpened,
    OfferAccepted,
    OpenCheckout,
    PlaceOrder,
)
from promesa.domain.promise.parts import Parts
from promesa.domain.promise.words import Ask, Offer, PromiseMade, Quote, Want
from promesa.domain.values import calendars
from promesa.domain.values.ids import OrderId, PaymentId, ReservationId
from promesa.domain.values.moments import MINUTE, Instant
from promesa.domain.values.money import MAX_CENTAVOS, Centavos, shares
from promesa.domain.values.policy import RailWindow
from promesa.domain.values.refusal import Reason, Refused

Facts = list[object]


def place(parts: Parts, orders: Orders, checkouts: Checkouts, ask: PlaceOrder, now: Instant) -> Facts | Refused:
    """An order with its stock, its capacity and its payment window in one append, or a refusal and nothing.

    With an authorisation in hand a refusal is itself a fact, because the authorisation has to be let go (R02).
    """
    facts = _place(parts, orders, checkouts, ask, now)
    if not isinstance(facts, Refused) or ask.authorised is None or ask.order in orders.by_id:
        return facts
    return [
        CheckoutRefused(ask.order, ask.cart, facts.reason, facts.about),
        AuthorisationVoided(ask.order, ask.authorised, facts.reason),
    ]


def _place(parts: Parts, orders: Orders, checkouts: Checkouts, ask: PlaceOrder, now: Instant) -> Facts | Refused:
    if ask.order in orders.by_id or (ask.cart is not None and ask.cart in orders.by_cart):
        return Refused(Reason.ALREADY_EXISTS, orders.by_cart.get(ask.cart, ask.order) if ask.cart else ask.order)
    window = parts.policy.rails.get(ask.rail)
    if window is None:
        return Refused(Reason.RAIL_NOT_OFFERED, ask.rail)
    lines = price_lines(parts, ask)
    if isinstance(lines, Refused):
        return lines
    reservation = ReservationId(ask.cart or ask.order)
    offer = choose_offer(parts, ask, reservation, now)
    if isinstance(offer, Refused):
        return offer
    placed = _placed(parts, ask, lines, offer, reservation)
    if not 0 <= placed.total <= MAX_CENTAVOS:
        return Refused(Reason.BAD_AMOUNT, ask.order)
    stock = _reserve(parts, ask, offer, reservation, window, now)
    if isinstance(stock, Refused):
        return stock
    places = take_places(parts, ask.order, offer, ask.slot, now)
    if isinstance(places, Refused):
        return places
    money = _money(parts, ask, placed, offer, window, now)
    if isinstance(money, Refused):
        return money
    closed: Facts = [CheckoutClosed(ask.cart, "ordered")] if ask.cart in checkouts.by_cart and ask.cart else []
    return [placed, *stock, *places, *closed, *money]


def price_lines(parts: Parts, ask: PlaceOrder) -> tuple[OrderLine, ...] | Refused:
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
        price = product.price if item.price is None else item.price
        if not 0 <= price * item.units <= MAX_CENTAVOS:
            return Refused(Reason.BAD_AMOUNT, item.sku)
        priced.append((item.sku, item.units, price))
    goods = sum(units * price for _, units, price in priced)
    if not 0 <= ask.discount <= goods or not 0 <= ask.interest <= MAX_CENTAVOS:
        return Refused(Reason.BAD_AMOUNT, "discount" if ask.interest >= 0 else "interest")
    if ask.fee is not None and not 0 <= ask.fee <= MAX_CENTAVOS:
        return Refused(Reason.BAD_AMOUNT, "fee")
    if len(priced) == 1:
        sku, units, price = priced[0]
        return (OrderLine(1, sku, units, price, ask.discount),)
    parts_of = shares(ask.discount, [units * price for _, units, price in priced])
    return tuple(
        OrderLine(number, sku, units, price, discount)
        for number, ((sku, units, price), discount) in enumerate(zip(priced, parts_of, strict=True), start=1)
    )


def choose_offer(parts: Parts, ask: PlaceOrder, reservation: ReservationId, now: Instant) -> Offer | Refused:
    """The offer that the customer took, if it still stands; else one as good for them; else the best of a new quote."""
    taken = ask.offer
    if taken is not None:
        if not _same_units(taken, ask):
            return Refused(Reason.QUOTE_CHANGED, ask.order)
        own = questions.reserved_by(parts.stock, reservation)
        if ask.offer_expires_at is not None and now > ask.offer_expires_at and not own:
            return Refused(Reason.QUOTE_EXPIRED, ask.order)
        if _still_good(parts, taken, own, now):
            return taken
    quote = quotes.quote(*parts, question(ask, reservation), now, 0)
    if isinstance(quote, Refused):
        return quote
    return quote.offers[0] if taken is None else _as_good(quote, taken)


def question(ask: PlaceOrder, reservation: ReservationId) -> Ask:
    """The order as the question that its quote answers."""
    wants = tuple(Want(item.sku, item.units) for item in ask.items)
    return Ask(wants, ask.channel, ask.postal_code, ask.pickup_location, reservation)


def _same_units(offer: Offer, ask: PlaceOrder) -> bool:
    wanted: dict[str, int] = {}
    for item in ask.items:
        wanted[item.sku] = wanted.get(item.sku, 0) + item.units
    for take in offer_takes(offer):
        wanted[take.sku] = wanted.get(take.sku, 0) - take.units
    return not any(wanted.values())


def _still_good(parts: Parts, offer: Offer, own: tuple[Take, ...], now: Instant) -> bool:
    held = rules.add_up(own)
    for (sku, location), units in rules.add_up(offer_takes(offer)).items():
        if units > questions.unreserved(parts.stock, sku, location) + held.get((sku, location), 0):
            return False
    return renewals.legs_still_good(parts, offer, now)


def _as_good(quote: Quote, taken: Offer) -> Offer | Refused:
    """Another plan that arrives no later and costs the customer no more, charged as accepted."""
    for offer in quote.offers:
        if offer.kind == taken.kind and offer.promised_by <= taken.promised_by and offer.fee <= taken.fee:
            return offer
    return Refused(Reason.QUOTE_CHANGED)


def offer_takes(offer: Offer) -> tuple[Take, ...]:
    """Every take of every leg."""
    return tuple(take for leg in offer.legs for take in leg.takes)


def _placed(
    parts: Parts, ask: PlaceOrder, lines: tuple[OrderLine, ...], offer: Offer, reservation: ReservationId
) -> OrderPlaced:
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
        reservation=reservation,
        zone=offer.zone,
        postal_code=ask.postal_code,
        pickup_location=ask.pickup_location,
        cart=ask.cart,
        platform_promised_on=ask.platform_promised_on,
    )


def _reserve(
    parts: Parts, ask: PlaceOrder, offer: Offer, reservation: ReservationId, window: RailWindow, now: Instant
) -> Facts | Refused:
    """The reservation's one end follows the way of paying; none while the money is certain (R06)."""
    certain = window.pays_at_door or ask.authorised is not None
    if parts.policy.reserve_at == "payment" and not certain:
        return []
    until = None if certain else calendars.window_end(window, now)[1]
    takes, stage = offer_takes(offer), "paid" if certain else ask.rail
    if questions.reserved_by(parts.stock, reservation) == takes:
        return [ReservationExtended(reservation, until, stage)]
    return (
        [*facts]
        if isinstance(facts := rules.reserve(parts.stock, ReserveStock(reservation, takes, until, stage)), list)
        else facts
    )


def take_places(parts: Parts, order: OrderId, offer: Offer, slot: str | None, now: Instant) -> Facts | Refused:
    """One place at each location of the plan on its working day, and the slot if one was chosen."""
    facts: Facts = []
    for leg in offer.legs:
        location = locations.find(parts.locations, leg.location)
        assert location is not None, leg.location
        bucket = leg.process_on.isoformat()
        taken = capacities.take(parts.capacity, order, leg.location, bucket, location.orders_per_day)
        if isinstance(taken, Refused):
            return taken
        facts += taken
    if slot is not None:
        taken = capacities.take_slot(parts.capacity, order, offer.legs[0].location, slot, now)
        if isinstance(taken, Refused):
            return taken
        facts += taken
    return facts


def _money(
    parts: Parts, ask: PlaceOrder, placed: OrderPlaced, offer: Offer, window: RailWindow, now: Instant
) -> Facts | Refused:
    if window.pays_at_door:
        return [promise_of(placed, offer), OrderConfirmed(ask.order)]
    if ask.authorised is not None:
        authorised = PaymentAuthorised(ask.order, ask.authorised, placed.total)
        return [authorised, promise_of(placed, offer), OrderConfirmed(ask.order)]
    payment = PaymentId(f"{ask.order}:1")
    awaited = payments.await_payment(parts.policy, ask.order, payment, ask.rail, placed.total, now)
    if isinstance(awaited, Refused):
        return awaited
    if not awaited:  # nothing is owed: a gift, a voucher that covers it all
        return [
            ReservationExtended(placed.reservation, None, "paid"),
            promise_of(placed, offer),
            OrderConfirmed(ask.order),
        ]
    return [OfferAccepted(ask.order, offer), *awaited]


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
    )


def open_checkout(parts: Parts, orders: Orders, ask: OpenCheckout, now: Instant) -> Facts | Refused:
    """Reserve a cart's units for its minutes; again with the same cart, what it holds becomes what it asks now."""
    if ask.cart in orders.by_cart:
        return Refused(Reason.ALREADY_EXISTS, orders.by_cart[ask.cart])
    lines = price_lines(parts, ask.place)
    if isinstance(lines, Refused):
        return lines
    reservation = ReservationId(ask.cart)
    offer = choose_offer(parts, ask.place, reservation, now)
    if isinstance(offer, Refused):
        return offer
    until = Instant(now + parts.policy.cart_minutes * MINUTE)
    opened = CheckoutOpened(ask.cart, _with_offer(ask.place, offer), until)
    if parts.policy.reserve_at != "checkout":
        return [opened]
    live = parts.stock.reservations.get(reservation)
    if live is not None and live.takes == offer_takes(offer):
        return [opened]
    held = rules.reserve(parts.stock, ReserveStock(reservation, offer_takes(offer), until, "cart"))
    return held if isinstance(held, Refused) else [opened, *held]


def _with_offer(place_order: PlaceOrder, offer: Offer) -> PlaceOrder:
    fields = {name: getattr(place_order, name) for name in place_order.__struct_fields__}
    return PlaceOrder(**{**fields, "offer": offer})
