"""People: nobody acts who does not work here, an auditor changes nothing, a store's people touch their own alone."""

from typing import Any

import msgspec

from promesa.domain.conduct.keys import KeyAdded, KeyRevoked
from promesa.domain.conduct.mandates.words import MandateGranted, MandatePromoted
from promesa.domain.conduct.policies import PolicySet
from promesa.domain.conduct.roles import Role
from promesa.domain.conduct.staff.words import (
    PERSON,
    CredentialsSet,
    PersonAdded,
    PersonInvited,
    PersonRemoved,
    PersonSignedIn,
    PersonSignedOut,
    RoleChanged,
    SignInWay,
)
from promesa.domain.ledger.shipments.pick_words import PickAccepted, PickRejected, PickShort
from promesa.domain.ledger.shipments.words import (
    ParcelBooked,
    ParcelHandedOver,
    ParcelPacked,
    ParcelPlanned,
    ParcelReady,
    ParcelUnpacked,
)
from promesa.domain.ledger.stock.words import StockCounted
from promesa.domain.network.locations.words import LocationPaused, LocationResumed
from promesa.engine.log import Entry
from promesa.engine.words import Answered
from promesa.lab.audit.books import Books
from promesa.lab.audit.findings import Findings, Heard

WORKS_HERE = "only_who_works_here_acts"
OWN_WORK = "stores_touch_their_own_work_only"
OWN_ROLE = "people_act_within_their_role"
CODE_ONCE = "a_code_is_used_once"

OF_PARCEL = (ParcelPacked, ParcelUnpacked, ParcelBooked, ParcelReady, ParcelHandedOver)
OF_LOCATION = (PickAccepted, PickRejected, PickShort, StockCounted, LocationPaused, LocationResumed)
OF_THEMSELVES = (CredentialsSet, PersonSignedIn, PersonSignedOut, Answered)
OF_DIRECTORS = (
    *(PolicySet, MandateGranted, MandatePromoted, KeyAdded, KeyRevoked),
    *(PersonAdded, PersonInvited, PersonRemoved, RoleChanged),
)


class Known(msgspec.Struct):
    role: Role
    location: str | None
    step: int = 0
    left: bool = False


class StaffFamily:
    """Knows who works here, and where each parcel is prepared."""

    invariants = (WORKS_HERE, OWN_WORK, OWN_ROLE, CODE_ONCE)

    def __init__(self, _: Books, findings: Findings) -> None:
        self._findings = findings
        self._people: dict[str, Known] = {}
        self._where: dict[str, str] = {}
        self.hears: dict[type, Heard] = {
            PersonAdded: self._added,
            RoleChanged: self._changed,
            CredentialsSet: self._set,
            PersonRemoved: self._removed,
            PersonSignedIn: self._signed_in,
            ParcelPlanned: self._planned,
        }

    def see(self, fact: Any, entry: Entry) -> None:
        """Before anybody else hears of the entry; what follows from another entry is the house's own doing."""
        if not entry.by.startswith(PERSON) or entry.cause:
            return
        person = self._people.get(entry.by[len(PERSON) :])
        if person is None or person.left:
            self._findings.add(WORKS_HERE, entry.position, f"{entry.kind} by {entry.by}")
        elif not isinstance(fact, OF_THEMSELVES):
            self._judge(person, fact, entry)

    def _judge(self, person: Known, fact: Any, entry: Entry) -> None:
        directors = isinstance(fact, OF_DIRECTORS) and person.role is not Role.DIRECTOR
        if person.role is Role.AUDITOR or directors:
            self._findings.add(OWN_ROLE, entry.position, f"{entry.kind} by {entry.by}, {person.role}")
        if person.role is Role.STORE:
            at = fact.location if isinstance(fact, OF_LOCATION) else person.location
            at = self._where.get(fact.parcel) if isinstance(fact, OF_PARCEL) else at
            if at != person.location:
                self._findings.add(OWN_WORK, entry.position, f"{entry.kind} at {at} by {entry.by} of {person.location}")

    def _added(self, fact: PersonAdded, _: Entry) -> None:
        self._people[fact.person] = Known(fact.role, fact.location)

    def _changed(self, fact: RoleChanged, _: Entry) -> None:
        person = self._people[fact.person]
        person.role, person.location = fact.role, fact.location

    def _set(self, fact: CredentialsSet, _: Entry) -> None:
        self._people[fact.person].step = 0

    def _removed(self, fact: PersonRemoved, _: Entry) -> None:
        self._people[fact.person].left = True

    def _signed_in(self, fact: PersonSignedIn, entry: Entry) -> None:
        person = self._people.get(fact.person)
        if person is None or person.left:
            self._findings.add(WORKS_HERE, entry.position, f"{fact.person} signs in")
            return
        if fact.way is SignInWay.CODE and fact.step <= person.step:
            self._findings.add(CODE_ONCE, entry.position, f"{fact.person}: {fact.step} after {person.step}")
        person.step = max(person.step, fact.step)

    def _planned(self, fact: ParcelPlanned, _: Entry) -> None:
        self._where[fact.parcel] = fact.location

    def instant_over(self, position: int) -> None:
        """Nothing waits."""

    def log_over(self, position: int, at: int) -> None:
        """Nothing waits."""
