"""The offer that a quote would name first, without the others: all that an order placed without an offer needs."""

from promesa.domain.network import places as gazetteer
from promesa.domain.promise.quoting import deliveries, offers, paying_clock, quotes
from promesa.domain.promise.quoting.deliveries import DeliveryAsk
from promesa.domain.promise.sourcing import barring, wants
from promesa.domain.promise.sourcing.parts import Parts
from promesa.domain.promise.sourcing.tables import tables_of
from promesa.domain.promise.words import Ask, Offer
from promesa.domain.values.moments import Instant
from promesa.domain.values.refusal import Refused


def best(parts: Parts, ask: Ask, now: Instant) -> Offer | Refused:
    """The first offer of `quotes.quote` for the same question, or its refusal."""
    return _delivery(parts, ask, now) or _of_whole_quote(parts, ask, now)


def _of_whole_quote(parts: Parts, ask: Ask, now: Instant) -> Offer | Refused:
    quote = quotes.quote(*parts, ask, now, 0)
    return quote if isinstance(quote, Refused) else quote.offers[0]


def _delivery(parts: Parts, ask: Ask, now: Instant) -> Offer | None:
    """The first delivery: a quote names it before anything else; None: ask for the whole quote."""
    place = None if ask.postal_code is None else gazetteer.find(parts.places, ask.postal_code)
    wanted = wants.read(parts.catalog, parts.policy, ask, now)
    if place is None or isinstance(wanted, Refused) or ask.pickup_location is not None or ask.deadline is not None:
        return None
    start = paying_clock.start_of(parts.policy, ask.rail, now, ask.in_work)
    if isinstance(start, Refused) or start.pay_by is not None:
        return None
    tables = tables_of(parts, start.at, start.clock)
    lines = wants.shelf_lines(parts.stock, wanted, ask, barring.of(parts.locations, parts.catalog))
    full = wants.with_everything(lines, len(tables.columns.names))
    if not len(full) and any(int(line.available.sum()) < line.units for line in lines):
        return None  # it will be refused, unless a quote knows better: not to be worked out twice
    question = DeliveryAsk(wanted, lines, full, ask.channel, place)
    asked = offers.canonical(paying_clock.canonical(ask, start), wanted)
    found = deliveries.deliveries(parts, tables, asked, question, start.at, first_only=True)
    return None if isinstance(found, Refused) else found[0]
