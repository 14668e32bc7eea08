"""`promesa replay`: a past stretch lived again under several policies, and what each would have cost."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from hashlib import blake2b
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from promesa import app
from promesa.cli import frame
from promesa.cli.wrong_calls import WrongCall
from promesa.domain.conduct.policies import RecordReplay
from promesa.domain.values import moments
from promesa.domain.values.moments import Instant
from promesa.domain.values.refusal import Refused
from promesa.engine.log import Log, Query, QueryItem
from promesa.engine.memory import MemoryLog
from promesa.gateways.olist import files
from promesa.lab import demo, olist
from promesa.lab.clock import Clock
from promesa.lab.race import kept, racers, racing, report
from promesa.lab.race.racing import Race, Racer
from promesa.lab.race.report import Difference, PolicyRow, RaceReport
from promesa.lab.race.room import PolicyRoom
from promesa.surfaces.pictures import picture_files, savings
from promesa.surfaces.pictures.savings import SavingRow

DEMO, OLIST = "demo", "olist"
DAYS = 14
COLUMNS = ("policy", "orders", "unplaced", "cancelled", "pesos", "an order", "parcels", "extra")
WORK_COLUMNS = ("policy", "late", "days promised", "km", "imagined", "reallocated", "peak min", "at")
BOUND_COLUMNS = ("policy", "under it at most", "95 %", "the first takes", "95 %")
DIFFERENCE_COLUMNS = ("policy", "orders", "saves", "95 %", "pesos an order", "late less", "95 %", "days less")


def replay(
    source: Annotated[str, typer.Argument(help='"demo", or "olist" with its folder; else --store.')] = "",
    folder: Annotated[Path | None, typer.Argument(help="The folder of Olist's public files.")] = None,
    policy: Annotated[
        list[str] | None,
        typer.Option("--policy", help="log, now, a version, a sourcing, a .json of changes; the first is compared."),
    ] = None,
    since: Annotated[str | None, typer.Option("--from", help="First day of the orders, YYYY-MM-DD.")] = None,
    until: Annotated[str | None, typer.Option("--to", help="Last day of the orders; else the log's last.")] = None,
    tail: Annotated[int, typer.Option("--tail", min=0, help="Days to follow parcels after that.")] = racing.TAIL_DAYS,
    days: Annotated[int, typer.Option("--days", min=1, max=3_650, help="Of the demo's past.")] = 30,
    seed: Annotated[int, typer.Option("--seed", help="Of what is drawn: the same, the same figures.")] = racing.SEED,
    picture: Annotated[Path | None, typer.Option("--picture", help="Savings into this .svg or .png.")] = None,
    resume: Annotated[
        Path | None, typer.Option("--resume", help="Race one policy after another, and keep each in this folder.")
    ] = None,
    bound: Annotated[bool, typer.Option("--bound", help="Also what no sourcing could have undercut.")] = False,
    steps: Annotated[bool, typer.Option("--steps", help="Say on standard error how far it is, 0 to 1.")] = False,
    keep: Annotated[bool, typer.Option("--keep", help="Write receipts, so that a policy may go live.")] = False,
    as_json: frame.AsJson = False,
    language: frame.Language = "es",
    store: frame.Store = None,
) -> None:
    """A past stretch again under several policies, each knowing only what was known then; the log is only read."""
    if keep and source:
        raise WrongCall("solo con el registro de --store", "only with the log of --store", "--keep")
    if language not in ("es", "en"):
        raise WrongCall(f"{language!r} no es es ni en", f"{language!r} is neither es nor en", "--language")
    if source not in ("", DEMO, OLIST) or (source == OLIST) != (folder is not None):
        raise WrongCall('"demo", o "olist" y su carpeta', '"demo", or "olist" and its folder', "SOURCE")
    first_day, last_day = _day(since, "--from"), _day(until, "--to")
    if first_day is not None and last_day is not None and first_day > last_day:
        raise WrongCall(f"{first_day} es después de --to {last_day}", f"{first_day} is after --to", "--from")
    with _log_of(source, folder, store, days) as log:
        app.calm_collector()
        known = racers.policies_of(log, app.model().codec)
        raced = [racers.named(name, known) for name in dict.fromkeys(policy or [racers.LOG, *racers.BASELINES])]
        told = _race(log, raced, known[-1].zone, (first_day, last_day), (tail, seed, bound), resume, steps=steps)
    if keep:
        _keep(store, raced, told)
    if picture is not None:
        picture_files.write(picture, savings.picture(_savings(told), told.policies[0].policy, language))
    if as_json:
        frame.put_json(told)
    else:
        _put(told)


def _day(said: str | None, option: str) -> date | None:
    try:
        return None if said is None else date.fromisoformat(said)
    except ValueError as error:
        raise WrongCall(f"{said!r} no es una fecha", f"{said!r} is no date", option) from error


@contextmanager
def _log_of(source: str, folder: Path | None, store: str | None, days: int) -> Iterator[Log]:
    """The store's log; or the demo, or Olist, played in memory."""
    if not source:
        with frame.log_on(store, read_only=True) as log:
            yield log
        return
    kept = MemoryLog()
    if source == DEMO:
        with frame.progress(DEMO) as told:
            machine = app.build(kept, Clock(demo.begin(days)))
            demo.run(machine, 1, days, lambda share: told(share, 1.0))
    else:
        assert folder is not None
        with frame.progress(OLIST) as told:
            olist.run(app.build(kept, lambda: 0), files.read(folder), told)
    yield kept


