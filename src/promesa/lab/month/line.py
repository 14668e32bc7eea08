"""WhatsApp as the month has it: posted to in process; its signed notices go through the real inbox and its reader."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from promesa import partners
from promesa.domain.people.messages.words import MARKETING, UTILITY
from promesa.domain.people.templates import library
from promesa.domain.people.templates.words import SPANISH, OrderLinks
from promesa.domain.values.moments import HOUR, Instant
from promesa.domain.world import World as OurWorld
from promesa.engine import inbox_work
from promesa.engine.inbox import Arrived, Inbox
from promesa.engine.machine import Machine
from promesa.engine.memory_inbox import MemoryInbox
from promesa.engine.vault import Vault
from promesa.gateways.messaging.channel import Accepted, Capabilities, Limits, Outcome
from promesa.gateways.messaging.mail.channel import Mail
from promesa.gateways.messaging.sms.channel import Sms
from promesa.gateways.messaging.whatsapp import signature, submissions
from promesa.gateways.messaging.whatsapp.hand import WhatsApp
from promesa.lab.clock import Agenda, Clock
from promesa.lab.outages import Outages
from promesa.lab.scenario import chance
from promesa.lab.twins.whatsapp.chances import Chances
from promesa.lab.twins.whatsapp.postman import Postman
from promesa.lab.twins.whatsapp.world import Account, Shown, World
from promesa.surfaces.webhooks import Posted

LINKS = "https://casa-alondra.example/"


class Letterbox:
    """E-mail or SMS that always arrives; owns how much came."""

    capabilities, limits = Capabilities(text_max=10**6), Limits(per_second=10**6)

    def __init__(self, name: str) -> None:
        self.name, self.taken = name, 0

    def send(self, _: Mail | Sms) -> Outcome:
        self.taken += 1
        return Accepted(f"{self.name}-{self.taken}")


class Line:
    """Owns the WhatsApp world, its postman and our inbox."""

    def __init__(
        self, machine: Machine[OurWorld], vault: Vault, agenda: Agenda, clock: Clock, outages: Outages, seed: int
    ) -> None:
        self._machine, self._vault, self._agenda, self._clock, self._outages = machine, vault, agenda, clock, outages
        self._seed = seed
        self.letterbox, self.texts = Letterbox("email"), Letterbox("sms")
        self.letters = 0
        self.dead = 0

    def open(self, chances: Chances, charged_from: date, shown: Shown) -> None:
        """The world begins, with every template approved."""
        account = Account(per_second=10**6, replies_charged_from=charged_from)
        self.world = World(self._clock, chance(self._seed, "messaging"), chances, account, shown)
        self.postman = Postman(self.world, self._agenda, self._clock, self._outages, self._told)
        self._gate = partners.whatsapp_gate([account.secret], "lab")
        self._inbox = Inbox(MemoryInbox(), self._vault, self._clock)
        for copy in library.ALL:
            self.world.create(submissions.submission(copy, SPANISH, LINKS))
        self._read(Instant(self._clock() + HOUR))

    @property
    def recategorised(self) -> int:
        """Templates of ours that WhatsApp took for another category than we did."""
        ours = {copy.name: MARKETING if copy.category == MARKETING else UTILITY for copy in library.ALL}
        known = self.world.templates.values()
        return sum(ours[one.name] != one.category for one in known if one.name in ours)

    def hands(self) -> Mapping[type, Any]:
        """What sends: the real hands, wording and addresses."""
        channel = WhatsApp(self.postman, self.world.account.number)
        channels = partners.Channels(channel, self.letterbox, self.texts)
        return partners.message_hands(channels, self._machine, self._vault, OrderLinks(LINKS))

    def read(self) -> None:
        """All that is due now."""
        self._read(Instant(self._clock()))

    def _told(self, at: Instant) -> list[Any]:
        self._read(at)
        return []

    def _read(self, upto: Instant) -> None:
        """Signed bodies in, facts out: nothing is believed that the gate would not let in."""
        for notice in self.world.teller.due(upto):
            posted = Posted(notice.body, {}, {signature.HEADER: notice.signature})
            assert self._gate.is_genuine(posted), "the twin signs badly"
            self._inbox.put([Arrived(partners.WHATSAPP, self._clock(), notice.body)])
            self.letters += 1
        readers = {partners.WHATSAPP: partners.reader(self._machine, self._vault)}
        while inbox_work.work(self._inbox, self._machine, readers):
            pass

    def close_day(self) -> None:
        """What is done is forgotten; what nobody could read is counted."""
        dead = self._inbox.dead()
        self.dead += len(dead)
        for letter in dead:
            self._inbox.discard(letter.number)
        self._inbox.sweep(0)
