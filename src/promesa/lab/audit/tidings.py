"""Parcels of which nothing is heard: said of those on the road alone, once for each silence, and ended once."""

from promesa.domain.ledger.shipments.tidings_words import CarrierHeard, CarrierUnheard, ParcelCaughtUp, ParcelUnheard
from promesa.domain.ledger.shipments.words import (
    ParcelAtBranch,
    ParcelDelivered,
    ParcelHandedOver,
    ParcelLost,
    ParcelScanned,
    RedeliveryAsked,
    Scan,
)
from promesa.engine.log import Entry
from promesa.lab.audit.findings import Findings, Heard

TRUE = "a_parcel_that_is_called_silent_was_silent"
ONCE = "a_silent_carrier_is_told_once"
IN_VAIN = "another_attempt_follows_one_in_vain"


class TidingsFamily:
    """Knows when each parcel on the road was last heard of, and which carriers are silent."""

    invariants = (TRUE, ONCE, IN_VAIN)

    def __init__(self, findings: Findings) -> None:
        self._findings = findings
        self._heard: dict[str, int] = {}
        """By parcel on the road: the moment of the last word."""
        self._silent: set[str] = set()
        self._back: set[str] = set()
        """Heard of since, and not caught up with."""
        self._in_vain: set[str] = set()
        """Whose last word is of an attempt that failed and was not answered yet."""
        self._open: dict[str, str] = {}
        """Incidents of silent carriers, by carrier."""
        self.hears: dict[type, Heard] = {
            ParcelHandedOver: self._word,
            ParcelScanned: self._word,
            ParcelDelivered: self._ended,
            ParcelAtBranch: self._ended,
            ParcelLost: self._ended,
            RedeliveryAsked: self._redelivery,
            ParcelUnheard: self._unheard,
            ParcelCaughtUp: self._caught_up,
            CarrierUnheard: self._carrier_unheard,
            CarrierHeard: self._carrier_heard,
        }

    def _word(self, fact: ParcelHandedOver | ParcelScanned, entry: Entry) -> None:
        if isinstance(fact, ParcelHandedOver) or fact.parcel in self._heard:
            self._heard[fact.parcel] = entry.at
        self._in_vain.discard(fact.parcel)
        if isinstance(fact, ParcelScanned) and fact.scan is Scan.ATTEMPT_FAILED:
            self._in_vain.add(fact.parcel)
        if fact.parcel in self._silent:
            self._silent.discard(fact.parcel)
            self._back.add(fact.parcel)

    def _redelivery(self, fact: RedeliveryAsked, entry: Entry) -> None:
        if fact.parcel not in self._in_vain:
            self._findings.add(IN_VAIN, entry.position, f"{fact.parcel}: no attempt failed since its last word")
        self._in_vain.discard(fact.parcel)

    def _ended(self, fact: ParcelDelivered | ParcelAtBranch | ParcelLost, _: Entry) -> None:
        self._heard.pop(fact.parcel, None)
        self._silent.discard(fact.parcel)

    def _unheard(self, fact: ParcelUnheard, entry: Entry) -> None:
        last = self._heard.get(fact.parcel)
        if last != fact.since or fact.parcel in self._silent:
            self._findings.add(TRUE, entry.position, f"{fact.parcel} silent since {fact.since}, last heard of {last}")
        if not fact.alone and fact.incident not in self._open.values():
            self._findings.add(ONCE, entry.position, f"{fact.parcel} under {fact.incident}, which is not open")
        self._silent.add(fact.parcel)
        self._back.discard(fact.parcel)

    def _caught_up(self, fact: ParcelCaughtUp, entry: Entry) -> None:
        if fact.parcel not in self._back:
            self._findings.add(TRUE, entry.position, f"{fact.parcel} was not silent")
        self._back.discard(fact.parcel)

    def _carrier_unheard(self, fact: CarrierUnheard, entry: Entry) -> None:
        before = self._open.get(fact.carrier)
        if before != (None if fact.first else fact.incident):
            self._findings.add(ONCE, entry.position, f"{fact.carrier}: {fact.incident}, first: {fact.first}")
        self._open[fact.carrier] = fact.incident

    def _carrier_heard(self, fact: CarrierHeard, entry: Entry) -> None:
        if self._open.pop(fact.carrier, None) != fact.incident:
            self._findings.add(ONCE, entry.position, f"{fact.carrier} was not silent under {fact.incident}")

    def instant_over(self, position: int) -> None:
        """A silence lasts."""

    def log_over(self, position: int, at: int) -> None:
        """Who is silent at the end may be."""
