"""Who signed in, as their browser carries it: a signed cookie that ends by silence, by age, or by a word in the log."""

import secrets
from collections.abc import Mapping
from typing import Any

import msgspec

from promesa.domain.conduct.staff import state
from promesa.domain.conduct.staff.state import Person, Staff
from promesa.domain.values.moments import HOUR, MINUTE, Instant
from promesa.surfaces.http import frame
from promesa.surfaces.tokens import Ring
from promesa.surfaces.web import crumbs

IDLE_MINUTES = 30
RENEW_MINUTES = 1
"""A cookie is written anew at most so often."""
FRESH_MINUTES = 10
"""So long a code that was shown opens what asks for one once more."""
HALF_MINUTES = 5
"""Between the password and the code."""
SIGNED_IN, HALF_WAY = "signed-in", "half-way"
"""What marks are for: neither passes for the other."""


class SignedIn(msgspec.Struct, frozen=True, array_like=True):
    """One sign-in: whose, its own name, of which epoch, and its moments (µs)."""

    person: str
    sign_in: str
    epoch: int
    began: Instant
    seen: Instant
    proved: Instant


class HalfWay(msgspec.Struct, frozen=True, array_like=True):
    """The password was right; the code is still to come."""

    person: str
    epoch: int
    since: Instant


_SIGNED_IN = msgspec.json.Decoder(SignedIn)
_HALF_WAY = msgspec.json.Decoder(HalfWay)


def begun(person: Person, name: str, now: Instant, epoch: int | None = None) -> SignedIn:
    return SignedIn(person.name, name, person.epoch if epoch is None else epoch, now, now, now)


def new_name() -> str:
    return secrets.token_hex(12)


def is_secure(scope: Any) -> bool:
    """Everywhere but on this very machine, where there is no TLS and nobody between."""
    return scope.get("scheme") == "https" or not frame.is_local(scope)


def cookie_name(scope: Any, purpose: str = SIGNED_IN) -> str:
    """With the prefix that browsers believe of us alone (RFC 6265bis, 4.1.3.2), wherever it can be had."""
    return f"__Host-{purpose}" if is_secure(scope) else purpose


def written(ring: Ring, scope: Any, told: SignedIn | HalfWay) -> tuple[bytes, bytes]:
    """The cookie; it goes when the browser is closed."""
    purpose = SIGNED_IN if isinstance(told, SignedIn) else HALF_WAY
    word = crumbs.sealed(ring, purpose, msgspec.json.encode(told).decode())
    return crumbs.write(cookie_name(scope, purpose), word, secure=is_secure(scope))


def ended(scope: Any, purpose: str = SIGNED_IN) -> tuple[bytes, bytes]:
    return crumbs.write(cookie_name(scope, purpose), "", seconds=0, secure=is_secure(scope))


def read(ring: Ring, staff: Staff, scope: Any, cookies: Mapping[str, str], now: Instant) -> SignedIn | None:
    """The sign-in that the browser shows, if it still counts."""
    text = _opened(ring, scope, cookies, SIGNED_IN)
    if text is None:
        return None
    try:
        told = _SIGNED_IN.decode(text)
    except msgspec.DecodeError:
        return None
    alive = now - told.seen < IDLE_MINUTES * MINUTE and now - told.began < state.SIGN_IN_HOURS * HOUR
    return told if alive and state.stands(staff, told.person, told.sign_in, told.epoch) is not None else None


def half_way(ring: Ring, staff: Staff, scope: Any, cookies: Mapping[str, str], now: Instant) -> Person | None:
    """Who has shown their password a moment ago."""
    text = _opened(ring, scope, cookies, HALF_WAY)
    if text is None:
        return None
    try:
        told = _HALF_WAY.decode(text)
    except msgspec.DecodeError:
        return None
    if now - told.since >= HALF_MINUTES * MINUTE:
        return None
    person = state.working(staff, told.person)
    return person if person is not None and person.epoch == told.epoch else None


def renewed(told: SignedIn, now: Instant) -> SignedIn | None:
    """The same sign-in seen now, where its cookie is worth writing anew."""
    if now - told.seen < RENEW_MINUTES * MINUTE:
        return None
    return msgspec.structs.replace(told, seen=now)


def shown_again(told: SignedIn, now: Instant) -> SignedIn:
    """The same sign-in, whose code was shown just now."""
    return msgspec.structs.replace(told, seen=now, proved=now)


def is_fresh(told: SignedIn, now: Instant) -> bool:
    """Whether a code was shown so lately that it is not asked for again."""
    return now - told.proved < FRESH_MINUTES * MINUTE


def _opened(ring: Ring, scope: Any, cookies: Mapping[str, str], purpose: str) -> str | None:
    word = cookies.get(cookie_name(scope, purpose))
    return None if not word else crumbs.opened(ring, purpose, word)
