"""Which shelves a question may not be answered from, because of pools and brands: one mask for every kind of plan."""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from promesa.domain.ledger.stock.state import Stock
from promesa.domain.ledger.stock.words import Take
from promesa.domain.network.catalog import Catalog
from promesa.domain.network.locations import sending
from promesa.domain.network.locations.state import Locations
from promesa.domain.promise.sourcing.parts import Parts
from promesa.domain.promise.words import Offer
from promesa.domain.values.ids import ChannelId, LocationId, Sku


class LocationRules(NamedTuple):
    """The rules with what they speak of."""

    locations: Locations
    catalog: Catalog


def of(locations: Locations, catalog: Catalog) -> LocationRules | None:
    """None where no rule was ever set: then nothing is looked at."""
    return LocationRules(locations, catalog) if locations.sending_rules else None


def names(barring: LocationRules, sku: Sku, channel: ChannelId) -> frozenset[LocationId]:
    """The locations that may not send units of the SKU for the channel; worked out once until a fact changes any."""
    category = barring.catalog.products[sku].category
    rules = barring.locations.sending_rules
    named = any(sku in rule.skus for rule in rules)
    memo, key = barring.locations.barred, (channel, category, sku if named else Sku(""))
    if key not in memo:
        memo[key] = sending.barred(rules, barring.locations.by_id, channel, category, sku)
    return memo[key]


def open_to(barring: LocationRules, stock: Stock, sku: Sku, channel: ChannelId) -> NDArray[np.bool_] | None:
    """Which of the stock's locations may send units of the SKU for the channel, by their numbers; None: all."""
    shut, known = names(barring, sku, channel), stock.shelves.location_numbers
    if not shut:
        return None
    memo, key = barring.locations.open_to, (shut, len(known))
    mask: NDArray[np.bool_] | None = memo.get(key)
    if mask is None:
        mask = memo[key] = np.array([name not in shut for name in known], dtype=bool)
    return mask


def is_lawful(parts: Parts, channel: ChannelId, offer: Offer) -> bool:
    """Whether every leg of an offer may be sent from where it is planned, by the rules as they are now."""
    return all(may_take(parts, channel, leg.takes) for leg in offer.legs)


def may_take(parts: Parts, channel: ChannelId, takes: Iterable[Take]) -> bool:
    """Whether all these units may be sent for the channel from where they are."""
    barring = of(parts.locations, parts.catalog)
    return barring is None or all(take.location not in names(barring, take.sku, channel) for take in takes)
