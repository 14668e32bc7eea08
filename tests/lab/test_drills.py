"""Each drill in its short form: everybody affected has an answer, nobody hears twice, the whole log is sound."""

from threading import Thread

import pytest

from promesa import app
from promesa.domain.ledger.stock.words import CountStock
from promesa.domain.network.carriers.words import SetCaps, ValueCap
from promesa.domain.promise.keeping.contingency.words import ContingencyKind
from promesa.domain.values.ids import ServiceId
from promesa.domain.values.moments import Instant
from promesa.domain.values.money import Centavos
from promesa.domain.world import World
from promesa.engine import snapshots
from promesa.engine.machine import Machine
from promesa.engine.memory import MemoryLog
from promesa.lab import auditor, demo, drills
from promesa.lab.clock import Clock
from promesa.lab.demo import Company
from promesa.lab.drills import DrillReport
from promesa.lab.play import Play
from promesa.lab.scenario import Scenario
from promesa.surfaces import rehearsal

DAYS = 8


def drilled(kind: ContingencyKind, *, open_ended: bool = False) -> DrillReport:
    report = drills.on_demo(kind, 3, DAYS, lambda _: None, open_ended=open_ended)
    assert isinstance(report, DrillReport), report
    assert report.first_violations == ()
    assert report.is_good, report
    assert report.foreseen_right, "what was rehearsed is what was done"
    assert report.rerouted + report.repromised + report.refunded + report.choices + report.untouched == report.affected
    assert report.told == report.repromised + report.refunded + report.choices
    assert report.refused_steps == 0
    return report


@pytest.mark.parametrize(
    "kind",
    [
        ContingencyKind.CARRIER_OUTAGE,
        ContingencyKind.DC_DOWN,
        ContingencyKind.HURRICANE,
        ContingencyKind.BLOCKED_ROAD,
    ],
)
def test_every_affected_promise_has_its_answer(kind: ContingencyKind) -> None:
    report = drilled(kind)
    assert report.affected > 0


def test_a_silent_source_breaks_no_promise_and_nothing_more_is_sold_on_its_figures() -> None:
    report = drilled(ContingencyKind.ERP_SILENT)
    assert report.affected == 0
    assert report.exposed > 0


def test_where_nobody_knows_an_end_nobody_waits_for_ever() -> None:
    report = drilled(ContingencyKind.HURRICANE, open_ended=True)
    assert report.refunded + report.choices > 0
    assert report.refunded_centavos > 0 or not report.refunded


def test_a_store_is_drilled_on_a_copy() -> None:
    log = MemoryLog()
    machine = app.build(log, Clock(demo.begin(4)))
    demo.run(machine, 2, 4, lambda _: None)
    before = machine.log.head()
    report = drills.on_store(ContingencyKind.DC_DOWN, machine.log, lambda _: None)
    assert isinstance(report, DrillReport)
    assert report.is_good, report
    assert machine.log.head() == before


def test_a_rehearsal_holds_nobody_up_and_is_the_same_as_on_a_copy() -> None:
    machine = app.build(MemoryLog(), Clock(demo.begin(4)))
    demo.run(machine, 2, 3, lambda _: None)
    ask = drills.ask_of(machine.world, ContingencyKind.DC_DOWN, Instant(machine.now()), False)
    copied = rehearsal.preview(machine, ask, Instant(machine.now()))
    machine.save_snapshot()
    machine.submit(CountStock(next(iter(machine.world.catalog.products)), "CEDIS-TUL", 7, "erp"), "test")
    found: list[object] = []
    asking = Thread(target=lambda: found.append(rehearsal.preview(machine, ask, Instant(machine.now()))))
    with machine.lock:
        asking.start()
        asking.join(60)
    assert found, "it waits for nobody"
    assert found == [rehearsal.rehearse(_copy(machine), ask, Instant(machine.now()))]
    assert isinstance(copied, rehearsal.Foreseen)
    assert copied.affected > 0


def _copy(machine: Machine[World]) -> World:
    made: World = snapshots.copy_of(snapshots.copy_bytes(machine.world), World)
    return made


def test_no_parcel_of_a_past_is_worth_more_than_its_cap() -> None:
    """With second thoughts, reroutes and shortages: the express takes nothing worth more than 800 pesos."""
    machine = app.build(MemoryLog(), Clock(demo.begin(6)))
    company = Company(Play(machine, machine.clock), Scenario(seed=5, days=6))
    company.set_the_stage()
    company.play.put([SetCaps((ValueCap(Centavos(80_000), (ServiceId("vuelopronto"),)),))], "test")
    company.play.run(drills.moment(6), lambda _: None)
    parcels = [one.planned for one in machine.world.shipments.by_id.values()]
    prices = machine.world.catalog.products
    worth = {plan.parcel: sum(prices[take.sku].price * take.units for take in plan.takes) for plan in parcels}
    express = [plan.parcel for plan in parcels if plan.service == "vuelopronto"]
    assert express
    assert max(worth[name] for name in express) <= 80_000 < max(worth.values())
    report = auditor.audit(machine)
    assert report.clean, report.violations
