"""Reading the ledger of promises: its rows page by page, and how well what was foreseen came true."""

from datetime import date, datetime
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from promesa.domain.conduct import calibrations, drifts, promise_ledger
from promesa.domain.conduct.calibrations import CalibrationCut
from promesa.domain.conduct.drifts import LaneWatch
from promesa.domain.conduct.promise_ledger import LedgerFilter
from promesa.domain.promise.failures import Failure
from promesa.domain.values import moments
from promesa.domain.world import World
from promesa.kernels.calibration import Bin, Scores
from promesa.surfaces import fields, ledger_board, ledger_rows
from promesa.surfaces.ledger_rows import LedgerRow
from promesa.surfaces.operations import Call, Errand, Nothing, Question, Room

OutcomeWord = Literal["kept", "broken", "withdrawn", "moved", "open"]
CutName = Literal["month", "carrier", "lane", "location", "hour", "weekday", "service", "channel", "destination"]
CUT_MAX = 200
"""Groups of a cut that are told, the largest first."""
Lane = Annotated[str, Meta(min_length=1, max_length=600, description="Service, from area > to area.")]
Number = Annotated[int, Meta(ge=0, le=2**62, description="How many promises were read so far.")]


class LedgerQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Which rows; days are local days on which dates were named, both included."""

    since: date | None = None
    until: date | None = None
    outcome: OutcomeWord | None = None
    failure: Failure | None = None
    carrier: fields.Carrier | None = None
    service: fields.Service | None = None
    lane: Lane | None = None
    location: fields.Location | None = None
    channel: fields.Channel | None = None
    firsts_only: bool = False


class ListPromises(LedgerQuery, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Rows in the order in which promises were made; follow `next_cursor` until `more` is false."""

    cursor: Number = 0
    limit: fields.Page = 100


class AskCalibration(LedgerQuery, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Of which rows, cut by what."""

    by: CutName = "month"


class LedgerPage(msgspec.Struct, frozen=True):
    """A page of the ledger; a promise's own rows are never parted."""

    rows: tuple[LedgerRow, ...]
    next_cursor: int
    more: bool


class BinTold(msgspec.Struct, frozen=True):
    """Promises foreseen alike: the mean chance, the share kept and its 95 % interval."""

    promises: int
    foreseen: float
    kept: float
    kept_min: float
    kept_max: float


class ScoresTold(msgspec.Struct, frozen=True):
    """brier = miscalibration - discrimination + uncertainty; expected_error in shares."""

    promises: int
    foreseen: float
    kept: float
    kept_min: float
    kept_max: float
    brier: float
    expected_error: float
    miscalibration: float
    discrimination: float
    uncertainty: float


class SlackTold(msgspec.Struct, frozen=True):
    """Promises that came so many days before their day; below zero: late."""

    slack_days: int
    promises: int


class CalibrationTold(msgspec.Struct, frozen=True):
    """How well the chances that we gave came true, first dates only; `scores` is null where none has ended."""

    scores: ScoresTold | None
    bins: tuple[BinTold, ...]
    promised_days: float | None
    actual_days: float | None
    slack: tuple[SlackTold, ...]
    failures: dict[str, int]
    repromises: int
    repromises_kept: int
    by: str
    cut: tuple[CalibrationCut, ...]


class Alarm(msgspec.Struct, frozen=True):
    """A lane whose promises end late more often ("worse") or less often ("better") than was foreseen for them.

    Shares are of its recent promises, the last hundred counting most.
    """

    lane: str
    direction: str
    since: datetime
    foreseen_late_share: float
    late_share: float
    promises: int


class Alarms(msgspec.Struct, frozen=True):
    """Alarms that last, by lane."""

    alarms: tuple[Alarm, ...]


def wanted(asked: LedgerQuery) -> LedgerFilter:
    """The query as the ledger filters."""
    return LedgerFilter(
        since=asked.since,
        until=asked.until,
        outcome=asked.outcome or "",
        failure="" if asked.failure is None else asked.failure.value,
        carrier=asked.carrier or "",
        service=asked.service or "",
        lane=asked.lane or "",
        location=asked.location or "",
        channel=asked.channel or "",
        firsts_only=asked.firsts_only,
    )


def page(room: Room, asked: ListPromises, _: Call) -> LedgerPage:
    """Looks at a bounded number of promises, so that a filter never holds the world for long."""
    rows, cursor, more = room.machine.ask(ledger_board.page, wanted(asked), asked.cursor, asked.limit)
    return LedgerPage(tuple(map(ledger_rows.told, rows)), cursor, more)


def calibration(room: Room, asked: AskCalibration, _: Call) -> CalibrationTold:
    which = wanted(asked)
    rows = [row for rows in room.ledger.rows() for row in rows if promise_ledger.passes(row, which)]
    return told(calibrations.of(rows, (asked.by,)), asked.by)


def alarms(world: World, _: Nothing, __: Call) -> Alarms:
    return Alarms(alarms_of(world))


def alarms_of(world: World) -> tuple[Alarm, ...]:
    """Alarms that last, by lane."""
    return tuple(_alarm(lane, watch) for lane, watch in drifts.drifted(world.drifts))


def _alarm(lane: str, watch: LaneWatch) -> Alarm:
    foreseen, late = drifts.shares(watch)
    since = moments.utc(watch.since)
    return Alarm(lane, watch.drifted, since, round(foreseen, 4), round(late, 4), watch.promises)


def told(found: calibrations.Calibration, by: str) -> CalibrationTold:
    """The calibration as our doors show it."""
    return CalibrationTold(
        scores=None if found.scores is None else _scores(found.scores),
        bins=tuple(map(_bin, found.bins)),
        promised_days=found.promised_days,
        actual_days=found.actual_days,
        slack=tuple(SlackTold(days, promises) for days, promises in found.slack.items()),
        failures=found.failures,
        repromises=found.repromises,
        repromises_kept=found.repromises_kept,
        by=by,
        cut=found.cuts[by][:CUT_MAX],
    )


def _bin(one: Bin) -> BinTold:
    return BinTold(one.cases, one.chance, one.share, one.share_min, one.share_max)


def _scores(found: Scores) -> ScoresTold:
    return ScoresTold(*found)


OPERATIONS = (
    Errand(
        name="list_promises",
        method="GET",
        path="/v1/promises",
        scope="read",
        group="Promises",
        summary="The ledger: every promise and re-promise, what it stood on, and how it ended.",
        takes=ListPromises,
        gives=LedgerPage,
        run=page,
    ),
    Errand(
        name="show_calibration",
        method="GET",
        path="/v1/calibration",
        scope="read",
        group="Promises",
        summary="Foreseen against kept: bins with intervals, Brier score, days promised and taken, cut one way.",
        takes=AskCalibration,
        gives=CalibrationTold,
        run=calibration,
    ),
    Question(
        name="list_alarms",
        method="GET",
        path="/v1/alarms",
        scope="read",
        group="Promises",
        summary="Lanes that have drifted: their promises end otherwise than was foreseen for them.",
        gives=Alarms,
        answer=alarms,
    ),
)
