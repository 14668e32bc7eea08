"""Does the effects of messages: looks once more, writes, sends through its channel, and says what came of it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec

from promesa.domain.people.lines import ReviveLine, StopLine
from promesa.domain.people.messages import state
from promesa.domain.people.messages.earlier import RecordMessage, SendMessage
from promesa.domain.people.messages.questions import SendableMessage
from promesa.domain.people.messages.words import (
    TEMPLATE,
    WHATSAPP,
    MessageWanted,
    RecordAccepted,
    RecordFailed,
    Recourse,
    ReplanMessage,
    Silence,
    Transmit,
)
from promesa.domain.values.moments import SECOND
from promesa.domain.world import World
from promesa.engine.once import Again, Deed, Hopeless, Once, Result, Went
from promesa.gateways.messaging import callback
from promesa.gateways.messaging.channel import Accepted, Declined, Outcome, Remedy
from promesa.gateways.messaging.verdicts import verdict

UNCERTAIN = "uncertain"
"""Our own code: begun, and no word of it since."""
ADDRESS_SECONDS = 5.0
"""So long an address may come after the first message that needs it."""
NEVER = 1 << 62
RECOURSES: Mapping[Remedy, Recourse] = {
    Remedy.REPLAN: Recourse.TEMPLATE,
    Remedy.SIBLING: Recourse.SIBLING,
    Remedy.SUPPRESS: Recourse.STOPPED,
    Remedy.PAUSE_MARKETING: Recourse.GIVE_UP,
}
"""What the domain is asked for; whatever is not here goes another way."""

Look = Callable[[Transmit], SendableMessage | Silence]
"""Asks the world whether an attempt may still be sent, at the moment of sending (R48)."""
Post = Callable[[str], Outcome]
"""Sends one part, given what every status of it will echo; raises nothing."""
Line = Callable[[SendableMessage], Sequence[Post] | Silence]
"""Writes a message for one channel, addressed just now: its parts in order, or why it cannot be said there."""
Mark = Callable[[str], str]
"""A partner's name of a message as it may stand in a fact."""


def as_it_is(name: str) -> str:
    """For partners whose names of messages hold nothing personal."""
    return name


def all_run(_: str) -> bool:
    """Where nobody keeps lines."""
    return False


def never() -> int:
    """Where nobody waits for addresses."""
    return NEVER


def hands(
    lines: Mapping[str, Line],
    look: Look,
    mark: Mark = as_it_is,
    stands_still: Callable[[str], bool] = all_run,
    now: Callable[[], int] = never,
) -> Mapping[type, Once]:
    """What the outbox calls, by effect, each at most once; what an earlier release wanted is sent as it was.

    `stands_still`: whether a channel does, as the world knows: what is sent by it then is a try, and what is taken
    shows that it runs again. `now` (µs): an order's contact is written right after the order, so that whoever has no
    address yet may have one in a moment.
    """

    def transmit(effect: Transmit, _: str, step: int) -> Deed | Result:
        found = look(effect)
        posts = found if isinstance(found, Silence) else _posts(lines, found)
        if posts is Silence.UNDELIVERABLE and _is_new(found, now()):
            return Again("no address yet", ADDRESS_SECONDS, counted=False)
        if isinstance(posts, Silence):
            return Went((ReplanMessage(effect.message, effect.attempt, posts),))
        more = step + 1 < len(posts)
        echo = callback.say(effect.message, effect.attempt, step + 1 if more else 0)
        is_try = stands_still(effect.channel)
        return lambda: _tried(
            verdict(
                posts[step](echo),
                lambda yes: [] if more else [_taken(effect, yes, mark)],
                lambda no: [_declined(effect, no)],
                more=more,
                stopped=lambda no: [StopLine(effect.channel, no.code)],
            ),
            effect.channel if is_try else "",
        )

    def send_as_before(effect: SendMessage, _: str, __: int) -> Deed | Result:
        posts = _posts(lines, _as_now(effect))
        if isinstance(posts, Silence):
            return Went()
        return lambda: verdict(
            posts[0](callback.say(effect.message, 1)),
            lambda yes: [RecordMessage(effect.message, effect.order, mark(yes.provider_id))],
            lambda _: [],
        )

    return {
        Transmit: Once(transmit, heard, given_up, grace_seconds),
        SendMessage: Once(send_as_before, lambda *_: False, lambda _: [], grace_seconds),
    }


def _is_new(found: SendableMessage | Silence, now: int) -> bool:
    if isinstance(found, Silence):
        return False
    return found.attempt == 1 and now < found.wanted_at + int(ADDRESS_SECONDS * SECOND)


def _tried(result: Result, channel: str) -> Result:
    """`channel`: that the post was a try of, if any: any answer about the message itself says that it runs again."""
    if not channel or not isinstance(result, Went | Hopeless):
        return result
    return msgspec.structs.replace(result, commands=(*result.commands, ReviveLine(channel)))


def _posts(lines: Mapping[str, Line], found: SendableMessage) -> Sequence[Post] | Silence:
    line = lines.get(found.channel)
    return Silence.NO_CHANNEL if line is None else line(found)


def _as_now(effect: SendMessage) -> SendableMessage:
    wanted = MessageWanted(effect.message, effect.order, effect.customer, effect.template, effect.words)
    return SendableMessage(effect.message, 1, WHATSAPP, TEMPLATE, (wanted,))


def _taken(effect: Transmit, yes: Accepted, mark: Mark) -> RecordAccepted:
    return RecordAccepted(effect.message, effect.attempt, mark(yes.provider_id))


def _declined(effect: Transmit, no: Declined) -> RecordFailed:
    return RecordFailed(effect.message, effect.attempt, no.code, recourse_of(no.remedy), no.stopped)


def recourse_of(remedy: Remedy) -> Recourse:
    return RECOURSES.get(remedy, Recourse.OTHER_CHANNEL)


def grace_seconds(world: World) -> float:
    """How long word is waited for of a message that nobody knows to have been taken."""
    return world.policies.now.messages.uncertain_minutes * 60.0


def heard(world: World, effect: Transmit, _: int) -> bool:
    """Whether any status, or a failure, of the attempt is known: only the last part's statuses name it."""
    attempt = state.attempt_of(world.messages, effect.message, effect.attempt)
    return attempt is not None and bool(attempt.times or attempt.code)


def given_up(effect: Transmit) -> list[Any]:
    """It may have been seen: no other channel says it again."""
    return [RecordFailed(effect.message, effect.attempt, UNCERTAIN, Recourse.GIVE_UP)]
