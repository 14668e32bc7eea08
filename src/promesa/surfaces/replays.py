"""Replays of the past under other policies, each in a process of its own beside the serving one, one at a time.

A replay reads the whole log and thinks for minutes: in this process everybody would wait for it. It is the command
`promesa replay` on the same store, asked for its answer as JSON and for how far it is.
"""

import os
import subprocess
import tempfile
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import date, timedelta
from hashlib import blake2b
from pathlib import Path
from typing import Any

import msgspec

from promesa.domain.conduct.policies import RecordReplay
from promesa.domain.ledger.orders.words import OrderPlaced
from promesa.domain.values import moments
from promesa.domain.values.moments import Instant
from promesa.domain.values.policy import Policy
from promesa.domain.values.refusal import Reason, Refused
from promesa.domain.world import World
from promesa.engine.log import Query, QueryItem
from promesa.engine.machine import Machine

NOW = "now"
KEPT_MAX = 20
NICE = 10
CANDIDATE = "candidate"
RUNNING, DONE, FAILED = "running", "done", "failed"
Command = Callable[[Sequence[str]], Sequence[str]]
"""Arguments of `promesa replay` -> the command line of a process."""


class ReplayInterval(msgspec.Struct, frozen=True):
    """A figure, and the ends between which it lies at 95 %."""

    value: float
    low: float
    high: float


class ReplayedPolicy(msgspec.Struct, frozen=True):
    """What one policy came to over the stretch."""

    policy: str
    sourcing: str
    orders: int
    cost_centavos: int
    cost_per_order_centavos: float
    parcels: int
    late_share: float | None
    mean_promised_days: float | None
    km: float


class ReplayDifference(msgspec.Struct, frozen=True):
    """A policy against the first, order by order; a saving is positive where it is cheaper."""

    policy: str
    orders: int
    saving_centavos_per_order: ReplayInterval
    saving_share: ReplayInterval
    late_share_less: ReplayInterval
    promised_days_less: ReplayInterval


class ReplayResult(msgspec.Struct, frozen=True):
    """What `promesa replay --json` says, as far as pages show it."""

    since: date
    until: date
    orders: int
    policies: tuple[ReplayedPolicy, ...]
    differences: tuple[ReplayDifference, ...]


class Replay(msgspec.Struct, frozen=True):
    """One replay and how far it is. `change`: the fields that the proposed policy changes."""

    name: str
    by: str
    started_at: Instant
    policies: tuple[str, ...]
    days: int
    change: Mapping[str, Any]
    state: str = RUNNING
    share: float = 0.0
    result: ReplayResult | None = None
    error: str = ""


