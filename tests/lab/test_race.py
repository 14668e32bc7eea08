"""A past stretch lived again: its own policy decides as it did, others with nothing known before its time."""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import lru_cache

import pytest
from msgspec.structs import replace

from promesa import app
from promesa.domain.conduct.policies import PolicySet
from promesa.domain.promise.commit.words import CheckoutOpened
from promesa.domain.values import moments
from promesa.domain.values.moments import Instant
from promesa.engine import words
from promesa.engine.log import Entry, Log
from promesa.engine.memory import MemoryLog
from promesa.lab.race import intervals, racers, racing, report, retelling, road
from promesa.lab.race.past import Past, Told
from promesa.lab.race.racing import EmptyStretch, Race, Racer
from promesa.lab.scenario import LAST_DAY
from tests.golden import story
from tests.lab import past

ZONE = "America/Mexico_City"
ENGINE = {kind.__name__ for kind in words.KINDS} | {"WordNotUnderstood", "RethinkEnded"}
"""Also the totals of a second thought, which name what it left out: nobody can propose that again."""
DAYS = 8


@lru_cache(maxsize=1)
def demo_log() -> Log:
    """A rough week and a day."""
    log = MemoryLog()
    with log.turn() as turn:
        turn.put(past.entries())
    return log


def decisions(entries: Sequence[Entry], until: int) -> list[tuple[str, int, bytes]]:
    """What was decided and told, in order; how the outside was asked and answered left out.

    A checkout says the fee it was asked with, which a replay fixes: its offer is compared, not its question.
    """
    codec, found = app.model().codec, []
    for one in entries:
        if one.kind in ENGINE or one.at >= until:
            continue
        fact = codec.decode(one.kind, one.body)
        if isinstance(fact, CheckoutOpened):
            found.append((one.kind, one.at, repr(fact.place.offer).encode()))
        else:
            found.append((one.kind, one.at, one.body))
    return found


def race(log: Log, racer: Racer, first: date, last: date, street: road.Road | None = None) -> tuple[Race, list[Entry]]:
    heard: list[Entry] = []
    stretch = racing.stretch_of(first, last, ZONE)
    return racing.run(log, [racer], stretch, hear={racer.name: heard.extend}, tail_days=0, street=street), heard


def test_its_own_policy_decides_what_the_log_decided() -> None:
    log = demo_log()
    first = LAST_DAY - timedelta(days=DAYS - 3)
    told, heard = race(log, Racer("log", None), first, LAST_DAY)
    stretch = told.stretch
    really = decisions([one for one in log.read() if one.at >= stretch.since], stretch.until)
    assert decisions(heard, stretch.until) == really
    assert told.ran[0].imagined == 0
    assert not told.ran[0].unplaced


def test_two_worlds_under_one_policy_are_the_same_whatever_its_name_and_number() -> None:
    log = demo_log()
    now = racers.policies_of(log, app.model().codec)[-1]
    first = LAST_DAY - timedelta(days=DAYS - 3)
    stretch = racing.stretch_of(first, LAST_DAY, ZONE)
    told = racing.run(log, [Racer("now", now), Racer("again", replace(now, version=7))], stretch)
    one, other = told.ran
    assert one.orders == other.orders
    (difference,) = report.of(told, 1).differences
    assert (difference.saving_share.low, difference.saving_share.high) == (0, 0)


@pytest.mark.parametrize("sourcing", ["nearest", "list_order"])
def test_nothing_is_known_before_its_time(sourcing: str) -> None:
    """The log ends in the middle of the stretch: what was decided up to there is the same."""
    log = demo_log()
    first = LAST_DAY - timedelta(days=DAYS - 3)
    stretch = racing.stretch_of(first, LAST_DAY, ZONE)
    cut = stretch.since + (stretch.until - stretch.since) // 2
    shorter = MemoryLog()
    with shorter.turn() as turn:
        turn.put([one for one in log.read() if one.at < cut])
    model = app.model()
    known = Past(log, model, stretch.since)
    for told in known.told():
        known.fold(told)
    street = road.observe(log, model.codec, known.world, stretch.since, stretch.until, 1)
    policy = replace(racers.policies_of(log, model.codec)[-1], sourcing=sourcing)
    whole = decisions(race(log, Racer(sourcing, policy), first, LAST_DAY, street)[1], cut)
    part = decisions(race(shorter, Racer(sourcing, policy), first, LAST_DAY, street)[1], cut)
    assert len(part) > 0.95 * len(whole)
    assert whole[: len(part)] == part


