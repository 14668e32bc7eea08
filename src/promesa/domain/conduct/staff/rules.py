"""Who may come to work here, under which name, and how a sign-in begins and ends."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from promesa.domain.conduct.keys import DIGEST_LENGTH
from promesa.domain.conduct.roles import Role
from promesa.domain.conduct.staff import state
from promesa.domain.conduct.staff.state import Person, Staff
from promesa.domain.conduct.staff.words import (
    AddPerson,
    AdmitPerson,
    ChangeRole,
    CredentialsSet,
    InvitePerson,
    PersonAdded,
    PersonInvited,
    PersonRemoved,
    PersonSignedIn,
    PersonSignedOut,
    RemovePerson,
    RoleChanged,
    SetCredentials,
    SignIn,
    SignInWay,
    SignOut,
)
from promesa.domain.network.locations import state as locations
from promesa.domain.network.locations.state import Locations
from promesa.domain.values import ids
from promesa.domain.values.ids import LocationId
from promesa.domain.values.moments import DAY, Instant
from promesa.domain.values.refusal import Reason, Refused

Facts = list[Any]


class StaffBooks(NamedTuple):
    """What the rules read: who works here, and which locations there are."""

    staff: Staff
    locations: Locations


SEALED_MAX = 4 * 1024
INVITATION_DAYS_MAX = 30
NAME_LENGTH = 40


def name_of(text: str) -> str:
    """As it is kept: people type their own name in whatever case they like."""
    return ids.entered(text).lower()


def add(books: StaffBooks, ask: AddPerson, _: Instant | None = None) -> Facts | Refused:
    """A name is given out once, so that `by` in the log always means one person."""
    name = name_of(ask.person)
    if not ids.is_plain(name) or len(name) > NAME_LENGTH:
        return Refused(Reason.INVALID, "person")
    wrong = _wrong_place(books.locations, ask.role, ask.location)
    if wrong is not None:
        return wrong
    if name in books.staff.by_name:
        return Refused(Reason.ALREADY_EXISTS, name)
    return [PersonAdded(name, ask.role, ask.location)]


def _wrong_place(known: Locations, role: Role, location: LocationId | None) -> Refused | None:
    """A store's people work at one that exists; nobody else is bound to any."""
    if (role is Role.STORE) != (location is not None):
        return Refused(Reason.INVALID, "location")
    if location is not None and locations.find(known, location) is None:
        return Refused(Reason.UNKNOWN_LOCATION, location)
    return None


def invite(books: StaffBooks, ask: InvitePerson, now: Instant) -> Facts | Refused:
    """A new invitation voids the one before; whoever an identity provider vouches for needs none."""
    person = state.working(books.staff, ask.person)
    if person is None:
        return Refused(Reason.UNKNOWN_PERSON, ask.person)
    if person.subject:
        return Refused(Reason.WRONG_STATE, person.name)
    if not is_digest(ask.digest) or not now < ask.until <= now + INVITATION_DAYS_MAX * DAY:
        return Refused(Reason.INVALID, "invitation")
    return [PersonInvited(person.name, ask.digest, ask.until)]


def is_digest(text: str) -> bool:
    return len(text) == DIGEST_LENGTH and set(text) <= set("0123456789abcdef")


def is_open(person: Person, digest: str, now: Instant) -> bool:
    """Whether the invitation behind the digest may still be answered."""
    waits = person.invitation
    return waits is not None and waits.digest == digest and now < waits.until


def set_credentials(books: StaffBooks, ask: SetCredentials, now: Instant) -> Facts | Refused:
    person = state.working(books.staff, ask.person)
    if person is None or not is_open(person, ask.digest, now):
        return Refused(Reason.INVITATION_OVER)
    if not 0 < len(ask.sealed) <= SEALED_MAX:
        return Refused(Reason.INVALID, "credentials")
    return [CredentialsSet(person.name, ask.sealed, ask.digest)]


def change_role(books: StaffBooks, ask: ChangeRole, _: Instant) -> Facts | Refused:
    person = state.working(books.staff, ask.person)
    if person is None:
        return Refused(Reason.UNKNOWN_PERSON, ask.person)
    wrong = _wrong_place(books.locations, ask.role, ask.location)
    if wrong is not None:
        return wrong
    if (person.role, person.location) == (ask.role, ask.location):
        return []
    if ask.role is not Role.DIRECTOR and state.directors(books.staff) == [person]:
        return Refused(Reason.LAST_DIRECTOR, person.name)
    return [RoleChanged(person.name, ask.role, ask.location)]


def remove(books: StaffBooks, ask: RemovePerson, _: Instant) -> Facts | Refused:
    person = books.staff.by_name.get(ask.person)
    if person is None:
        return Refused(Reason.UNKNOWN_PERSON, ask.person)
    if person.removed_at is not None:
        return []
    if state.directors(books.staff) == [person]:
        return Refused(Reason.LAST_DIRECTOR, person.name)
    return [PersonRemoved(person.name)]


def sign_in(books: StaffBooks, ask: SignIn, _: Instant) -> Facts | Refused:
    """The door has looked at the password and the code; that the code is new is known here alone."""
    person = state.working(books.staff, ask.person)
    if person is None or not person.sealed:
        return Refused(Reason.UNKNOWN_PERSON, ask.person)
    if not ids.is_plain(ask.sign_in) or ask.step <= 0:
        return Refused(Reason.INVALID, "sign_in")
    if ask.step <= person.step:
        return Refused(Reason.CODE_USED)
    return [PersonSignedIn(person.name, ask.sign_in, SignInWay.AGAIN if ask.again else SignInWay.CODE, ask.step)]


def admit(books: StaffBooks, ask: AdmitPerson, _: Instant) -> Facts | Refused:
    """The provider decides about roles; whoever was removed here stays removed, whatever it says."""
    if not ids.is_plain(ask.subject) or not ids.is_plain(ask.sign_in):
        return Refused(Reason.INVALID, "subject")
    wrong = _wrong_place(books.locations, ask.role, ask.location)
    if wrong is not None:
        return wrong
    name = books.staff.by_subject.get(ask.subject)
    signed = PersonSignedIn(
        name or name_of(ask.person), ask.sign_in, SignInWay.AGAIN if ask.again else SignInWay.PROVIDER
    )
    if name is None:
        new = add(books, AddPerson(ask.person, ask.role, ask.location))
        if isinstance(new, Refused):
            return new
        return [PersonAdded(signed.person, ask.role, ask.location, ask.subject), signed]
    person = state.working(books.staff, name)
    if person is None:
        return Refused(Reason.NOT_ALLOWED, name)
    same = (person.role, person.location) == (ask.role, ask.location)
    return [signed] if same else [RoleChanged(name, ask.role, ask.location), signed]


def sign_out(books: StaffBooks, ask: SignOut, _: Instant) -> Facts | Refused:
    person = state.working(books.staff, ask.person)
    if person is None:
        return Refused(Reason.UNKNOWN_PERSON, ask.person)
    if ask.sign_in and not ids.is_plain(ask.sign_in):
        return Refused(Reason.INVALID, "sign_in")
    return [] if ask.sign_in in person.ended else [PersonSignedOut(person.name, ask.sign_in)]


RULES: Mapping[type, Callable[[StaffBooks, Any, Instant], Any]] = {
    AddPerson: add,
    InvitePerson: invite,
    SetCredentials: set_credentials,
    ChangeRole: change_role,
    RemovePerson: remove,
    SignIn: sign_in,
    AdmitPerson: admit,
    SignOut: sign_out,
}
