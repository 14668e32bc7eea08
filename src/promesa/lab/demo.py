"""A year of the demo retailer, played through the real loop from one seed: same seed, same log, to the last byte."""

import time
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import msgspec

from promesa.domain import world as worlds
from promesa.domain.conduct.policies import SetPolicy
from promesa.domain.ledger.orders.words import OrderPlaced
from promesa.domain.ledger.shipments.words import BookParcel, RecordScan, Scan
from promesa.domain.ledger.stock import questions
from promesa.domain.ledger.stock.words import StockReserved
from promesa.domain.people import table as people
from promesa.domain.people.messages.questions import SendableMessage
from promesa.domain.people.messages.words import MessageWanted, Silence, Transmit
from promesa.domain.promise.words import PromiseMoved
from promesa.domain.values import moments
from promesa.domain.values.ids import CustomerId, OrderId, ParcelId
from promesa.domain.values.moments import Instant
from promesa.domain.values.money import Centavos
from promesa.domain.values.policy import FeeRule, Policy
from promesa.domain.world import World
from promesa.engine.log import Draft, Entry
from promesa.engine.machine import Machine, Request
from promesa.engine.memory import MemoryLog
from promesa.gateways.carriers.dhl import hand as dhl
from promesa.gateways.carriers.dhl import read as dhl_read
from promesa.gateways.carriers.dhl.write import Label, Party
from promesa.gateways.messaging import hand as messaging
from promesa.gateways.messaging.whatsapp import hand as whatsapp
from promesa.gateways.payments.mercadopago import hand as mercadopago
from promesa.gateways.payments.mercadopago import read as mercadopago_read
from promesa.lab import log_hash, watch
from promesa.lab.clock import Clock
from promesa.lab.floor import Floor
from promesa.lab.last_evening import LastEvening
from promesa.lab.office import Office
from promesa.lab.outages import Outages
from promesa.lab.play import Play
from promesa.lab.retailer import carriers, catalogue, cities, customers, shops, workforce
from promesa.lab.scenario import LAST_DAY, Scenario, chance
from promesa.lab.second_thoughts import SecondThoughts
from promesa.lab.shoppers import Shoppers
from promesa.lab.twins.carrier import CarrierTwin
from promesa.lab.twins.payments import PaymentTwin
from promesa.lab.twins.whatsapp.stage import Stage
from promesa.lab.twins.whatsapp.world import Message
from promesa.lab.watch import Watch

RETHINK_MINUTES = 30
"""What the demo's policy says; the past thinks only before its waves, which is when it matters."""
Progress = Callable[[float], None]
"""Hears how much of the whole is done, 0 to 1."""
POLICY = Policy(
    flat_fee=Centavos(9_900),
    free_fee_from=Centavos(79_900),
    fees=(FeeRule(extended=True, free_from=Centavos(149_900), flat=Centavos(14_900)),),
    confidence=0.95,
    pick_lead_hours=5.0,
)


class DemoReport(msgspec.Struct, frozen=True):
    """What came of it. `oversold` counts shelves found with less than was owed, evening by evening."""

    orders: int
    units: int
    promises_made: int
    promises_kept: int
    promises_broken: int
    promises_open: int
    promises_withdrawn: int
    promises_moved: int
    rerouted: int
    messages_wanted: int
    oversold: int
    facts: int
    log_hash: str
    seconds: float
    notes: dict[str, int]
    """What else happened: sales lost and commands refused, by reason."""


def begin(days: int = Scenario().days) -> Instant:
    """The first instant of a demo of so many days: midnight in Mexico City."""
    return Instant(moments.end_of_day(LAST_DAY - timedelta(days=days), moments.MEXICO_CITY) + 1)