def test_other_ways_send_what_was_asked_and_their_figures_add_up() -> None:
    log = demo_log()
    names = ["log", *racers.BASELINES]
    known = racers.policies_of(log, app.model().codec)
    raced = [racers.named(name, known) for name in names]
    stretch = racing.stretch_of(LAST_DAY - timedelta(days=DAYS - 2), LAST_DAY, ZONE)
    told = report.of(racing.run(log, raced, stretch), 1)
    again = report.of(racing.run(log, raced, stretch), 1)
    assert replace(told, seconds=0.0) == replace(again, seconds=0.0)
    ours, *others = told.policies
    assert [row.sourcing for row in others] == list(racers.BASELINES)
    for row in told.policies:
        assert row.orders + row.unplaced == told.orders
        assert row.cost_centavos == sum(row.cost_by_part.values())
        assert sum(work.parcels for work in row.workload) >= row.parcels
    assert max(row.parcels for row in others) >= ours.parcels
    for one in told.differences:
        assert one.saving_share.low <= one.saving_share.value <= one.saving_share.high


def test_a_stretch_without_orders_is_said() -> None:
    with pytest.raises(EmptyStretch):
        race(demo_log(), Racer("log", None), date(2031, 1, 1), date(2031, 1, 2))


def test_names_of_policies() -> None:
    log = demo_log()
    known = racers.policies_of(log, app.model().codec)
    assert racers.named("log", known).policy is None
    assert racers.named("now", known).policy == known[-1]
    assert racers.named(str(known[0].version), known).policy == known[0]
    assert racers.changed(known[-1], {"split_cost": 3_000}, "x").split_cost == 3_000
    for name in ("nonsense", "nowhere.json"):
        with pytest.raises((racers.NoSuchPolicy, racers.BadPolicyFile)):
            racers.named(name, known)
    for changes in ({"split_coast": 1}, {"split_cost": "dear"}):
        with pytest.raises(racers.BadPolicyFile):
            racers.changed(known[-1], changes, "x")
    assert any(one.kind == PolicySet.__name__ for one in log.read())


def test_an_interval_holds_its_value_and_widens_with_fewer_blocks() -> None:
    saved = [float(10 + number % 7) for number in range(280)]
    cost = [100.0] * 280
    many = intervals.ratio(saved, cost, intervals.blocks_of([n // 10 for n in range(280)], [0] * 280), 1)
    few = intervals.ratio(saved, cost, intervals.blocks_of([n // 25 for n in range(280)], [0] * 280), 1)
    assert many.low <= many.value == few.value <= many.high
    assert many.low < many.high
    assert intervals.ratio([], [], intervals.blocks_of([], []), 1).value == 0


def test_a_small_shop_that_says_nearly_everything_is_lived_again() -> None:
    """All but what nobody can ask again (an order that was refused with its authorisation in hand), and up to the first
    kind of fact that has no reader yet: that one is counted."""
    log = story.tell().log
    codec = app.model().codec
    entries = list(log.read())
    told = [Told(one, codec.decode(one.kind, one.body)) for one in entries]
    until = next((one.entry.at for one in told if retelling.is_lost(one, ())), entries[-1].at + 1)
    first, last = (moments.local_date(Instant(one.at), ZONE) for one in (entries[0], entries[-1]))
    ran, heard = race(log, Racer("log", None), first, last)
    really = [one for one in decisions(entries, until) if one[0] != "CheckoutRefused" and b'"auth-9"' not in one[2]]
    assert len(really) > 150
    assert decisions(heard, until) == really
    assert ran.not_retold["not_enough_stock"] == 1
    assert len(ran.not_retold) == 1 or until <= entries[-1].at
