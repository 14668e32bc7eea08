"""The demo retailer as the month has it: larger, with sealed contacts, and with WhatsApp as it is in production."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import msgspec
from msgspec.structs import replace

from promesa.domain.conduct.policies import SetPolicy
from promesa.domain.people.customers import RecordContact
from promesa.domain.people.messages.words import OPERATIONS
from promesa.domain.people.templates import library
from promesa.domain.values.ids import CustomerId, ParcelId
from promesa.domain.values.message_policy import REGIMES, MessageRegime
from promesa.domain.values.moments import HOUR, Instant
from promesa.engine.vault import Vault
from promesa.gateways.messaging import callback
from promesa.gateways.messaging.whatsapp.marks import Marks
from promesa.lab import demo
from promesa.lab.demo import Company
from promesa.lab.month import campaigns, habits
from promesa.lab.month.campaigns import Campaigns
from promesa.lab.month.habits import Habits
from promesa.lab.month.keys import SeededKeys
from promesa.lab.month.line import Line
from promesa.lab.month.voices import Voices
from promesa.lab.month.witness import SLACK, Sight, Witness
from promesa.lab.outages import Outages
from promesa.lab.play import Play
from promesa.lab.retailer import customers, workforce
from promesa.lab.retailer.customers import Customer
from promesa.lab.scenario import LAST_DAY, Scenario, chance
from promesa.lab.twins.whatsapp.chances import ROUGH
from promesa.lab.twins.whatsapp.people import Person
from promesa.lab.twins.whatsapp.world import Message

TAIL_DAYS = 3
"""After the month nobody orders any more, and what was sent is read and told."""
EVER, NEVER = date(2025, 7, 1), date(9999, 1, 1)
TURN = date(2026, 6, 1)
"""The first day of a month that both regimes share."""
REGIMES_OF: dict[str, tuple[tuple[MessageRegime, ...], date]] = {
    "2025": ((REGIMES[0],), NEVER),
    "2026": ((replace(REGIMES[1], since=EVER),), EVER),
    "turn": ((REGIMES[0], replace(REGIMES[1], since=TURN)), TURN),
}
"""What we believe to be charged for, and since when the twin charges for replies: the same month under each."""
AD_SHARE = 0.002
"""Customers of a day who come by an advertisement."""
ORDINARY_ORDERS = 180.0
"""Orders of a day for which the demo's people and vans are enough."""


