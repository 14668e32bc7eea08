"""`promesa keys`: who may ask the API what."""

from typing import Annotated

import typer

from promesa.cli import frame
from promesa.domain.conduct.keys import AGENT, SCOPES, RevokeKey
from promesa.domain.values import moments
from promesa.domain.values.refusal import Refused
from promesa.surfaces import keys

BY = "cli"


def add(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Whom the key is for; it is `by` in the log.")],
    scope: Annotated[list[str] | None, typer.Option("--scope", help=f"{', '.join(SCOPES)}; again for more.")] = None,
    agent: Annotated[
        str, typer.Option("--agent", metavar="AGENT", help="Only for that agent, which may propose and nothing else.")
    ] = "",
    as_json: frame.AsJson = False,
    store: frame.Store = None,
) -> None:
    """Make a key and show it, this once; the store keeps only its digest. Without --scope it opens everything that
    is a person's."""
    made = keys.new(name, tuple(scope) if scope else (AGENT,) if agent else SCOPES, agent)
    _put(made.command, store)
    if as_json:
        frame.put_json({"name": name, "key": made.key, "scopes": made.command.scopes})
    else:
        print(made.key)


def revoke(
    name: Annotated[str, typer.Argument(metavar="NAME")], as_json: frame.AsJson = False, store: frame.Store = None
) -> None:
    """From now on the key opens nothing; its name stays taken."""
    changed = _put(RevokeKey(name), store)
    if as_json:
        frame.put_json({"name": name, "changed": changed})


def show(as_json: frame.AsJson = False, store: frame.Store = None) -> None:
    """Every key that was ever given out, by name."""
    with frame.machine_on(store, read_only=True) as machine:
        known = sorted(machine.world.keys.by_name.values(), key=lambda key: key.name)
    rows = [
        {
            "name": key.name,
            "scopes": key.scopes,
            "added_at": moments.to_iso(key.added_at),
            "revoked_at": None if key.revoked_at is None else moments.to_iso(key.revoked_at),
        }
        for key in known
    ]
    if as_json:
        for row in rows:
            frame.put_json(row)
    else:
        cells = [(row["name"], ", ".join(row["scopes"] or ()), row["added_at"], row["revoked_at"]) for row in rows]
        frame.put_table("keys", ("name", "scopes", "added", "revoked"), cells)


def _put(command: object, store: str | None) -> bool:
    """Whether it changed anything; a refusal ends the command."""
    with frame.machine_on(store) as machine:
        verdict = machine.submit(command, BY)
    if isinstance(verdict.refusal, Refused):
        frame.refuse(verdict.refusal)
    assert verdict.accepted, verdict
    return bool(verdict.facts)
