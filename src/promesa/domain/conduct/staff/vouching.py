"""Whom an identity provider vouches for, and which role its groups mean here."""

from collections.abc import Iterable, Mapping

import msgspec

from promesa.domain.conduct.roles import ROLES, Role
from promesa.domain.conduct.staff import rules
from promesa.domain.values import ids
from promesa.domain.values.ids import LocationId
from promesa.domain.values.moments import Instant


class VouchedPerson(msgspec.Struct, frozen=True):
    """`subject`: the provider's own name for them, for ever theirs; `name`: what they are called, which may change."""

    issuer: str
    subject: str
    name: str
    groups: tuple[str, ...]
    proved_at: Instant
    """When they last showed the provider who they are; 0 where it does not say."""


class RoleGiven(msgspec.Struct, frozen=True):
    role: Role
    location: LocationId | None = None


def read_roles(text: str) -> dict[str, RoleGiven]:
    """ "directors=director; tienda 12=store:T012": group -> role. Raises ValueError where it cannot be read."""
    found: dict[str, RoleGiven] = {}
    for part in filter(None, map(str.strip, text.split(";"))):
        group, equals, told = part.rpartition("=")
        role, _, location = told.strip().partition(":")
        if not equals or not group.strip() or role not in ROLES or (role == Role.STORE) != bool(location.strip()):
            raise ValueError(part)
        found[group.strip()] = RoleGiven(Role(role), LocationId(location.strip()) or None)
    return found


def role_of(roles: Mapping[str, RoleGiven], groups: Iterable[str]) -> RoleGiven | None:
    """The first of their groups' roles in the order of roles; None: they have no business here."""
    given = [roles[group] for group in groups if group in roles]
    return min(given, key=lambda one: (ROLES.index(one.role), one.location or ""), default=None)


def name_here(vouched: VouchedPerson, mark: str) -> str:
    """What the log calls them: their name without what makes it an address, else a part of their mark."""
    name = rules.name_of(vouched.name.partition("@")[0])
    return name if ids.is_plain(name) and len(name) <= rules.NAME_LENGTH else name_of_mark(mark)


def name_of_mark(mark: str) -> str:
    """For whoever shares a name with somebody else here."""
    return f"p-{mark[:12]}"
