"""Whether a SKU can be had, for lists and product pages: only what some buyer of the channel can really get (R25).

It is the quote's own answer for one unit where the place is known, so a list never says another thing than a cart.
"""

from datetime import date
from enum import StrEnum

import msgspec
import numpy as np

from promesa.domain.ledger.capacity import Capacity
from promesa.domain.ledger.stock.state import Stock
from promesa.domain.network import places as gazetteer
from promesa.domain.network.carriers.state import Carriers
from promesa.domain.network.catalog import Catalog
from promesa.domain.network.locations.state import Locations
from promesa.domain.network.places import Places
from promesa.domain.promise.chance.lanes import Lanes
from promesa.domain.promise.quoting import quotes
from promesa.domain.promise.sourcing import barring, kit_wants, wants
from promesa.domain.promise.sourcing.long_way import Mask
from promesa.domain.promise.sourcing.origins import Numbers
from promesa.domain.promise.sourcing.parts import Parts
from promesa.domain.promise.sourcing.service_columns import FAR
from promesa.domain.promise.sourcing.tables import QuoteTables, tables_of
from promesa.domain.promise.words import Ask, Want
from promesa.domain.values.ids import ChannelId, PostalCode, Sku
from promesa.domain.values.moments import Instant
from promesa.domain.values.policy import Policy
from promesa.domain.values.refusal import Refused


class Availability(StrEnum):
    AVAILABLE = "available"
    DEPENDS = "depends_on_postal_code"
    NOT_AVAILABLE = "not_available"


class SkuAvailability(msgspec.Struct, frozen=True):
    """The answer as of one position of the log: two answers with the same stamp never differ (R26)."""

    sku: Sku
    channel: ChannelId
    status: Availability
    units: int
    """Units that can be promised: to the place, or to some place where none was named."""
    as_of: Instant
    position: int
    postal_code: PostalCode | None = None
    promised_on: date | None = None
    """The earliest day on which one unit would be there; None where no place was named or it is not available."""


def listing(
    catalog: Catalog,
    places: Places,
    locations: Locations,
    carriers: Carriers,
    stock: Stock,
    capacity: Capacity,
    lanes: Lanes,
    policy: Policy,
    sku: Sku,
    channel: ChannelId,
    postal_code: PostalCode | None,
    now: Instant,
    position: int,
) -> SkuAvailability | Refused:
    """Whether the SKU can be had on the channel, at the postal code or, without one, everywhere or somewhere.

    UNKNOWN_SKU, UNKNOWN_POSTAL_CODE.
    """
    parts = Parts(catalog, places, locations, carriers, stock, capacity, lanes, policy)
    ask = Ask((Want(sku, 1),), channel, postal_code)
    wanted = wants.read(catalog, policy, ask, now)
    if isinstance(wanted, Refused):
        return wanted
    tables = tables_of(parts, now)
    lines = wants.shelf_lines(stock, wanted, ask, barring.of(locations, catalog))
    free = wants.by_location(lines, len(tables.columns.names))
    here = kit_wants.whole_kits(wanted.kits[0], free) if wanted.kits else free[:, 0]
    has = here * tables.columns.sellers(channel)
    if postal_code is None:
        status, units = _anywhere(parts, tables, has, now)
        return SkuAvailability(sku, channel, status, units, now, position)
    place = gazetteer.find(places, postal_code)
    answer = quotes.quote(*parts, ask, now, position)
    if isinstance(answer, Refused):
        if place is None:
            return answer
        return SkuAvailability(sku, channel, Availability.NOT_AVAILABLE, 0, now, position, postal_code)
    assert place is not None
    table = tables.boards(parts, place, now).table
    reached = _sends(tables, np.any(table.arrives < FAR, axis=1))
    reached[list(tables.columns.near_counters(place, channel))] = True
    return SkuAvailability(
        sku=sku,
        channel=channel,
        status=Availability.AVAILABLE,
        units=int(has[reached].sum()),
        as_of=now,
        position=position,
        postal_code=postal_code,
        promised_on=min(offer.promised_on for offer in answer.offers),
    )


def _anywhere(parts: Parts, tables: QuoteTables, has: Numbers, now: Instant) -> tuple[Availability, int]:
    """For no place in particular: what every place, some place or no place can have."""
    reachable = tables.reachable(parts, now)
    sends = _sends(tables, np.any(reachable, axis=1))
    counter = np.array([at is not None and at.pickup for at in tables.columns.known], dtype=bool)
    units = int(has[sends | counter].sum())
    if not units:
        return Availability.NOT_AVAILABLE, 0
    senders = tables.columns.group_of[(has > 0) & sends]
    if reachable.shape[1] and len(senders) and reachable[senders].any(axis=0).all():
        return Availability.AVAILABLE, units
    return Availability.DEPENDS, units


def _sends(tables: QuoteTables, groups: Mask) -> Mask:
    """Locations [L] that ship and whose group is among `groups` [G]."""
    columns = tables.columns
    among: Mask = np.append(groups, False)[columns.group_of]
    return columns.ships & among
