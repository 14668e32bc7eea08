"""The main job on real input: every order through the loop at its own instant, the same every time, nothing dropped."""

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace

from promesa import app
from promesa.domain.promise.promises import Outcome
from promesa.domain.promise.words import PromiseMade
from promesa.domain.values.ids import OrderId
from promesa.domain.world import World
from promesa.engine.log import Log, Query, QueryItem
from promesa.engine.machine import Machine
from promesa.engine.memory import MemoryLog
from promesa.engine.sqlite import SqliteLog
from promesa.gateways.olist import files
from promesa.gateways.olist.rows import OlistData
from promesa.lab import auditor, log_hash, olist, olist_report
from promesa.lab.backtest import orders, tables
from promesa.surfaces import why
from tests.gateways.olist.folders import Told, a_year


def silent(_: int, __: int) -> None:
    pass


def imported(data: OlistData, log: Log | None = None) -> Machine[World]:
    machine = app.build(log or MemoryLog(), lambda: 0)
    olist.run(machine, data, silent)
    return machine


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> OlistData:
    return files.read(a_year().write(tmp_path_factory.mktemp("olist")))


@pytest.fixture(scope="module")
def machine(data: OlistData) -> Machine[World]:
    return imported(data)


def test_every_order_ends_accounted_for(machine: Machine[World], data: OlistData) -> None:
    report = olist_report.report(machine.world, machine.log, data)
    total = report.total
    assert total.orders == len(data.orders) == 128
    assert report.refused == {"empty_order": 1}
    assert total.promises_made == 127
    ended = total.promises_kept + total.promises_broken + total.promises_withdrawn
    assert ended + total.promises_open == total.promises_made
    assert report.refused_steps == {"CancelOrder already_shipped": 1}
    assert sum(row.orders for row in report.by_month) == total.orders
    assert report.oversold == 0


def test_no_invariant_is_broken(machine: Machine[World]) -> None:
    report = auditor.audit(machine)
    assert report.clean, report.violations


def test_a_second_run_gives_the_same_log(machine: Machine[World], data: OlistData) -> None:
    assert log_hash.of(imported(data).log.read()) == log_hash.of(machine.log.read())


@pytest.mark.parametrize(
    ("order", "outcome"),
    [
        ("o003", Outcome.KEPT),
        ("gone", Outcome.WITHDRAWN),
        ("no-seller", Outcome.BROKEN),
        ("waiting", Outcome.OPEN),
        ("sent-then-gone", Outcome.OPEN),
        ("backwards", Outcome.KEPT),
        ("unsent", Outcome.KEPT),
        ("too-early", Outcome.KEPT),
    ],
)
def test_how_each_kind_of_order_ends(machine: Machine[World], order: str, outcome: Outcome) -> None:
    assert machine.world.promises.by_order[OrderId(order)].outcome is outcome


def test_the_platforms_promise_stands_beside_ours(machine: Machine[World], data: OlistData) -> None:
    for order in data.orders:
        promise = machine.world.promises.by_order.get(OrderId(order.order))
        assert promise is None or promise.made.platform_promised_on == order.platform_promised_on


def test_an_order_of_several_sellers_is_several_parcels(machine: Machine[World]) -> None:
    legs = machine.world.promises.by_order[OrderId("o009")].made.legs
    assert sorted(leg.location for leg in legs) == ["s-mg", "s-sp"]


def test_what_was_not_sold_after_all_is_on_no_shelf(machine: Machine[World]) -> None:
    shelves = machine.world.stock.shelves
    assert (shelves.on_hand[: shelves.size] == shelves.reserved[: shelves.size]).all()


def test_nothing_is_asked_of_the_outside(machine: Machine[World]) -> None:
    assert not machine.desk.effects
    assert not machine.desk.dead


def test_later_orders_are_promised_from_earlier_deliveries(machine: Machine[World]) -> None:
    waits = {
        name: (promise.made.promised_on - promise.made.legs[0].process_on).days
        for name, promise in machine.world.promises.by_order.items()
    }
    assert waits[OrderId("o000")] > 25, "nothing is known yet: the policy's default"
    assert waits[OrderId("o115")] < 40


