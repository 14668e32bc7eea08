"""What care sees of the whole: living cases by their deadlines, conversations by what they wait for.

Costs a row of some 300 bytes for each living case and each conversation of the last week; a fact touches one of each.
"""

from bisect import bisect_left, insort
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from promesa.domain.conduct.conversations import state as conversations
from promesa.domain.conduct.conversations import words as talk
from promesa.domain.conduct.policies import PolicySet
from promesa.domain.people.cases import state as cases
from promesa.domain.people.cases.state import Case
from promesa.domain.people.customers import AddressesNoted, ContactChanged, CustomerMet
from promesa.domain.people.messages import state as messages
from promesa.domain.people.messages.words import CustomerHeard
from promesa.domain.values.ids import CaseId, CustomerId
from promesa.domain.values.moments import DAY, Instant
from promesa.domain.world import World
from promesa.engine.log import Entry

FRESH_FOR = 7 * DAY
"""A conversation that has been silent for so long is found by its customer, not in the inbox."""
NEVER = Instant(2**62)
"""Sorts what has no deadline last."""
WAITING, ATTENDED, FLOWING = "waiting", "attended", "flowing"
BOXES = (WAITING, ATTENDED, FLOWING)
"""Somebody waits for a person; a person has it, or its case goes on; the flows answer."""

_OF_CASES: tuple[type, ...] = tuple(cases.FOLD)
_OF_TALKS: tuple[type, ...] = (
    *(CustomerHeard, talk.ConversationStepped, talk.ConversationTaken, talk.ConversationHandedBack),
    *(talk.AnswerWritten, CustomerMet, ContactChanged, AddressesNoted),
)


class CaseRow(NamedTuple):
    """A living case with both deadlines; NEVER where its clock stands still or nothing is unread."""

    case: str
    kind: str
    stage: str
    customer: CustomerId
    order: str
    opener: str
    opened_at: Instant
    assigned: str
    unread: int
    waits_for: str
    answer_by: Instant
    resolve_by: Instant
    centavos: int

    @property
    def due(self) -> Instant:
        return min(self.answer_by, self.resolve_by)


class TalkRow(NamedTuple):
    """One conversation with both clocks: `answer_by` in the hours of the desk, `window_until` of the partner."""

    customer: CustomerId
    box: str
    heard_at: Instant
    window_until: Instant
    unread: int
    answer_by: Instant
    case: str
    kind: str
    order: str
    centavos: int
    attendant: str
    last: str
    last_at: Instant
    """Who spoke last: "customer", "flow", "person"."""

    @property
    def urgency(self) -> tuple[int, int, str]:
        """The clock that ends first; where nobody waits, whoever wrote last."""
        if self.box == WAITING:
            open_until = self.window_until if self.window_until > self.heard_at else NEVER
            return min(self.answer_by, open_until), -self.centavos, self.customer
        return -self.last_at, -self.centavos, self.customer


CaseKey = tuple[int, int, str]


