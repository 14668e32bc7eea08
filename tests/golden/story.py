"""A short life of a small shop that says as many kinds of facts as it can: written once a release, read for ever.

`PYTHONPATH=src:. python -m tests.golden.story VERSION` writes the log of a new release; old ones are never rewritten.
"""

import sys
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import msgspec

from promesa import app
from promesa.domain.conduct.policies import SetPolicy
from promesa.domain.ledger.capacity import SetCapacity
from promesa.domain.ledger.orders.words import CancelOrder
from promesa.domain.ledger.payments.words import (
    DeclinePayment,
    ReceivePayment,
    RecordPaymentAsked,
    RecordRefund,
    Refund,
    RefundLine,
)
from promesa.domain.ledger.shipments.pick_words import AcceptPick, NoPick, RejectPick
from promesa.domain.ledger.shipments.words import (
    CollectParcel,
    HandOver,
    MarkReady,
    PackParcel,
    RecordBooking,
    RecordScan,
    RecordUnknownWord,
    RegroupParcels,
    Scan,
    UnpackParcel,
)
from promesa.domain.ledger.stock.words import (
    AdjustStock,
    CountStock,
    LoadStock,
    ReleaseReservation,
    ReserveStock,
    SetSafetyStock,
    Take,
)
from promesa.domain.ledger.supply import AnnounceSupply, MoveSupply, ReceiveSupply
from promesa.domain.network.carriers.rate_tables import RateTable, SetRateTable
from promesa.domain.network.carriers.words import (
    AboutBranch,
    CloseBranch,
    LoadBranches,
    OfferService,
    Rates,
    SetClearance,
    SetCoverage,
    SetRates,
    WithdrawService,
)
from promesa.domain.network.catalog import ListProduct, LoadProducts, RetireProduct, SetPrice
from promesa.domain.network.customs import ClassifyProducts, CustomsRules, SetCustoms
from promesa.domain.network.locations.sending import SendingRule, SetSendingRules
from promesa.domain.network.locations.words import (
    CloseLocation,
    OpenLocation,
    PauseLocation,
    ResumeLocation,
    SetClosures,
    week,
)
from promesa.domain.network.places import LoadPlaces
from promesa.domain.people.messages.words import RecordAccepted
from promesa.domain.promise.commit.words import Item, OpenCheckout, PlaceOrder
from promesa.domain.promise.editing.words import AddToOrder, ReduceLine
from promesa.domain.promise.substitutes import AnswerSubstitute, ProposeSubstitute
from promesa.domain.values.moments import DAY, HOUR, MINUTE, from_iso
from promesa.domain.values.policy import Policy
from promesa.domain.world import World
from promesa.engine import outbox, timers
from promesa.engine.log import Draft, Entry
from promesa.engine.machine import Machine
from promesa.engine.memory import MemoryLog
from tests.golden import agents_story, contingencies_story

FOLDER = Path(__file__).parent
ZONE = "America/Mexico_City"


class Clock:
    def __init__(self) -> None:
        self.now = int(from_iso("2027-07-07T18:00:00Z"))

    def __call__(self) -> int:
        return self.now


