"""A shop under load in one process: customers, warehouse, clock and outside at once, each told order acknowledged."""

import os
import random
import threading
import zlib
from collections.abc import Callable
from typing import Any

from promesa import app
from promesa.domain import world as worlds
from promesa.domain.ledger.orders.words import CancelOrder
from promesa.domain.ledger.payments.words import (
    AskPayment,
    PayRefund,
    ReceivePayment,
    RecordPaymentAsked,
    RecordRefund,
)
from promesa.domain.ledger.shipments.state import Status
from promesa.domain.ledger.shipments.words import BookParcel, HandOver, PackParcel, RecordBooking, RecordScan, Scan
from promesa.domain.ledger.stock.words import CountStock
from promesa.domain.network.carriers.words import EVERYWHERE, OfferService, Rates, SetCoverage
from promesa.domain.network.catalog import ListProduct
from promesa.domain.network.locations.words import OpenLocation, week
from promesa.domain.network.places import LoadPlaces
from promesa.domain.people.messages.words import RecordAccepted, Transmit
from promesa.domain.promise.commit.words import CompleteCheckout, Item, OpenCheckout, PlaceOrder
from promesa.domain.promise.quoting import quotes
from promesa.domain.promise.words import Ask, Want
from promesa.domain.rules import EFFECTS
from promesa.domain.values.ids import (
    CarrierId,
    CartId,
    ChannelId,
    CustomerId,
    LocationId,
    OrderId,
    ParcelId,
    PostalCode,
    ServiceId,
    Sku,
)
from promesa.domain.values.moments import Instant
from promesa.domain.values.money import Centavos
from promesa.domain.world import World
from promesa.engine import outbox, timers
from promesa.engine.log import Log
from promesa.engine.machine import Machine, Request
from promesa.engine.outbox import Hand
from promesa.engine.writer import Writer

ZONE = "America/Mexico_City"
PLACE = PostalCode("44100")
SKUS = tuple(Sku(f"S{number}") for number in range(20))
LOCATIONS = tuple(LocationId(name) for name in ("N1", "N2"))
UNITS_PER_SHELF = 40
"""Few enough to run out under load: refusals and shortages are part of it."""
CUSTOMERS = 4
SPEED = 3_600
"""Simulated seconds in a second: an hour of the shop, so that payments lapse and promises fall due."""
OUTBOX_BATCH = 20
LEASE_SECONDS = 600.0
"""Simulated: soon enough that the next life tries again what the last one had in hand."""


def furnish(machine: Machine[World]) -> None:
    """Everything that must be so before the first order."""
    commands: list[object] = [
        LoadPlaces(
            source="lab",
            postal_codes=(PLACE,),
            areas=("14",),
            municipalities=("Guadalajara",),
            cities=("Guadalajara",),
            zones=(ZONE,),
        ),
        OfferService(service=ServiceId("P"), carrier=CarrierId("c"), transit_days=2, rates=Rates(Centavos(5_000))),
        SetCoverage(ServiceId("P"), areas=(EVERYWHERE,)),
    ]
    commands += [OpenLocation(location=name, area="14", cutoffs=week("23:00", "23:00", "23:00")) for name in LOCATIONS]
    commands += [ListProduct(sku, price=Centavos(10_000), grams=300) for sku in SKUS]
    commands += [CountStock(sku, name, UNITS_PER_SHELF, "lab") for sku in SKUS for name in LOCATIONS]
    for verdict in machine.submit_many([Request(command, "lab") for command in commands]):
        assert verdict.accepted, (verdict.refusal, verdict.error)


