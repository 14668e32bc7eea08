"""`promesa rethink`: think over again all orders that nobody has picked, see what it saved, and go back."""

from collections.abc import Sequence
from typing import Annotated

import typer

from promesa.agents import rethinker
from promesa.cli import frame
from promesa.domain.promise.rethinks import ReallocationUndone, UndoRethink
from promesa.domain.values.ids import OrderId
from promesa.domain.values.refusal import Refused
from promesa.surfaces.asks import rethinking
from promesa.surfaces.asks.rethinking import RethinksTold, RethinkTold

BY = "cli"
COLUMNS = ("run", "looked at", "orders", "saved", "parcels", "km", "undone", "note")


def rethink(
    show: Annotated[bool, typer.Option("--list", help="Only say what the rethinks so far came to.")] = False,
    undo: Annotated[
        str | None, typer.Option("--undo", metavar="RUN", help="Send again as before that rethink.")
    ] = None,
    order: Annotated[str | None, typer.Option("--order", help="Undo of this order alone.")] = None,
    as_json: frame.AsJson = False,
    store: frame.Store = None,
) -> None:
    """Think over again all orders that nobody has picked yet, for better plans of them together."""
    if undo is not None:
        _undo(undo, order, as_json, store)
    elif show:
        _show(as_json, store)
    else:
        _think(as_json, store)


def _think(as_json: bool, store: str | None) -> None:
    with frame.machine_on(store) as machine, frame.progress("rethink"):
        run = rethinker.once(machine, lambda request: machine.submit(request.command, request.by))
        if isinstance(run, Refused):
            frame.refuse(run)
        known = None if run is None else machine.world.rethinks.by_run.get(run)
    told = None if known is None else rethinking.told(known)
    if as_json:
        frame.put_json(rethinking.Thought(changed=told is not None and told.orders > 0, rethink=told))
    elif told is None:
        print("Nada mejor: todo sale como estaba. / Nothing better: all leaves as it was planned.")
    else:
        _put([told])


def _show(as_json: bool, store: str | None) -> None:
    with frame.machine_on(store, read_only=True) as machine:
        answer: RethinksTold = machine.ask(rethinking.all_told)
    if as_json:
        frame.put_json(answer)
    else:
        _put(answer.rethinks)


def _undo(run: str, order: str | None, as_json: bool, store: str | None) -> None:
    with frame.machine_on(store) as machine:
        verdict = machine.submit(UndoRethink(run, None if order is None else OrderId(order)), BY)
    if isinstance(verdict.refusal, Refused):
        frame.refuse(verdict.refusal)
    names = tuple(fact.order for fact in verdict.facts if isinstance(fact, ReallocationUndone))
    if as_json:
        frame.put_json(rethinking.Undone(run, names))
    else:
        print(", ".join(names))


def _put(rows: Sequence[RethinkTold]) -> None:
    cells = [
        (r.run, r.looked_at, r.orders, r.saved_centavos / 100, r.parcels_saved, r.km_saved, r.undone, r.note)
        for r in rows
    ]
    frame.put_table("rethinks", COLUMNS, cells)
