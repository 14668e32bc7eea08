"""What a parcel may do from each of its states, read as one table; and which scans are believed."""

from typing import Any

import pytest

from promesa.domain.ledger.orders import state as orders_state
from promesa.domain.ledger.orders.state import Orders
from promesa.domain.ledger.orders.words import OrderConfirmed
from promesa.domain.ledger.shipments import partner_words, rules, state
from promesa.domain.ledger.shipments.partner_words import PartnerWords
from promesa.domain.ledger.shipments.state import Shipments, Status
from promesa.domain.ledger.shipments.words import (
    CheckHandOver,
    CollectParcel,
    EtaMoved,
    HandOver,
    HandOverMissed,
    LabelVoided,
    MarkReady,
    PackParcel,
    ParcelBooked,
    ParcelCancelled,
    ParcelDelivered,
    ParcelDoubted,
    ParcelHandedOver,
    ParcelLost,
    ParcelPacked,
    ParcelPlanned,
    ParcelReady,
    ParcelScanned,
    RecordBooking,
    RecordScan,
    RecordUnknownWord,
    Scan,
    UnpackParcel,
    WordNotUnderstood,
)
from promesa.domain.ledger.stock import folds as stock_folds
from promesa.domain.ledger.stock.state import Stock
from promesa.domain.ledger.stock.words import StockCounted, StockReserved, Take
from promesa.domain.values.ids import CarrierId, LocationId, OrderId, ParcelId, ReservationId, ServiceId, Sku
from promesa.domain.values.moments import DAY, HOUR, MINUTE, Instant, local_date
from promesa.domain.values.refusal import Reason, Refused
from tests.domain.ledger.till import NOON, O1, placed

P1, P2, MX = ParcelId("o1-1"), ParcelId("o1-2"), "America/Mexico_City"
TODAY = local_date(NOON, MX)
LATER = Instant(NOON + HOUR)
TAKES = {P1: (Take(Sku("A"), LocationId("N1"), 2),), P2: (Take(Sku("A"), LocationId("N1"), 1),)}


class Floor:
    """One confirmed order, its parcels and its units, folded as the machine folds them."""

    def __init__(self, kind: str = "delivery", parcels: tuple[ParcelId, ...] = (P1,), confirmed: bool = True) -> None:
        self.orders, self.shipments, self.stock, self.now = Orders(), Shipments(), Stock(), NOON
        takes = tuple(take for parcel in parcels for take in TAKES[parcel])
        self.fold(StockCounted(Sku("A"), LocationId("N1"), 9, 9, "test"))
        self.fold(placed(), StockReserved(ReservationId(placed().reservation), takes, None, "paid"))
        if confirmed:
            self.fold(OrderConfirmed(O1))
        for parcel in parcels:
            about = (LocationId("N1"), ServiceId("P"), TAKES[parcel], NOON, TODAY)
            self.fold(ParcelPlanned(parcel, O1, kind, *about))

    def fold(self, *facts: object) -> None:
        for fact in facts:
            for table, noun in (
                (orders_state.FOLD, self.orders),
                (state.FOLD, self.shipments),
                (stock_folds.FOLD, self.stock),
            ):
                if type(fact) in table:
                    table[type(fact)](noun, fact, self.now)

    def put(self, ask: Any) -> Any:
        rule = {
            PackParcel: lambda: rules.pack(self.orders, self.shipments, ask),
            UnpackParcel: lambda: rules.unpack(self.orders, self.shipments, ask),
            MarkReady: lambda: rules.mark_ready(self.orders, self.shipments, ask, self.now),
            HandOver: lambda: rules.hand_over(self.orders, self.shipments, self.stock, ask, self.now),
            CollectParcel: lambda: rules.collect(self.orders, self.shipments, self.stock, ask, self.now),
            RecordScan: lambda: rules.scan(self.shipments, ask, self.now),
            CheckHandOver: lambda: rules.check_hand_over(self.shipments, ask),
            RecordBooking: lambda: rules.book(self.shipments, ask),
        }[type(ask)]
        outcome = rule()
        if not isinstance(outcome, Refused):
            self.fold(*outcome)
        return outcome

    def at(self, status: Status) -> "Floor":
        """The first parcel brought to a state by the acts of the floor."""
        ways: dict[Status, tuple[Any, ...]] = {
            Status.PLANNED: (),
            Status.PACKED: (PackParcel(P1),),
            Status.READY: (PackParcel(P1), MarkReady(P1)),
            Status.MOVING: (HandOver(P1),),
            Status.DELIVERED: (HandOver(P1), RecordScan(P1, Scan.DELIVERED, NOON)),
            Status.LOST: (HandOver(P1), RecordScan(P1, Scan.LOST, NOON)),
        }
        if status is Status.CANCELLED:
            self.fold(ParcelCancelled(P1, O1, "x"))
        for ask in ways.get(status, ()):
            assert isinstance(self.put(ask), list), ask
        assert self.shipments.by_id[P1].status is status
        return self


