"""`promesa drill KIND`: something fails that many promises stand on, and what becomes of each in ten minutes."""

from collections.abc import Callable
from typing import Annotated

import msgspec
import typer

from promesa import app
from promesa.cli import frame
from promesa.domain.promise.keeping.contingency.words import ContingencyKind
from promesa.domain.values.refusal import Refused
from promesa.lab import drills
from promesa.lab.drills import DrillReport

Seed = Annotated[int, typer.Option("--seed", help="Of the demo: same seed, same drill.")]
Days = Annotated[int, typer.Option("--days", min=2, max=365, help="How long the demo's past is.")]
DEMO = "demo"
DAYS = 14


def _drill(kind: ContingencyKind, about: str) -> Callable[..., None]:
    def run(
        seed: Seed = 1,
        days: Days = DAYS,
        open_ended: Annotated[bool, typer.Option("--open-ended", help="Nobody knows when it works again.")] = False,
        as_json: frame.AsJson = False,
        store: Annotated[str, typer.Option("--store", help="A store, of which a copy is drilled, or 'demo'.")] = DEMO,
    ) -> None:
        app.calm_collector()
        report = _on_demo(kind, seed, days, open_ended) if store == DEMO else _on_store(kind, store, open_ended)
        if isinstance(report, Refused):
            frame.refuse(report)
        _put(report, as_json)

    run.__doc__ = about
    return run


def _on_demo(kind: ContingencyKind, seed: int, days: int, open_ended: bool) -> DrillReport | Refused:
    with frame.progress("drill") as told:
        return drills.on_demo(kind, seed, days, lambda share: told(share, 1.0), open_ended=open_ended)


def _on_store(kind: ContingencyKind, store: str, open_ended: bool) -> DrillReport | Refused:
    with frame.log_on(store, read_only=True) as log, frame.progress("drill") as told:
        return drills.on_store(kind, log, lambda share: told(share, 1.0), open_ended=open_ended)


def _put(report: DrillReport, as_json: bool) -> None:
    if as_json:
        frame.put_json(report)
    else:
        rows = [(name, str(value)) for name, value in msgspec.structs.asdict(report).items()]
        frame.put_table(f"drill {report.drill}", ("", ""), rows)
    if not report.is_good:
        frame.fail(
            "El simulacro encontró promesas sin respuesta, avisos dobles o faltas en el registro.",
            "The drill found promises without an answer, customers told twice, or violations in the log.",
        )


COMMANDS: dict[str, Callable[..., None]] = {
    "carrier-outage": _drill(ContingencyKind.CARRIER_OUTAGE, "The busiest service of a carrier does not run."),
    "dc-down": _drill(ContingencyKind.DC_DOWN, "The busiest location sends nothing."),
    "hurricane": _drill(ContingencyKind.HURRICANE, "Nothing reaches or leaves the busiest state."),
    "blocked-road": _drill(ContingencyKind.BLOCKED_ROAD, "Nothing gets from one state to another."),
    "erp-silent": _drill(ContingencyKind.ERP_SILENT, "Nobody knows what the busiest location has."),
}