class BusyShop:
    """Runs until the process dies. `tell` hears of each order once it is durable, `note` of each effect tried."""

    def __init__(
        self, log: Log, clock: Callable[[], int], tell: Callable[[str], None], note: Callable[[str], None], seed: int
    ) -> None:
        self._machine = app.build(log, clock)
        self._writer = Writer(self._machine)
        self._tell, self._note, self._seed = tell, note, seed
        self._busy = [
            threading.Thread(target=self._customer, args=(number,), daemon=True) for number in range(CUSTOMERS)
        ]
        self._busy += [
            threading.Thread(target=work, daemon=True) for work in (self._floor, self._timers, self._outside)
        ]

    def look_around(self) -> None:
        """Work out calendars and tables before the doors open: it is customers that are to be interrupted."""
        ask = Ask((Want(SKUS[0], 1),), ChannelId("web"), PLACE)
        now = Instant(self._machine.now())
        self._machine.ask(lambda world: quotes.quote(*worlds.parts(world), ask, now, 0))

    def open(self) -> None:
        for thread in self._busy:
            thread.start()

    def wait(self) -> None:
        for thread in self._busy:
            thread.join()

    def _put(self, command: object, key: str | None = None) -> bool:
        verdict = self._writer.submit(Request(command, "lab", key)).result()
        if verdict.error is not None:
            self._note(f"bug {type(command).__name__} {verdict.error!r}")
            os._exit(1)
        return verdict.accepted

    # --- who is at work ---

    def _customer(self, number: int) -> None:
        dice = random.Random(f"{self._seed} {number}")
        for n in range(1_000_000):
            name = f"{self._seed}-{number}-{n}"
            self._one_order(dice, name)

    def _one_order(self, dice: random.Random, name: str) -> None:
        rail = dice.choice(("card", "card", "spei", "oxxo", "cod"))
        items = tuple(Item(sku, dice.randint(1, 3)) for sku in dice.sample(SKUS, dice.randint(1, 3)))
        who = (OrderId(name), CustomerId(f"k-{name}"), ChannelId("web"))
        placing = PlaceOrder(*who, items, rail, PLACE)
        if dice.random() < 0.3:
            cart = CartId(f"c-{name}")
            placed = self._put(OpenCheckout(cart, placing)) and dice.random() < 0.7
            placed = placed and self._put(CompleteCheckout(cart, rail))
        else:
            placed = self._put(placing, f"key-{name}")
        if not placed:
            self._restock(dice)
            return
        self._tell(name)
        if dice.random() < 0.1:
            self._put(CancelOrder(OrderId(name), "changed my mind"))

    def _restock(self, dice: random.Random) -> None:
        """Sometimes a count finds more, sometimes less than is reserved."""
        units = dice.choice((0, 5, UNITS_PER_SHELF, UNITS_PER_SHELF))
        self._put(CountStock(dice.choice(SKUS), dice.choice(LOCATIONS), units, "lab"))

    def _floor(self) -> None:
        """Packs, hands over and delivers whatever there is to do, a few parcels at a time."""
        dice = random.Random(f"{self._seed} floor")
        steps = {Status.PLANNED: PackParcel, Status.PACKED: HandOver}
        while True:
            for parcel, status in self._machine.ask(_at_work):
                if status is Status.MOVING:
                    self._put(RecordScan(parcel, Scan.DELIVERED, Instant(self._machine.now())))
                elif dice.random() < 0.9:
                    self._put(steps[status](parcel))
            threading.Event().wait(0.01)

    def _timers(self) -> None:
        while True:
            if not timers.fire_due(self._machine, 50):
                threading.Event().wait(0.01)

    def _outside(self) -> None:
        hands = _hands(self._note)
        while True:
            if not outbox.work(self._machine, hands, f"worker-{self._seed}", OUTBOX_BATCH, LEASE_SECONDS):
                threading.Event().wait(0.01)


def _at_work(world: World) -> list[tuple[ParcelId, Status]]:
    going = (Status.PLANNED, Status.PACKED, Status.MOVING)
    found = [(name, parcel.status) for name, parcel in world.shipments.by_id.items() if parcel.status in going]
    return found[-20:]


def _hands(note: Callable[[str], None]) -> dict[type, Hand]:
    """The outside, which writes down each thing asked under its key, and answers as partners do."""

    def paid(effect: AskPayment, key: str) -> list[Any]:
        asked = RecordPaymentAsked(effect.payment, f"handle-{key}")
        if zlib.crc32(effect.payment.encode()) % 4 == 0:  # a quarter never pay
            return [asked]
        return [asked, ReceivePayment(effect.payment, effect.amount, effect.asked_at, effect.rail, effect.order)]

    answers: dict[type, Callable[[Any, str], list[Any]]] = {
        AskPayment: paid,
        Transmit: lambda effect, key: [RecordAccepted(effect.message, effect.attempt, f"wamid-{key}")],
        BookParcel: lambda effect, key: [RecordBooking(effect.parcel, CarrierId("c"), f"tracking-{key}")],
        PayRefund: lambda effect, _: [RecordRefund(effect.order, effect.refund)],
    }

    def hand_of(kind: type) -> Hand:
        def hand(effect: Any, key: str) -> list[Any]:
            note(f"{key} {type(effect).__name__} {effect.order}")
            answer = answers.get(kind)
            return [] if answer is None else answer(effect, key)

        return hand

    return {kind: hand_of(kind) for kind in EFFECTS}