def _race(
    log: Log,
    raced: list[Racer],
    zone: str,
    asked: tuple[date | None, date | None],
    how: tuple[int, int, bool],
    resume: Path | None,
    *,
    steps: bool = False,
) -> RaceReport:
    """`how`: days of the tail, the seed, and whether to work out what nobody could undercut."""
    last = asked[1] or _last_day(log, zone)
    stretch = racing.stretch_of(asked[0] or last - timedelta(days=DAYS - 1), last, zone)

    tail_days, seed, bounded = how

    def run(racers: list[Racer]) -> Race:
        with frame.progress(", ".join(one.name for one in racers)) as told:
            heard = _steps() if steps else (lambda share: told(share, 1.0))
            return racing.run(log, racers, stretch, heard, tail_days=tail_days, seed=seed, bounded=bounded)

    if resume is None:
        return report.of(run(raced), seed)
    race = kept.one_by_one(resume, log, raced, (stretch, *how), lambda one: run([one]))
    return report.of(race, seed)


def _steps() -> Callable[[float], None]:
    """Says each percent once, a line each, for a program that waits."""
    said = [-1]

    def hear(share: float) -> None:
        if int(100 * share) > said[0]:
            said[0] = int(100 * share)
            print(f"{share:.2f}", file=sys.stderr, flush=True)

    return hear


def _keep(store: str | None, raced: list[Racer], told: RaceReport) -> None:
    """A receipt in the log for every policy that was raced and may go live."""
    saved = {one.policy: one.saving_share.value for one in told.differences}
    with frame.machine_on(store) as machine:
        for racer, row in zip(raced, told.policies, strict=True):
            if racer.policy is None:
                continue
            ask = RecordReplay(
                policy=racer.policy,
                since=told.since,
                until=told.until,
                orders=row.orders,
                result=blake2b(msgspec.json.encode(row), digest_size=12).hexdigest(),
                saving_share=round(saved.get(row.policy, 0.0), 6),
                late_share=row.late_share,
            )
            verdict = machine.submit(ask, "replay")
            if isinstance(verdict.refusal, Refused):
                frame.refuse(verdict.refusal)


def _last_day(log: Log, zone: str) -> date:
    """The day of the newest order."""
    newest = log.read_back(Query((QueryItem(kinds=("OrderPlaced",)),)), limit=1)
    if not newest:
        raise racing.EmptyStretch(since="", until="")
    return moments.local_date(Instant(newest[0].at), zone)


def _savings(told: RaceReport) -> list[SavingRow]:
    return [
        SavingRow(one.policy, one.saving_share.value, one.saving_share.low, one.saving_share.high)
        for one in told.differences
    ]


# --- for people ---


def _put(told: RaceReport) -> None:
    frame.put_table(f"{told.since} - {told.until}", COLUMNS, [_cells(row) for row in told.policies])
    frame.put_table("", WORK_COLUMNS, [_work_cells(row) for row in told.policies])
    parts = sorted({part for row in told.policies for part in row.cost_by_part})
    rows = [(row.policy, *(row.cost_by_part.get(part, 0) / 100 for part in parts)) for row in told.policies]
    frame.put_table("pesos", ("policy", *parts), rows)
    if told.differences:
        frame.put_table(
            f"against {told.policies[0].policy}",
            DIFFERENCE_COLUMNS,
            [_difference_cells(one) for one in told.differences],
        )
    for one in told.bounds:
        title = f"{one.bound}: {one.cost_per_order_centavos / 100:.2f} pesos an order at least"
        frame.put_table(title, BOUND_COLUMNS, [_room_cells(policy) for policy in one.policies])
    print(f"{told.orders:,} orders asked; {told.stale_offers:,} took an older offer;", end=" ")
    print(f"{told.facts:,} entries; seed {told.seed}; {told.seconds} s")


def _cells(row: PolicyRow) -> tuple[object, ...]:
    return (
        row.policy,
        row.orders,
        row.unplaced,
        row.cancelled,
        row.cost_centavos / 100,
        row.cost_per_order_centavos / 100,
        row.parcels,
        row.extra_shipments,
    )


def _work_cells(row: PolicyRow) -> tuple[object, ...]:
    return (
        row.policy,
        frame.percent(row.late_share),
        row.mean_promised_days,
        round(row.km),
        row.imagined_parcels,
        row.reallocated,
        row.peak_minutes,
        row.peak_location,
    )


def _difference_cells(one: Difference) -> tuple[object, ...]:
    share, pesos, late = one.saving_share, one.saving_centavos_per_order, one.late_share_less
    return (
        one.policy,
        one.orders,
        f"{share.value:+.1%}",
        f"{share.low:+.1%} {share.high:+.1%}",
        f"{pesos.value / 100:+.2f}",
        f"{late.value:+.2%}",
        f"{late.low:+.2%} {late.high:+.2%}",
        f"{one.promised_days_less.value:+.2f}",
    )


def _room_cells(one: PolicyRoom) -> tuple[object, ...]:
    under, taken = one.under_share, one.taken_share
    return (
        one.policy,
        f"{under.value:.1%}",
        f"{under.low:.1%} {under.high:.1%}",
        "" if taken is None else f"{taken.value:.0%}",
        "" if taken is None else f"{taken.low:.0%} {taken.high:.0%}",
    )
