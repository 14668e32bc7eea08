"""`promesa import repep`: the register of who wants no advertising, of which only marks of numbers are kept."""

from pathlib import Path

import typer

from promesa import app
from promesa.cli import frame
from promesa.domain.people import addresses
from promesa.domain.people.consent.words import LoadRegister
from promesa.domain.values.moments import DAY, Instant
from promesa.domain.values.refusal import Refused, say
from promesa.engine.vault import Vault
from promesa.gateways.files import registers
from promesa.gateways.files.reading import Options

BAD_SHOWN = 20


def import_register(path: Path, options: Options, store: str | None, *, dry_run: bool, as_json: bool) -> None:
    """The file replaces what the register held. Whoever is in it is taken to have entered so long ago that it binds:
    the file does not say when."""
    vault = Vault(app.open_keys(frame.settings_of(store)))
    try:
        file = registers.read(path, vault.marker(addresses.MARKED_BY), options)
    finally:
        vault.close()
    with frame.machine_on(store) as machine:
        listed: set[str] = machine.ask(lambda world: set(world.consents.listed))
        days: int = machine.ask(lambda world: world.policies.now.messages.register_days)
        entered_at = Instant(machine.now() - days * DAY)
        told = list(registers.commands(file, listed, entered_at))
        for command in [] if dry_run else told:
            verdict = machine.submit(command, "import:repep")
            if isinstance(verdict.refusal, Refused):
                frame.fail(say(verdict.refusal, "es"), say(verdict.refusal, "en"))
    _put(file, told, as_json)


def _put(file: registers.RegisterFile, told: list[LoadRegister], as_json: bool) -> None:
    answer = {
        "numbers": len(file.marks),
        "added": sum(len(one.marks) for one in told),
        "removed": sum(len(one.gone) for one in told),
        "bad_rows": list(file.bad_rows[:BAD_SHOWN]),
        "bad_rows_count": len(file.bad_rows),
    }
    if as_json:
        frame.put_json(answer)
    else:
        frame.put_table("repep", tuple(answer), [tuple(map(str, answer.values()))])
    if file.bad_rows:
        raise typer.Exit(1)
