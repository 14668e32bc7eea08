"""Why somebody may not put a command, whatever door they came through: removed, only looking, or not their own work."""

from typing import Any, NamedTuple

from promesa.domain.conduct import own_work, roles
from promesa.domain.conduct.roles import Role
from promesa.domain.conduct.staff import state
from promesa.domain.conduct.staff.state import Staff
from promesa.domain.conduct.staff.words import (
    PERSON,
    AddPerson,
    AdmitPerson,
    ChangeRole,
    InvitePerson,
    RemovePerson,
    SetCredentials,
    SignIn,
    SignOut,
)
from promesa.domain.ledger.shipments.state import Shipments
from promesa.domain.values.ids import LocationId
from promesa.domain.values.refusal import Reason, Refused

ABOUT_PEOPLE: tuple[type, ...] = (AddPerson, InvitePerson, ChangeRole, RemovePerson, AdmitPerson)
OWN = (SetCredentials, SignIn, SignOut)
"""What everybody says of themselves alone; a director may sign others out."""


class StaffSight(NamedTuple):
    """What is looked at: who works here, and where each parcel is prepared."""

    staff: Staff
    shipments: Shipments


def gate(sight: StaffSight, command: Any, by: str) -> Refused | None:
    """Why this author may not put this command; None where they may, or are no person."""
    if not by.startswith(PERSON):
        return None
    name = by[len(PERSON) :]
    person = state.working(sight.staff, name)
    if person is None:
        return Refused(Reason.NOT_ALLOWED, name)
    if isinstance(command, OWN) and command.person == name:
        return None
    return forbids(sight.shipments, person.role, person.location, command)


def forbids(shipments: Shipments, role: Role, location: LocationId | None, command: Any) -> Refused | None:
    """What the role itself rules out, for those too who look at a demo through its eyes."""
    if role is Role.DIRECTOR:
        return None
    about_people = isinstance(command, (*ABOUT_PEOPLE, *OWN))
    if roles.looks_only(role) or roles.is_directors(command) or about_people:
        return Refused(Reason.NOT_ALLOWED, type(command).__name__)
    if role is Role.STORE and not own_work.is_own(shipments, location, command):
        return Refused(Reason.NOT_YOURS, type(command).__name__)
    return None