def test_nothing_is_known_before_its_time(tmp_path: Path, data: OlistData) -> None:
    """Whatever becomes of the later orders, the promises made before are the same."""
    cut = len(data.orders) // 2
    split = data.orders[cut].purchased_at
    changed = tuple(
        replace(order, delivered_at=order.delivered_at + 9 * 86_400_000_000)
        if order.delivered_at is not None and order.delivered_at > split
        else order
        for order in data.orders
    )
    one, other = _promises(imported(data), cut), _promises(imported(replace(data, orders=changed)), cut)
    assert one == other
    assert len(one) == cut


def _promises(machine: Machine[World], first: int) -> list[PromiseMade]:
    query = Query((QueryItem(kinds=("PromiseMade",)),))
    return [machine.model.codec.decode(e.kind, e.body) for e in machine.log.read(query, limit=first)]


def test_a_refused_order_can_be_asked_about(machine: Machine[World]) -> None:
    story = why.why(machine, "empty")
    assert (story.outcome, story.cause) == ("refused", "empty_order")


# --- stores ---


class Killed(Exception):
    pass


def test_a_killed_run_goes_on_where_it_stopped(
    tmp_path: Path, data: OlistData, machine: Machine[World], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(olist, "HAPPENINGS_IN_TURN", 50)
    whole = imported(data)

    def die_later(done: int, _: int) -> None:
        if done > 200:
            raise Killed

    log = SqliteLog.open(tmp_path / "killed.db")
    with pytest.raises(Killed):
        olist.run(app.build(log, lambda: 0), data, die_later)
    assert 0 < log.head() < whole.seen
    log.close()
    again = SqliteLog.open(tmp_path / "killed.db")
    assert imported(data, again).seen == whole.seen
    assert log_hash.of(again.read()) == log_hash.of(whole.log.read())
    again.close()


def test_a_store_with_something_else_in_it_is_refused(data: OlistData) -> None:
    other = app.build(MemoryLog(), lambda: 0)
    other.submit(next(iter(olist.network.commands(data))), "somebody")
    with pytest.raises(olist.NotFresh) as caught:
        olist.run(other, data, silent)
    assert "1" in caught.value.say("es")


def test_other_files_are_not_taken_for_the_same(data: OlistData, tmp_path: Path) -> None:
    machine = imported(data)
    other = files.read(a_year(50).write(tmp_path))
    with pytest.raises(olist.OtherFiles):
        olist.run(machine, other, silent)


def test_a_finished_import_run_again_changes_nothing(data: OlistData) -> None:
    machine = imported(data)
    before = machine.seen
    olist.run(machine, data, silent)
    assert machine.seen == before


def test_a_folder_without_orders_is_imported_as_what_it_is(tmp_path: Path) -> None:
    data = files.read(Told().write(tmp_path))
    report = olist_report.report(imported(data).world, MemoryLog(), data)
    assert report.total.orders == 0
    assert report.total.late_share is None
    shutil.rmtree(tmp_path)


# --- against the published files ---


@pytest.fixture(scope="module")
def published(shared_data: Callable[[str], Path]) -> OlistData:
    return files.read(shared_data("olist/olist_orders_dataset.csv.gz").parent)


def test_the_first_published_orders_break_nothing(published: OlistData) -> None:
    first = replace(published, orders=published.orders[:2_500])
    machine = imported(first)
    assert auditor.audit(machine).clean
    report = olist_report.report(machine.world, machine.log, first)
    assert report.total.promises_made + report.total.refused == 2_500


@pytest.mark.parametrize(
    ("split", "late", "realised"),
    [(date(2018, 3, 1), 0.10, 12.43), (date(2018, 3, 1), 0.05, 6.57), (date(2018, 5, 1), 0.10, 6.79)],
)
def test_the_lane_table_agrees_with_the_published_figures(
    published: OlistData, split: date, late: float, realised: float
) -> None:
    """../shared/data/README.md: train before the split, promise the quantile of the first seller's lane."""
    told = orders.columns(published, {})
    assert told.times.counted.sum() == 77_867
    first, last = split.toordinal() - orders.EPOCH_DAY, date(2018, 5, 31).toordinal() - orders.EPOCH_DAY
    days = tables.promised(told, first, last, late)[tables.LANE]
    scored = told.times.counted & (told.times.bought_day >= first)
    waits = (told.times.delivered_day - told.times.bought_day)[scored]
    assert 100 * (waits > days[scored]).mean() == pytest.approx(realised, abs=0.1)
