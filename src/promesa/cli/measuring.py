"""`promesa bench`: rates, waits and memory against the budgets."""

from typing import Annotated

import typer

from promesa.cli import frame
from promesa.cli.wrong_calls import WrongCall
from promesa.lab import bench_store, benches
from promesa.lab.benches import Asked

MUST_BE_ZERO = ("oversold", "leaked", "lost", "doubled", "violations")
"""Figures of a bench that are faults, however fast it was."""


def bench(
    name: Annotated[str, typer.Argument(metavar="NAME", help=", ".join(benches.BENCHES))],
    seconds: Annotated[float, typer.Option("--seconds", min=0.1, help="How long to ask (quote).")] = 10.0,
    seed: Annotated[int, typer.Option("--seed")] = 1,
    size: Annotated[
        int | None,
        typer.Option("--size", min=100, help="Orders (place), open ones (replay, reoptimise, pages), proposals."),
    ] = None,
    store: Annotated[
        str, typer.Option("--store", help='"sqlite" or "postgres" (thrown away), or an empty store of yours.')
    ] = bench_store.SQLITE,
    as_json: frame.AsJson = False,
) -> None:
    """Rate, p50, p99, memory and machine of one workload."""
    run = benches.BENCHES.get(name)
    if run is None:
        known = ", ".join(benches.BENCHES)
        raise WrongCall(f"{name!r} no es ninguno de {known}", f"{name!r} is none of {known}", "NAME")
    with frame.progress(f"bench {name}") as told:
        figures = run(Asked(seconds, seed, size, store), told)
    if as_json:
        frame.put_json(figures)
    else:
        frame.put_table(f"bench {name}", ("", ""), list(figures.items()))
    wrong = {key: figures[key] for key in MUST_BE_ZERO if figures.get(key)}
    if wrong:
        frame.fail(f"No debió pasar: {wrong}", f"This must not happen: {wrong}")
