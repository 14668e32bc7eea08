"""What failed of a broken promise, worked out from the order's own facts by the ledger's rule."""

from collections.abc import Sequence
from typing import Any

from promesa.domain.ledger.shipments import state as shipments
from promesa.domain.ledger.shipments.state import Shipments
from promesa.domain.promise import failures, promises
from promesa.domain.promise.promises import Promises
from promesa.domain.promise.words import PromiseMade
from promesa.domain.values.moments import Instant


def of(facts: Sequence[tuple[int, Any]]) -> str:
    """The word of the closed list, "" where nothing failed; the facts with their moments (µs), in order."""
    if not any(type(fact) is PromiseMade for _, fact in facts):
        return ""
    promised, parcels = Promises(), Shipments()
    for at, fact in facts:
        for folds, state in ((shipments.FOLD, parcels), (promises.FOLD, promised)):
            fold = folds.get(type(fact))
            if fold is not None:
                fold(state, fact, Instant(at))
    (promise,) = promised.by_order.values()
    failure = failures.of(promise, list(parcels.by_id.values()))
    return "" if failure is None else failure.value
