"""`promesa person`: who works here, and the first director of a house."""

from collections.abc import Callable
from typing import Annotated, Any

import typer

from promesa import app
from promesa.cli import frame
from promesa.domain.conduct.roles import Role
from promesa.domain.conduct.staff import rules
from promesa.domain.conduct.staff.words import PERSON, AddPerson, RemovePerson, SignOut
from promesa.domain.values.ids import LocationId
from promesa.domain.values.moments import Instant, to_iso
from promesa.domain.values.refusal import Refused
from promesa.domain.world import World
from promesa.engine.machine import Machine
from promesa.engine.vault import Vault
from promesa.surfaces.asks import staffing

BY = "cli"
Name = Annotated[str, typer.Argument(metavar="NAME", help="What they sign in with; it is `by` in the log.")]


def add(
    name: Name,
    role: Annotated[Role, typer.Option("--role", help="What they may see and do.")],
    location: Annotated[str, typer.Option("--location", metavar="ID", help="Of a store's people: their store.")] = "",
    days: Annotated[int, typer.Option("--days", min=1, max=rules.INVITATION_DAYS_MAX, help="The link's.")] = 3,
    as_json: frame.AsJson = False,
    store: frame.Store = None,
) -> None:
    """Add a person and show the link with which they choose their password and code, this once."""
    with frame.machine_on(store) as machine:
        _put(machine, AddPerson(name, role, LocationId(location) or None))
        _show_link(machine, rules.name_of(name), days, as_json)


def invite(
    name: Name,
    days: Annotated[int, typer.Option("--days", min=1, max=rules.INVITATION_DAYS_MAX, help="The link's.")] = 3,
    as_json: frame.AsJson = False,
    store: frame.Store = None,
) -> None:
    """A new link for somebody who lost theirs, their password or their phone; the old ones end when it is used."""
    with frame.machine_on(store) as machine:
        _show_link(machine, rules.name_of(name), days, as_json)


def remove(name: Name, as_json: frame.AsJson = False, store: frame.Store = None) -> None:
    """They do nothing here any more; the name stays taken."""
    with frame.machine_on(store) as machine:
        changed = _put(machine, RemovePerson(rules.name_of(name)))
    vault = Vault(app.open_keys(frame.settings_of(store)))
    try:
        vault.forget(PERSON + rules.name_of(name))
    finally:
        vault.close()
    if as_json:
        frame.put_json({"person": rules.name_of(name), "changed": changed})


def sign_out(name: Name, as_json: frame.AsJson = False, store: frame.Store = None) -> None:
    """Every sign-in of theirs is over."""
    with frame.machine_on(store) as machine:
        changed = _put(machine, SignOut(rules.name_of(name)))
    if as_json:
        frame.put_json({"person": rules.name_of(name), "changed": changed})


def show(as_json: frame.AsJson = False, store: frame.Store = None) -> None:
    """Everybody who works here or did."""
    with frame.machine_on(store, read_only=True) as machine:
        now = Instant(machine.now())
        people = machine.ask(lambda world: [staffing.told(one, now) for one in world.staff.by_name.values()])
    if as_json:
        for one in people:
            frame.put_json(one)
        return
    rows = [(one.person, one.role, one.location or None, one.state, one.signed_in_at) for one in people]
    frame.put_table("people", ("name", "role", "location", "state", "signed in"), rows)


def _show_link(machine: Machine[World], name: str, days: int, as_json: bool) -> None:
    code, command = staffing.invitation(name, days, machine.now())
    _put(machine, command)
    path = f"{staffing.WELCOME}?code={code}"
    if as_json:
        frame.put_json({"person": name, "path": path, "ends_at": to_iso(command.until)})
    else:
        print(path)


def _put(machine: Machine[World], command: object) -> bool:
    """Whether it changed anything; a refusal ends the command."""
    verdict = machine.submit(command, BY)
    if isinstance(verdict.refusal, Refused):
        frame.refuse(verdict.refusal)
    assert verdict.accepted, verdict
    return bool(verdict.facts)


COMMANDS: dict[str, Callable[..., Any]] = {
    "add": add,
    "invite": invite,
    "remove": remove,
    "sign-out": sign_out,
    "list": show,
}
