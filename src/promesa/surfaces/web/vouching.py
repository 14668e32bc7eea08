"""Signing in with the company's account: to its identity provider and back, with a proof bound to this browser."""

import asyncio
import logging
import secrets
from collections.abc import Callable, Mapping
from typing import Protocol

import msgspec
from starlette.routing import Route

from promesa.domain.conduct.staff import state, vouching
from promesa.domain.conduct.staff.vouching import RoleGiven, VouchedPerson
from promesa.domain.conduct.staff.words import AdmitPerson
from promesa.domain.values.moments import MINUTE, Instant
from promesa.domain.values.refusal import Reason, Refused
from promesa.surfaces.web import crumbs, sign_ins, signing_in
from promesa.surfaces.web.door_forms import FormDoor, away
from promesa.surfaces.web.frame import Came, Drawn, Frame
from promesa.surfaces.web.sign_ins import SignedIn
from promesa.surfaces.web.signing_in import Doors

LOG = logging.getLogger("promesa.web")
BY = "oidc"
"""How the log names whoever lets people in on a provider's word."""
WAITS_MINUTES = 10
PROVED_MINUTES = 2
"""Asked again, they must have shown the provider who they are within these."""
VOUCHING, SUBJECTS = "vouching", "staff"


class Voucher(Protocol):
    """Who says who people are; both wait for it."""

    def begin(self, back: str, state: str, nonce: str, verifier: str, again: bool) -> str | None:
        """Where the browser goes to sign in; None while it cannot be asked."""

    def finish(self, back: str, code: str, nonce: str, verifier: str, now: Instant) -> VouchedPerson | None:
        """Whom the code stands for; None where nothing is proven."""


class Vouching(msgspec.Struct, frozen=True):
    """A provider, what its groups mean here, and our own address ("" for the one that we are asked by)."""

    provider: Voucher
    roles: Mapping[str, RoleGiven]
    address: str = ""


class Errand(msgspec.Struct, frozen=True, array_like=True):
    """What a browser is sent away with, and must come back with."""

    state: str
    nonce: str
    verifier: str
    following: str
    since: Instant


_ERRAND = msgspec.json.Decoder(Errand)


class VouchingDoors:
    """Makes the two routes; the house is entered by the doors of `signing_in`."""

    def __init__(self, frame: Frame, doors: Doors, vouching_: Vouching) -> None:
        self._frame, self._doors, self._by = frame, doors, vouching_

    def routes(self) -> list[Route]:
        frame = self._frame
        return [
            Route(signing_in.PROVIDER, FormDoor(frame, self._start, None)),
            Route(signing_in.BACK, FormDoor(frame, self._back, None)),
        ]

    def _now(self) -> Instant:
        return Instant(self._frame.house.room.machine.now())

    def _address(self, came: Came) -> str:
        """Of the way back; a strange host in a request leads nowhere, for the provider knows our address."""
        if self._by.address:
            return self._by.address.rstrip("/") + signing_in.BACK
        host = next((value.decode("latin-1") for name, value in came.scope["headers"] if name == b"host"), "localhost")
        return f"{came.scope['scheme']}://{host}{signing_in.BACK}"

    async def _start(self, came: Came) -> Drawn:
        state_, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
        again = came.signed_in is not None
        to = await asyncio.to_thread(self._by.provider.begin, self._address(came), state_, nonce, verifier, again)
        if to is None:
            return self._doors.no(came, 503, "provider_failed")
        following = signing_in.way_on(came.query.get("next", "/"), came.person.role)
        errand = msgspec.json.encode(Errand(state_, nonce, verifier, following, self._now())).decode()
        word = crumbs.sealed(self._frame.house.ring, VOUCHING, errand)
        name = sign_ins.cookie_name(came.scope, VOUCHING)
        secure = sign_ins.is_secure(came.scope)
        return away(to, crumbs.write(name, word, seconds=WAITS_MINUTES * 60, secure=secure))

    async def _back(self, came: Came) -> Drawn:
        """The state is this browser's own, the proof is for this errand, and its word is used once."""
        gone = sign_ins.ended(came.scope, VOUCHING)
        came.cookies_back.append(gone)
        errand = self._errand(came)
        shown, code = came.query.get("state", ""), came.query.get("code", "")
        if errand is None or not secrets.compare_digest(errand.state.encode(), shown.encode("utf-8", "replace")):
            return self._doors.no(came, 403, "started_over")
        if not code:
            return self._doors.no(came, 403, "not_vouched")
        back, now = self._address(came), self._now()
        vouched = await asyncio.to_thread(self._by.provider.finish, back, code, errand.nonce, errand.verifier, now)
        if vouched is None:
            return self._doors.no(came, 401, "provider_failed")
        return await self._admit(came, vouched, errand)

    def _errand(self, came: Came) -> Errand | None:
        word = came.cookies.get(sign_ins.cookie_name(came.scope, VOUCHING), "")
        text = crumbs.opened(self._frame.house.ring, VOUCHING, word) if word else None
        if text is None:
            return None
        errand = _ERRAND.decode(text)
        return errand if self._now() - errand.since < WAITS_MINUTES * MINUTE else None

    async def _admit(self, came: Came, vouched: VouchedPerson, errand: Errand) -> Drawn:
        given = vouching.role_of(self._by.roles, vouched.groups)
        mark = await asyncio.to_thread(self._mark, vouched)
        known = self._frame.house.room.machine.world.staff.by_subject.get(mark)
        if given is None:
            return self._doors.no(came, 403, "not_vouched")
        again = came.signed_in is not None
        if came.signed_in is not None and (known != came.signed_in.person or not self._is_fresh(vouched)):
            return self._doors.no(came, 403, "provider_failed")
        sign_in = came.signed_in.sign_in if came.signed_in is not None else sign_ins.new_name()
        no: Refused | None = None
        for name in (vouching.name_here(vouched, mark), vouching.name_of_mark(mark)):
            command = AdmitPerson(name, given.role, given.location, mark, sign_in, again)
            no = await self._doors.desk.say(command, BY)
            if no is None or no.reason is not Reason.ALREADY_EXISTS:
                break
        if no is not None:
            LOG.warning("somebody vouched for is not let in: %s %s", no.reason, no.about)
            return self._doors.no(came, 403, "not_vouched")
        return self._doors.enter(
            came, self._begun(came, mark, sign_in), signing_in.way_on(errand.following, given.role)
        )

    def _begun(self, came: Came, mark: str, sign_in: str) -> SignedIn:
        staff = self._frame.house.room.machine.world.staff
        person = state.working(staff, staff.by_subject[mark])
        assert person is not None, mark
        if came.signed_in is not None:
            return sign_ins.shown_again(came.signed_in, self._now())
        return sign_ins.begun(person, sign_in, self._now())

    def _is_fresh(self, vouched: VouchedPerson) -> bool:
        """Whether they have just shown the provider who they are, and not last week."""
        return self._now() - vouched.proved_at < PROVED_MINUTES * MINUTE

    def _mark(self, vouched: VouchedPerson) -> str:
        """The provider's name for them, as facts know it: nobody reads it there without the vault."""
        marker: Callable[[bytes], str] = self._frame.house.room.vault.marker(SUBJECTS)
        return marker(f"{vouched.issuer}\0{vouched.subject}".encode())
