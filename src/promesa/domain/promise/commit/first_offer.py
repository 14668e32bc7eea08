"""The offer that a quote would name first, without the others: all that an order placed without an offer needs."""

from promesa.domain.network import places as gazetteer
from promesa.domain.promise import deliveries, fees, offers, quotes, short_way, wants
from promesa.domain.promise.parts import Parts
from promesa.domain.promise.tables import tables_of
from promesa.domain.promise.words import Ask, Offer
from promesa.domain.values.moments import Instant
from promesa.domain.values.money import Centavos
from promesa.domain.values.refusal import Refused


def best(parts: Parts, ask: Ask, now: Instant) -> Offer | Refused:
    """The first offer of `quotes.quote` for the same question, or its refusal."""
    return _delivery(parts, ask, now) or _of_whole_quote(parts, ask, now)


def _of_whole_quote(parts: Parts, ask: Ask, now: Instant) -> Offer | Refused:
    quote = quotes.quote(*parts, ask, now, 0)
    return quote if isinstance(quote, Refused) else quote.offers[0]


def _delivery(parts: Parts, ask: Ask, now: Instant) -> Offer | None:
    """The cheapest delivery where the short way is sure of all its plans and they stand; None: ask for the quote.

    All plans are looked at, as the quote does: where one does not stand, it compares all there are anew.
    """
    place = None if ask.postal_code is None else gazetteer.find(parts.places, ask.postal_code)
    wanted = wants.read(parts.catalog, parts.policy, ask)
    if place is None or ask.pickup_location is not None or isinstance(wanted, Refused):
        return None
    tables = tables_of(parts, now)
    lines = wants.shelf_lines(parts.stock, wanted, ask)
    full = wants.with_everything(lines, len(tables.columns.names))
    boards, today = tables.boards(parts, place, now), tables.civil_date(now, place.zone)
    plans = short_way.plans(boards, ask.channel, wanted, lines, full, parts.policy, today).plans
    legs = [offers.delivery_legs(boards, wanted, plan, {}, today) for plan in plans or ()]
    if not plans or not all(deliveries.stands(parts, one, now) for one in legs):
        return None
    cost, asked = Centavos(plans[0].cost), offers.canonical(ask, wanted)
    case = fees.case_of(ask.channel, place.area, legs[0])
    fee = fees.charged(parts.policy, case, wanted.goods, [cost])[0]
    missing = fees.missing(parts.policy, case, wanted.goods)
    return offers.delivery(tables, asked, legs[0], cost, fee, place, missing)
