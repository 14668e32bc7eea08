"""How fast a channel may be spoken through: one queue per recipient with a debt to pay back, and one rate for all.

Source: Meta, WhatsApp Cloud API, throughput and pair rate: 80 (or 1,000) messages a second from one number; to the same
recipient one each 6 seconds, or up to 45 at once that are paid back before the next. The clock is an argument (µs).
"""

import heapq
from collections import deque
from collections.abc import Callable

import msgspec

from promesa.gateways.messaging.channel import Limits

SECOND = 1_000_000
TRY_SECONDS, TRY_SECONDS_MAX = 60.0, 3_600.0
"""A channel that stands still is tried after so long, each time twice as long, with one message."""
AGAIN_SECONDS = 3_600
"""What stands still again so soon after it ran is tried ever more rarely: some of it is taken, most is not."""
DEBTS_MAX = 200_000
"""Debts remembered; above it those that are paid are forgotten."""


class Item(msgspec.Struct, frozen=True):
    """Something to send: a smaller `priority` overtakes, and within one priority a smaller `key`."""

    key: int
    recipient: str
    priority: int = 0


class Debt(msgspec.Struct):
    """What one recipient was sent lately: since when, how many, and when all of it is paid back."""

    since: int = 0
    count: int = 0
    paid_at: int = 0
    strikes: int = 0
    """How often in a row the partner called it too much."""


class Lane(msgspec.Struct):
    """One recipient's queue."""

    heap: list[tuple[int, int, Item]] = []
    busy: bool = False
    """One is on its way: the next waits for its answer, so that order is kept."""
    not_before: int = 0