class MonthCompany(Company):
    """Everybody on the demo's stage, and everybody on WhatsApp."""

    def __init__(self, play: Play, scenario: Scenario, regime: str) -> None:
        super().__init__(play, scenario)
        self._regimes, charged_from = REGIMES_OF[regime]
        begins = demo.begin(scenario.days)
        self.vault = Vault(SeededKeys(scenario.seed))
        silent = Outages(chance(scenario.seed, "messaging is silent"), begins, scenario.days, scenario.outages)
        self.line = Line(play.machine, self.vault, play.agenda, play.clock, silent, scenario.seed)
        self._charged_from = charged_from
        self.witness = Witness(begins)
        crowd = customers.crowd(chance(scenario.seed, "crowd"), scenario.customers)
        self._homes: dict[CustomerId, Customer] = {one.customer: one for one in crowd.customers}
        self._habits: dict[CustomerId, Habits] = {name: habits.of(scenario.seed, name) for name in self._homes}
        self._dice = chance(scenario.seed, "month")
        self._people: list[Person] = []
        self._linked: dict[str, Instant] = {}
        """Since when each person's number and name may be known to be one: the first message to the number."""

    def set_the_stage(self) -> None:
        super().set_the_stage()
        play, begins = self.play, demo.begin(self.scenario.days)
        policy = play.world.policies.now
        messages = replace(policy.messages, regimes=self._regimes)
        times = max(1.0, self.scenario.orders_per_day / ORDINARY_ORDERS)
        play.put([SetPolicy(replace(policy, messages=messages))], "setup")
        play.put([_larger(one, times) for one in workforce.labour()], "setup")
        self.line.open(ROUGH, self._charged_from, self._on_a_screen)
        self.voices = Voices(play.agenda, self.line.world, self.scenario.seed, self.line.postman.call)
        play.put(list(self._everybody(begins)), "setup")
        play.hands = {**play.hands, **self.line.hands()}
        self.campaigns = Campaigns(play, self.scenario.seed, tuple(self._homes))

    def _everybody(self, begins: Instant) -> Iterator[Any]:
        """Their contacts, sealed, what they agreed to, and the register; and they appear on WhatsApp."""
        marks, listed = Marks(self.vault), dict[int, list[str]]()
        ours = "+525550000000"
        yield RecordContact(OPERATIONS, self._sealed(OPERATIONS, ours), marks=(marks.address(ours),))
        for number, (name, one) in enumerate(self._habits.items()):
            phone = customers.phone_of(name)
            mark = marks.address(phone)
            yield RecordContact(name, self._sealed(name, phone), marks=(mark,))
            yield from habits.words_of(name, one, begins)
            if one.agreed in habits.LISTED_DAYS:
                listed.setdefault(habits.LISTED_DAYS[one.agreed], []).append(mark)
            person = habits.person_of(name, one, number)
            self._people.append(person)
            self.voices.join(name, one, person)
        yield from campaigns.register(listed, begins)

    def _sealed(self, customer: CustomerId, phone: str) -> bytes:
        return self.vault.seal(customer, msgspec.json.encode({"phone": phone, "email": f"{customer}@example.com"}))

    def _morning(self, day: date) -> list[Any]:
        if day > LAST_DAY - timedelta(days=TAIL_DAYS):
            self.line.close_day()
            return []
        self.campaigns.day(day)
        self._by_ads()
        self.line.close_day()
        return super()._morning(day)

    def _by_ads(self) -> None:
        for person in self._dice.sample(self._people, max(1, round(len(self._people) * AD_SHARE))):
            at = self.play.clock.at + int(self._dice.uniform(8, 23) * HOUR)
            self.play.agenda.note(at, lambda _, person=person: self._comes(person))  # type: ignore[misc]  # a lambda's default

    def _comes(self, person: Person) -> list[Any]:
        self.voices.comes_by_ad(person)
        self.line.postman.call()
        return []

    # --- what stands on screens ---

    def _on_a_screen(self, message: Message, at: Instant) -> None:
        """The customer sees it, the witness beside them too; then its words are let go, of which there are many."""
        found = self.voices.known(message.person)
        if found is not None:
            self.witness.saw(message, self._sight(message, *found))
            if message.template is not None:
                self._linked.setdefault(message.person.id, at)
            self.voices.saw(message, at)
            self._called(message)
        message.body = {}

    def _sight(self, message: Message, customer: CustomerId, one: Habits) -> Sight:
        zone = self._homes[customer].zone if self._ordered(customer, message.taken_at) else ""
        now = replace(one, agreed=habits.SAID_YES) if message.person.id in self.voices.willing else one
        return Sight(customer, now, zone, self._left_at(message.person))

    def _left_at(self, person: Person) -> Instant | None:
        """Since when we could know that they left: whoever hides their number and writes to us before we ever wrote to
        that number is another person to us, until a status names both.
        """
        left, linked = self.voices.left_at.get(person.id), self._linked.get(person.id)
        if left is None or person.shows_phone:
            return left
        return None if linked is None else max(left, linked)

    def _ordered(self, customer: CustomerId, at: Instant) -> bool:
        """Whether we could know where they live when the scene began in which a message left."""
        orders = self.play.world.orders
        first = orders.by_customer.get(customer, [])[:1]
        return bool(first) and orders.by_id[first[0]].placed_at <= at - SLACK

    def _called(self, message: Message) -> None:
        """Whoever reads that their parcel waits comes for it."""
        copy = None if message.template is None else library.named(message.template.name)
        if copy is not None and copy.meaning == "ready_for_pickup":
            wanted = self.play.world.messages.by_name[callback.read(message.callback).message].wanted
            self.floor.called(ParcelId(dict(wanted.words)["parcel"]))


def _larger(labour: Any, times: float) -> Any:
    """The same week with more hands."""
    slots = tuple(replace(one, minutes=round(one.minutes * times)) for one in labour.slots)
    return replace(labour, slots=slots)
