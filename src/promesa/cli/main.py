"""The command line: reads arguments, calls `app` or `lab`, prints a table or JSON."""

import sys
from collections.abc import Callable, Mapping, Sequence
from importlib import metadata
from typing import Annotated, Any

import apsw
import typer

from promesa.cli import (
    agency,
    asking,
    backtesting,
    bringing,
    caring,
    drilling,
    frame,
    keyring,
    ledgering,
    linking,
    listening,
    measuring,
    messaging,
    rehearsing,
    replaying,
    rethinking,
    running,
    solving,
    staffing,
    templating,
    verifying,
    wrong_calls,
)
from promesa.engine.log import Trouble

NAME = "promesa"
NOT_WELL = 1
CALLED_WRONGLY = 2
INTERRUPTED = 130


def build() -> typer.Typer:
    """The application with all its commands."""
    built = typer.Typer(
        name=NAME,
        help="Makes a retailer's promises and keeps them.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
    )
    built.callback()(whole)
    built.command("demo")(running.play_demo)
    built.command("serve")(running.serve)
    built.command("import")(bringing.bring)
    built.command("quote")(asking.quote)
    built.command("why")(asking.tell_why)
    built.command("cases")(caring.cases)
    built.command("dossier")(caring.dossier)
    built.command("link")(linking.link)
    built.command("messages")(messaging.messages)
    built.command("replay")(replaying.replay)
    built.command("ledger")(ledgering.ledger)
    built.command("intents")(listening.propose_intents)
    built.command("rethink")(rethinking.rethink)
    built.command("verify")(verifying.verify)
    built.add_typer(templating.group(), name="templates")
    built.command("bench")(measuring.bench)
    built.add_typer(_group("Our dates against real deliveries.", {"olist": backtesting.backtest}), name="backtest")
    built.add_typer(_group("The optimisers by themselves.", {"facility": solving.solve_facility}), name="solve")
    built.add_typer(_group("What fails, and what becomes of every promise.", drilling.COMMANDS), name="drill")
    built.add_typer(_group("A month in the life, held against the bill.", rehearsing.COMMANDS), name="rehearse")
    doors: dict[str, Callable[..., Any]] = {"add": keyring.add, "revoke": keyring.revoke, "list": keyring.show}
    built.add_typer(_group("API keys and what they open.", doors), name="keys")
    built.add_typer(_group("The people who work here.", staffing.COMMANDS), name="person")
    acting: dict[str, Callable[..., Any]] = {"list": agency.show, "acts": agency.acts, "say": agency.say}
    acting |= {"approve": agency.approve, "decline": agency.decline, "undo": agency.undo}
    acting |= {"promote": agency.promote, "stop": agency.stop, "allow": agency.allow}
    built.add_typer(_group("What agents may do and did, and the switch.", acting), name="agents")
    return built


def _group(about: str, commands: Mapping[str, Callable[..., Any]]) -> typer.Typer:
    """Commands below a command."""
    group = typer.Typer(no_args_is_help=True, help=about, rich_markup_mode=None)
    group.callback()(lambda: None)
    for name, command in commands.items():
        group.command(name)(command)
    return group


def whole(
    version: Annotated[bool, typer.Option("--version", help="Say which version this is.", is_eager=True)] = False,
) -> None:
    """Makes a retailer's promises and keeps them."""
    if version:
        print(metadata.version("promesa"))
        raise typer.Exit(0)


app = build()


def main(arguments: Sequence[str] | None = None) -> None:
    """Exit 0 only when all went well, 1 when something was refused or found wrong, 2 when we were called wrongly."""
    try:
        said = app(args=None if arguments is None else list(arguments), prog_name=NAME, standalone_mode=False)
    except wrong_calls.UsageError as error:
        sys.exit(_called_wrongly(error))
    except Trouble as trouble:
        frame.say_wrong(trouble.say("es"), trouble.say("en"))
        sys.exit(NOT_WELL)
    except (OSError, apsw.Error) as error:  # a folder that is missing, a disk that is full, a file that is locked
        frame.say_wrong(f"No se pudo: {error}", f"It could not be done: {error}")
        sys.exit(NOT_WELL)
    code = said if isinstance(said, int) else 0
    if code == INTERRUPTED:
        frame.say_wrong("Interrumpido; lo que ya se guardó queda guardado.", "Interrupted; what was kept stays kept.")
    sys.exit(code)


def _called_wrongly(error: Exception) -> int:
    """How it is called, and what is wrong with this call in both languages; the help where nothing was said."""
    if help_text := wrong_calls.help_of(error):
        print(help_text, file=sys.stderr)
        return CALLED_WRONGLY
    if usage := wrong_calls.usage_of(error):
        print(f"Uso / Usage: {usage}", file=sys.stderr)
    frame.say_wrong(*wrong_calls.say(error))
    return CALLED_WRONGLY
