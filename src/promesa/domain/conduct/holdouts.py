"""What notices are worth: customers who were told something against those for whom it was left out by a draw."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import msgspec

from promesa.domain.conduct.conversations.words import ConversationStepped
from promesa.domain.people.cases.words import CaseOpened, CaseOpener
from promesa.domain.people.messages import holdouts
from promesa.domain.people.messages.state import Messages
from promesa.domain.people.messages.words import MessageDispatched, MessageNotSent, Silence
from promesa.domain.values.ids import OrderId
from promesa.domain.values.moments import DAY, Instant
from promesa.domain.values.money import Centavos
from promesa.domain.values.policy import Policy
from promesa.kernels import proportions

HEARD_WITHIN = 7 * DAY
"""A customer who writes about the order so soon after would perhaps not have, had they known, or because they did."""


class HoldoutArm(msgspec.Struct):
    """Orders of one arm, and how many of their customers wrote."""

    orders: int = 0
    wrote: int = 0


class HoldoutTrial(msgspec.Struct):
    """One template while some of it is left out."""

    told: HoldoutArm = msgspec.field(default_factory=HoldoutArm)
    held: HoldoutArm = msgspec.field(default_factory=HoldoutArm)


class Holdouts(msgspec.Struct):
    """By template; orders that are watched, with the arms that they are in and since when."""

    trials: dict[str, HoldoutTrial] = {}
    watched: dict[OrderId, tuple[tuple[str, bool, Instant], ...]] = {}


class HoldoutBooks(NamedTuple):
    """What the fold reads beside them."""

    holdouts: Holdouts
    messages: Messages
    policy: Policy


class HoldoutWorth(msgspec.Struct, frozen=True):
    """What a notice avoids: customers who write, as a share, in number and in pesos, each with a 95 % interval."""

    template: str
    told: int
    told_wrote: int
    held: int
    held_wrote: int
    avoided_share: float
    avoided_share_min: float
    avoided_share_max: float
    avoided: float
    avoided_min: float
    avoided_max: float
    centavos: Centavos
    centavos_min: Centavos
    centavos_max: Centavos


def worth(trials: Holdouts, contact_cost: Centavos) -> list[HoldoutWorth]:
    """By template: what telling it has avoided so far, at what one contact of a customer costs us."""
    return [_worth(template, trial, contact_cost) for template, trial in sorted(trials.trials.items())]


def _worth(template: str, trial: HoldoutTrial, contact_cost: Centavos) -> HoldoutWorth:
    told, held = trial.told, trial.held
    found = proportions.difference(held.wrote, held.orders, told.wrote, told.orders)
    counts = (told.orders, told.wrote, held.orders, held.wrote)
    value, low, high = (share * told.orders for share in found)
    money = [Centavos(round(number * contact_cost)) for number in (value, low, high)]
    return HoldoutWorth(template, *counts, *found, value, low, high, money[0], money[1], money[2])


# --- the fold ---


def _told(books: HoldoutBooks, fact: MessageDispatched, at: Instant) -> None:
    if fact.attempt == 1 and fact.order:
        _watch(books, fact.message, fact.order, False, at)


def _left_out(books: HoldoutBooks, fact: MessageNotSent, at: Instant) -> None:
    if fact.reason is Silence.HELD_OUT:
        _watch(books, fact.message, fact.order, True, at)


def _watch(books: HoldoutBooks, message: str, order: OrderId, held: bool, at: Instant) -> None:
    known = books.messages.by_name.get(message)
    if known is None:
        return
    template = known.wanted.template
    if not holdouts.share_of(books.policy.messages.holdouts, template):
        return
    trial = books.holdouts.trials.setdefault(template, HoldoutTrial())
    arm = trial.held if held else trial.told
    arm.orders += 1
    watched = books.holdouts.watched
    watched[order] = (*watched.get(order, ()), (template, held, at))
    first = next(iter(watched))
    if at - watched[first][-1][2] > HEARD_WITHIN:
        del watched[first]


def _wrote(books: HoldoutBooks, fact: ConversationStepped | CaseOpened, at: Instant) -> None:
    """Once for each order and template, and only soon after."""
    if isinstance(fact, CaseOpened) and fact.opener is not CaseOpener.CUSTOMER:
        return
    for template, held, since in books.holdouts.watched.pop(fact.order or OrderId(""), ()):
        if at - since <= HEARD_WITHIN:
            trial = books.holdouts.trials[template]
            arm = trial.held if held else trial.told
            arm.wrote += 1


FOLD: Mapping[type, Callable[[Any, Any, Instant], None]] = {
    MessageDispatched: _told,
    MessageNotSent: _left_out,
    ConversationStepped: _wrote,
    CaseOpened: _wrote,
}
