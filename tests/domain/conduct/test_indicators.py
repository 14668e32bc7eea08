"""The figures of the summary: what was foreseen of ended promises, and what came of it."""

from datetime import date

import pytest

from promesa.domain.conduct import indicators
from promesa.domain.promise import promises as book
from promesa.domain.promise.promises import Promises
from promesa.domain.promise.words import Leg, PromiseBroken, PromiseKept, PromiseMade, PromiseWithdrawn
from promesa.domain.values.ids import LocationId, OrderId, ServiceId
from promesa.domain.values.moments import Instant
from promesa.domain.values.money import Centavos

DAY, NOW, ZERO = date(2027, 7, 8), Instant(0), Centavos(0)


def ended(*ends: tuple[float, bool | None]) -> Promises:
    """Promises by (chance, kept); None: withdrawn."""
    promises = Promises()
    for number, (chance, kept) in enumerate(ends):
        order = OrderId(f"o{number}")
        leg = Leg(LocationId("N1"), ServiceId("s"), (), NOW, DAY, DAY, (), chance)
        made = PromiseMade(order, "delivery", NOW, DAY, "UTC", chance, ZERO, ZERO, 1, "f", (leg,))
        end = PromiseWithdrawn(order, "x") if kept is None else PromiseKept(order, DAY, 0)
        for fact in (made, PromiseBroken(order, "carrier") if kept is False else end):
            book.FOLD[type(fact)](promises, fact, NOW)
    return promises


def test_of_none_nothing_is_said() -> None:
    told = indicators.of_calibration(ended((0.9, None)))
    assert (told.foreseen, told.kept, told.brier, told.error) == (None, None, None, None)


@pytest.mark.parametrize(
    ("ends", "foreseen", "kept", "brier", "error"),
    [
        ([(1.0, True)], 1.0, 1.0, 0.0, 0.0),
        ([(1.0, False)], 1.0, 0.0, 1.0, 1.0),
        ([(0.75, True), (0.75, True), (0.75, True), (0.75, False)], 0.75, 0.75, 0.1875, 0.0),
        ([(0.9, True), (0.5, False), (0.2, None)], 0.7, 0.5, 0.13, 0.3),
    ],
    ids=["sure and kept", "sure and broken", "as foreseen", "withdrawn does not count"],
)
def test_what_was_foreseen_against_what_came(
    ends: list[tuple[float, bool | None]], foreseen: float, kept: float, brier: float, error: float
) -> None:
    told = indicators.of_calibration(ended(*ends))
    assert (told.foreseen, told.kept, told.brier, told.error) == pytest.approx((foreseen, kept, brier, error))