GOES, AGAIN, NO, GONE = "goes", "again", Reason.WRONG_STATE, Reason.ALREADY_SHIPPED
ACTS = (PackParcel(P1), UnpackParcel(P1, "x"), HandOver(P1), MarkReady(P1), CollectParcel(P1))
TABLE: dict[Status, tuple[object, ...]] = {
    #                 pack   unpack hand over  ready  collect
    Status.PLANNED: (GOES, AGAIN, GOES, NO, NO),
    Status.PACKED: (AGAIN, GOES, GOES, NO, NO),
    Status.MOVING: (AGAIN, GONE, AGAIN, NO, NO),
    Status.DELIVERED: (AGAIN, GONE, AGAIN, NO, AGAIN),
    Status.LOST: (NO, GONE, NO, NO, NO),
    Status.CANCELLED: (NO, NO, NO, NO, NO),
}
PICKUPS: dict[Status, tuple[object, ...]] = {
    Status.PLANNED: (GOES, AGAIN, NO, NO, NO),
    Status.PACKED: (AGAIN, GOES, NO, GOES, NO),
    Status.READY: (AGAIN, GOES, NO, AGAIN, GOES),
}
CASES = [(kind, status, row) for kind, t in (("delivery", TABLE), ("pickup", PICKUPS)) for status, row in t.items()]


@pytest.mark.parametrize(("kind", "status", "row"), CASES, ids=[f"{kind} {status}" for kind, status, _ in CASES])
def test_what_a_parcel_may_do(kind: str, status: Status, row: tuple[object, ...]) -> None:
    said = []
    for ask in ACTS:
        outcome = Floor(kind).at(status).put(ask)
        said.append(outcome.reason if isinstance(outcome, Refused) else GOES if outcome else AGAIN)
    assert tuple(said) == row


@pytest.mark.parametrize("ask", ACTS, ids=lambda ask: type(ask).__name__)
def test_a_parcel_nobody_knows(ask: Any) -> None:
    floor = Floor(parcels=())
    assert floor.put(ask) == Refused(Reason.UNKNOWN_PARCEL, P1)


@pytest.mark.parametrize("ask", [PackParcel(P1), HandOver(P1)], ids=lambda ask: type(ask).__name__)
def test_nothing_is_worked_on_before_its_order_is_confirmed(ask: Any) -> None:
    """Permission comes from the order each time; it is not copied (R36)."""
    assert Floor(confirmed=False).put(ask) == Refused(Reason.ORDER_NOT_CONFIRMED, O1)


def test_units_leave_and_come_back() -> None:
    floor = Floor()
    shelves = floor.stock.shelves
    seen = []
    for ask in (PackParcel(P1), UnpackParcel(P1, "x"), PackParcel(P1), HandOver(P1)):
        floor.put(ask)
        seen.append((int(shelves.on_hand[0]), int(shelves.reserved[0])))
    assert seen == [(7, 0), (9, 2), (7, 0), (7, 0)]


def test_a_reservation_ends_with_the_last_parcel_that_could_be_undone() -> None:
    floor = Floor(parcels=(P1, P2))
    told = [[type(fact).__name__ for fact in floor.put(ask)] for ask in (PackParcel(P1), HandOver(P2), HandOver(P1))]
    assert told == [
        ["StockPicked", "ParcelPacked"],
        ["StockPicked", "ParcelPacked", "ParcelHandedOver"],
        ["ParcelHandedOver", "ReservationConsumed"],
    ]
    assert not floor.stock.reservations


def test_a_pickups_reservation_ends_when_it_is_collected() -> None:
    floor = Floor("pickup").at(Status.READY)
    assert floor.stock.reservations
    assert [type(fact).__name__ for fact in floor.put(CollectParcel(P1))] == ["ParcelDelivered", "ReservationConsumed"]


# --- scans ---


def scan(what: Scan, at: Instant = NOON, **about: Any) -> RecordScan:
    return RecordScan(P1, what, at, **about)


def scanned(what: Scan, at: Instant = NOON) -> ParcelScanned:
    return ParcelScanned(P1, O1, what, at)


