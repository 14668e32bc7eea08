"""What each role may do: which scopes it opens, and which commands are nobody's but a director's."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from promesa.domain.conduct import keys
from promesa.domain.conduct.keys import AddKey, RevokeKey
from promesa.domain.conduct.mandates.words import GrantMandate, PromoteMandate
from promesa.domain.conduct.policies import SetPolicy


class Role(StrEnum):
    """Closed: whoever works here has one."""

    DIRECTOR = "director"
    OPERATIONS = "operations"
    STORE = "store"
    CARE = "care"
    AUDITOR = "auditor"


ROLES = tuple(Role)
EVERYTHING = frozenset(keys.SCOPES)
SCOPES: Mapping[Role, frozenset[str]] = MappingProxyType(
    {
        Role.DIRECTOR: EVERYTHING,
        Role.OPERATIONS: EVERYTHING - {"policy", "keys", "people"},
        Role.STORE: frozenset(("read", "parcel", "stock", "network")),
        Role.CARE: frozenset(("quote", "order", "customer", "read")),
        Role.AUDITOR: frozenset(("read", "operate", "mandate", "keys", "people")),
    }
)
"""A store's people open these doors for what `own_work` finds to be their own, an auditor's only to look."""

DIRECTORS_ALONE: tuple[type, ...] = (SetPolicy, GrantMandate, PromoteMandate, AddKey, RevokeKey)
"""What moves the money of the whole house, or lets somebody in: others do not say it, whatever door they come by.
What is said of people is so too (`staff.rules`)."""


def looks_only(role: Role) -> bool:
    """An auditor sees all and changes nothing."""
    return role is Role.AUDITOR


def is_directors(command: Any) -> bool:
    return isinstance(command, DIRECTORS_ALONE)
