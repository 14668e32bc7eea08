"""A no to the line itself: it stands still, tries now and then, loses nothing, and goes on when somebody says so."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promesa.domain.people import lines as domain_lines
from promesa.domain.people.messages import state
from promesa.domain.people.messages.words import OPERATIONS, Status
from promesa.gateways.messaging.channel import Limits
from promesa.gateways.messaging.pacing import SECOND, TRY_SECONDS, TRY_SECONDS_MAX, Item, Pacer
from tests.gateways.messaging.lines import Lines, lines
from tests.surfaces.http.city import city

ARRIVED = (Status.DELIVERED, Status.READ)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("offer"), st.integers(0, 3)),
        st.tuples(st.just("take"), st.integers(1, 5)),
        st.tuples(st.sampled_from(("back", "done", "drop")), st.integers(0, 9)),
        st.tuples(st.just("wait"), st.sampled_from((1, 59, 61, 200, 4_000))),
        st.tuples(st.sampled_from(("halt", "resume")), st.just(0)),
    ),
    max_size=60,
)


class Watched:
    """A pacer and what must be so of it: nothing lost, and of a line that stands still one try at a time."""

    def __init__(self) -> None:
        self.pacer, self.now, self.number = Pacer(Limits(1_000.0)), 0, 0
        self.waiting: set[int] = set()
        self.out: dict[int, Item] = {}
        self.tried: list[tuple[int, int]] = []
        """When, and how many tries had come back in vain before."""

    def step(self, what: str, figure: int) -> None:
        getattr(self, f"_{what}")(figure)
        assert set(self.pacer.held) == self.waiting | set(self.out)

    def _offer(self, recipient: int) -> None:
        self.number += 1
        self.pacer.offer(Item(self.number, f"r{recipient}"))
        self.waiting.add(self.number)

    def _take(self, most: int) -> None:
        still = self.pacer.stands_still
        found = self.pacer.take(self.now, most)
        if still:
            assert len(found) <= 1
            self.tried += [(self.now, one.key) for one in found]
            assert len({key for _, key in self.tried} & set(self.out)) + len(found) <= 1, "one try at a time"
        for one in found:
            self.waiting.remove(one.key)
            self.out[one.key] = one

    def _back(self, which: int) -> None:
        if self.out:
            item = self._came(which)
            self.pacer.back(item, self.now + SECOND)
            self.waiting.add(item.key)

    def _done(self, which: int) -> None:
        if self.out:
            self.pacer.done(self._came(which))

    def _drop(self, which: int) -> None:
        if self.out:
            self.pacer.drop(self._came(which))

    def _came(self, which: int) -> Item:
        return self.out.pop(sorted(self.out)[which % len(self.out)])

    def _wait(self, seconds: int) -> None:
        self.now += seconds * SECOND

    def _halt(self, _: int) -> None:
        self.pacer.halt(self.now)

    def _resume(self, _: int) -> None:
        self.pacer.resume(self.now)
        self.tried.clear()


@given(STEPS)
def test_nothing_is_lost_and_a_line_that_stands_still_is_tried_with_one_at_a_time(steps: list[tuple[str, int]]) -> None:
    here = Watched()
    for what, figure in steps:
        here.step(what, figure)
    here.step("resume", 0)
    for _ in range(300):
        if not here.pacer.held:
            return
        here.step("wait", 10)
        here.step("take", 5)
        while here.out:
            here.step("done", 0)
    raise AssertionError("something is held for ever")


def test_tries_in_vain_become_rarer_up_to_an_hour_and_one_that_needed_no_post_costs_nothing() -> None:
    pacer, now, at = Pacer(Limits(1_000.0)), 0, list[int]()
    for key in range(3):
        pacer.offer(Item(key, f"r{key}"))
    pacer.halt(now)
    while len(at) < 9:
        now += SECOND
        for item in pacer.take(now, 9):
            at.append(now)
            pacer.back(item, now)
    gaps = [(after - before) / SECOND for before, after in zip([0, *at], at, strict=False)]
    assert gaps == [min(TRY_SECONDS * 2**n, TRY_SECONDS_MAX) for n in range(9)]
    assert pacer.next_at(now) == now + TRY_SECONDS_MAX * SECOND
    now += int(TRY_SECONDS_MAX) * SECOND
    for left in (2, 1, 0):
        (item,) = pacer.take(now, 9)
        pacer.done(item)  # it was overtaken: nobody was asked
        assert len(pacer.held) == left


def test_a_line_that_runs_only_for_some_is_tried_ever_more_rarely_until_it_has_run_for_an_hour() -> None:
    pacer, now, gaps = Pacer(Limits(1_000.0)), 0, list[int]()
    for hours in (0, 0, 0, 2):
        now += hours * 3_600 * SECOND
        pacer.halt(now)
        pacer.offer(Item(now, "r"))
        halted = now
        while not (taken := pacer.take(now, 9)):
            now += SECOND
        gaps.append((now - halted) // SECOND)
        pacer.done(taken[0])
        pacer.resume(now)
    assert gaps == [60, 120, 240, 60]


def test_a_process_that_begins_tries_at_once() -> None:
    pacer = Pacer(Limits(1_000.0))
    for key in range(3):
        pacer.offer(Item(key, f"r{key}"))
    pacer.halt(5, at_once=True)
    assert len(pacer.take(5, 9)) == 1
    assert pacer.take(6, 9) == []


# --- over HTTP, with WhatsApp's twin ---


def stopped(here: Lines) -> frozenset[str]:
    return here.machine.ask(lambda world: domain_lines.stopped(world.news.handsets))


def taken(here: Lines, name: str) -> bool:
    return state.reached(here.message(name)) in ARRIVED


def alarms(here: Lines) -> list[str]:
    ours = here.machine.ask(lambda world: [one.wanted for one in world.messages.by_name.values()])
    return [wanted.template for wanted in ours if wanted.customer == OPERATIONS]


def stop(here: Lines, orders: int) -> None:
    """The token ends while somebody whom we know places so many orders."""
    here.order("known")
    here.until(lambda: taken(here, "known:confirmed"), "nothing arrives")
    here.lock(locked=True)
    for number in range(orders):
        here.order(f"o{number}")
    here.until(lambda: stopped(here) == {"whatsapp"}, "the line does not stand still")


def revive_by_hand(here: Lines) -> None:
    told = here.http.get(f"{here.url}/v1/lines").json()["lines"][0]
    assert (told["channel"], told["stands_still"], told["code"]) == ("whatsapp", True, "190")
    assert here.http.get(f"{here.url}/readyz").json()["lines_stopped"] == ["whatsapp"]
    assert "promesa_lines_stopped 1" in here.http.get(f"{here.url}/metrics").text
    assert here.http.post(f"{here.url}/v1/lines/whatsapp/revive", json={}).status_code == 200
    assert here.http.post(f"{here.url}/v1/lines/pigeon/revive", json={}).status_code == 422


def wait_for_a_try(_: Lines) -> None:
    """Nobody says anything."""


@pytest.mark.parametrize("revive", [revive_by_hand, wait_for_a_try])
def test_a_token_that_ended_stops_the_line_once_and_nothing_is_lost(revive: Callable[[Lines], Any]) -> None:
    with lines(pace=15.0) as here:
        contact = {"name": "Operaciones", "phone": "+525599999999"}
        assert here.http.post(f"{here.url}/v1/customers/operations", json=contact).status_code < 300
        stop(here, 8)
        time.sleep(1.0)  # a quarter of a minute of theirs: not yet the moment of a try
        assert here.whatsapp.refused[190] == 1
        assert alarms(here) == ["line_stopped"]
        here.until(lambda: any("190" in one["Body"] for one in here.texts.texts.values()), "nobody is told")
        assert not any(taken(here, f"o{number}:confirmed") for number in range(8))
        here.lock(locked=False)
        revive(here)
        for number in range(8):
            here.until(lambda number=number: taken(here, f"o{number}:confirmed"), f"o{number} is lost")
        assert stopped(here) == frozenset()
        assert max(here.whatsapp.visible.values()) == 1
        assert alarms(here) == ["line_stopped", "line_runs_again"]
        assert not here.machine.desk.dead
        assert not here.machine.desk.uncertain


def test_what_is_asked_of_lines_without_any_trouble() -> None:
    with city() as client:
        told = client.get("/v1/lines").json["lines"]
        assert [(one["channel"], one["stands_still"]) for one in told] == [
            ("whatsapp", False),
            ("email", False),
            ("sms", False),
        ]
