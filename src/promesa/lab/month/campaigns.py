"""What the retailer wants to say beside its orders: offers to whoever it may, and a word in some troubles."""

from datetime import date, timedelta
from typing import Any

from promesa.domain.people.consent.words import AnswerRight, AskRight, LoadRegister, Right
from promesa.domain.people.messages.topics import WRITTEN
from promesa.domain.people.messages.words import NO_ORDER, WantMessage, WriteToCustomer
from promesa.domain.values import moments
from promesa.domain.values.ids import CustomerId
from promesa.domain.values.moments import DAY, MINUTE, Instant
from promesa.engine.machine import Request
from promesa.lab.play import Play
from promesa.lab.retailer import catalogue
from promesa.lab.scenario import chance

OFFER_HOURS = (7, 10, 13, 17, 19, 22)
"""When campaigns begin: also when nobody may be written to."""
OFFERED_A_DAY = 0.05
"""Of all customers, in all campaigns of a day, whether they may be written to or not."""
WRITTEN_A_DAY = 0.004
OPPOSED_A_DAY = 0.0005
REGISTER = "repep"
BY = "marketing"


class Campaigns:
    """Owns the dice of whoever sells."""

    def __init__(self, play: Play, seed: int, customers: tuple[CustomerId, ...]) -> None:
        self._play, self._customers = play, customers
        self._dice = chance(seed, "campaigns")
        ranked = sorted(catalogue.articles(), key=lambda one: (-one.pull, one.sku))
        self._goods = [one.sku for one in ranked[:200]]

    def day(self, day: date) -> None:
        """Note what a day's campaigns and people at their desks will say."""
        each = max(1, round(len(self._customers) * OFFERED_A_DAY / len(OFFER_HOURS)))
        midnight = moments.end_of_day(day - timedelta(days=1), moments.MEXICO_CITY) + 1
        for hour in OFFER_HOURS:
            at = midnight + (60 * hour + self._dice.randrange(60)) * MINUTE
            self._play.agenda.note(at, lambda _, hour=hour: self._offers(day, hour, each))  # type: ignore[misc]  # a lambda's default
        self._play.agenda.note(midnight + 11 * 60 * MINUTE, lambda _: self._written())
        self._play.agenda.note(midnight + 12 * 60 * MINUTE, lambda _: self._opposed(day))

    def _offers(self, day: date, hour: int, times: int) -> list[Any]:
        sku = self._dice.choice(self._goods)
        return [
            Request(WantMessage(f"offer:{day}:{hour}:{one}", NO_ORDER, one, "offer", (("sku", sku),)), BY)
            for one in self._dice.sample(self._customers, times)
        ]

    def _written(self) -> list[Any]:
        """Some of those whose orders are under way."""
        orders = [name for name, one in self._play.world.orders.by_id.items() if one.stage.value == "confirmed"]
        times = min(len(orders), round(len(orders) * WRITTEN_A_DAY))
        chosen = self._dice.sample(orders, times)
        return [Request(WriteToCustomer(one, self._dice.choice(WRITTEN)), "desk") for one in chosen]

    def _opposed(self, day: date) -> list[Any]:
        """A few ask that nothing of theirs be used for advertising, or at all, and it is granted at once."""
        found: list[AskRight | AnswerRight] = []
        for one in self._dice.sample(self._customers, round(len(self._customers) * OPPOSED_A_DAY)):
            right = self._dice.choice((Right.OPPOSITION, Right.OPPOSITION, Right.CANCELLATION))
            name = f"arco:{day}:{one}"
            found += [AskRight(name, one, right, source="web"), AnswerRight(name, True)]
        return [Request(one, "desk") for one in found]


def register(marks: dict[int, list[str]], begins: Instant) -> list[LoadRegister]:
    """The public register as of the days before the month on which people entered it."""
    return [
        LoadRegister(REGISTER, Instant(begins - days * DAY), tuple(found[at : at + 1_000]))
        for days, found in sorted(marks.items())
        for at in range(0, len(found), 1_000)
    ]
