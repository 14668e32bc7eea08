"""The carriers' twin: books parcels in MyDHL's format, drives them, and pushes news of them as DHL does."""

import random
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import msgspec

from promesa.domain.network.carriers import lanes, state
from promesa.domain.network.carriers.state import Carriers, Reach, Service
from promesa.domain.network.places import Places
from promesa.domain.values import calendars, moments
from promesa.domain.values.ids import PostalCode, ServiceId
from promesa.domain.values.moments import DAY, HOUR, MINUTE, Instant
from promesa.gateways.carriers.dhl.write import Request
from promesa.lab.clock import Agenda, Clock
from promesa.lab.outages import Outages
from promesa.lab.retailer import cities, demand
from promesa.lab.scenario import Scenario

Waits = Callable[[str, str, Instant], list[Any]]
"""Hears that a waybill waits at a branch: its number, its service, when; the requests that it leads to."""
Push = Callable[[bytes, str], list[Any]]
"""Hears a push of a carrier's: its body and the service; the requests that it leads to."""

ZONE = "America/Mexico_City"
UNKNOWN_WORDS = ("held-at-facility", "weather-hold", "address-review")

# How many of 1,000 parcels come so many days late, by service, on ordinary days; a few come a day early.
LATE_OF_1000 = {
    "vuelopronto": (15, 5, 2, 1),
    "tierra-firme": (12, 7, 4, 2),
    "cuadra-y-media": (24, 5, 1, 0),
    "ceiba": (14, 7, 3, 1),
    "mostrador": (30, 18, 12, 8),
}
EARLY_OF_1000 = 140
WEEKDAY_STRAIN = (1.5, 1.0, 0.9, 0.9, 1.1, 1.2, 1.0)


class Waybill(msgspec.Struct):
    """A booked parcel: where from and to, and what has been told of it."""

    number: str
    service: str
    origin: str
    postal_code: str
    branch: str = ""
    """Our own counter to which it goes, instead of a door."""
    collected: bool = False
    eta: date | None = None
    events: list[dict[str, Any]] = []


