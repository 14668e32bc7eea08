"""Which acts of a room a person's role does: buttons that would be refused are not drawn."""

from collections.abc import Iterable

from promesa.surfaces.operations import Operation
from promesa.surfaces.web import allowed
from promesa.surfaces.web.page import Asked


def may(asked: Asked, operations: Iterable[Operation]) -> frozenset[str]:
    """Names of the operations among these that are theirs to do."""
    return frozenset(one.name for one in operations if allowed.may(asked.person.role, one))
