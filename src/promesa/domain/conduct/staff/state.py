"""Who works here now, who did, and which of their sign-ins still count."""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from promesa.domain.conduct.roles import Role
from promesa.domain.conduct.staff.words import (
    CredentialsSet,
    PersonAdded,
    PersonInvited,
    PersonRemoved,
    PersonSignedIn,
    PersonSignedOut,
    RoleChanged,
)
from promesa.domain.values.ids import LocationId
from promesa.domain.values.moments import HOUR, Instant

SIGN_IN_HOURS = 12
"""No sign-in outlives this, however busy."""


class Invitation(msgspec.Struct, frozen=True):
    """Open until it is answered, until then at most, and only the newest."""

    digest: str
    until: Instant


class Person(msgspec.Struct):
    """`sealed` opens with the key of `person:NAME` alone; `epoch` counts how often all sign-ins were ended."""

    name: str
    role: Role
    location: LocationId | None
    added_at: Instant
    subject: str = ""
    sealed: bytes = b""
    invitation: Invitation | None = None
    epoch: int = 0
    step: int = 0
    """Of the newest code that was shown: it and every older one are void."""
    signed_in_at: Instant | None = None
    removed_at: Instant | None = None
    ended: dict[str, Instant] = {}
    """Sign-ins that were ended one by one, as long as they could still be shown."""


class Staff(msgspec.Struct):
    """Everybody who ever worked here by name; `by_subject`: those whom an identity provider vouches for."""

    by_name: dict[str, Person] = {}
    by_subject: dict[str, str] = {}


def working(staff: Staff, name: str) -> Person | None:
    """The person of that name who works here now, or None."""
    known = staff.by_name.get(name)
    return known if known is not None and known.removed_at is None else None


def stands(staff: Staff, name: str, sign_in: str, epoch: int) -> Person | None:
    """Whose sign-in this is, if it still counts; its age is for whoever wrote it down to judge."""
    known = working(staff, name)
    if known is None or known.epoch != epoch or sign_in in known.ended:
        return None
    return known


def directors(staff: Staff) -> list[Person]:
    return [one for one in staff.by_name.values() if one.removed_at is None and one.role is Role.DIRECTOR]


# --- the fold ---


def _added(staff: Staff, fact: PersonAdded, at: Instant) -> None:
    assert fact.person not in staff.by_name, fact
    staff.by_name[fact.person] = Person(fact.person, fact.role, fact.location, at, fact.subject)
    if fact.subject:
        staff.by_subject[fact.subject] = fact.person


def _invited(staff: Staff, fact: PersonInvited, _: Instant) -> None:
    staff.by_name[fact.person].invitation = Invitation(fact.digest, fact.until)


def _set(staff: Staff, fact: CredentialsSet, _: Instant) -> None:
    person = staff.by_name[fact.person]
    person.sealed, person.invitation, person.step = fact.sealed, None, 0
    _end_all(person)


def _changed(staff: Staff, fact: RoleChanged, _: Instant) -> None:
    person = staff.by_name[fact.person]
    person.role, person.location = fact.role, fact.location


def _removed(staff: Staff, fact: PersonRemoved, at: Instant) -> None:
    person = staff.by_name[fact.person]
    person.removed_at, person.sealed, person.invitation = at, b"", None
    _end_all(person)


def _signed_in(staff: Staff, fact: PersonSignedIn, at: Instant) -> None:
    person = staff.by_name[fact.person]
    person.signed_in_at, person.step = at, max(person.step, fact.step)


def _signed_out(staff: Staff, fact: PersonSignedOut, at: Instant) -> None:
    person = staff.by_name[fact.person]
    if not fact.sign_in:
        _end_all(person)
        return
    old = [name for name, ended_at in person.ended.items() if ended_at + SIGN_IN_HOURS * HOUR < at]
    for name in old:
        del person.ended[name]
    person.ended[fact.sign_in] = at


def _end_all(person: Person) -> None:
    person.epoch += 1
    person.ended.clear()


FOLD: Mapping[type, Callable[[Any, Any, Instant], None]] = {
    PersonAdded: _added,
    PersonInvited: _invited,
    CredentialsSet: _set,
    RoleChanged: _changed,
    PersonRemoved: _removed,
    PersonSignedIn: _signed_in,
    PersonSignedOut: _signed_out,
}
