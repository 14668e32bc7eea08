"""What people may not do and did all the same: planted in a good log, and found."""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from promesa.domain.conduct.policies import PolicySet
from promesa.domain.conduct.roles import Role
from promesa.domain.conduct.staff.words import (
    PERSON,
    AddPerson,
    InvitePerson,
    RemovePerson,
    SetCredentials,
    SignIn,
)
from promesa.domain.ledger.shipments.pick_words import AcceptPick
from promesa.domain.ledger.shipments.words import PackParcel
from promesa.domain.ledger.stock.words import CountStock
from promesa.domain.values.ids import LocationId, ParcelId, Sku
from promesa.domain.values.moments import DAY, Instant
from promesa.engine.log import Entry
from promesa.engine.memory import MemoryLog
from promesa.lab import auditor
from promesa.lab.audit import staff
from tests.golden import story
from tests.regressions.shop import Shop

DIGEST = "ab" * 32


@cache
def good() -> tuple[Entry, ...]:
    """Ana runs the house, luz packs at N1, eva looks on, leo has left."""
    here = Shop().sells("A", "B").opens("N1", asks=True).opens("N2").carries("P", 2, 0)
    here.has("N1", A=9).has("N2", B=9)
    _say(here, "cli", AddPerson("ana", Role.DIRECTOR))
    for name, role, location in (("luz", Role.STORE, "N1"), ("eva", Role.AUDITOR, None), ("leo", Role.CARE, None)):
        _say(here, "person:ana", AddPerson(name, role, location and LocationId(location)))
    _say(here, "person:ana", InvitePerson("luz", DIGEST, Instant(here.now + DAY)))
    _say(here, "person:luz", SetCredentials("luz", b"sealed", DIGEST))
    for step in (7, 8):
        _say(here, "person:luz", SignIn("luz", f"s{step}", step))
    _say(here, "person:ana", RemovePerson("leo"))
    here.places("o1", {"A": 1})
    here.pays("o1")
    parcel = next(name for name, one in here.world.shipments.by_id.items() if one.status == "planned")
    _say(here, "person:luz", AcceptPick(ParcelId(parcel)), PackParcel(ParcelId(parcel)))
    _say(here, "person:luz", CountStock(Sku("A"), LocationId("N1"), 8, "luz", by_hand=True))
    return tuple(here.log.read())


def _say(here: Shop, by: str, *commands: Any) -> None:
    for command in commands:
        here.now = Instant(here.now + 1)
        verdict = here.machine.submit(command, by)
        assert verdict.accepted, (command, verdict.refusal)


def spoilt(kind: str, change: Callable[[Entry], Entry]) -> dict[str, int]:
    """The log with the last entry of that kind changed."""
    entries = list(good())
    at = max(number for number, entry in enumerate(entries) if entry.kind.partition("@")[0] == kind)
    entries[at] = change(entries[at])
    return counts(entries)


def counts(entries: Sequence[Entry]) -> dict[str, int]:
    log = MemoryLog()
    log.append(story.drafts(tuple(entries)))
    return dict(auditor.audit(log).counts)


def by(name: str) -> Callable[[Entry], Entry]:
    return lambda entry: replace(entry, by=PERSON + name)


def saying(**body: Any) -> Callable[[Entry], Entry]:
    return lambda entry: replace(entry, body=msgspec.json.encode({**msgspec.json.decode(entry.body), **body}))


def test_the_good_log_is_clean() -> None:
    assert counts(good()) == {}


PLANTS = (
    ("StockCounted", by("leo"), staff.WORKS_HERE),
    ("StockCounted", by("nobody"), staff.WORKS_HERE),
    ("StockCounted", by("eva"), staff.OWN_ROLE),
    ("PersonInvited", by("luz"), staff.OWN_ROLE),
    ("StockCounted", saying(location="N2"), staff.OWN_WORK),
    ("ParcelPlanned", saying(location="N2"), staff.OWN_WORK),
    ("PersonSignedIn", saying(step=7), staff.CODE_ONCE),
)
"""(kind of fact, what is done to its entry, invariant)."""


@pytest.mark.parametrize(("kind", "change", "invariant"), PLANTS)
def test_what_is_planted_is_found(kind: str, change: Callable[[Entry], Entry], invariant: str) -> None:
    assert invariant in spoilt(kind, change)


def test_the_policy_is_a_directors_word() -> None:
    policy = msgspec.json.encode(PolicySet(story.app.model().new_world().policies.now))
    last = good()[-1]
    planted = replace(last, position=last.position + 1, by="person:luz", cause=0, kind="PolicySet", body=policy)
    assert staff.OWN_ROLE in counts((*good(), planted))