def run(
    machine: Machine[World], seed: int, days: int, progress: Progress, scenario: Scenario | None = None
) -> DemoReport:
    """Play on an empty log; the machine's clock is a `lab.clock.Clock`, which stands at the end when this returns.

    A hundred thousand turns of a year would each wait for the disk. So the past is played in memory and then written
    into the machine's own log in one append: all of it is there, or none.
    """
    assert machine.seen == 0, "the demo needs an empty log"
    assert isinstance(machine.clock, Clock), "the demo needs a clock that it can move"
    started = time.perf_counter()
    told = msgspec.structs.replace(scenario or Scenario(), seed=seed, days=days)
    log, machine.log = machine.log, MemoryLog()
    company = Company(Play(machine, machine.clock), told)
    company.set_the_stage()
    begins, ends = begin(days), Instant(moments.end_of_day(LAST_DAY, moments.MEXICO_CITY) + 1)
    company.play.run(ends, lambda now: progress((now - begins) / (ends - begins)))
    last = log.append([_draft(entry) for entry in machine.log.read()])
    assert last == machine.seen, (last, machine.seen)
    machine.log = log
    return company.report(time.perf_counter() - started)


def _draft(entry: Entry) -> Draft:
    return Draft(entry.at, entry.by, entry.cause, entry.policy, entry.kind, entry.body, entry.tags)


