"""Promises come true as often as they said, also while the world changes under them; and they know only the past."""

import random

import pytest

from promesa.domain.promise.chance import lessons
from promesa.domain.promise.quoting import quotes
from promesa.domain.promise.words import Ask, Quote, Want
from tests.domain.promise.driven import Driven, drive
from tests.domain.promise.road import Road
from tests.domain.promise.shop import GUADALAJARA, MERIDA, MONTERREY, TIJUANA, WEB, Shop

DRIFT = 90
DELAY = {GUADALAJARA: 0, MERIDA: 1, TIJUANA: 2, MONTERREY: 0}
LATE = {GUADALAJARA: 0.03, MERIDA: 0.10, TIJUANA: 0.15, MONTERREY: 0.06}


def wide(chance: random.Random, place: str, day: int) -> int:
    """Many days more or less; from the drift on every other parcel takes two days longer."""
    slip = int(chance.gammavariate(2.0, 1.2)) - 1 + DELAY[place]
    return slip + 2 if day >= DRIFT and chance.random() < 0.5 else slip


def narrow(chance: random.Random, place: str, day: int) -> int:
    """Mostly as agreed; from the drift on twice as many are later."""
    if chance.random() < LATE[place] * (2 if day >= DRIFT else 1):
        return 1 + int(chance.expovariate(1.0))
    return -1 if chance.random() < 0.1 else 0


def share(told: list[Driven]) -> float:
    return sum(one.late for one in told) / len(told)


def foreseen(told: list[Driven]) -> float:
    return 1.0 - sum(one.keep_probability for one in told) / len(told)


@pytest.mark.parametrize(("slips", "target", "dice"), [(wide, 0.08, 1), (narrow, 0.03, 3)])
def test_the_late_share_meets_its_target_through_a_drift(slips, target: float, dice: int) -> None:
    told = [one for one in drive(Road(late_share=target), slips, 170, 16, dice) if one.day >= 45]
    assert abs(share(told) - target) <= 0.015
    assert abs(foreseen(told) - target) <= 0.01
    before = [one for one in told if one.day < DRIFT]
    recovered = [one for one in told if one.day >= DRIFT + 30]
    assert abs(share(before) - target) <= 0.02
    assert abs(share(recovered) - target) <= 0.02


def test_what_is_foreseen_of_agreed_dates_comes_true_as_well() -> None:
    told = [one for one in drive(Road(learned=False), narrow, 120, 18, 4) if one.day >= 45]
    assert abs(share(told) - foreseen(told)) <= 0.03
    likely = [one for one in told if one.keep_probability > 0.93]
    unlikely = [one for one in told if one.keep_probability < 0.88]
    assert share(likely) < share(unlikely)


class Notebook(Road):
    """Writes down every fact, and every question with its answer and how many facts were told by then."""

    def __init__(self, **policy: object) -> None:
        self.facts: list[tuple[tuple[object, ...], object]] = []
        self.asked: list[tuple[int, Ask, int, object]] = []
        super().__init__(**policy)

    def tell(self, *facts: object, at: object = None) -> None:
        super().tell(*facts, at=at)
        self.facts.append((facts, self.now if at is None else at))

    def offers(self, wants, to=GUADALAJARA, **about):
        answer = super().offers(wants, to, **about)
        ask = Ask(tuple(Want(sku, units) for sku, units in wants.items()), WEB, to)
        self.asked.append((len(self.facts), ask, self.now, answer))
        return answer


def test_only_what_was_known_is_used() -> None:
    """Cut the log at any position and fold what is left: every answer given there is given again."""
    book, chance = Notebook(late_share=0.08), random.Random(5)
    drive(book, wide, 60, 6, 5)
    for position, ask, now, answer in chance.sample(book.asked, 25):
        cold = Shop(late_share=0.08)
        cold.lanes.late_share = 0.08
        for facts, at in book.facts[1:position]:
            cold.tell(*facts, at=at)
        quote = quotes.quote(*cold.parts(), ask, now, 7)
        assert isinstance(quote, Quote)
        assert quote.offers == answer


def test_the_same_facts_teach_the_same_lesson() -> None:
    one, other = Notebook(late_share=0.08), Notebook(late_share=0.08)
    assert drive(one, narrow, 40, 6, 6) == drive(other, narrow, 40, 6, 6)
    assert one.lanes == other.lanes
    assert len(lessons.FOLD) > 10
