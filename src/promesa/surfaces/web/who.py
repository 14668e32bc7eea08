"""Who looks at a page: on an open house whoever is at this machine, else whoever shows a key as a password."""

import base64
import binascii
from collections.abc import Mapping
from typing import Any

from promesa.domain.conduct import keys
from promesa.surfaces import keys as api_keys
from promesa.surfaces.http import frame, heads
from promesa.surfaces.http.frame import House
from promesa.surfaces.http.heads import Head
from promesa.surfaces.web.page import AUDITOR, DIRECTOR, NOBODY, Person

BASIC = "basic "
STRANGER = Person("", NOBODY)
AT_HOME = Person(frame.OPEN_NAME, DIRECTOR, "", frozenset(keys.SCOPES), frame.OPEN_NAME)


def person_of(house: House, scope: Any, _: Mapping[str, str]) -> Person:
    """The person behind a request, with its cookies; STRANGER where nobody is known."""
    head = _as_bearer(heads.read(scope))
    if not head.authorization:
        return AT_HOME if house.is_open and frame.is_local(scope) else STRANGER
    shown = heads.bearer(head)
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
