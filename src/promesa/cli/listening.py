"""`promesa intents`: what messages of customers may be about, as the buttons that would be proposed."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from promesa.cli import frame
from promesa.domain.people.intents import proposing
from promesa.domain.people.intents.words import Proposal
from promesa.gateways.messaging.intents import learned

TABLE_MOST = 3


class Written(msgspec.Struct):
    """One line of the file; whatever else it holds is left alone."""

    text: str


class Heard(msgspec.Struct):
    text: str
    proposals: list[Proposal]


def propose_intents(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="One JSON object with `text` on each line.")],
    as_json: frame.AsJson = False,
    store: frame.Store = None,
) -> None:
    """What each message may be about, best first; nothing is done about it."""
    del store  # every command takes it; this one keeps nothing
    wrong: list[int] = []
    lines = [(number, line) for number, line in enumerate(file.read_bytes().splitlines(), 1) if line.strip()]
    rows = []
    for heard in _heard(lines, wrong):
        if as_json:
            frame.put_json(heard)
        else:
            rows.append((heard.text, ", ".join(_said(one) for one in heard.proposals[:TABLE_MOST])))
    if not as_json:
        frame.put_table(f"{file}", ("text", "proposals"), rows)
    if wrong:
        named = ", ".join(map(str, wrong[:10]))
        frame.fail(
            f"{len(wrong)} renglón(es) no son un objeto JSON con `text`: {named}.",
            f"{len(wrong)} line(s) are not a JSON object with `text`: {named}.",
        )


def _heard(lines: list[tuple[int, bytes]], wrong: list[int]) -> Iterator[Heard]:
    model = learned.model()
    for number, line in lines:
        try:
            text = msgspec.json.decode(line, type=Written).text
        except msgspec.MsgspecError:
            wrong.append(number)
            continue
        yield Heard(text, proposing.propose(model, text))


def _said(one: Proposal) -> str:
    return f"{one.intent.value} {one.probability:.0%}"
