"""The command line: reads arguments, calls `app` or `lab`, prints a table or JSON."""

import sys
from collections.abc import Callable, Mapping, Sequence
from importlib import metadata
from typing import Annotated, Any

import apsw
import typer

from promesa.cli import asking, bringing, frame, keyring, ledgering, measuring, olist, running, verifying
from promesa.engine.log import Trouble

NOT_WELL = 1


def build() -> typer.Typer:
    """The application with all its commands."""
    built = typer.Typer(
        name="promesa",
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
    built.command("ledger")(ledgering.ledger)
    built.command("verify")(verifying.verify)
    built.command("bench")(measuring.bench)
    built.add_typer(_group("Our dates against real deliveries.", {"olist": olist.backtest}), name="backtest")
    doors: dict[str, Callable[..., Any]] = {"add": keyring.add, "revoke": keyring.revoke, "list": keyring.show}
    built.add_typer(_group("API keys and what they open.", doors), name="keys")
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
        app(args=None if arguments is None else list(arguments))
    except Trouble as trouble:
        frame.say_wrong(trouble.say("es"), trouble.say("en"))
        sys.exit(NOT_WELL)
    except (OSError, apsw.Error) as error:  # a folder that is missing, a disk that is full, a file that is locked
        frame.say_wrong(f"No se pudo: {error}", f"It could not be done: {error}")
        sys.exit(NOT_WELL)
    except KeyboardInterrupt:
        frame.say_wrong("Interrumpido; lo que ya se guardó queda guardado.", "Interrupted; what was kept stays kept.")
        sys.exit(130)
