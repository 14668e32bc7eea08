"""The people who work here: added, invited, given a role, removed; what they sign in with is shown to nobody."""

import hashlib
import secrets
from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from promesa.domain.conduct.roles import Role
from promesa.domain.conduct.staff.rules import INVITATION_DAYS_MAX
from promesa.domain.conduct.staff.state import Person
from promesa.domain.conduct.staff.words import (
    PERSON,
    AddPerson,
    ChangeRole,
    InvitePerson,
    RemovePerson,
    SignOut,
)
from promesa.domain.values import moments
from promesa.domain.values.ids import LocationId
from promesa.domain.values.moments import DAY, Instant
from promesa.domain.values.refusal import Refused
from promesa.domain.world import World
from promesa.surfaces import fields
from promesa.surfaces.operations import Call, Command, Errand, Nothing, Question, Receipt, Room, receipt

INVITATION_DAYS = 3
WELCOME = "/welcome"
Location = Annotated[str, Meta(max_length=200, examples=["T012"])]


class NewPerson(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A name to sign in with (no address, no full name: it stands in the log), a role, a store's people also where."""

    person: fields.Person
    role: Role
    location: Location = ""


class NewRole(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    role: Role
    location: Location = ""


class Invite(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How long the link may be used, once."""

    days: Annotated[int, Meta(ge=1, le=INVITATION_DAYS_MAX)] = INVITATION_DAYS


class Invited(msgspec.Struct, frozen=True):
    """The link's path with its code: it is shown here and nowhere else, ever."""

    person: str
    path: str
    ends_at: datetime


class PersonTold(msgspec.Struct, frozen=True):
    """`state`: "working", "invited" (has not answered yet), "new" (was not invited), "removed"."""

    person: str
    role: str
    location: str
    state: str
    vouched_for: bool
    """Signs in with the identity provider."""
    added_at: datetime
    signed_in_at: datetime | None
    removed_at: datetime | None


class PeopleTold(msgspec.Struct, frozen=True):
    people: tuple[PersonTold, ...]


def digest(code: str) -> str:
    """How the log knows an invitation: one fast hash of 192 bits of chance."""
    return hashlib.sha256(code.encode()).hexdigest()


def invitation(person: str, days: int, now: int) -> tuple[str, InvitePerson]:
    """A new code, and the command that makes it count."""
    code = secrets.token_urlsafe(24)
    return code, InvitePerson(person, digest(code), Instant(now + days * DAY))


def invite(room: Room, asked: Invite, call: Call) -> Invited | Refused:
    code, command = invitation(call.path["person"], asked.days, call.now)
    verdict = room.machine.submit(command, call.by)
    if isinstance(verdict.refusal, Refused):
        return verdict.refusal
    return Invited(command.person, f"{WELCOME}?code={code}", moments.utc(command.until))


def remove(room: Room, _: Nothing, call: Call) -> Receipt | Refused:
    """The word first, then the key of their credentials: were we to fall between the two, it is asked for again."""
    person = call.path["person"]
    verdict = room.machine.submit(RemovePerson(person), call.by)
    if isinstance(verdict.refusal, Refused):
        return verdict.refusal
    room.vault.forget(PERSON + person)
    return receipt(person, verdict.facts)


def told(one: Person, now: Instant) -> PersonTold:
    waits = one.invitation is not None and now < one.invitation.until
    known = "working" if one.sealed or one.subject else "invited" if waits else "new"
    return PersonTold(
        person=one.name,
        role=one.role,
        location=one.location or "",
        state="removed" if one.removed_at is not None else known,
        vouched_for=bool(one.subject),
        added_at=moments.utc(one.added_at),
        signed_in_at=None if one.signed_in_at is None else moments.utc(one.signed_in_at),
        removed_at=None if one.removed_at is None else moments.utc(one.removed_at),
    )


def show(world: World, _: Nothing, call: Call) -> PeopleTold:
    return PeopleTold(tuple(told(one, call.now) for one in world.staff.by_name.values()))


OPERATIONS = (
    Command(
        name="add_person",
        method="POST",
        path="/v1/people",
        scope="people",
        group="People",
        summary="Somebody works here from now on; invite them next.",
        takes=NewPerson,
        gives=Receipt,
        status=201,
        command=lambda asked, _: AddPerson(asked.person, asked.role, LocationId(asked.location) or None),
        reply=lambda _, asked, __, facts: receipt(asked.person, facts),
    ),
    Errand(
        name="invite_person",
        method="POST",
        path="/v1/people/{person}/invite",
        scope="people",
        group="People",
        summary="A link with which they choose a password and a code, once; it is shown once, and voids any before it.",
        takes=Invite,
        gives=Invited,
        status=201,
        run=invite,
    ),
    Command(
        name="change_role",
        method="POST",
        path="/v1/people/{person}/role",
        scope="people",
        group="People",
        summary="What they may do and see, from the next request on.",
        takes=NewRole,
        gives=Receipt,
        command=lambda asked, call: ChangeRole(call.path["person"], asked.role, LocationId(asked.location) or None),
        reply=lambda _, __, call, facts: receipt(call.path["person"], facts),
    ),
    Errand(
        name="remove_person",
        method="POST",
        path="/v1/people/{person}/remove",
        scope="people",
        group="People",
        summary="They are signed out and do nothing here any more; the name stays taken.",
        gives=Receipt,
        run=remove,
    ),
    Command(
        name="sign_out_person",
        method="POST",
        path="/v1/people/{person}/sign-out",
        scope="people",
        group="People",
        summary="Every sign-in of theirs is over; they may sign in again.",
        gives=Receipt,
        command=lambda _, call: SignOut(call.path["person"]),
        reply=lambda _, __, call, facts: receipt(call.path["person"], facts),
    ),
    Question(
        name="show_people",
        method="GET",
        path="/v1/people",
        scope="people",
        group="People",
        summary="Everybody who works here or did, with their role.",
        gives=PeopleTold,
        answer=show,
    ),
)
