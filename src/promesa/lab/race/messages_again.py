"""What channels and customers said of messages: taken, arrived, failed, not to be sent so; and what customers wrote."""

from collections.abc import Iterator, Mapping, Sequence

from promesa.domain.people.handsets import HandsetChanged
from promesa.domain.people.messages import words as messages
from promesa.domain.people.messages.words import Silence
from promesa.domain.people.templates import registry
from promesa.lab.race.past import Past, Told
from promesa.lab.race.words import Reader, Retold


def _taken(_: Past, beat: Sequence[Told], number: int) -> Iterator[Retold]:
    fact: messages.MessageAccepted = beat[number].fact
    yield messages.RecordAccepted(fact.message, fact.attempt, fact.provider_id)


def _statuses(_: Past, beat: Sequence[Told], number: int) -> Iterator[Retold]:
    """A world that has not said it passes it over."""
    yield messages.RecordStatus(beat[number].fact.told)


def _failed(_: Past, beat: Sequence[Told], number: int) -> Iterator[Retold]:
    """Also where the sender found no address, which is its own word and not a partner's."""
    fact: messages.MessageFailed = beat[number].fact
    if fact.code in (Silence.NO_CHANNEL.value, Silence.UNDELIVERABLE.value):
        yield messages.ReplanMessage(fact.message, fact.attempt, Silence(fact.code))
        return
    yield messages.RecordFailed(fact.message, fact.attempt, fact.code, fact.recourse, _stopped(beat, number))


def _stopped(beat: Sequence[Told], number: int) -> tuple[str, str] | None:
    """The wording that the refusal named, where we did not know it yet."""
    after = beat[number + 1].fact if number + 1 < len(beat) else None
    if not isinstance(after, HandsetChanged) or after.kind != registry.STATUS:
        return None
    return after.handset, after.change


def _heard(_: Past, beat: Sequence[Told], number: int) -> Iterator[Retold]:
    fact: messages.CustomerHeard = beat[number].fact
    told = (fact.customer, fact.heard, fact.at, fact.kind, fact.channel, fact.answers, fact.button, fact.entry)
    yield messages.HearCustomer(*told, fact.sealed)


def _dispatched(_: Past, beat: Sequence[Told], number: int) -> Iterator[Retold]:
    """The sender found that the window had closed for the attempt before, or the reader's hours."""
    fact: messages.MessageDispatched = beat[number].fact
    if _is_replanned(beat, number):
        reason = Silence.WINDOW_CLOSED if fact.reason is Silence.WINDOW_CLOSED else Silence.QUIET_HOURS
        yield messages.ReplanMessage(fact.message, fact.attempt - 1, reason)


def _not_now(past: Past, beat: Sequence[Told], number: int) -> Iterator[Retold]:
    """The sender found that it may not be sent at this hour, or not at all."""
    fact: messages.MessageHeld | messages.MessageNotSent = beat[number].fact
    if _is_replanned(beat, number):
        attempts = past.world.messages.by_name[fact.message].attempts
        yield messages.ReplanMessage(fact.message, len(attempts), fact.reason)


def _is_replanned(beat: Sequence[Told], number: int) -> bool:
    """What a wish, a failure or a status of the same cause led to follows from that."""
    entry, fact = beat[number]
    said = [t.fact for t in beat[:number] if t.entry.cause == entry.cause]
    led = (messages.MessageWanted, messages.MessageFailed)
    statuses = (one for told in said if isinstance(told, messages.MessageStatusesTold) for one in told.told)
    return not any(one.message == fact.message for one in (*(s for s in said if isinstance(s, led)), *statuses))


MESSAGES: Mapping[type, Reader] = {
    messages.MessageAccepted: _taken,
    messages.MessageStatusesTold: _statuses,
    messages.MessageFailed: _failed,
    messages.CustomerHeard: _heard,
    messages.MessageDispatched: _dispatched,
    **dict.fromkeys((messages.MessageHeld, messages.MessageNotSent), _not_now),
}