class Pacer:
    """Owns the queues of one channel; not for several threads at once."""

    def __init__(self, limits: Limits, spared_seconds: Callable[[int], float] = lambda _: 6.0) -> None:
        """`spared_seconds(times)`: how long a recipient is left alone after so many complaints in a row."""
        self._limits, self._spared_seconds = limits, spared_seconds
        self._lanes: dict[str, Lane] = {}
        self._debts: dict[str, Debt] = {}
        self._ready: list[tuple[int, int, str]] = []
        self._asleep: list[tuple[int, str]] = []
        self._last: deque[int] = deque(maxlen=max(1, int(limits.per_second)))
        self._rests_until = 0
        self._tries = -1
        """How often it was tried while it stands still; -1: it runs."""
        self._try_at = 0
        self._trying: int | None = None
        self._resumed = (-AGAIN_SECONDS * SECOND, -1)
        """When it ran again last, and how often it had been tried then."""
        self.held: dict[int, Item] = {}
        """What is queued or on its way, by key."""

    def offer(self, item: Item) -> None:
        """Queue it; the same key again is passed over."""
        if item.key in self.held:
            return
        self.held[item.key] = item
        self._queue(item)

    def take(self, now: int, most: int) -> list[Item]:
        """Up to so many that may go now, the most urgent first; each is on its way until it is `done` or `back`."""
        self._wake(now)
        taken: list[Item] = []
        most = most if self._tries < 0 else min(most, self._trying is None and now >= self._try_at)
        while self._ready and len(taken) < most and now >= self._rests_until and self._has_room(now):
            priority, key, recipient = heapq.heappop(self._ready)
            lane = self._lanes.get(recipient)
            if lane is None or lane.busy or not lane.heap or lane.heap[0][:2] != (priority, key):
                continue
            at = max(self._pays_until(recipient, now), lane.not_before)
            if at > now:
                heapq.heappush(self._asleep, (at, recipient))
                continue
            taken.append(heapq.heappop(lane.heap)[2])
            lane.busy = True
            self._spend(recipient, now)
        if taken and self.stands_still:
            self._trying, self._tries = taken[0].key, self._tries + 1
            self._try_at = now + _pause(self._tries)
        return taken

    def done(self, item: Item, *, more: bool = False) -> None:
        """It went; `more`: its next part is queued where it stood, before what came after it."""
        self._debt(item.recipient).strikes = 0
        if item.key == self._trying:  # it needed no post, or was taken and the line runs: either way the next may go
            self._tries, self._try_at = self._tries - 1, 0
        self._back(item, again=more, until=0)

    def back(self, item: Item, until: int = 0) -> None:
        """It did not go: queued again where it stood, not before `until`; nothing was spent on the recipient."""
        self._back(item, again=True, until=until)

    def drop(self, item: Item) -> None:
        """It is no longer ours."""
        self._back(item, again=False, until=0)

    def spare(self, item: Item, now: int) -> int:
        """The partner says that this recipient had too much: only this queue waits; until when."""
        debt = self._debt(item.recipient)
        debt.strikes += 1
        until = now + int(self._spared_seconds(debt.strikes) * SECOND)
        self._back(item, again=True, until=until)
        return until

    def rest(self, until: int) -> None:
        """Nothing of this channel goes before."""
        self._rests_until = max(self._rests_until, until)

    @property
    def stands_still(self) -> bool:
        return self._tries >= 0

    def halt(self, now: int, *, at_once: bool = False) -> None:
        """Nothing goes but one at a time, now and then, to try; `at_once`: the first one now. Told again: as it is."""
        if not self.stands_still:
            at, tries = self._resumed
            self._tries = tries + 1 if now - at < AGAIN_SECONDS * SECOND else 0
            self._try_at = now if at_once else now + _pause(self._tries)

    def resume(self, now: int) -> None:
        """All goes again."""
        if self.stands_still:
            self._resumed = now, self._tries
            self._tries, self._trying, self._rests_until = -1, None, 0

    def next_at(self, now: int) -> int | None:
        """When `take` may give something; None: not before something is offered, done or back."""
        self._wake(now)
        moments = [now] if self._ready else [self._asleep[0][0]] if self._asleep else []
        if not moments:
            return None
        room = now if self._has_room(now) else self._last[0] + SECOND
        return max(moments[0], self._rests_until, room, self._try_at if self.stands_still else 0)

    # --- the queues ---

    def _queue(self, item: Item) -> None:
        lane = self._lanes.setdefault(item.recipient, Lane())
        heapq.heappush(lane.heap, (item.priority, item.key, item))
        self._announce(item.recipient, lane)

    def _announce(self, recipient: str, lane: Lane) -> None:
        """Its head may be the next to go; what was announced before and is no head any more is passed over."""
        if lane.heap and not lane.busy:
            priority, key, _ = lane.heap[0]
            heapq.heappush(self._ready, (priority, key, recipient))

    def _back(self, item: Item, *, again: bool, until: int) -> None:
        lane = self._lanes[item.recipient]
        lane.busy = False
        if item.key == self._trying:
            self._trying = None
        lane.not_before = max(lane.not_before, until)
        if again:
            self._queue(item)
            return
        self.held.pop(item.key, None)
        if lane.heap:
            self._announce(item.recipient, lane)
        else:
            del self._lanes[item.recipient]

    def _wake(self, now: int) -> None:
        while self._asleep and self._asleep[0][0] <= now:
            _, recipient = heapq.heappop(self._asleep)
            if recipient in self._lanes:
                self._announce(recipient, self._lanes[recipient])

    # --- what may be spent ---

    def _has_room(self, now: int) -> bool:
        """No second, wherever it begins, holds more than the rate."""
        return len(self._last) < (self._last.maxlen or 1) or now - self._last[0] >= SECOND

    def _pays_until(self, recipient: str, now: int) -> int:
        """When one more may go: now within a burst or without a debt, else when all of it is paid back."""
        debt = self._debts.get(recipient)
        if debt is None or not self._limits.recipient_seconds or now >= debt.paid_at:
            return now
        in_burst = now - debt.since < self._limits.recipient_seconds * SECOND and debt.count < self._limits.burst
        return now if in_burst else debt.paid_at

    def _spend(self, recipient: str, now: int) -> None:
        self._last.append(now)
        debt, cost = self._debt(recipient), int(self._limits.recipient_seconds * SECOND)
        if now >= debt.paid_at:
            debt.since, debt.count, debt.paid_at = now, 0, now
        debt.count += 1
        debt.paid_at += cost
        if len(self._debts) > DEBTS_MAX:
            owed = {name: one for name, one in self._debts.items() if one.paid_at > now or one.strikes}
            self._debts = owed

    def _debt(self, recipient: str) -> Debt:
        return self._debts.setdefault(recipient, Debt())


def _pause(tries: int) -> int:
    """How long a channel that stands still is left alone after so many tries, in µs."""
    return int(min(TRY_SECONDS * 2.0 ** min(tries, 10), TRY_SECONDS_MAX) * SECOND)
