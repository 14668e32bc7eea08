"""Reads a log for what each fact must have set in motion, in its own append: once, and neither less nor more."""

from collections import Counter
from collections.abc import Callable
from typing import Any

import msgspec

from promesa.domain.ledger.orders.words import OrderCancelled, OrderConfirmed, OrderPlaced
from promesa.domain.ledger.payments.words import PaymentAwaited, PaymentCaptured, PaymentLapsed, RefundOwed
from promesa.domain.ledger.shipments.pick_words import PickAsked
from promesa.domain.ledger.shipments.words import ParcelDelivered, ParcelHandedOver, ParcelPlanned
from promesa.domain.promise.commit.words import CheckoutOpened
from promesa.domain.promise.words import PromiseConfirmed, PromiseMade, PromiseMoved
from promesa.domain.world import World
from promesa.engine import words
from promesa.engine.machine import Machine, entries_of

LAPSED = "payment_lapsed"
Wants = Callable[[Any], dict[str, int]]


class Said(msgspec.Struct):
    """Effects wanted by position, effects done in order, and what is wrong."""

    effects: dict[int, str] = {}
    done: list[int] = []
    timers_fired: int = 0
    faults: list[str] = []


def _awaited(fact: PaymentAwaited) -> dict[str, int]:
    return {"timer LapsePayment": 1, "effect AskPayment": 0 if fact.opened else 1, "MessageWanted": 1}


def _captured(fact: PaymentCaptured) -> dict[str, int]:
    return {"OrderConfirmed or OrderCancelled": 0 if fact.surplus else 1}


def _cancelled(fact: OrderCancelled) -> dict[str, int]:
    return {"MessageWanted": 0 if fact.by_customer or fact.reason == LAPSED else 1}


EXPECTED: dict[type, Wants] = {
    CheckoutOpened: lambda _: {"timer CloseCheckout": 1},
    PaymentAwaited: _awaited,
    PaymentCaptured: _captured,
    PaymentLapsed: lambda _: {"OrderConfirmed or OrderCancelled": 1, "MessageWanted": 1},
    OrderCancelled: _cancelled,
    RefundOwed: lambda _: {"effect PayRefund": 1},
    PromiseMade: lambda fact: {"timer CheckArrival": 1, "timer ConfirmPromise": int(fact.confirm_by is not None)},
    PromiseConfirmed: lambda _: {"MessageWanted": 1},
    PromiseMoved: lambda _: {"timer CheckArrival": 1, "MessageWanted": 1},
    OrderConfirmed: lambda _: {"MessageWanted": 1, "ParcelPlanned": 1},
    ParcelPlanned: lambda _: {"timer CheckHandOver": 1},
    PickAsked: lambda _: {"timer LapsePick": 1},
    ParcelHandedOver: lambda _: {"MessageWanted": 1},
    ParcelDelivered: lambda _: {"MessageWanted": 1},
}
"""For each fact how often each kind of thing must follow from it; of parcels, at least so often."""

TOGETHER = (
    {"OrderPlaced", "CapacityTaken", "OfferAccepted", "PaymentAwaited"},
    {"OrderPlaced", "CapacityTaken", "PromiseMade", "OrderConfirmed"},
)
"""What stands in the decision that places an order: one of these, and its units."""
UNITS = {"StockReserved", "ReservationExtended"}


def read(machine: Machine[World]) -> Said:
    """One pass over the log of a machine."""
    said, facts, followed = Said(), dict[int, Any](), dict[int, Counter[str]]()
    decision: tuple[int, int, set[str]] | None = None
    for entry, fact in entries_of(machine):
        followed.setdefault(entry.cause, Counter())[_name(fact)] += 1
        if type(fact) in EXPECTED:
            facts[entry.position] = fact
        _note(said, entry.position, fact)
        if decision is not None and (entry.cause != decision[1] or isinstance(fact, OrderPlaced)):
            _check_decision(said, decision)
            decision = None
        if isinstance(fact, OrderPlaced):
            decision = (entry.position, entry.cause, set())
        if decision is not None:
            decision[2].add(type(fact).__name__)
    if decision is not None:
        _check_decision(said, decision)
    for position, fact in facts.items():
        _check(said, position, fact, followed.get(position, Counter()))
    return said


def _name(fact: Any) -> str:
    if isinstance(fact, words.TimerSet):
        return f"timer {fact.kind}"
    if isinstance(fact, words.EffectWanted):
        return f"effect {fact.kind}"
    if isinstance(fact, OrderConfirmed | OrderCancelled):
        return "OrderConfirmed or OrderCancelled"
    return type(fact).__name__


def _note(said: Said, position: int, fact: Any) -> None:
    if isinstance(fact, words.EffectWanted):
        said.effects[position] = fact.kind
    elif isinstance(fact, words.EffectDone):
        if fact.effect in said.done[-1_000:]:
            said.faults.append(f"effect {fact.effect} is done twice")
        said.done.append(fact.effect)
    elif isinstance(fact, words.TimerFired):
        said.timers_fired += 1


def _check(said: Said, position: int, fact: Any, followed: Counter[str]) -> None:
    for name, times in EXPECTED[type(fact)](fact).items():
        found = followed[name]
        if found != times and not (name == "ParcelPlanned" and found > times):
            said.faults.append(f"{type(fact).__name__} at {position} led to {name} {found} times, not {times}")


def _check_decision(said: Said, decision: tuple[int, int, set[str]]) -> None:
    position, _, kinds = decision
    if not any(whole <= kinds for whole in TOGETHER) or not UNITS & kinds:
        said.faults.append(f"half an order at {position}: {sorted(kinds)}")
