"""All that can be asked of us and told to us: every door is made from this one list."""

from promesa.surfaces.asks import (
    acting,
    api_keys,
    availability,
    branches,
    casing,
    claiming,
    collecting,
    conduct,
    contacts,
    contingencies,
    editing,
    labouring,
    mandating,
    network,
    order_reading,
    ordering,
    parcels,
    paying,
    picking,
    promise_book,
    quoting,
    rethinking,
    security,
    sending,
    slots,
    speaking,
    stocking,
    tariffs,
)
from promesa.surfaces.operations import Operation

OPERATIONS: tuple[Operation, ...] = (
    *quoting.OPERATIONS,
    *availability.OPERATIONS,
    *ordering.OPERATIONS,
    *editing.OPERATIONS,
    *order_reading.OPERATIONS,
    *promise_book.OPERATIONS,
    *paying.OPERATIONS,
    *parcels.OPERATIONS,
    *picking.OPERATIONS,
    *stocking.OPERATIONS,
    *labouring.OPERATIONS,
    *slots.OPERATIONS,
    *collecting.OPERATIONS,
    *network.OPERATIONS,
    *sending.OPERATIONS,
    *branches.OPERATIONS,
    *tariffs.OPERATIONS,
    *contacts.OPERATIONS,
    *conduct.OPERATIONS,
    *rethinking.OPERATIONS,
    *contingencies.OPERATIONS,
    *casing.OPERATIONS,
    *claiming.OPERATIONS,
    *security.OPERATIONS,
    *api_keys.OPERATIONS,
    *mandating.OPERATIONS,
    *acting.OPERATIONS,
    *speaking.OPERATIONS,
)


def named(name: str) -> Operation:
    """The operation of that name. Raises StopIteration for a name that is not in the table."""
    return next(operation for operation in OPERATIONS if operation.name == name)
