"""Who looks at a page: whoever signed in, whoever shows a key as a password, and on an open house whoever is here."""

import base64
import binascii
from collections.abc import Mapping
from typing import Any, NamedTuple

from promesa.domain.conduct import keys
from promesa.domain.conduct.staff import state
from promesa.domain.conduct.staff.words import PERSON
from promesa.domain.values.moments import Instant
from promesa.surfaces import keys as api_keys
from promesa.surfaces.http import frame, heads
from promesa.surfaces.http.frame import House
from promesa.surfaces.http.heads import Head
from promesa.surfaces.web import allowed, sign_ins
from promesa.surfaces.web.page import AUDITOR, CARE, DIRECTOR, NOBODY, OPERATIONS, STORE, Person
from promesa.surfaces.web.sign_ins import SignedIn

BASIC = "basic "
STRANGER = Person("", NOBODY)
AT_HOME = Person(frame.OPEN_NAME, DIRECTOR, "", allowed.scopes_of(DIRECTOR), frame.OPEN_NAME)
LOOKS_AS = "looks-as"
"""The cookie of an open house that says through whose eyes it is looked at."""
EYES = (DIRECTOR, OPERATIONS, STORE, CARE, AUDITOR)


class Known(NamedTuple):
    """A person, and the sign-in by which they are known, if by one."""

    person: Person
    signed_in: SignedIn | None = None


def person_of(house: House, scope: Any, cookies: Mapping[str, str]) -> Known:
    """The person behind a request, with its cookies; STRANGER where nobody is known."""
    head = _as_bearer(heads.read(scope))
    if head.authorization:
        return Known(_of_key(house, heads.bearer(head)))
    world, now = house.room.machine.world, Instant(house.room.machine.now())
    signed_in = sign_ins.read(house.ring, world.staff, scope, cookies, now)
    known = None if signed_in is None else state.working(world.staff, signed_in.person)
    if known is not None:  # it may have been removed between the two looks
        role = known.role.value
        by = PERSON + known.name
        return Known(Person(known.name, role, known.location or "", allowed.scopes_of(role), by), signed_in)
    return Known(_at_home(house, cookies) if is_at_home(house, scope) else STRANGER)


def is_at_home(house: House, scope: Any) -> bool:
    """On an open house whoever is at this machine needs no name."""
    return house.is_open and frame.is_local(scope)


def _at_home(house: House, cookies: Mapping[str, str]) -> Person:
    """The demo, looked at through the eyes that were chosen; what is done is done by nobody in particular."""
    role, _, location = cookies.get(LOOKS_AS, "").partition(":")
    if role not in EYES or role == DIRECTOR:
        return AT_HOME
    if role == STORE and location not in house.room.machine.world.locations.by_id:
        return AT_HOME
    return Person(AT_HOME.name, role, location if role == STORE else "", allowed.scopes_of(role), AT_HOME.by)


def _of_key(house: House, shown: str) -> Person:
    """A program that reads pages: it looks and acts on nothing, for it has the API."""
    key = keys.opened_by(house.room.machine.world.keys, api_keys.digest(shown)) if shown else None
    if key is None or "read" not in key.scopes:
        return STRANGER
    return Person(key.name, AUDITOR, "", frozenset(), f"key:{key.name}")


def _as_bearer(head: Head) -> Head:
    """A key shown as the password of a browser's own dialog is a key."""
    shown = head.authorization
    if shown[: len(BASIC)].lower() != BASIC:
        return head
    try:
        text = base64.b64decode(shown[len(BASIC) :].strip(), validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return head
    return head._replace(authorization=f"Bearer {text.partition(':')[2]}")
