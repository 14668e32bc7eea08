"""A bank on the engine: proof that the machine knows nothing of shops, and the toy that its tests run on."""

from collections.abc import Iterator
from typing import Any

import msgspec

from promesa.engine import words
from promesa.engine.codec import Codec
from promesa.engine.model import Model
from promesa.engine.steps import Do, Later, Tell


class Deposit(msgspec.Struct, frozen=True):
    account: str
    cents: int


class Withdraw(msgspec.Struct, frozen=True):
    account: str
    cents: int


class Transfer(msgspec.Struct, frozen=True):
    """Withdraws, and a story deposits at the other side in the same append."""

    source: str
    target: str
    cents: int


class Break(msgspec.Struct, frozen=True):
    """A command with a bug: `when` says where it shows."""

    when: str


class PayInterest(msgspec.Struct, frozen=True):
    account: str


class NoteSent(msgspec.Struct, frozen=True):
    account: str


class Deposited(msgspec.Struct, frozen=True):
    account: str
    cents: int


class Withdrawn(msgspec.Struct, frozen=True):
    account: str
    cents: int


class Transferred(msgspec.Struct, frozen=True):
    source: str
    target: str
    cents: int


class LetterNoted(msgspec.Struct, frozen=True):
    account: str


class Broke(msgspec.Struct, frozen=True):
    when: str


class SendLetter(msgspec.Struct, frozen=True):
    """Effect."""

    account: str
    cents: int


class Refused(msgspec.Struct, frozen=True):
    reason: str
    about: str = ""


class Bank(msgspec.Struct):
    balances: dict[str, int] = {}
    letters: dict[str, int] = {}


def withdraw(bank: Bank, ask: Withdraw, _: int) -> list[Any] | Refused:
    if bank.balances.get(ask.account, 0) < ask.cents:
        return Refused("poor", ask.account)
    return [Withdrawn(ask.account, ask.cents)]


def transfer(bank: Bank, ask: Transfer, now: int) -> list[Any] | Refused:
    taken = withdraw(bank, Withdraw(ask.source, ask.cents), now)
    return taken if isinstance(taken, Refused) else [*taken, Transferred(ask.source, ask.target, ask.cents)]


def break_down(_: Bank, ask: Break, __: int) -> list[Any]:
    if ask.when == "rule":
        raise ZeroDivisionError(ask.when)
    return [Deposited("lost", 1), Broke(ask.when)]


def _deposited(bank: Bank, fact: Deposited, _: int) -> None:
    bank.balances[fact.account] = bank.balances.get(fact.account, 0) + fact.cents


def _withdrawn(bank: Bank, fact: Withdrawn, _: int) -> None:
    bank.balances[fact.account] -= fact.cents
    assert bank.balances[fact.account] >= 0


def _noted(bank: Bank, fact: LetterNoted, _: int) -> None:
    bank.letters[fact.account] = bank.letters.get(fact.account, 0) + 1


def _broke(_: Bank, fact: Broke, __: int) -> None:
    if fact.when == "fold":
        raise ZeroDivisionError(fact.when)


def arrive(_: Bank, fact: Transferred, __: int) -> Iterator[Any]:
    yield Do(Deposit(fact.target, fact.cents))
    yield Do(Withdraw("nobody", 1))


def write_home(_: Bank, fact: Deposited, now: int) -> Iterator[Any]:
    if fact.cents >= 1_000:
        yield Tell(SendLetter(fact.account, fact.cents))
        yield Later(now + 100, PayInterest(fact.account))


def stumble(_: Bank, fact: Broke, __: int) -> Iterator[Any]:
    if fact.when == "story":
        raise ZeroDivisionError(fact.when)
    yield from ()


FOLDS = {
    Deposited: _deposited,
    Withdrawn: _withdrawn,
    Transferred: lambda bank, fact, at: None,
    LetterNoted: _noted,
    Broke: _broke,
}
RULES = {
    Deposit: lambda bank, ask, now: [Deposited(ask.account, ask.cents)],
    Withdraw: withdraw,
    Transfer: transfer,
    Break: break_down,
    PayInterest: lambda bank, ask, now: [Deposited(ask.account, bank.balances.get(ask.account, 0) // 100)],
    NoteSent: lambda bank, ask, now: [LetterNoted(ask.account)],
}
KINDS = (*FOLDS, *RULES, SendLetter, *words.KINDS)


def model() -> Model[Bank]:
    return Model(
        codec=Codec(KINDS, {"account": "account"}),
        world_type=Bank,
        new_world=Bank,
        folds=FOLDS,
        rules=RULES,
        stories={Transferred: (arrive,), Deposited: (write_home,), Broke: (stumble,)},
        policy_version=lambda bank: 1,
    )


class Clock:
    """A clock that stands still until it is told."""

    def __init__(self) -> None:
        self.now = 1_000_000

    def __call__(self) -> int:
        return self.now