class CareBoard:
    """Owns the rows and their order."""

    kinds = frozenset(one.__name__ for one in (*_OF_CASES, *_OF_TALKS, PolicySet))

    def __init__(self) -> None:
        self._cases: dict[str, CaseRow] = {}
        self._by_due: list[CaseKey] = []
        self._talks: dict[CustomerId, TalkRow] = {}
        self._boxes: dict[str, list[tuple[int, int, str]]] = {}
        self._last: dict[CustomerId, tuple[str, Instant]] = {}
        self.seen = 0
        """The newest entry that changed anything here."""

    # --- reading ---

    @property
    def case_total(self) -> int:
        return len(self._by_due)

    def overdue(self, now: Instant) -> int:
        """How many cases are past a deadline."""
        return bisect_left(self._by_due, (now, -(2**62), ""))

    def cases(self) -> Iterator[CaseRow]:
        """Due first before; what stands still is last."""
        return (self._cases[name] for _, _, name in list(self._by_due))

    def case(self, name: str) -> CaseRow | None:
        return self._cases.get(name)

    def count(self, box: str) -> int:
        return len(self._boxes.get(box, ()))

    def talks(self, box: str) -> Iterator[TalkRow]:
        """What matters first."""
        return (self._talks[CustomerId(one)] for _, _, one in list(self._boxes.get(box, ())))

    def talk(self, customer: CustomerId) -> TalkRow | None:
        return self._talks.get(customer)

    # --- the board ---

    def begin(self, world: World, now: int) -> None:
        """Living cases, and whoever wrote in the last week."""
        self._cases, self._by_due, self._talks = {}, [], {}
        self._boxes = {box: [] for box in BOXES}
        self._last = {}
        care = world.policies.now.care
        for name in world.cases.living:
            row = _case_row(world, world.cases.by_id[name], care)
            self._cases[row.case] = row
        self._by_due = sorted(_case_key(row) for row in self._cases.values())
        lately = [who for who, side in world.messages.sides.items() if side.heard_at > now - FRESH_FOR]
        waiting = (world.cases.by_id[name] for name in world.cases.living)
        of_cases = [one.opened.customer for one in waiting if one.messages]
        for customer in dict.fromkeys((*lately, *of_cases, *world.conversations.attended)):
            self._see_talk(world, customer, Instant(now), sort=False)
        for box in self._boxes.values():
            box.sort()
        self.seen += 1

    def hear(self, world: World, heard: Sequence[tuple[Entry, Any]], now: int) -> None:
        touched: dict[CustomerId, None] = {}
        for entry, fact in heard:
            if isinstance(fact, PolicySet):
                self.begin(world, now)
                return
            if isinstance(fact, _OF_CASES):
                case = world.cases.by_id[fact.case]  # type: ignore[attr-defined]  # every fact of a case names it
                self._see_case(world, case)
                touched[case.opened.customer] = None
            elif isinstance(fact, _OF_TALKS):
                customer: CustomerId = fact.customer  # type: ignore[attr-defined]  # and these their customer
                self._note(fact, customer, entry)
                touched[customer] = None
        for customer in touched:
            self._see_talk(world, customer, Instant(now))
        if touched:
            self.seen = heard[-1][0].position

    def _note(self, fact: Any, customer: CustomerId, entry: Entry) -> None:
        if isinstance(fact, CustomerHeard):
            self._last[customer] = ("customer", Instant(entry.at))
        elif isinstance(fact, talk.AnswerWritten):
            self._last[customer] = ("person", Instant(entry.at))
        elif isinstance(fact, talk.ConversationStepped) and fact.replies:
            self._last[customer] = ("flow", Instant(entry.at))

    def _see_case(self, world: World, case: Case) -> None:
        name = case.opened.case
        known = self._cases.pop(name, None)
        if known is not None:
            _take_out(self._by_due, _case_key(known))
        if case.stage in cases.LIVING:
            row = _case_row(world, case, world.policies.now.care)
            self._cases[row.case] = row
            insort(self._by_due, _case_key(row))

    def _see_talk(self, world: World, customer: CustomerId, now: Instant, *, sort: bool = True) -> None:
        known = self._talks.pop(customer, None)
        if known is not None:
            _take_out(self._boxes[known.box], known.urgency)
        row = self._talk_row(world, customer, now)
        if row is None:
            self._last.pop(customer, None)
            return
        self._talks[customer] = row
        if sort:
            insort(self._boxes[row.box], row.urgency)
        else:
            self._boxes[row.box].append(row.urgency)

    def _talk_row(self, world: World, customer: CustomerId, now: Instant) -> TalkRow | None:
        side = messages.side_of(world.messages, customer)
        attended = conversations.attended(world.conversations, customer, now)
        names = world.cases.newest.get(customer, {}).values()
        living = [row for name in names if (row := self._cases.get(name)) is not None]
        spoken = [row for row in living if world.cases.by_id[CaseId(row.case)].messages]
        if not spoken and attended is None and side.heard_at <= now - FRESH_FOR:
            return None
        first = min(spoken or living, key=lambda row: (row.answer_by, row.resolve_by), default=None)
        unread = sum(row.unread for row in living)
        box = WAITING if unread else ATTENDED if attended is not None or spoken else FLOWING
        last, last_at = self._last.get(customer, ("customer" if unread else "", side.heard_at))
        return TalkRow(
            customer=customer,
            box=box,
            heard_at=side.heard_at,
            window_until=messages.window_until(side),
            unread=unread,
            answer_by=min((row.answer_by for row in living), default=NEVER),
            case="" if first is None else first.case,
            kind="" if first is None else first.kind,
            order="" if first is None else first.order,
            centavos=max((row.centavos for row in living), default=0),
            attendant="" if attended is None else attended.attendant,
            last=last,
            last_at=last_at,
        )


def _case_row(world: World, case: Case, care: Any) -> CaseRow:
    order = None if case.opened.order is None else world.orders.by_id.get(case.opened.order)
    answer_by, resolve_by = cases.answer_due(case, care), cases.resolve_due(case, care)
    return CaseRow(
        case=case.opened.case,
        kind=case.kind,
        stage=case.stage.value,
        customer=case.opened.customer,
        order=case.opened.order or "",
        opener=case.opened.opener.value,
        opened_at=case.opened_at,
        assigned=case.assigned,
        unread=case.unread,
        waits_for="" if case.waits_for is None else case.waits_for.value,
        answer_by=NEVER if answer_by is None else answer_by,
        resolve_by=NEVER if resolve_by is None else resolve_by,
        centavos=0 if order is None else order.placed.total,
    )


def _case_key(row: CaseRow) -> CaseKey:
    return row.due, -row.centavos, row.case


def _take_out(ordered: list[Any], key: Any) -> None:
    at = bisect_left(ordered, key)
    assert at < len(ordered) and ordered[at] == key, key
    del ordered[at]
