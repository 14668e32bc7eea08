"""The channels to customers: which of them stand still, since when and why; and that one is good again."""

from datetime import datetime

import msgspec

from promesa.domain.people import lines
from promesa.domain.people.messages.words import CHANNELS
from promesa.domain.values import moments
from promesa.domain.world import World
from promesa.surfaces.operations import Call, Command, Nothing, Question, Receipt, receipt


class LineTold(msgspec.Struct, frozen=True):
    """One channel. `code`: the partner's word for why it takes nothing."""

    channel: str
    stands_still: bool
    since: datetime | None = None
    code: str = ""


class LinesTold(msgspec.Struct, frozen=True):
    lines: tuple[LineTold, ...]


def show(world: World, _: Nothing, __: Call) -> LinesTold:
    return LinesTold(tuple(_told(world, channel) for channel in CHANNELS))


def _told(world: World, channel: str) -> LineTold:
    state = lines.state_of(world.news.handsets, channel)
    if state is None:
        return LineTold(channel, stands_still=False)
    still = channel in lines.stopped(world.news.handsets)
    return LineTold(channel, still, moments.utc(state.at), dict(state.figures).get("code", "") if still else "")


OPERATIONS = (
    Question(
        name="show_lines",
        method="GET",
        path="/v1/lines",
        scope="read",
        group="Conduct",
        summary="The channels to customers, and which of them stand still because the partner takes nothing of ours.",
        gives=LinesTold,
        answer=show,
    ),
    Command(
        name="revive_line",
        method="POST",
        path="/v1/lines/{channel}/revive",
        scope="operate",
        group="Conduct",
        summary="Say that a channel which stands still is good again: what waits for it is sent, where it is still so.",
        takes=Nothing,
        gives=Receipt,
        command=lambda _, call: lines.ReviveLine(str(call.path["channel"])),
        reply=lambda _, __, call, facts: receipt(str(call.path["channel"]), facts),
    ),
)