class Narrator:
    """Says commands to a machine and lets time pass."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.log = MemoryLog()
        self.machine: Machine[World] = app.build(self.log, self.clock)

    def say(self, *commands: Any) -> None:
        for command in commands:
            verdict = self.machine.submit(command, by="golden")
            assert verdict.accepted, (command, verdict.refusal)

    def due(self, order: str) -> int:
        return self.machine.world.payments.by_order[order].due

    def wait(self, microseconds: int) -> None:
        """In steps of an hour, with what falls due and an outside that never answers."""
        end = self.clock.now + microseconds
        while self.clock.now < end:
            self.clock.now = min(end, self.clock.now + HOUR)
            while timers.fire_due(self.machine):
                pass


def tell() -> Narrator:
    """The whole story."""
    shop = Narrator()
    _network(shop)
    _shelves(shop)
    _orders(shop)
    _trouble(shop)
    _far_away(shop)
    _store_life(shop)
    _second_wishes(shop)
    agents_story.tell(shop)
    contingencies_story.tell(shop)
    return shop


def _network(shop: Narrator) -> None:
    shop.say(
        SetPolicy(Policy(confidence=0.92)),
        LoadPlaces(
            source="golden",
            postal_codes=("44100", "06600"),
            areas=("14", "09"),
            municipalities=("Guadalajara", "Cuauhtémoc"),
            cities=("Guadalajara", "Ciudad de México"),
            zones=(ZONE, ZONE),
        ),
        ListProduct("taza", "Taza", 120_00, 400, 900, "hogar"),
        LoadProducts(
            source="golden",
            skus=("lámpara", "0012"),
            names=("Lámpara", "Vela"),
            prices=(800_00, 90_00),
            grams=(2_500, 200),
            volumes_cm3=(9_000, 300),
            categories=("hogar", "hogar"),
        ),
        SetPrice("0012", 95_00),
        ListProduct("viejo", "Viejo", 10_00),
        RetireProduct("viejo"),
    )
    for name, area, code in (("gdl", "14", "44100"), ("cdmx", "09", "06600"), ("bodega", "09", "06600")):
        shop.say(
            OpenLocation(
                location=name,
                name=name,
                area=area,
                postal_code=code,
                hours=week(("09:00", "21:00"), ("09:00", "21:00"), ("10:00", "20:00")),
                cutoffs=week("16:00", "11:00"),
                pickup=True,
                handling_centavos=5_00,
                orders_per_day=500,
            )
        )
    shop.say(
        SetClosures("gdl", (date(2027, 12, 12),)),
        OfferService(
            service="exp",
            carrier="rapida",
            transit_days=1,
            rates=Rates(same_area_centavos=50_00, other_area_centavos=99_00),
        ),
        SetCoverage("exp", areas=("*",)),
        SetRates("exp", Rates(same_area_centavos=55_00, other_area_centavos=95_00, per_kg_centavos=9_00)),
        OfferService(service="old", carrier="rapida"),
        WithdrawService("old", "no more"),
        SetCapacity("gdl", "noche", 2),
        PauseLocation("bodega", "inventory"),
        ResumeLocation("bodega"),
        CloseLocation("bodega", "lease"),
    )


def _shelves(shop: Narrator) -> None:
    shop.say(
        LoadStock("erp", "b1", ("taza", "taza", "lámpara", "0012"), ("gdl", "cdmx", "cdmx", "gdl"), (9, 9, 4, 30)),
        CountStock("taza", "gdl", 10, "erp", version=7),
        CountStock("taza", "gdl", 3, "erp", version=6),
        AdjustStock("taza", "cdmx", 1, "store", "found"),
        SetSafetyStock("0012", "gdl", 2),
        ReserveStock("r1", (Take("0012", "gdl", 5),), shop.clock.now + 10 * MINUTE),
        ReleaseReservation("r1", "changed my mind"),
        AnnounceSupply("oc-1", "gdl", "lámpara", 6, date(2027, 7, 12), "erp"),
        MoveSupply("oc-1", date(2027, 7, 13)),
        ReceiveSupply("oc-1", 5, last=True),
    )


def _orders(shop: Narrator) -> None:
    shop.say(
        PlaceOrder(
            "o1", "ana", "web", (Item("taza", 2), Item("0012", 1)), "oxxo", "44100", discount=50_00, slot="noche"
        )
    )
    shop.wait(20 * HOUR)
    shop.say(
        ReceivePayment("o1:1", shop.due("o1"), shop.clock.now, "oxxo", "o1"),
        PackParcel("o1-1"),
        UnpackParcel("o1-1", "wrong box"),
        PackParcel("o1-1"),
        RecordBooking("o1-1", "rapida", "GUIA1"),
        HandOver("o1-1"),
        RecordAccepted("o1:confirmed", 1, "wamid.1"),
    )
    shop.wait(22 * HOUR)
    shop.say(
        RecordScan("o1-1", Scan.OUT_FOR_DELIVERY, shop.clock.now),
        RecordScan("o1-1", Scan.DELIVERED, shop.clock.now),
        RefundLine("o1", "r-o1", 2, 1, "broken candle"),
        RecordRefund("o1", "r-o1"),
        Refund("o1", "r-o1b", 1_00, "sorry"),
    )
    shop.say(
        PlaceOrder("o2", "beto", "web", (Item("lámpara", 1),), "card", pickup_location="cdmx", authorised="auth-2")
    )
    shop.say(PackParcel("o2-1"), MarkReady("o2-1"))
    shop.wait(3 * HOUR)
    shop.say(CollectParcel("o2-1"))
    shop.say(PlaceOrder("o3", "ana", "web", (Item("taza", 1),), "spei", "06600"))
    shop.say(RecordPaymentAsked("o3:1", "mp-77", "646180", "https://pay.example/77"))
    shop.say(PlaceOrder("o9", "gil", "web", (Item("lámpara", 99),), "card", "06600", authorised="auth-9"))
    shop.wait(DAY)
    shop.say(OpenCheckout("c4", PlaceOrder("o4", "caro", "app", (Item("taza", 1),), "card", "06600")))
    shop.wait(HOUR)
    shop.say(OpenCheckout("c5", PlaceOrder("o5", "caro", "app", (Item("taza", 1),), "card", "06600", cart="c5")))
    shop.say(PlaceOrder("o5", "caro", "app", (Item("taza", 1),), "card", "06600", cart="c5"))
    shop.say(DeclinePayment("o5", "o5:1", "funds"), ReceivePayment("p5", shop.due("o5"), shop.clock.now, "card", "o5"))
    shop.say(CancelOrder("o5", "no longer wanted"))
    shop.say(ReceivePayment("p-lost", 1_00, shop.clock.now, "spei", "nobody"))


def _trouble(shop: Narrator) -> None:
    """A shelf emptier than believed, a parcel that misses its hour, one that slips, one that is lost."""
    shop.say(PlaceOrder("o6", "dani", "web", (Item("taza", 4),), "cod", "44100"))
    shop.say(CountStock("taza", "gdl", 0, "store"))
    shop.wait(2 * DAY)
    shop.say(PlaceOrder("o7", "eva", "web", (Item("0012", 3),), "cod", "44100"))
    shop.say(RecordScan("o7-1", Scan.DELIVERED, shop.clock.now), PackParcel("o7-1"), HandOver("o7-1"))
    shop.say(RecordScan("o7-1", Scan.IN_TRANSIT, shop.clock.now, date(2027, 8, 20)))
    shop.wait(3 * DAY)
    shop.say(RecordScan("o7-1", Scan.LOST, shop.clock.now), RecordUnknownWord("rapida", "ZZ-9", "GUIA1"))
    shop.say(PlaceOrder("o8", "fer", "web", (Item("0012", 20),), "cod", "44100"))
    shop.say(CountStock("0012", "gdl", 1, "store"))
    hands: dict[type, outbox.Hand] = {}
    for _ in range(outbox.ATTEMPTS_MAX):
        outbox.work(shop.machine, hands, "golden", limit=2)
        shop.clock.now += HOUR


def _far_away(shop: Narrator) -> None:
    """Rates by zone, a border, a parcel that waits at a branch under its second label."""
    table = RateTable(("*",), ("*",), ("n",), (5_000,), ("n",), ((80_00,),), (9_00,), fuel=1_250)
    customs = CustomsRules(as_of=date(2027, 1, 1), source="golden", prefixes=("69",), rates=(1_500,), tax=1_600)
    shop.say(
        OfferService(service="lenta", carrier="lejos", transit_days=3, label_days=1),
        SetRateTable("lenta", table),
        SetCoverage("lenta", "ocurre", ("44100",), surcharge=20_00, more_days=1, visits=(0, 1, 2, 3, 4), branch="b1"),
        SetCoverage("lenta", "door", ranges=(("44200", "44300"),)),
        SetCoverage("exp", "none", ("44100",)),
        LoadBranches((AboutBranch(branch="b1", carrier="lejos", postal_code="44100"),), "golden"),
        LoadBranches((AboutBranch(branch="b2", carrier="lejos", postal_code="06600"),), "golden"),
        CloseBranch("b2", "moved"),
        SetCustoms(customs),
        ClassifyProducts(source="golden", skus=("taza",), hs_codes=("6912.00.01",), origins=("CN",)),
        SetClearance("US", "MX", (0.5, 0.95), (1, 4), "golden"),
        PlaceOrder("o10", "hugo", "web", (Item("taza", 1),), "cod", "44100"),
        PackParcel("o10-1"),
        RecordBooking("o10-1", "lejos", "GUIA10"),
    )
    shop.wait(2 * DAY)
    shop.say(RecordBooking("o10-1", "lejos", "GUIA11"), HandOver("o10-1"))
    shop.wait(3 * DAY)
    shop.say(RecordScan("o10-1", Scan.AT_BRANCH, shop.clock.now), RecordScan("o10-1", Scan.DELIVERED, shop.clock.now))


def _store_life(shop: Narrator) -> None:
    """A store that is asked: yes, no, a part, nothing; a pause that ends; pools that may not send."""
    about = {"area": "14", "postal_code": "44100", "hours": week(("09:00", "21:00"), ("09:00", "21:00"))}
    told = {**about, "cutoffs": week("16:00", "11:00"), "pickup": True, "asks": True, "pool": "own"}
    for name in ("plaza", "centro"):
        shop.say(OpenLocation(location=name, **told), CountStock("taza", name, 40, "erp"))
    rule = SendingRule(rule="marketplace", says="only", pools=("own",), channels=("market",), categories=("hogar",))
    shop.say(SetSendingRules((rule,)))
    for order in ("p1", "p2", "p3", "p4"):
        shop.say(PlaceOrder(order, "iris", "market", (Item("taza", 2),), "cod", pickup_location="plaza"))
    shop.say(
        AcceptPick("p1-1"),
        RejectPick("p1-1", NoPick.DAMAGED, (("taza", 1),)),
        RejectPick("p2-1", NoPick.SOLD),
        PackParcel("p3-1"),
        PauseLocation("plaza", "no power", shop.clock.now + 3 * HOUR),
    )
    shop.wait(2 * DAY)


def _second_wishes(shop: Narrator) -> None:
    """An order is parted, put together, made smaller, and added to."""
    shop.say(
        CountStock("taza", "gdl", 9, "store"),
        CountStock("0012", "gdl", 9, "store"),
        PlaceOrder("o20", "iris", "web", (Item("taza", 2), Item("0012", 3)), "cod", "06600"),
        RegroupParcels("o20", ("o20-1",), ((("taza", 2),), (("0012", 3),))),
        RegroupParcels("o20", ("o20-2", "o20-3")),
        ReduceLine("o20", "e1", 1, line=1),
        AddToOrder("o20", "o21", (Item("0012", 1),)),
        ProposeSubstitute("o20", "e2", "taza", line=2, price=90_00),
        AnswerSubstitute("o20", "e2", accept=False),
        PlaceOrder("o22", "iris", "web", (Item("0012", 1),), "card", "06600"),
    )
    shop.say(
        ReceivePayment("o22:1", shop.due("o22"), shop.clock.now, "card", "o22"),
        ProposeSubstitute("o22", "e1", "taza", line=1, price=120_00),
        AnswerSubstitute("o22", "e1", accept=True),
        ReceivePayment("o22:2", 25_00, shop.clock.now, "card", "o22"),
    )


def lines(entries: Any) -> list[bytes]:
    return [msgspec.json.encode({**msgspec.structs.asdict(e), "body": msgspec.Raw(e.body)}) for e in entries]


def entry(line: bytes) -> Entry:
    raw = msgspec.json.decode(line, type=dict[str, msgspec.Raw])
    body = bytes(raw.pop("body"))
    plain = {name: msgspec.json.decode(value) for name, value in raw.items()}
    return Entry(**{**plain, "tags": tuple(plain["tags"]), "body": body})


def drafts(entries: Iterable[Entry]) -> list[Draft]:
    """The same entries, to be appended to an empty log."""
    return [Draft(e.at, e.by, e.cause, e.policy, e.kind, e.body, e.tags) for e in entries]


def figures(world: World) -> dict[str, Any]:
    """What the log comes to, in figures that every later version must find too."""
    shelves = world.stock.shelves
    return {
        "on_hand": int(shelves.on_hand[: shelves.size].sum()),
        "reserved": int(shelves.reserved[: shelves.size].sum()),
        "reservations": sorted(world.stock.reservations),
        "orders": {name: str(order.stage) for name, order in sorted(world.orders.by_id.items())},
        "promises": {name: str(promise.outcome) for name, promise in sorted(world.promises.by_order.items())},
        "parcels": {name: str(parcel.status) for name, parcel in sorted(world.shipments.by_id.items())},
        "captured": {name: int(account.captured) for name, account in sorted(world.payments.by_order.items())},
        "refunded": {name: int(account.refunded) for name, account in sorted(world.payments.by_order.items())},
        "products": sorted(world.catalog.products),
        "locations": {name: at.status for name, at in sorted(world.locations.by_id.items())},
        "policy": world.policies.now.version,
    }


if __name__ == "__main__":
    told = tell()
    path = FOLDER / f"{sys.argv[1]}.jsonl"
    assert not path.exists(), "a golden log is never rewritten"
    path.write_bytes(b"\n".join(lines(told.log.read())) + b"\n")
    answer = msgspec.json.format(msgspec.json.encode(figures(told.machine.world)), indent=1)
    path.with_suffix(".figures.json").write_bytes(answer + b"\n")
