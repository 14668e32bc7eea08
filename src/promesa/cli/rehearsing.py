"""`promesa rehearse month`: a month of WhatsApp at the demo retailer, held against its bill and everybody's wishes."""

from collections.abc import Callable
from enum import StrEnum
from typing import Annotated

import msgspec
import typer

from promesa import app
from promesa.cli import frame
from promesa.lab.month import playing
from promesa.lab.month.playing import MonthReport

ORDERS = 50_000


class RegimeName(StrEnum):
    """What WhatsApp charges for: as until 30 September 2026, as since then, or the turn from one to the other."""

    BEFORE = "2025"
    SINCE = "2026"
    TURN = "turn"


def month(
    orders: Annotated[int, typer.Option("--orders", min=100, help="About so many in thirty days.")] = ORDERS,
    regime: Annotated[RegimeName, typer.Option("--regime", help="Whose prices: 2025, 2026, or the turn.")] = (
        RegimeName.SINCE
    ),
    seed: Annotated[int, typer.Option("--seed", help="Same seed, same month.")] = 1,
    as_json: frame.AsJson = False,
) -> None:
    """Thirty days of orders, offers and conversations on WhatsApp's twin; then its bill is held against our ledger."""
    app.calm_collector()
    with frame.progress("month") as told:
        report = playing.play(orders, regime.value, seed, lambda share: told(share, 1.0))
    _put(report, as_json)
    if not report.is_good:
        frame.fail(
            "El mes encontró diferencias con la cuenta de WhatsApp, o mensajes que nadie debió recibir.",
            "The month found differences from WhatsApp's bill, or messages that nobody should have got.",
        )


def _put(report: MonthReport, as_json: bool) -> None:
    if as_json:
        frame.put_json(report)
        return
    rows = [(name, str(value)) for name, value in msgspec.structs.asdict(report).items() if name != "bill"]
    frame.put_table(f"month {report.regime}", ("", ""), rows)
    lines = [msgspec.structs.astuple(line) for line in report.bill]
    frame.put_table("bill", [field.name for field in msgspec.structs.fields(playing.BillLine)], lines)


COMMANDS: dict[str, Callable[..., None]] = {"month": month}
