"""What one more unit of scarce stock is worth on each shelf, from several batches and for any shelf asked for.

One batch's prices are those of its own orders. Their mean over batches that might come (days drawn from demand, sourced
on the stock there is) foresees what a unit will be missed for (Acimovic and Graves, M&SOM 2015): added to the cost of
taking it, it keeps the scarce for those who need it.
"""

from collections.abc import Sequence

import numpy as np

from promesa.kernels.parcels import Whole
from promesa.kernels.reassign import Prices


def mean(batches: Sequence[Prices]) -> Prices:
    """The mean price of each shelf in whole centavos, 0 in a batch where it has none; by item, then location."""
    if not batches:
        none = np.zeros(0, dtype=np.int64)
        return Prices(none, none, none)
    item, location, centavos = (np.concatenate(part) for part in zip(*batches, strict=True))
    shelves, which = np.unique(np.column_stack([item, location]), axis=0, return_inverse=True)
    total = np.zeros(len(shelves), dtype=np.int64)
    np.add.at(total, which.reshape(-1), centavos)
    worth = (2 * total + len(batches)) // (2 * len(batches))
    dear = worth > 0
    return Prices(shelves[dear, 0], shelves[dear, 1], worth[dear])


def of(prices: Prices, item: Whole, location: Whole) -> Whole:
    """The price of a unit of each item at each location, (n,) centavos; 0 where nothing is scarce."""
    if not len(prices.centavos):
        return np.zeros(len(item), dtype=np.int64)
    wide = int(max(prices.location.max(), location.max(initial=0))) + 1
    key = prices.item * wide + prices.location
    order = np.argsort(key, kind="stable")
    asked = item * wide + location
    place = order[np.minimum(np.searchsorted(key[order], asked), len(key) - 1)]
    found: Whole = np.where(key[place] == asked, prices.centavos[place], 0)
    return found
