"""The race over Olist's orders sees nothing of what is yet to come, and its figures are those of plain counting."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

import msgspec
import numpy as np
import pytest

from promesa.domain.values import moments
from promesa.domain.values.moments import Instant
from promesa.gateways.olist import files
from promesa.gateways.olist.rows import ZONE, OlistData, OlistOrder, Product, Seller, SoldItem, Status, ZipPlace
from promesa.lab.backtest import model, orders, run, tables, workdays
from promesa.lab.backtest.orders import NEVER, Paid

STATES = ("SP", "RJ", "BA")
FIRST_DAY = datetime(2017, 1, 2)  # noqa: DTZ001 - a wall clock, told its zone below


def instant(days: float) -> Instant:
    return moments.of((FIRST_DAY + timedelta(days=days)).replace(tzinfo=moments.zone(ZONE)))


def shop(days: int, a_day: int, seed: int = 1) -> OlistData:
    """A market of three states and six sellers: the farther the state, the longer the way; some are never delivered."""
    rng = np.random.default_rng(seed)
    sellers = tuple(Seller(f"s{n}", f"1{n}", f"city{n}", STATES[n % 2]) for n in range(6))
    products = tuple(Product(f"p{n}", f"kind{n % 3}", 100 * n, 1_000 * n) for n in range(12))
    places = tuple(ZipPlace(f"{n}{n}", STATES[n], f"town{n}", -20.0 - n, -44.0 - 2 * n) for n in range(3))
    bought = np.sort(rng.random(days * a_day) * days)
    return OlistData(
        tuple(_order(number, at, rng) for number, at in enumerate(bought.tolist())), sellers, products, places, ()
    )


def _order(number: int, at: float, rng: np.random.Generator) -> OlistOrder:
    state, seller = int(rng.integers(0, 3)), int(rng.integers(0, 6))
    handed = at + rng.gamma(2.0, 0.5 + 0.3 * seller)
    delivered = handed + rng.gamma(4.0, 0.8 * (1 + state))
    lost = rng.random() < 0.02
    return OlistOrder(
        order=f"o{number}",
        customer=f"c{number}",
        zip_prefix=f"{state}{state}",
        state=STATES[state],
        status=Status.SHIPPED if lost else Status.DELIVERED,
        purchased_at=instant(at),
        approved_at=instant(at),
        handed_at=instant(handed),
        delivered_at=None if lost else instant(delivered),
        platform_promised_on=(FIRST_DAY + timedelta(days=int(at) + 20)).date(),
        items=(SoldItem(f"p{number % 12}", f"s{seller}", 5_000, 1_500),),
        paid_centavos=6_500,
    )


def as_known_at(olist: OlistData, cut: Instant) -> OlistData:
    """What a copy of the files taken at that instant would hold."""
    return msgspec.structs.replace(
        olist, orders=tuple(_as_known_at(order, cut) for order in olist.orders if order.purchased_at < cut)
    )


def _as_known_at(order: OlistOrder, cut: Instant) -> OlistOrder:
    if order.delivered_at is not None and order.delivered_at >= cut:
        order = msgspec.structs.replace(order, delivered_at=None, status=Status.SHIPPED)
    if order.handed_at is not None and order.handed_at >= cut:
        order = msgspec.structs.replace(order, handed_at=None, status=Status.PROCESSING)
    if order.approved_at is not None and order.approved_at >= cut:
        order = msgspec.structs.replace(order, approved_at=None)
    return order


def day_of(day: date) -> int:
    return day.toordinal() - orders.EPOCH_DAY


def promised(olist: OlistData, payments: dict[str, Paid], first: date, last: date) -> run.Ours:
    return run.promise(orders.columns(olist, payments), day_of(first), day_of(last), 0.08, lambda done, total: None)


def assert_the_past_stands(whole: run.Ours, part: run.Ours) -> None:
    """Every promise made before the cut is the same promise, with the same chance."""
    assert part.order.size > 0
    assert np.array_equal(whole.order[: part.order.size], part.order)
    assert np.array_equal(whole.days[: part.order.size], part.days)
    assert np.array_equal(whole.late_chance[: part.order.size], part.late_chance)


def test_no_promise_knows_what_happened_later() -> None:
    olist = shop(days=150, a_day=30)
    first, last = date(2017, 3, 20), date(2017, 5, 25)
    whole = promised(olist, {}, first, last)
    for cut in (date(2017, 4, 3), date(2017, 5, 2)):
        known = as_known_at(olist, moments.of(datetime(cut.year, cut.month, cut.day, tzinfo=moments.zone(ZONE))))
        assert_the_past_stands(whole, promised(known, {}, first, cut - timedelta(days=1)))


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_no_promise_over_the_real_orders_knows_what_happened_later(shared_data: Callable[[str], Path]) -> None:
    folder = shared_data("olist/olist_orders_dataset.csv.gz").parent
    olist, payments = files.read(folder), orders.read_payments(folder)
    first, cut = date(2017, 8, 21), date(2017, 9, 11)
    whole = promised(olist, payments, first, date(2017, 9, 30))
    known = as_known_at(olist, moments.of(datetime(2017, 9, 11, tzinfo=moments.zone(ZONE))))
    early = {order.order for order in known.orders}
    payments = {order: paid for order, paid in payments.items() if order in early}
    assert_the_past_stands(whole, promised(known, payments, first, cut - timedelta(days=1)))


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_dates_are_earlier_than_the_platforms_and_the_target_is_kept(shared_data: Callable[[str], Path]) -> None:
    folder = shared_data("olist/olist_orders_dataset.csv.gz").parent
    told = run.run(folder, date(2018, 3, 1), date(2018, 5, 31), 0.10)
    assert (told.orders, told.platform_late_share, told.platform_mean_promised_days) == (20_550, 0.1011, 23.49)
    assert told.late_share is not None
    assert told.late_share == pytest.approx(0.10, abs=0.015)
    assert told.mean_promised_days is not None
    assert told.mean_promised_days < 22.05  # the lane table's, which is late more often
    assert all(row.late_share is not None and row.late_share <= 0.15 for row in told.by_state if row.orders > 300)
    assert min(told.methods, key=lambda method: method.month_error or 0.0).name == "promesa"


def test_the_report_is_plain_counting() -> None:
    olist = shop(days=130, a_day=30)
    told = run.race(olist, {}, date(2017, 4, 1), date(2017, 5, 12), 0.08, lambda done, total: None)
    bought = [moments.local_date(order.purchased_at, ZONE) for order in olist.orders]
    own = [
        (order, day)
        for order, day in zip(olist.orders, bought, strict=True)
        if order.delivered_at is not None and date(2017, 4, 1) <= day <= date(2017, 5, 12)
    ]
    actual = [(moments.local_date(order.delivered_at or Instant(0), ZONE) - day).days for order, day in own]
    platform = [(order.platform_promised_on - day).days for order, day in own]
    assert (
        told.orders == len(own) == sum(row.orders for row in told.by_month) == sum(row.orders for row in told.by_state)
    )
    assert told.mean_actual_days == pytest.approx(np.mean(actual), abs=0.01)
    assert told.platform_mean_promised_days == pytest.approx(np.mean(platform), abs=0.01)
    late = np.mean([days > promise for days, promise in zip(actual, platform, strict=True)])
    assert told.platform_late_share == pytest.approx(late, abs=1e-4)
    assert [row.name for row in told.by_month] == ["2017-04", "2017-05"]
    assert [method.name for method in told.methods] == [
        "promesa",
        "platform",
        tables.LANE,
        tables.LANE_ROLLING,
        tables.CONSTANT,
    ]


def test_a_steady_market_is_late_as_often_as_it_was_asked_to_be() -> None:
    told = run.race(shop(170, 60), {}, date(2017, 4, 10), date(2017, 6, 5), 0.08, lambda done, total: None)
    assert told.late_share == pytest.approx(0.08, abs=0.02)
    assert told.foreseen_late_share == pytest.approx(0.08, abs=0.005)
    constant = told.methods[-1]
    assert told.mean_promised_days is not None
    assert constant.mean_promised_days is not None
    assert told.mean_promised_days < constant.mean_promised_days - 1.0


def test_a_window_without_orders_says_so() -> None:
    told = run.race(shop(60, 20), {}, date(2019, 1, 1), date(2019, 1, 31), 0.05, lambda done, total: None)
    assert (told.orders, told.late_share, told.mean_promised_days, told.by_month) == (0, None, None, ())


def test_while_little_is_known_the_countrys_quantile_is_promised() -> None:
    told = orders.columns(shop(40, 10), {})
    first, last = int(told.times.bought_day[0]), int(told.times.bought_day[-1])
    ours = run.promise(told, first, last, 0.1, lambda done, total: None)
    assert ours.order.size == told.times.bought.size
    assert ours.days[0] == tables.DAYS_AT_FIRST
    known = told.times.delivered_day < last
    waits = np.sort((told.times.delivered_day - told.times.bought_day)[known])
    assert ours.days[-1] == waits[int(np.ceil(0.9 * waits.size)) - 1]


# --- the lane table ---


def test_the_lane_table_is_the_quantile_of_what_was_delivered_before() -> None:
    told = orders.columns(shop(120, 20), {})
    first = int(told.times.bought_day[0]) + 90
    found = tables.promised(told, first, first + 20, 0.1)
    waits = told.times.delivered_day - told.times.bought_day
    for number in range(1_900, 2_000):
        own = (told.times.delivered_day < first) & (told.places.lane == told.places.lane[number])
        assert _covers(np.sort(waits[own]), 0.9) == found[tables.LANE][number]
    everybody = np.sort(waits[told.times.delivered_day < first])
    assert set(found[tables.CONSTANT].tolist()) == {_covers(everybody, 0.9)}


def _covers(waits: Sequence[int], share: float) -> int:
    return int(waits[int(np.ceil(share * len(waits) - 1e-9)) - 1])


# --- working days ---


def test_working_days_are_learnt_from_deliveries() -> None:
    since = day_of(date(2017, 1, 2))
    days = np.arange(since, since + 140)
    busy = np.array([100, 100, 100, 100, 100, 30, 5])[(days + 3) % 7]
    calendar = workdays.learn(np.repeat(days, busy), since, since + 140, since + 400)
    monday = day_of(date(2017, 7, 3))
    part = np.diff(workdays.upto(calendar, np.arange(monday, monday + 8)))
    assert part == pytest.approx([1.0] * 5 + [0.3, 0.05], rel=0.01)
    halfway = workdays.at(calendar, np.array([monday + 0.5, np.inf]))
    assert halfway[0] - workdays.upto(calendar, np.array([monday]))[0] == pytest.approx(0.5)
    assert np.isinf(halfway[1])


def test_carnival_and_christmas_are_holidays_and_a_sunday_stays_a_sunday() -> None:
    kinds = workdays.kinds(day_of(date(2018, 2, 11)), day_of(date(2018, 2, 14)))
    assert kinds.tolist() == [6, workdays.HOLIDAY, workdays.HOLIDAY, workdays.HOLIDAY]
    assert workdays.kinds(day_of(date(2017, 12, 25)), day_of(date(2017, 12, 25))).tolist() == [workdays.HOLIDAY]


def test_never_is_after_every_day() -> None:
    told = orders.columns(shop(30, 10), {"o0": Paid("boleto", 1), "o1": Paid("credit_card", 6)})
    lost = ~told.times.counted
    assert (told.times.delivered_day[lost] == NEVER).all()
    assert told.goods.boleto[:3].tolist() == [1.0, 0.0, 0.0]
    assert told.goods.instalments[:3].tolist() == [1.0, 6.0, 1.0]
    assert model.DAYS < NEVER
