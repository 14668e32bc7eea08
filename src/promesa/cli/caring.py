"""`promesa cases` and `promesa dossier`: what waits for a person, and one order with all its evidence."""

from datetime import datetime
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from promesa.cli import frame
from promesa.cli.wrong_calls import WrongCall
from promesa.domain.values.moments import Instant
from promesa.surfaces import dossier as dossiers
from promesa.surfaces.asks import casing
from promesa.surfaces.asks.casing import CasesAsked, CasesTold
from promesa.surfaces.speech import dossier as speech


def cases(
    assigned: Annotated[str, typer.Option("--assigned", help="Only those that this person has taken.")] = "",
    overdue: Annotated[bool, typer.Option("--overdue", help="Only those past a deadline.")] = False,
    limit: Annotated[int, typer.Option("--limit", min=1, max=casing.LISTED_MAX)] = 50,
    as_json: frame.AsJson = False,
    store: frame.Store = None,
) -> None:
    """The cases that wait for a person, those due first before."""
    with frame.machine_on(store, read_only=True) as machine:
        asked = CasesAsked(assigned=assigned, overdue=overdue, limit=limit)
        told: CasesTold = machine.ask(casing.listed, asked, Instant(machine.now()))
        zone = machine.world.policies.now.care.desk.zone
    if as_json:
        frame.put_json(told)
        return
    columns = ("case", "about", "order", "pesos", "unread", "answer by", "resolve by", "overdue", "who")
    rows = [
        (one.case, one.kind, one.order, one.centavos / 100, one.unread, *_dues(one, zone), one.overdue, one.assigned)
        for one in told.cases
    ]
    frame.put_table(f"{told.total} cases, {told.overdue} overdue", columns, rows)


def _dues(one: casing.CaseTold, zone: str) -> tuple[str, str]:
    def clock(at: datetime | None) -> str:
        return "-" if at is None else f"{at.astimezone(ZoneInfo(zone)):%a %d %b %H:%M}"

    return clock(one.answer_by), clock(one.resolve_by)


def dossier(
    name: Annotated[str, typer.Argument(metavar="ID", help="An order, or its case, parcel, cart or payment.")],
    output: Annotated[Path | None, typer.Option("--output", help="Write the paper to this file.")] = None,
    language: frame.Language = "es",
    as_json: frame.AsJson = False,
    store: frame.Store = None,
) -> None:
    """One order with all that was promised, said, paid, carried and answered: for Profeco, a carrier, a lawyer."""
    if language not in ("es", "en"):
        raise WrongCall('debe ser "es" o "en"', 'must be "es" or "en"', "--language")
    with frame.machine_on(store, read_only=True) as machine:
        made = dossiers.make(machine, name)
    if made is None:
        frame.fail(f"Nadie conoce «{name}»: ni pedido, caso, paquete ni pago.", f"Nobody knows “{name}”.")
    elif as_json:
        frame.put_json(made)
    elif output is None:
        print(speech.say(made, language))
    else:
        output.write_text(speech.say(made, language), encoding="utf-8")
