"""Puts what a letter of WhatsApp says into our commands, item by item; what persons said is sealed in here."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

import msgspec

from promesa.domain.conduct.conversations.words import TalkOn, Utterance
from promesa.domain.people import customers, heard_texts
from promesa.domain.people.customers import STRANGER, NoteAddresses
from promesa.domain.people.handsets import NoteWord, RecordHandset
from promesa.domain.people.messages.words import (
    WHATSAPP,
    HearCustomer,
    Pricing,
    RecordStatus,
    Recourse,
    Status,
)
from promesa.domain.people.messages.words import StatusTold as OurStatus
from promesa.domain.people.preferences import RecordPreference
from promesa.domain.people.standby import RecordHandover
from promesa.domain.values.ids import CustomerId
from promesa.domain.values.moments import Instant
from promesa.domain.world import World
from promesa.engine import inbox_work
from promesa.engine.inbox import Letter
from promesa.engine.inbox_work import Item, Reader, Unreadable
from promesa.engine.machine import Machine
from promesa.engine.vault import Vault
from promesa.gateways.messaging import callback
from promesa.gateways.messaging.channel import Remedy
from promesa.gateways.messaging.ears import Ears
from promesa.gateways.messaging.whatsapp import envelope, errors, reading, replies, tolerant
from promesa.gateways.messaging.whatsapp.marks import Marks
from promesa.gateways.messaging.whatsapp.notices import (
    HandedOver,
    Heard,
    LineTold,
    Moved,
    Notice,
    NotUnderstood,
    Person,
    PreferenceTold,
    StatusTold,
    TemplateTold,
)
from promesa.gateways.messaging.whatsapp.replies import ReplyTo

BUTTON_MAX = 256
RECOURSES: Mapping[Remedy, Recourse] = {
    Remedy.REPLAN: Recourse.TEMPLATE,
    Remedy.FALL_BACK: Recourse.OTHER_CHANNEL,
    Remedy.SUPPRESS: Recourse.STOPPED,
    Remedy.RETRY: Recourse.LATER,
    Remedy.SLOW_DOWN: Recourse.LATER,
    Remedy.SPARE_RECIPIENT: Recourse.LATER,
}
"""What a failure asks of the planner; whatever else is wrong, another channel may still reach the customer."""


class Turn(msgspec.Struct):
    """What was read in this turn and is not folded yet.

    Whose a mark is (None: nobody's any more), who strangers turned out to be, and where each is answered.
    """

    met: dict[str, CustomerId | None] = {}
    became: dict[CustomerId, CustomerId] = {}
    replies: dict[CustomerId, ReplyTo] = {}


class Known(msgspec.Struct, frozen=True):
    """What the world knew of a letter's persons and messages when it was read, and this turn since."""

    owner: Mapping[str, CustomerId]
    reply: Mapping[CustomerId, bytes]
    answered: Mapping[str, str]
    told_to: Mapping[str, CustomerId]
    turn: Turn = msgspec.field(default_factory=Turn)

    def owner_of(self, mark: str) -> CustomerId | None:
        owner = self.turn.met[mark] if mark in self.turn.met else self.owner.get(mark)
        while owner in self.turn.became:
            owner = self.turn.became[owner]
        return owner

    def take(self, marks: tuple[str, ...], customer: CustomerId) -> None:
        """As the fold will (`customers.note_addresses`): free marks are theirs, with the strangers they were."""
        owners = {mark: self.owner_of(mark) for mark in marks}
        free = {mark: owner for mark, owner in owners.items() if customers.is_free(owner, customer)}
        self.turn.became.pop(customer, None)  # so that no two become each other
        self.turn.became.update((owner, customer) for owner in free.values() if owner is not None)
        self.turn.met.update(dict.fromkeys(free, customer))


class Meaning:
    """Reads letters; owns nothing."""

    def __init__(self, machine: Machine[World], vault: Vault, ears: Ears | None = None) -> None:
        """ears: who listens to what customers say, so that it is answered; None: it is only kept."""
        self._ask: Callable[..., Any] = machine.ask
        self._vault, self._marks, self._ears = vault, Marks(vault), ears

    def begin(self) -> Reader:
        """A reader for the letters of one turn: what one of them says of a person counts for the next."""
        return partial(self.read, Turn())

    def read(self, turn: Turn, letter: Letter) -> Sequence[Item]:
        """One item for each command, numbered by what it came from. Raises Unreadable."""
        found, items = self._notices(letter), list[Item]()
        looked: Known = self._ask(
            _look, *self._asked([told for _, told in found if not isinstance(told, BaseException)])
        )
        known = msgspec.structs.replace(looked, turn=turn)
        self._prepare_seals([told for _, told in found if isinstance(told, Heard)], known)
        words: set[str] = set()
        for number, told in found:
            if isinstance(told, NotUnderstood):
                if told.word in words:
                    continue
                words.add(told.word)
            items += self._items(number, told, known)
        return items

    def _notices(self, letter: Letter) -> list[tuple[int, Notice | Exception]]:
        assert letter.body is not None
        found: list[tuple[int, Notice | Exception]] = []
        try:
            for number, piece in enumerate(envelope.pieces(letter.body, Instant(letter.at)), 1):
                told = inbox_work.tried(partial(reading.notices, piece))
                found += [(number, told)] if isinstance(told, Exception) else [(number, one) for one in told]
        except ValueError as error:
            raise Unreadable("not JSON") from error
        return found

    def _items(self, number: int, told: Notice | Exception, known: Known) -> list[Item]:
        if isinstance(told, Exception):
            return [Item(number, error=told)]
        commands = inbox_work.tried(lambda: list(self._commands(told, known)))
        if isinstance(commands, Exception):
            return [Item(number, error=commands)]
        return [Item(number, command) for command in commands]

    # --- what is asked of the world, once for a letter ---

    def _asked(self, told: list[Any]) -> tuple[set[str], set[str], set[str]]:
        """Marks of persons, marks of messages that were answered, names of messages that statuses speak of."""
        persons = [p for one in told for p in (getattr(one, "person", None), getattr(one, "before", None)) if p]
        marks = {mark for person in persons if isinstance(person, Person) for mark in self._marks_of(person)}
        answered = {self._marks.provider(one.answers) for one in told if isinstance(one, Heard) and one.answers}
        said = {callback.read(one.callback).message for one in told if isinstance(one, StatusTold)}
        return marks, answered, said - {""}

    def _marks_of(self, person: Person) -> tuple[str, ...]:
        return tuple(map(self._marks.address, person.addresses))

    def _prepare_seals(self, heard: list[Heard], known: Known) -> None:
        self._vault.prepare(self._whose(one.person, known) for one in heard if not one.standby)

    def _whose(self, person: Person, known: Known) -> CustomerId:
        """Who it is: known by any of the addresses, the surest first; else a stranger, named after the surest."""
        marks = self._marks_of(person)
        found = next((owner for mark in marks if (owner := known.owner_of(mark)) is not None), None)
        whose = CustomerId(f"{STRANGER}{marks[0]}") if found is None else found
        known.turn.met.update((mark, whose) for mark in marks if known.owner_of(mark) is None)
        return whose

    # --- our words ---

    def _commands(self, told: Notice, known: Known) -> Iterator[Any]:
        match told:
            case Heard():
                yield from self._heard(told, known)
            case StatusTold():
                yield from self._status(told, known)
            case PreferenceTold():
                customer = self._whose(told.person, known)
                yield from self._addresses(customer, told.person, known)
                yield RecordPreference(customer, WHATSAPP, told.category or "?", told.value == "resume", told.at)
            case Moved():
                yield self._moved(told, known)
            case HandedOver():
                yield RecordHandover(self._whose(told.person, known), told.away, told.at)
            case TemplateTold():
                yield _template(told)
            case LineTold():
                yield RecordHandset(WHATSAPP, told.line, told.field, told.event, told.at, told.figures)
            case NotUnderstood():
                yield NoteWord(WHATSAPP, told.word)

    def _heard(self, told: Heard, known: Known) -> Iterator[Any]:
        customer = self._whose(told.person, known)
        yield from self._addresses(customer, told.person, known)
        if told.standby:  # said to Meta's agent: we note that it has the conversation, and answer nothing
            yield RecordHandover(customer, True, told.at)
            return
        yield HearCustomer(
            customer=customer,
            heard=self._marks.provider(told.id),
            at=told.at,
            kind=told.kind,
            answers=known.answered.get(self._marks.provider(told.answers), ""),
            button=_button(told),
            entry=told.entry,
            sealed=self._vault.seal(customer, _contents(told)),
        )
        if self._ears is not None:
            yield TalkOn(customer, self._listen(self._ears, customer, told))

    def _listen(self, ears: Ears, customer: CustomerId, told: Heard) -> Utterance:
        text = heard_texts.text_of(told.contents)
        return ears.hear(customer, self._marks.provider(told.id), told.at, told.kind, text, button=_button(told))

    def _addresses(self, customer: CustomerId, person: Person, known: Known) -> Iterator[NoteAddresses]:
        """Only where an address is new to us, or is written in another way than before."""
        marks, before = self._marks_of(person), self._reply_of(customer, known)
        reply = replies.joined(before, ReplyTo(person.phone, person.scoped, person.parent))
        known.take(marks, customer)
        if reply != before or any(known.owner.get(mark) != customer for mark in marks):
            known.turn.replies[customer] = reply
            yield NoteAddresses(customer, marks, replies.seal(self._vault, customer, reply))

    def _reply_of(self, customer: CustomerId, known: Known) -> ReplyTo:
        if customer in known.turn.replies:
            return known.turn.replies[customer]
        return replies.open_reply(self._vault, customer, known.reply.get(customer))

    def _moved(self, told: Moved, known: Known) -> NoteAddresses:
        """What came in place of what: a phone for a phone, a scoped id for a scoped id."""
        customer = self._whose(told.before, known)
        pairs = [(told.before.phone, told.after.phone), (told.before.scoped, told.after.scoped)]
        gone = tuple(self._marks.address(old) for old, new in pairs if old and new and old != new)
        known.turn.met.update(dict.fromkeys(gone))
        known.turn.met.update(dict.fromkeys(self._marks_of(told.after), customer))
        now = ReplyTo(told.after.phone, told.after.scoped, told.after.parent)
        rest = ReplyTo(told.before.phone, told.before.scoped, told.before.parent)
        kept = replies.joined(replies.joined(self._reply_of(customer, known), rest), now)
        known.turn.replies[customer] = kept
        return NoteAddresses(customer, self._marks_of(told.after), replies.seal(self._vault, customer, kept), gone)

    def _status(self, told: StatusTold, known: Known) -> Iterator[Any]:
        message, attempt, part = callback.read(told.callback)
        customer = known.told_to.get(message)
        if customer is not None and told.person.scoped:
            yield from self._addresses(customer, told.person, known)
        remedy = errors.remedy(int(told.code) if told.code.isdecimal() else 0)
        provider = self._marks.provider(told.id)
        recourse = RECOURSES.get(remedy, Recourse.OTHER_CHANNEL)
        pricing = None if told.pricing is None else _pricing(told.pricing)
        yield RecordStatus(
            (OurStatus(message, attempt, Status(told.status), told.at, provider, told.code, recourse, pricing, part),)
        )


def _look(world: World, marks: set[str], answered: set[str], messages: set[str]) -> Known:
    owner = {mark: found for mark in marks if (found := world.customers.by_mark.get(mark)) is not None}
    told_to = {
        name: world.messages.by_name[name].wanted.customer for name in messages if name in world.messages.by_name
    }
    met = {*owner.values(), *told_to.values()}
    reply = {who: sealed for who in met if (sealed := customers.sealed_reply(world.customers, who))}
    by_provider = world.messages.by_provider
    return Known(owner, reply, {mark: by_provider[mark][0] for mark in answered if mark in by_provider}, told_to)


def _button(told: Heard) -> str:
    return told.button if len(told.button) <= BUTTON_MAX and told.button.isprintable() else ""


def _contents(told: Heard) -> bytes:
    """All that they said, with WhatsApp's own id of it, which a tick or a quote needs."""
    said = {"id": told.id, "name": told.person.name, "username": told.person.username, "said": told.contents}
    return msgspec.json.encode(said, order="deterministic")


def _template(told: TemplateTold) -> RecordHandset:
    figures = (("reason", told.reason), ("category", told.category), ("before", told.before))
    name = f"{told.template}/{told.language}"[:500]
    return RecordHandset(WHATSAPP, name, told.field, told.event, told.at, tuple(f for f in figures if f[1]))


def _pricing(told: Mapping[str, Any]) -> Pricing:
    return Pricing(
        tolerant.flag(told, "billable"),
        tolerant.word(tolerant.text(told, "category"), 60),
        tolerant.word(tolerant.text(told, "type"), 60) or "regular",
        tolerant.word(tolerant.text(told, "pricing_model"), 20) or "PMP",
    )
