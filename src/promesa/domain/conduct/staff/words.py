"""What can be said of the people who work here: no fact holds a secret or more of a person than the name they chose."""

from enum import StrEnum

import msgspec

from promesa.domain.conduct.roles import Role
from promesa.domain.values.ids import LocationId
from promesa.domain.values.moments import Instant

PERSON = "person:"
"""How the log names a person: an author that begins so signed in."""


class SignInWay(StrEnum):
    """What a person showed when they signed in."""

    CODE = "code"
    """Their password, and the code of the moment."""
    PROVIDER = "provider"
    """The word of the house's identity provider."""
    AGAIN = "again"
    """They had signed in, and showed it once more before something that asks for it."""


# --- commands ---


class AddPerson(msgspec.Struct, frozen=True):
    """Somebody works here under this name; a store's people say which store."""

    person: str
    role: Role
    location: LocationId | None = None


class InvitePerson(msgspec.Struct, frozen=True):
    """Whoever knows the code behind this digest before then may choose the person's password, once."""

    person: str
    digest: str
    until: Instant


class SetCredentials(msgspec.Struct, frozen=True):
    """The person's password and the secret of their codes, sealed; `digest` names the invitation that it answers."""

    person: str
    sealed: bytes
    digest: str


class ChangeRole(msgspec.Struct, frozen=True):
    person: str
    role: Role
    location: LocationId | None = None


class RemovePerson(msgspec.Struct, frozen=True):
    """They do nothing here any more, from this moment on; the name stays taken. Again, it changes nothing."""

    person: str


class SignIn(msgspec.Struct, frozen=True):
    """They showed their password and a code; `step`: which half minute the code was of, so that it is used once."""

    person: str
    sign_in: str
    step: int
    again: bool = False


class AdmitPerson(msgspec.Struct, frozen=True):
    """The identity provider says who they are; `subject` is the mark of its name for them. Unknown ones are added."""

    person: str
    role: Role
    location: LocationId | None
    subject: str
    sign_in: str
    again: bool = False


class SignOut(msgspec.Struct, frozen=True):
    """That sign-in is over; all of the person's, where none is named."""

    person: str
    sign_in: str = ""


# --- facts ---


class PersonAdded(msgspec.Struct, frozen=True):
    person: str
    role: Role
    location: LocationId | None = None
    subject: str = ""
    """Of people whom an identity provider vouches for: the mark of its name for them."""


class PersonInvited(msgspec.Struct, frozen=True):
    person: str
    digest: str
    until: Instant


class CredentialsSet(msgspec.Struct, frozen=True):
    """Whoever was signed in under the name is so no more."""

    person: str
    sealed: bytes
    digest: str


class RoleChanged(msgspec.Struct, frozen=True):
    person: str
    role: Role
    location: LocationId | None = None


class PersonRemoved(msgspec.Struct, frozen=True):
    person: str


class PersonSignedIn(msgspec.Struct, frozen=True):
    person: str
    sign_in: str
    way: SignInWay
    step: int = 0


class PersonSignedOut(msgspec.Struct, frozen=True):
    """`sign_in` is empty where all of them are over."""

    person: str
    sign_in: str = ""
