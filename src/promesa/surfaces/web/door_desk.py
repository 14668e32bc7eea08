"""What the door knows of the people who stand before it: how often they tried, and whether what they show is right."""

import asyncio
import time
from collections.abc import Callable
from typing import Any

import msgspec

from promesa.domain.conduct.staff import state
from promesa.domain.conduct.staff.state import Person
from promesa.domain.conduct.staff.words import PERSON
from promesa.domain.values.refusal import Refused
from promesa.engine.machine import Request
from promesa.surfaces.http.frame import House
from promesa.surfaces.web import codes, passwords, waits
from promesa.surfaces.web.passwords import Cost
from promesa.surfaces.web.waits import Waits

HASHES_AT_ONCE, HASHES_WAITING = 2, 16
"""Each takes a third of a second of one core and 32 MB."""
NAME_SECONDS, ADDRESS_SECONDS = 60.0, 900.0
"""The longest wait of a name, which anybody can cause its owner, and of an address, which only its own tries do."""


class Credentials(msgspec.Struct, frozen=True):
    """What is sealed for a person: the hash of their password, the secret of their codes."""

    password: str
    secret: bytes


class TooMany(Exception):
    """More hashes wait than the door takes in a moment."""


class Desk:
    """Owns the failures of names and addresses, and the turns at hashing."""

    def __init__(self, house: House, clock: Callable[[], float] = time.monotonic, cost: Cost = passwords.COST) -> None:
        self._house, self.cost = house, cost
        self.names, self.addresses = Waits(clock, NAME_SECONDS), Waits(clock, ADDRESS_SECONDS)
        self._hashing = asyncio.Semaphore(HASHES_AT_ONCE)
        self._waiting = 0
        self._nobodys = ""

    # --- how often ---

    def wait(self, scope: Any, name: str) -> float:
        """Seconds until this name may be tried from this address."""
        return max(self.names.left(name), self.addresses.left(waits.address_of(scope)))

    def failed(self, scope: Any, name: str) -> None:
        self.names.fail(name)
        self.addresses.fail(waits.address_of(scope))

    def passed(self, name: str) -> None:
        """The address keeps its failures: one who knows one password may be guessing another."""
        self.names.clear(name)

    # --- whether it is right ---

    async def knows(self, name: str, password: str) -> Person | None:
        """The person of that name and password; as slow for a name that nobody has. Raises TooMany."""
        person = state.working(self._house.room.machine.world.staff, name)
        known = await asyncio.to_thread(self.credentials, person)
        if not self._nobodys:
            self._nobodys = await self.slowly(passwords.hashed, "nobody's password", self.cost)
        fits = await self.slowly(passwords.fits, password, self._nobodys if known is None else known.password)
        return person if fits and known is not None else None

    async def slowly(self, work: Callable[..., Any], *given: Any) -> Any:
        """Hashing beside the event loop, a few at once. Raises TooMany."""
        if self._waiting >= HASHES_WAITING:
            raise TooMany
        self._waiting += 1
        try:
            async with self._hashing:
                return await asyncio.to_thread(work, *given)
        finally:
            self._waiting -= 1

    def credentials(self, person: Person | None) -> Credentials | None:
        """Opened from their seal; waits for the vault."""
        if person is None or not person.sealed:
            return None
        plain = self._house.room.vault.open(PERSON + person.name, person.sealed)
        return None if plain is None else msgspec.json.decode(plain, type=Credentials)

    async def step_of(self, person: Person, code: str) -> int:
        """The half minute that the code is of; 0 where it is not theirs now."""
        known = await asyncio.to_thread(self.credentials, person)
        return 0 if known is None else codes.matched(known.secret, code, self._house.room.machine.now())

    def sealed(self, name: str, credentials: Credentials) -> bytes:
        return self._house.room.vault.seal(PERSON + name, msgspec.json.encode(credentials))

    async def say(self, command: Any, by: str) -> Refused | None:
        """Put a command of the door's own; why not, where it was refused."""
        verdict = await self._house.door.put(Request(command, by))
        if verdict.error is not None:
            raise verdict.error
        assert verdict.refusal is None or isinstance(verdict.refusal, Refused), verdict.refusal
        return verdict.refusal