class CarrierTwin:
    """Owns waybills and where each parcel is."""

    def __init__(
        self,
        agenda: Agenda,
        clock: Clock,
        dice: random.Random,
        outages: Outages,
        scenario: Scenario,
        network: tuple[Carriers, Places],
        push: Push,
        waits: Waits,
    ) -> None:
        self._agenda, self._clock, self._dice, self._outages, self._scenario = agenda, clock, dice, outages, scenario
        self._known, self._places = network
        self._services = self._known.services
        self._push, self._waits = push, waits
        self.waybills: dict[str, Waybill] = {}

    # --- what gateways ask ---

    def send(self, request: Request) -> bytes:
        """POST /shipments; raises Outage."""
        self._outages.check(self._clock())
        assert (request.method, request.path) == ("POST", "/mydhlapi/shipments"), request
        body = request.body
        details = body["customerDetails"]
        number = str(4_000_000_000 + 7 * (len(self.waybills) + 1))
        self.waybills[number] = Waybill(
            number,
            body["content"]["packages"][0]["customerReferences"][0]["value"],
            details["shipperDetails"]["postalAddress"]["postalCode"],
            details["receiverDetails"]["postalAddress"]["postalCode"],
            branch=body.get("onDemandDelivery", {}).get("servicePointId", ""),
        )
        piece = {"referenceNumber": 1, "trackingNumber": f"JD0146{number}"}
        return msgspec.json.encode({"shipmentTrackingNumber": number, "packages": [piece], "documents": []})

    # --- what happens in the street ---

    def collect(self, number: str, at: Instant) -> None:
        """A van takes the parcel from its location: from here on it is the carrier's."""
        waybill = self.waybills[number]
        assert not waybill.collected, number
        waybill.collected = True
        reach = self._reach(waybill)
        origin = cities.by_postal_code()[waybill.origin]
        destination = cities.by_postal_code()[waybill.postal_code]
        handed_on = moments.local_date(at, origin.zone)
        agreed = lanes.arrival(reach, origin.state, handed_on)
        assert agreed is not None, waybill
        waybill.eta = agreed
        self._tell(waybill, at + int(self._dice.uniform(5.0, 50.0) * MINUTE), "transit", "Shipment picked up")
        if self._dice.random() < self._scenario.lost_share:
            return
        arrives_on = self._really(reach.service, handed_on, agreed)
        self._drive(waybill, at, agreed, arrives_on, destination.zone)

    def _drive(self, waybill: Waybill, at: Instant, agreed: date, arrives_on: date, zone: str) -> None:
        """Hub, the word of a delay where it is known, perhaps a door that nobody opens, the door."""
        dice, service = self._dice, self._services[ServiceId(waybill.service)].deliveries
        hub = at + int(dice.uniform(7.0, 16.0) * HOUR)
        door = self._at_door(waybill, arrives_on, zone)
        if hub < door - 2 * HOUR:
            self._tell(waybill, hub, "transit", "Processed at facility")
        if arrives_on > agreed and dice.random() < 0.75:
            known = moments.end_of_day(agreed - timedelta(days=1), zone) - int(dice.uniform(0.5, 9.0) * HOUR)
            self._tell(waybill, max(known, hub + HOUR), "transit", "Shipment delayed", arrives_on)
        if waybill.branch:
            self._agenda.note(door, lambda moment: self._waits(waybill.number, waybill.service, Instant(moment)))
            self._tell(waybill, door + int(min(dice.lognormvariate(2.8, 0.9), 160.0) * HOUR), "delivered", "Delivered")
            return
        if dice.random() < self._scenario.attempt_failed_share:
            self._tell(waybill, door, "failure", "Delivery attempted; recipient not home")
            again = calendars.next_open(service, arrives_on + timedelta(days=1))
            assert again is not None
            door = self._at_door(waybill, again, zone)
        self._tell(waybill, door, "delivered", "Delivered")

    def _really(self, service: Service, handed_on: date, agreed: date) -> date:
        """The day on which it will really come."""
        strain = WEEKDAY_STRAIN[handed_on.weekday()] * demand.rush(handed_on, self._scenario.hot_sale) ** 0.3
        throw = self._dice.random() * 1_000
        late = 0
        for days, of_1000 in enumerate(LATE_OF_1000[service.service], start=1):
            throw -= of_1000 * strain
            if throw < 0.0:
                late = days
                break
        if late:
            day = agreed
            for _ in range(late):
                found = calendars.next_open(service.deliveries, day + timedelta(days=1))
                assert found is not None
                day = found
            return day
        early = agreed - timedelta(days=1)
        if throw < EARLY_OF_1000 and early > handed_on and calendars.is_open(service.deliveries, early):
            return early
        return agreed

    def _at_door(self, waybill: Waybill, day: date, zone: str) -> Instant:
        """When on that day the bell rings: today's parcels in the evening, others from morning on."""
        hours = self._dice.triangular(9.0, 20.5, 13.5)
        start = moments.end_of_day(day - timedelta(days=1), zone) + 1
        if waybill.service == "cuadra-y-media":
            hours = self._dice.uniform(21.2, 23.6) if day == moments.local_date(self._clock.at, zone) else hours
        return Instant(start + int(hours * HOUR))

    def _reach(self, waybill: Waybill) -> Reach:
        """To the door; to a branch as the service goes to the branch's own place."""
        place = self._places.by_code[PostalCode(waybill.postal_code)]
        found = (reach for reach in state.reaching(self._known, place) if reach.service.service == waybill.service)
        service = self._services[ServiceId(waybill.service)]
        return Reach(service, place.area, ocurre=True) if waybill.branch else next(found)

    # --- what it tells ---

    def _tell(self, waybill: Waybill, at: int, code: str, text: str, eta: date | None = None) -> None:
        """Note that the event happens then; what becomes of its scan is thrown when it does."""
        self._agenda.note(at, lambda moment: self._happened(waybill, moment, code, text, eta))

    def _happened(self, waybill: Waybill, at: Instant, code: str, text: str, eta: date | None) -> list[Any]:
        dice, scenario = self._dice, self._scenario
        if eta is not None:
            waybill.eta = eta
        if code == "transit" and eta is None and dice.random() < scenario.scan_lost_share:
            return []
        waybill.events.append({"timestamp": moments.to_iso(at), "statusCode": code, "description": text})
        if dice.random() < scenario.unknown_word_share:
            self._push_later(waybill, at + 3 * MINUTE, _strange(waybill, at, dice.choice(UNKNOWN_WORDS)))
        raw = _body(waybill)
        if dice.random() < scenario.scan_late_share:
            lag = min(dice.lognormvariate(1.2, 0.8) * HOUR, 2 * DAY)
            self._push_later(waybill, at + int(lag), raw)
            return []
        if dice.random() < 0.03:
            self._push_later(waybill, at + int(dice.uniform(1.0, 90.0) * MINUTE), raw)
        return self._push(raw, waybill.service)

    def _push_later(self, waybill: Waybill, at: int, raw: bytes) -> None:
        self._agenda.note(at, lambda _: self._push(raw, waybill.service))


def _body(waybill: Waybill, *more: dict[str, Any]) -> bytes:
    events = [*reversed(waybill.events), *more]
    shipment = {
        "id": waybill.number,
        "service": "express",
        "status": max(events, key=lambda event: event["timestamp"]),
        "estimatedTimeOfDelivery": f"{waybill.eta}T23:59:00" if waybill.eta else None,
        "events": events,
    }
    return msgspec.json.encode({"shipments": [shipment]})


def _strange(waybill: Waybill, at: Instant, word: str) -> bytes:
    return _body(waybill, {"timestamp": moments.to_iso(Instant(at + MINUTE)), "statusCode": word, "description": word})