class Company:
    """Everybody on the stage: the retailer's people, its customers, and the twins of its partners."""

    def __init__(self, play: Play, scenario: Scenario) -> None:
        self.play, self.scenario = play, scenario
        begins = begin(scenario.days)
        agenda, clock, seed = play.agenda, play.clock, scenario.seed

        def silences(name: str) -> Outages:
            return Outages(chance(seed, f"{name} is silent"), begins, scenario.days, scenario.outages)

        self.payments = PaymentTwin(
            agenda, clock, chance(seed, "payments"), silences("payments"), scenario, self._hear_payment
        )
        self.carrier = CarrierTwin(
            agenda,
            clock,
            chance(seed, "carrier"),
            silences("carrier"),
            scenario,
            carriers.network(),
            self._hear_carrier,
            self._hear_branch,
        )
        self.floor = Floor(play, scenario, self.carrier)
        self.messaging = Stage(agenda, clock, chance(seed, "messaging"), silences("messaging"), self._shown)
        self.shoppers = Shoppers(play, scenario, self.payments)
        self.office = Office(play, scenario)
        self.second_thoughts = SecondThoughts(play)
        self.watch = Watch(play, scenario)
        play.hands = {
            **mercadopago.hands(self.payments, self._email_of),
            **dhl.hands(self.carrier.send, self._label_of, "980000000"),
            **messaging.hands({"whatsapp": self._whatsapp()}, self._look),
        }
        self._oversold = 0
        play.listen({PromiseMoved: lambda _, __: self._note("promises moved")})
        play.listen({StockReserved: self._reserved, MessageWanted: self._wanted, OrderPlaced: self._placed})

    def set_the_stage(self) -> None:
        """The network, the catalogue, the policy and the first morning's stock, then every day's beginning."""
        play = self.play
        play.clock.move_to(begin(self.scenario.days))
        minutes = RETHINK_MINUTES if self.scenario.rethinks else 0
        policy = msgspec.structs.replace(POLICY, rethink_minutes=minutes, sourcing=self.scenario.sourcing)
        play.put([SetPolicy(policy), cities.load_places(), shops.load_locations(), catalogue.load_products()], "setup")
        play.put([*carriers.services(), carriers.branches(), *carriers.coverages()], "setup")
        play.put([*workforce.labour(), *workforce.collections()], "setup")
        play.put(self.watch.grants(), watch.BY)
        play.put([*self.office.first_stock(), *self.office.planograms()], "erp")
        for number in range(self.scenario.days):
            day = LAST_DAY - timedelta(days=self.scenario.days - 1 - number)
            midnight = moments.end_of_day(day - timedelta(days=1), moments.MEXICO_CITY) + 1
            play.agenda.note(midnight, lambda _, day=day: self._morning(day))  # type: ignore[misc]
        LastEvening(play).note()

    def _morning(self, day: date) -> list[Any]:
        self._oversold += len(questions.short_shelves(self.play.world.stock))
        self.shoppers.come(day)
        self.office.day(day)
        self.second_thoughts.day(day)
        self.watch.day(day)
        return []

    # --- partners' words, through their gateways ---

    def _hear_carrier(self, raw: bytes, service: str) -> list[Any]:
        told = dhl_read.push(raw, self.play.world.shipments.by_tracking.get, moments.MEXICO_CITY)
        return [Request(command, f"carrier:{service}") for command in told]

    def _hear_branch(self, tracking: str, service: str, at: Instant) -> list[Any]:
        parcel = self.play.world.shipments.by_tracking.get(tracking)
        return [] if parcel is None else [Request(RecordScan(parcel, Scan.AT_BRANCH, at), f"carrier:{service}")]

    def _hear_payment(self, notice: mercadopago_read.Notice) -> list[Any]:
        return [Request(command, "mercadopago") for command in mercadopago.hear(self.payments, notice)]

    def _whatsapp(self) -> messaging.Line:
        channel = whatsapp.WhatsApp(self.messaging.postman, self.messaging.world.account.number)
        return whatsapp.line(
            channel, lambda customer: whatsapp.Address(customers.phone_of(customer)), whatsapp.as_templates
        )

    def _shown(self, message: Message, _: Instant) -> None:
        if message.template is not None and message.template.name == "ready_for_pickup":
            (body,) = message.body["template"]["components"]
            words = {one["parameter_name"]: one["text"] for one in body["parameters"]}
            self.floor.called(ParcelId(words["parcel"]))

    def _look(self, effect: Transmit) -> SendableMessage | Silence:
        return people.may_go(worlds.message_books(self.play.world), effect, Instant(self.play.machine.now()))

    # --- sealed contacts, as the lab invents them ---

    def _email_of(self, order: OrderId) -> str:
        return f"{self.play.world.orders.by_id[order].placed.customer}@example.com"

    def _label_of(self, effect: BookParcel) -> Label:
        world = self.play.world
        placed, location = world.orders.by_id[effect.order].placed, world.locations.by_id[effect.location]
        takes = world.shipments.by_id[effect.parcel].planned.takes
        grams = sum(world.catalog.products[take.sku].grams * take.units for take in takes)
        sender = _party(location.name, "+525500000000", str(location.postal_code))
        branch = None if effect.branch is None else world.carriers.branches[effect.branch]
        to = placed.postal_code if branch is None else branch.postal_code
        receiver = _party(str(placed.customer), customers.phone_of(placed.customer), str(to))
        return Label(sender, receiver, grams, height_cm=20, length_cm=30, width_cm=25, zone=location.zone)

    # --- what came of it ---

    def _note(self, what: str, times: int = 1) -> None:
        self.play.tally[what] += times

    def _reserved(self, fact: StockReserved, _: Instant) -> None:
        if fact.stage == "rerouted":
            self._note("rerouted")

    def _wanted(self, _: MessageWanted, __: Instant) -> None:
        self._note("messages wanted")

    def _placed(self, fact: OrderPlaced, _: Instant) -> None:
        self._note("orders")
        self._note("units", sum(line.units for line in fact.lines))

    def report(self, seconds: float) -> DemoReport:
        machine, promises = self.play.machine, self.play.world.promises
        tally = dict(sorted(self.play.tally.items()))
        ended = promises.kept + promises.broken + promises.withdrawn
        return DemoReport(
            orders=tally.pop("orders", 0),
            units=tally.pop("units", 0),
            promises_made=promises.made,
            promises_kept=promises.kept,
            promises_broken=promises.broken,
            promises_open=promises.made - ended,
            promises_withdrawn=promises.withdrawn,
            promises_moved=tally.pop("promises moved", 0),
            rerouted=tally.pop("rerouted", 0),
            messages_wanted=tally.pop("messages wanted", 0),
            oversold=self._oversold + len(questions.short_shelves(self.play.world.stock)),
            facts=machine.seen,
            log_hash=log_hash.of(machine.log.read()),
            seconds=round(seconds, 3),
            notes=tally,
        )


def _address_of(customer: CustomerId) -> whatsapp.Address:
    return whatsapp.Address(customers.phone_of(customer))


def _party(name: str, phone: str, postal_code: str) -> Party:
    return Party(name, phone, "Calle Inventada 1", postal_code, cities.by_postal_code()[postal_code].name)
