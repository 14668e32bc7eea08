"""The command line: reads arguments, calls `app` or `lab`, prints a table or JSON."""

import sys
from collections.abc import Sequence
from importlib import metadata
from typing import Annotated

import typer

from promesa.cli import asking, bringing, frame, measuring, olist
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
    built.command("import")(bringing.bring)
    built.command("quote")(asking.quote)
    built.command("why")(asking.tell_why)
    built.command("bench")(measuring.bench)
    backtests = typer.Typer(no_args_is_help=True, help="Our dates against real deliveries.", rich_markup_mode=None)
    backtests.callback()(_nothing)
    backtests.command("olist")(olist.backtest)
    built.add_typer(backtests, name="backtest")
    return built


def _nothing() -> None:
    """Our dates against real deliveries."""


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
    except KeyboardInterrupt:
        frame.say_wrong("Interrumpido; lo que ya se guardó queda guardado.", "Interrupted; what was kept stays kept.")
        sys.exit(130)