TOMORROW = TODAY.fromordinal(TODAY.toordinal() + 1)
SCANS: list[tuple[str, Status, RecordScan, Any]] = [
    ("on its way", Status.MOVING, scan(Scan.IN_TRANSIT), [scanned(Scan.IN_TRANSIT)]),
    (
        "a new date",
        Status.MOVING,
        scan(Scan.IN_TRANSIT, eta=TOMORROW),
        [scanned(Scan.IN_TRANSIT), EtaMoved(P1, O1, TOMORROW, "carrier")],
    ),
    ("the same date", Status.MOVING, scan(Scan.IN_TRANSIT, eta=TODAY), [scanned(Scan.IN_TRANSIT)]),
    ("there", Status.MOVING, scan(Scan.DELIVERED), [scanned(Scan.DELIVERED), ParcelDelivered(P1, O1, NOON)]),
    ("lost", Status.MOVING, scan(Scan.LOST), [scanned(Scan.LOST), ParcelLost(P1, O1, "carrier")]),
    ("there before it left", Status.PACKED, scan(Scan.DELIVERED), [ParcelDoubted(P1, O1, Scan.DELIVERED, NOON)]),
    ("seen before it left", Status.PACKED, scan(Scan.PICKED_UP), [scanned(Scan.PICKED_UP)]),
    ("late news of the way", Status.DELIVERED, scan(Scan.PICKED_UP), [scanned(Scan.PICKED_UP)]),
    ("delivered again", Status.DELIVERED, scan(Scan.DELIVERED), []),
    ("delivered after it was lost", Status.LOST, scan(Scan.DELIVERED), [scanned(Scan.DELIVERED)]),
    (
        "from the future",
        Status.MOVING,
        scan(Scan.DELIVERED, Instant(NOON + 6 * MINUTE)),
        Refused(Reason.CLOCK_SKEW, P1),
    ),
]


@pytest.mark.parametrize(("status", "ask", "outcome"), [s[1:] for s in SCANS], ids=[s[0] for s in SCANS])
def test_which_scans_are_believed(status: Status, ask: RecordScan, outcome: Any) -> None:
    floor = Floor().at(status)
    assert floor.put(ask) == outcome
    if not isinstance(outcome, Refused):
        assert floor.put(ask) == [], "the same scan again changes nothing"


def test_a_doubt_is_over_when_the_parcel_has_left() -> None:
    floor = Floor().at(Status.PACKED)
    floor.put(scan(Scan.DELIVERED))
    floor.put(HandOver(P1))
    assert floor.put(scan(Scan.DELIVERED))[-1] == ParcelDelivered(P1, O1, NOON)


def test_scans_are_kept_by_their_own_time() -> None:
    floor = Floor().at(Status.MOVING)
    floor.now = Instant(NOON + DAY)
    for what, at in ((Scan.OUT_FOR_DELIVERY, LATER), (Scan.PICKED_UP, NOON)):
        floor.put(scan(what, at))
    assert floor.shipments.by_id[P1].scans == [(Scan.PICKED_UP, NOON), (Scan.OUT_FOR_DELIVERY, LATER)]


# --- the rest ---


def test_handed_over_in_the_future_is_refused() -> None:
    assert Floor().put(HandOver(P1, Instant(NOON + 6 * MINUTE))) == Refused(Reason.CLOCK_SKEW, P1)
    assert ParcelHandedOver(P1, O1, Instant(NOON - DAY)) in Floor().put(HandOver(P1, Instant(NOON - DAY)))


@pytest.mark.parametrize(
    ("status", "missed"),
    [
        (Status.PLANNED, True),
        (Status.PACKED, True),
        (Status.MOVING, False),
        (Status.DELIVERED, False),
        (Status.CANCELLED, False),
    ],
)
def test_the_hour_at_which_it_should_have_left(status: Status, missed: bool) -> None:
    assert Floor().at(status).put(CheckHandOver(P1)) == ([HandOverMissed(P1, O1)] if missed else [])


def test_a_booking_is_remembered_once() -> None:
    floor = Floor().at(Status.PACKED)
    ask = RecordBooking(P1, CarrierId("c"), "T1")
    assert floor.put(ask) == [ParcelBooked(P1, O1, CarrierId("c"), "T1")]
    assert floor.put(ask) == []
    another = [LabelVoided(P1, O1, "T1", "replaced"), ParcelBooked(P1, O1, CarrierId("c"), "T2")]
    assert floor.put(RecordBooking(P1, CarrierId("c"), "T2")) == another, "never two labels at a time"
    assert floor.shipments.by_tracking == {"T1": P1, "T2": P1}, "both numbers find the parcel (R42)"


def test_ready_is_when_it_was_ready_first() -> None:
    floor = Floor("pickup").at(Status.READY)
    floor.now = LATER
    for ask in (UnpackParcel(P1, "x"), PackParcel(P1), MarkReady(P1)):
        floor.put(ask)
    assert floor.shipments.by_id[P1].ready_at == NOON


def test_an_unknown_word_is_kept_and_not_guessed() -> None:
    ask = RecordUnknownWord("carrier", "ENTREGADO A VECINO", "T1")
    facts = partner_words.note(PartnerWords(), Shipments(), ask, NOON)
    assert facts == [WordNotUnderstood("carrier", "ENTREGADO A VECINO", "T1")]


@pytest.mark.parametrize("fact", [ParcelPacked(P1, O1), ParcelReady(P1, O1, NOON), ParcelDelivered(P1, O1, NOON)])
def test_what_can_never_be_is_a_bug(fact: object) -> None:
    with pytest.raises(AssertionError):
        Floor().at(Status.CANCELLED).fold(fact)


def test_parcels_of_an_order_that_has_none() -> None:
    assert state.live(Shipments(), OrderId("o7")) == []
