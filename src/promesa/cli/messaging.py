"""`promesa messages`: what was said to customers, what it cost, and why the rest was not said."""

from typing import Annotated

import typer

from promesa.cli import frame
from promesa.surfaces.asks import messaging
from promesa.surfaces.asks.messaging import MessagesAsked, MessagesTold
from promesa.surfaces.speech import message_words

COLUMNS = ("month", "channel", "area", "category", "charged as", "messages", "pesos")


def messages(
    month: Annotated[str, typer.Option("--month", help="Only this month, YYYY-MM.")] = "",
    as_json: frame.AsJson = False,
    language: frame.Language = "es",
    store: frame.Store = None,
) -> None:
    """Messages by month, area and category with their pesos; how far they came; what was not said and why."""
    with frame.machine_on(store, read_only=True) as machine:
        told: MessagesTold = machine.ask(messaging.totals, MessagesAsked(month=month))
    if as_json:
        frame.put_json(told)
        return
    rows = [
        (one.month[:7], one.channel, one.area, one.category, one.kind, one.messages, f"{one.centavos / 100:,.2f}")
        for one in told.lines
    ]
    whole = sum(one.centavos for one in told.bills) / 100
    frame.put_table(f"{told.wanted:,} messages, {whole:,.2f} pesos", COLUMNS, rows)
    if told.silences:
        reasons = [(_said(reason, language), count) for reason, count in told.silences.items()]
        frame.put_table("not said", ("why", "messages"), reasons)
    if told.disputes:
        found = [(one.month[:7], one.ours, one.theirs, one.messages) for one in told.disputes]
        frame.put_table("charged otherwise", ("month", "ours", "theirs", "messages"), found)


def _said(reason: str, language: str) -> str:
    return message_words.CODES[reason][0 if language == "es" else 1]