class Replays:
    """Owns the process that runs, and what the last ones came to; they are told as long as the house stands."""

    def __init__(self, machine: Machine[World], command: Command) -> None:
        self._machine, self._command = machine, command
        self._lock = threading.Lock()
        self._known: dict[str, Replay] = {}
        self._process: subprocess.Popen[str] | None = None

    def all(self) -> list[Replay]:
        """The newest first."""
        with self._lock:
            return list(self._known.values())[::-1]

    def start(self, policies: Sequence[str], change: Mapping[str, Any], days: int, by: str) -> Replay | Refused:
        """`policies`: names as `promesa replay` reads them, the first is compared with; a change adds the policy in
        force so changed. WRONG_STATE while another one runs."""
        with self._lock:
            if any(one.state == RUNNING for one in self._known.values()):
                return Refused(Reason.WRONG_STATE, "replay")
            now = Instant(self._machine.now())
            replay = Replay(f"r{len(self._known) + 1}-{now}", by, now, tuple(policies), days, change)
            self._known[replay.name] = replay
            while len(self._known) > KEPT_MAX:
                del self._known[next(iter(self._known))]
        threading.Thread(target=self._run, args=(replay,), name="replay", daemon=True).start()
        return replay

    def close(self) -> None:
        """Whatever runs is ended."""
        with self._lock:
            process = self._process
        if process is not None:
            process.terminate()

    def _run(self, replay: Replay) -> None:
        with tempfile.TemporaryDirectory(prefix="promesa-replay-") as folder:
            try:
                self._end(replay, self._answer_of(replay, Path(folder)))
            except (OSError, ValueError, msgspec.MsgspecError) as error:
                self._change(replay.name, state=FAILED, error=str(error)[:300])

    def _answer_of(self, replay: Replay, folder: Path) -> bytes:
        """Raises ValueError where the command fails."""
        asked = [*(part for name in replay.policies for part in ("--policy", name)), "--from", self._since(replay.days)]
        if replay.change:
            file = folder / f"{CANDIDATE}.json"
            file.write_bytes(msgspec.json.encode(replay.change))
            asked += ["--policy", str(file)]
        with subprocess.Popen(
            self._command(asked), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
        ) as process:
            with suppress(OSError):
                os.setpriority(os.PRIO_PROCESS, process.pid, NICE)
            with self._lock:
                self._process = process
            told: list[str] = []
            listener = threading.Thread(target=self._listen, args=(replay.name, process, told), daemon=True)
            listener.start()
            assert process.stdout is not None
            answer = process.stdout.read()
            listener.join()
        with self._lock:
            self._process = None
        if process.returncode:
            raise ValueError(" ".join(told[-3:]) or f"exit {process.returncode}")
        return answer.encode()

    def _since(self, days: int) -> str:
        """The first of so many days up to the newest order's. Raises ValueError where there is none."""
        newest = self._machine.log.read_back(Query((QueryItem(kinds=(OrderPlaced.__name__,)),)), limit=1)
        if not newest:
            raise ValueError("there are no orders to live again")
        zone: str = self._machine.ask(lambda world: world.policies.now.zone)
        return (moments.local_date(Instant(newest[0].at), zone) - timedelta(days=days - 1)).isoformat()

    def _listen(self, name: str, process: "subprocess.Popen[str]", told: list[str]) -> None:
        """Shares of the whole, a line each; any other line is trouble."""
        assert process.stderr is not None
        for line in process.stderr:
            try:
                self._change(name, share=min(1.0, float(line)))
            except ValueError:
                told.append(line.strip())

    def _change(self, name: str, **fields: Any) -> None:
        with self._lock:
            known = self._known.get(name)
            if known is not None:
                self._known[name] = msgspec.structs.replace(known, **fields)

    def _end(self, replay: Replay, answer: bytes) -> None:
        """What it came to; the receipt that a policy may go live with is written where one was proposed."""
        result = msgspec.json.decode(answer, type=ReplayResult)
        if replay.change:
            self._machine.submit(self._receipt(replay, result), replay.by)
        self._change(replay.name, state=DONE, share=1.0, result=result)

    def _receipt(self, replay: Replay, result: ReplayResult) -> RecordReplay:
        row = next(one for one in result.policies if one.policy == CANDIDATE)
        saved = next((one.saving_share.value for one in result.differences if one.policy == CANDIDATE), 0.0)
        now: Policy = self._machine.ask(lambda world: world.policies.now)
        return RecordReplay(
            policy=changed(now, replay.change),
            since=result.since,
            until=result.until,
            orders=row.orders,
            result=blake2b(msgspec.json.encode(row), digest_size=12).hexdigest(),
            saving_share=round(saved, 6),
            late_share=row.late_share,
        )


def changed(policy: Policy, change: Mapping[str, Any]) -> Policy:
    return msgspec.convert({**msgspec.to_builtins(policy), **change}, Policy)


def difference(was: Policy, now: Policy) -> dict[str, Any]:
    """The fields that differ, as JSON would say them."""
    before, after = msgspec.to_builtins(was), msgspec.to_builtins(now)
    return {name: after[name] for name in after if name != "version" and before[name] != after[name]}
