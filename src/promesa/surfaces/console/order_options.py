"""What can be done with one order, each with its price or its no before anybody does it: the rules' own answers."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from promesa.domain import world as worlds
from promesa.domain.ledger.orders.halts import BY_PERSON, HaltOrder
from promesa.domain.ledger.orders.state import Order, Stage
from promesa.domain.ledger.orders.words import CancelOrder, OrderCancelled, OrderRevised
from promesa.domain.ledger.payments.state import refundable
from promesa.domain.ledger.payments.words import RefundOwed
from promesa.domain.promise.editing import redirecting
from promesa.domain.promise.editing.words import ChangeDelivery, ReduceLine, ReviseOrder
from promesa.domain.promise.promises import open_promise
from promesa.domain.values import moments
from promesa.domain.values.ids import LocationId, OrderId, PostalCode
from promesa.domain.values.moments import Instant
from promesa.domain.values.refusal import Reason, Refused
from promesa.domain.world import World
from promesa.surfaces.speech import why as speech

Rules = Mapping[type, Callable[[World, Any, int], Any]]
DAYS_TRIED = (-1, 1, 2, 3, 4, 5, 7)
"""Days after the one told last that are tried for a new one."""
SUNDAY = 6


class Try(NamedTuple):
    """Looks at what a command would do, without doing it."""

    world: World
    rules: Rules
    order: OrderId
    now: Instant
    language: str

    def __call__(self, command: Any) -> Sequence[Any] | Refused:
        """Its facts, or why not."""
        found: Sequence[Any] | Refused = self.rules[type(command)](self.world, command, self.now)
        return found


class Answer(NamedTuple):
    """Whether it may be done, why not, and the money in centavos that goes back (below zero: is asked for)."""

    possible: bool
    no: str = ""
    back: int = 0
    ends: bool = True
    """Of a cancellation: it ends now; else what left comes back on arrival. Of a line: False where nothing would be
    left of the order."""


class LineOption(NamedTuple):
    """Taking units out of one line."""

    line: int
    sku: str
    name: str
    units: int
    price: int
    answer: Answer
    """Of one unit."""


class DayOption(NamedTuple):
    """Another day or place for the delivery, as it was asked about."""

    possible: bool
    no: str
    promised_on: date | None
    postal_code: str | None
    keep_probability: float | None
    difference: int
    """In centavos; above zero the customer pays, below it goes back."""


class Options(NamedTuple):
    cancel: Answer
    cancel_by_us: Answer
    lines: tuple[LineOption, ...]
    days: tuple[DayOption, ...]
    """Days on which it can be there, quick to choose from."""
    asked: DayOption | None
    """What the form asked about."""
    can_move: bool
    can_revise: bool
    revised: DayOption | None
    halts: tuple[Any, ...]
    halt: Answer
    refundable: int


def options(attempt: Try, asked: Mapping[str, str]) -> Options:
    """Everything that a person may do with the order now. `asked`: what the forms of the page ask about."""
    order = attempt.world.orders.by_id[attempt.order]
    can_move = _can_move(attempt)
    postal_code = PostalCode(asked["postal_code"]) if asked.get("postal_code") else None
    day = day_of(asked.get("day", ""))
    pickup = LocationId(asked["pickup"]) if asked.get("pickup") else None
    can_revise = order.stage is Stage.PLACED
    return Options(
        _cancel(attempt, by_customer=True),
        _cancel(attempt, by_customer=False),
        tuple(_line(attempt, line) for line in order.placed.lines),
        tuple(_days(attempt, order)) if can_move and asked.get("open") == "delivery" else (),
        _delivery(attempt, postal_code, day) if can_move and (postal_code or day) else None,
        can_move,
        can_revise,
        _revise(attempt, order, postal_code, pickup) if can_revise and (postal_code or pickup) else None,
        order.halts,
        _halt(attempt),
        refundable(attempt.world.payments, attempt.order),
    )


def day_of(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _no(attempt: Try, refused: Refused) -> str:
    """Why not, without the name of the thing: the page is about it."""
    return speech.reason(refused.reason.value, attempt.language)


def _cancel(attempt: Try, by_customer: bool) -> Answer:
    """The story that hears of a cancellation gives back what is still with us."""
    facts = attempt(CancelOrder(attempt.order, "customer" if by_customer else "unavailable", by_customer))
    if isinstance(facts, Refused):
        return Answer(False, _no(attempt, facts))
    if not facts:
        return Answer(False)
    ends = any(isinstance(fact, OrderCancelled) for fact in facts)
    return Answer(True, "", refundable(attempt.world.payments, attempt.order), ends)


def _line(attempt: Try, line: Any) -> LineOption:
    facts = attempt(ReduceLine(attempt.order, "preview", 1, line.line))
    if isinstance(facts, Refused):
        answer = Answer(False, _no(attempt, facts), ends=facts.reason is not Reason.EMPTY_ORDER)
    else:
        answer = Answer(True, "", sum(fact.amount for fact in facts if isinstance(fact, RefundOwed)))
    known = attempt.world.catalog.products.get(line.sku)
    return LineOption(line.line, line.sku, "" if known is None else known.name, line.units, line.price, answer)


def _can_move(attempt: Try) -> bool:
    """Whether its delivery may still be changed: asked with a change that changes nothing."""
    promise = open_promise(attempt.world.promises, attempt.order)
    if promise is None or promise.made.kind != "delivery":
        return False
    found = attempt(ChangeDelivery(attempt.order, "preview", None, promise.told_on))
    return isinstance(found, Refused) and found.reason is Reason.NOTHING_CHANGES


def _days(attempt: Try, order: Order) -> Sequence[DayOption]:
    promise = open_promise(attempt.world.promises, attempt.order)
    assert promise is not None, attempt.order
    today = moments.local_date(attempt.now, order.placed.zone)
    tried = (promise.told_on + timedelta(days=ahead) for ahead in DAYS_TRIED)
    good = (day for day in tried if day > today and day.weekday() != SUNDAY)
    found = (_delivery(attempt, None, day) for day in good)
    return [one for one in found if one.possible]


def _delivery(attempt: Try, postal_code: PostalCode | None, day: date | None) -> DayOption:
    """The same preview that the API gives."""
    ask = ChangeDelivery(attempt.order, "", postal_code, day)
    found = redirecting.preview(worlds.parts(attempt.world), worlds.open_books(attempt.world), ask, attempt.now)
    if isinstance(found, Refused):
        return DayOption(False, _no(attempt, found), day, postal_code, None, 0)
    offer = found.offer
    return DayOption(True, "", offer.promised_on, found.fact.postal_code, offer.keep_probability, found.difference)


def _revise(attempt: Try, order: Order, postal_code: PostalCode | None, pickup: LocationId | None) -> DayOption:
    facts = attempt(ReviseOrder(attempt.order, "preview", None, None if pickup else postal_code, pickup))
    if isinstance(facts, Refused):
        return DayOption(False, _no(attempt, facts), None, postal_code, None, 0)
    fact = next((one for one in facts if isinstance(one, OrderRevised)), None)
    difference = 0 if fact is None else fact.total - order.placed.total
    offer = next((one.offer for one in facts if hasattr(one, "offer")), None)
    on = None if offer is None else offer.promised_on
    chance = None if offer is None else offer.keep_probability
    return DayOption(True, "", on, pickup or postal_code, chance, difference)


def _halt(attempt: Try) -> Answer:
    facts = attempt(HaltOrder(attempt.order, BY_PERSON[0], "preview"))
    return Answer(False, _no(attempt, facts)) if isinstance(facts, Refused) else Answer(True)
