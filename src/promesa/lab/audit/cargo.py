"""Collections: what is planned to leave with one van, and what it takes, is never worth more than its cap."""

from promesa.domain.ledger.shipments.words import ParcelCancelled, ParcelHandedOver, ParcelPlanned
from promesa.domain.network.carriers.words import CapsSet, CollectionCap, ServiceOffered
from promesa.domain.network.locations.words import AboutLocation, LocationChanged, LocationOpened, LocationsLoaded
from promesa.domain.values import moments
from promesa.domain.values.moments import Instant
from promesa.engine.log import Entry
from promesa.lab.audit.books import Books
from promesa.lab.audit.findings import Findings, Heard

CAPPED = "no_collection_worth_more_than_a_cap"
Van = tuple[str, str, str]
"""(location, carrier, day)."""


class CargoFamily:
    """Adds up every collection anew from the parcels, at the prices of their orders' lines."""

    invariants = (CAPPED,)

    def __init__(self, books: Books, findings: Findings) -> None:
        self._books, self._findings = books, findings
        self._caps: tuple[CollectionCap, ...] = ()
        self._carriers: dict[str, str] = {}
        self._zones: dict[str, str] = {}
        self._parcels: dict[str, tuple[Van, int]] = {}
        self._planned: dict[Van, int] = {}
        self._handed: dict[Van, int] = {}
        self._grown: dict[Van, int] = {}
        """What collections were worth before the instant."""
        self.hears: dict[type, Heard] = {
            CapsSet: self._set,
            ServiceOffered: self._offered,
            LocationOpened: self._located,
            LocationChanged: self._located,
            LocationsLoaded: self._located_all,
            ParcelPlanned: self._plan,
            ParcelCancelled: self._cancel,
            ParcelHandedOver: self._hand,
        }

    def _set(self, fact: CapsSet, entry: Entry) -> None:
        """What was planned until now is judged by the caps until now."""
        self.instant_over(entry.position)
        self._caps = fact.collections

    def _offered(self, fact: ServiceOffered, _: Entry) -> None:
        self._carriers[fact.service] = fact.carrier

    def _located(self, fact: AboutLocation, _: Entry) -> None:
        self._zones[fact.location] = fact.zone

    def _located_all(self, fact: LocationsLoaded, entry: Entry) -> None:
        for about in fact.locations:
            self._located(about, entry)

    def _van(self, location: str, service: str, at: Instant) -> Van | None:
        zone = self._zones.get(location)
        if service not in self._carriers or zone is None:
            return None
        return location, self._carriers[service], moments.local_date(at, zone).isoformat()

    def _plan(self, fact: ParcelPlanned, _: Entry) -> None:
        van = None if fact.kind == "pickup" else self._van(fact.location, fact.service, fact.hand_over_by)
        if van is None:
            return
        prices = {line.sku: line.price for line in self._books.orders[fact.order].lines}
        worth = sum(prices.get(take.sku, 0) * take.units for take in fact.takes)
        self._parcels[fact.parcel] = (van, worth)
        self._add(van, worth)

    def _add(self, van: Van, worth: int) -> None:
        self._grown.setdefault(van, self._planned.get(van, 0))
        self._planned[van] = self._planned.get(van, 0) + worth

    def _cancel(self, fact: ParcelCancelled, _: Entry) -> None:
        known = self._parcels.pop(fact.parcel, None)
        if known is not None:
            self._add(known[0], -known[1])

    def _hand(self, fact: ParcelHandedOver, entry: Entry) -> None:
        """What was handed over before somebody told us is only noted: nobody asked."""
        known = self._parcels.pop(fact.parcel, None)
        if known is None:
            return
        (location, carrier, _), worth = known
        van = (location, carrier, moments.local_date(fact.handed_at, self._zones[location]).isoformat())
        self._handed[van] = self._handed.get(van, 0) + worth
        cap = self._cap(van)
        if cap is not None and self._handed[van] > cap and fact.handed_at == entry.at:
            self._findings.add(CAPPED, entry.position, f"{fact.parcel}: the van of {van} has {self._handed[van]}")

    def _cap(self, van: Van) -> int | None:
        location, carrier, _ = van
        found = [
            cap.collection_centavos
            for cap in self._caps
            if (not cap.carriers or carrier in cap.carriers) and (not cap.locations or location in cap.locations)
        ]
        return min(found) if found else None

    def instant_over(self, position: int) -> None:
        """A collection may stay over a cap that was set later; it may not grow over one."""
        for van, before in self._grown.items():
            cap, now = self._cap(van), self._planned[van]
            if cap is not None and now > cap and now > before:
                self._findings.add(CAPPED, position, f"{van} is to take {now}, capped at {cap}")
        self._grown.clear()

    def log_over(self, position: int, at: int) -> None:
        """Nothing more is known at the end."""
