"""`promesa solve`: the optimisers by themselves, on published cases."""

import math
import time
from pathlib import Path
from typing import Annotated

import typer

from promesa.cli import frame
from promesa.cli.wrong_calls import WrongCall
from promesa.gateways.orlib import facility_files
from promesa.kernels import facility
from promesa.kernels.facility import Case, Opened
from promesa.kernels.programs import NO_LIMIT, Ended, Limits


def solve_facility(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A case in OR-Library's format.")],
    capacity: Annotated[
        float | None, typer.Option("--capacity", help="Of every facility where the file says 'capacity'.")
    ] = None,
    nodes: Annotated[int, typer.Option("--nodes", min=1, help="Branches to look at, at most.")] = NO_LIMIT,
    seconds: Annotated[
        float, typer.Option("--seconds", min=0.1, help="To look at most, then the best so far.")
    ] = 900.0,
    as_json: frame.AsJson = False,
    store: frame.Store = None,
) -> None:
    """Which facilities to open and who serves whom, at the least cost, with a bound that proves it."""
    del store  # every command takes it; this one keeps nothing
    if capacity is not None and not (math.isfinite(capacity) and capacity >= 0):
        raise WrongCall("debe ser un número no negativo.", "must be a number that is not negative.", "--capacity")
    began = time.perf_counter()
    read = facility_files.read(file, capacity)
    if capacity is not None and not read.capacity_used:
        frame.say_wrong(
            "El archivo trae sus capacidades: --capacity no se usó.", "--capacity is not used: the file has its own."
        )
    with frame.progress(f"{file}"):
        found = facility.solve(read.case, Limits(nodes, seconds))
    answer = said(read.case, found, round(time.perf_counter() - began, 3))
    if as_json:
        frame.put_json(answer)
    elif found.ended is not Ended.INFEASIBLE:
        rows = [(key, _shown(value)) for key, value in answer.items() if key != "flows"]
        frame.put_table(f"{file}", ("", ""), rows)
    _tell_end(read.case, found)


def said(case: Case, found: Opened, seconds: float) -> dict[str, object]:
    """What was found, facilities and customers counted from 1 as in the file; no figures where there is no plan."""
    none = found.ended is Ended.INFEASIBLE
    flows = zip(found.customer.tolist(), found.facility.tolist(), found.share.tolist(), strict=True)
    return {
        "objective": None if none else round(found.objective, 6),
        "bound": None if none else round(found.bound, 6),
        "gap": None if none else _gap(found),
        "seconds": seconds,
        "ended": found.ended.value,
        "nodes": found.nodes,
        "facilities": len(case.fixed),
        "customers": len(case.demand),
        "opened": [one + 1 for one in found.opened.tolist()],
        "flows": [{"customer": who + 1, "facility": where + 1, "share": share} for who, where, share in flows],
    }


def _gap(found: Opened) -> float:
    return round((found.objective - found.bound) / found.objective, 9) if found.objective else 0.0


def _shown(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else frame.cell(value)


def _tell_end(case: Case, found: Opened) -> None:
    if found.ended is Ended.INFEASIBLE:
        room, wanted = case.capacity.sum(), case.demand.sum()
        frame.fail(
            f"No se puede: todas las instalaciones juntas dan {room:,.2f} y los clientes piden {wanted:,.2f}.",
            f"It cannot be done: all facilities together hold {room:,.2f} and the customers want {wanted:,.2f}.",
        )
    if found.ended is Ended.LIMIT:
        frame.say_wrong(
            f"Se acabó el límite: es el mejor plan encontrado, a lo más {_gap(found):.4%} sobre el óptimo.",
            f"Out of its limit: this is the best plan found, at most {_gap(found):.4%} above the optimum.",
        )
