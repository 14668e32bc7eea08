"""Each drill in its short form: everybody affected has an answer, nobody hears twice, the whole log is sound."""

import pytest

from promesa import app
from promesa.domain.promise.keeping.contingency.words import ContingencyKind
from promesa.engine.memory import MemoryLog
from promesa.lab import demo, drills
from promesa.lab.clock import Clock
from promesa.lab.drills import DrillReport

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
