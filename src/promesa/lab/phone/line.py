"""The demo's WhatsApp: its twin in this process, a postman who brings us signed notices, and each phone's screen."""

import secrets
import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import httpx2
import msgspec

from promesa import partners
from promesa.domain.people.customers import STRANGER, RecordContact
from promesa.domain.people.messages.words import OPERATIONS
from promesa.domain.people.templates import library, rendering
from promesa.domain.values.ids import CustomerId
from promesa.domain.values.moments import Instant
from promesa.domain.world import World as OurWorld
from promesa.engine.daemons import Daemon
from promesa.engine.machine import Machine
from promesa.engine.vault import Vault
from promesa.gateways.messaging import reach, routes
from promesa.gateways.messaging.channel import Accepted, Capabilities, Limits, Outcome
from promesa.gateways.messaging.intents import learned
from promesa.gateways.messaging.mail.channel import Mail
from promesa.gateways.messaging.pacing import Pacer
from promesa.gateways.messaging.sender import Sender
from promesa.gateways.messaging.sms.channel import Sms
from promesa.gateways.messaging.whatsapp import errors
from promesa.gateways.messaging.whatsapp.hand import Address, WhatsApp
from promesa.gateways.messaging.whatsapp.marks import Marks
from promesa.gateways.messaging.whatsapp.write import Request
from promesa.lab.month.voices import buttons_of, tapped
from promesa.lab.phone import past, visitors
from promesa.lab.phone.past import Kept
from promesa.lab.retailer import customers
from promesa.lab.scenario import chance
from promesa.lab.twins.whatsapp import line
from promesa.lab.twins.whatsapp.chances import CALM
from promesa.lab.twins.whatsapp.people import Person
from promesa.lab.twins.whatsapp.world import Account, Message, World
from promesa.partners import Channels, Partners
from promesa.settings import Settings

ROUND_SECONDS = 0.2
OPERATIONS_PHONE = "+525550000000"
BUBBLES_MAX = 300
TEXT_MAX = 1_000
BROUGHT = {"email": "✉ Correo", "sms": "SMS"}


class Bubble(msgspec.Struct, frozen=True):
    """One thing on a phone. `buttons`: (kind, id, title), which can be tapped; `links`: (title, address)."""

    text: str
    at: Instant
    mine: bool = False
    buttons: tuple[tuple[str, str, str], ...] = ()
    links: tuple[tuple[str, str], ...] = ()
    footer: str = ""
    menu: str = ""
    """The title of a list whose rows are the buttons."""
    message: str = ""


class PostOffice:
    """E-mail and SMS of the demo: what they bring is shown on the same screen."""

    capabilities, limits = Capabilities(text_max=10**6), Limits(per_second=10**6)

    def __init__(self, name: str, brought: Callable[[str, str, str], None]) -> None:
        self.name, self._brought = name, brought

    def send(self, said: Mail | Sms) -> Outcome:
        self._brought(self.name, said.to, said.text)
        return Accepted(said.reference)


class Phones:
    """Owns the twin, its postman and everything on the screens; may be used from many threads."""

    def __init__(self, machine: Machine[OurWorld], vault: Vault, settings: Settings) -> None:
        self._machine, self._vault, self._settings = machine, vault, settings
        self._lock = threading.Lock()
        account = Account(token=secrets.token_hex(16), secret=secrets.token_hex(32))
        dice = chance(1, "phones")
        self.twin = World(lambda: machine.clock(), dice, CALM, account, self._shown, any_template=True)
        self._screens: dict[str, list[Bubble]] = {}
        self._http = httpx2.Client(timeout=10.0)
        self._links = partners.order_links(settings, machine)
        self._url = ""
        self._postman: Daemon | None = None

    def partners(self) -> Partners:
        """WhatsApp as the demo is connected with it: the same door, reader, wording and sender as in production."""
        account, machine, vault = self.twin.account, self._machine, self._vault
        channel = WhatsApp(self, account.number)
        ways = Channels(channel, PostOffice("email", self._brought), PostOffice("sms", self._brought))
        hands = partners.message_hands(ways, machine, vault, self._links, self._address)
        pacers = {partners.WHATSAPP: Pacer(channel.limits, errors.pair_wait_seconds)}
        sender = Sender(machine, hands, routes.route, pacers, "phones", stopped=partners.stopped_lines)
        gate = partners.whatsapp_gate([account.secret], secrets.token_hex(8))
        readers = {partners.WHATSAPP: partners.reader(machine, vault)}
        return Partners({partners.WHATSAPP: gate}, readers, {}, sender, learned.model)

    def open(self, url: str) -> None:
        """The postman begins to come: `url` is where we are served."""
        self._url = f"{url}/v1/webhooks/{partners.WHATSAPP}"
        self._postman = Daemon("postman", self._post)

    def visit(self) -> None:
        """Some customers write by themselves."""
        for customer, texts in self._machine.ask(visitors.who_writes):
            self.take(customer)
            for text in texts:
                self.writes(customer, text)

    def close(self) -> None:
        if self._postman is not None:
            self._postman.stop()
        self._http.close()

    def send(self, request: Request) -> Outcome:
        """As `client.Client.send`."""
        with self._lock:
            return line.send(self.twin, request)

    def _brought(self, name: str, to: str, text: str) -> None:
        """A text or a letter lies on the screen of whoever has that phone or that mailbox."""
        phone = customers.phone_of(CustomerId(to.partition("@")[0])) if name == "email" else to
        with self._lock:
            person = self.twin.crowd.of_phone(phone.removeprefix("+"))
            self._keep(person, Bubble(text, Instant(self.twin.now()), footer=BROUGHT[name]))

    # --- on the phone ---

    def take(self, customer: CustomerId) -> None:
        """Somebody takes the customer's phone: we know its number as we know any customer's."""
        phone = customers.phone_of(customer)
        sealed = self._vault.seal(customer, msgspec.json.encode({"phone": phone, "email": f"{customer}@example.com"}))
        mark = Marks(self._vault).address(phone)
        if self._machine.world.customers.by_mark.get(mark) != customer:
            self._machine.submit(RecordContact(customer, sealed, marks=(mark,)), "demo")
        now = Instant(self._machine.now())
        held = self._machine.ask(past.kept, customer, now, self._links)
        with self._lock:
            person = self._person(customer)
            if person.id not in self._screens:
                self._screens[person.id] = [_of_the_past(one) for one in held]

    def writes(self, customer: CustomerId, text: str) -> None:
        said = text.strip()[:TEXT_MAX]
        if said:
            self._says(customer, said, {"type": "text", "text": {"body": said}})

    def taps(self, customer: CustomerId, kind: str, name: str, title: str, message: str) -> None:
        self._says(customer, title, tapped(kind, name, title), message)

    def screen(self, customer: CustomerId) -> Sequence[Bubble]:
        with self._lock:
            return tuple(self._screens.get(self._person(customer).id, ()))

    def _says(self, customer: CustomerId, shown: str, content: Mapping[str, Any], answers: str = "") -> None:
        with self._lock:
            person = self._person(customer)
            self._keep(person, Bubble(shown, self.twin.now(), mine=True))
            self.twin.writes(person, dict(content), answers=answers)

    def _person(self, customer: CustomerId) -> Person:
        person = self.twin.crowd.of_phone(customers.phone_of(customer).removeprefix("+"))
        person.reads_minutes = 0.02
        return person

    def _keep(self, person: Person, bubble: Bubble) -> None:
        screen = self._screens.setdefault(person.id, [])
        screen.append(bubble)
        del screen[:-BUBBLES_MAX]

    def _shown(self, message: Message, at: Instant) -> None:
        self._keep(message.person, bubble_of(message, at, self._links.address))

    # --- between us and the twin ---

    def _address(self, customer: CustomerId) -> Address:
        if customer == OPERATIONS:
            return Address(OPERATIONS_PHONE)
        if customer.startswith(STRANGER):
            return reach.address_of(self._machine, self._vault)(customer)
        return Address(customers.phone_of(customer))

    def _post(self) -> float:
        with self._lock:
            notices = self.twin.teller.due(self.twin.now())
        for notice in notices:
            headers = {"X-Hub-Signature-256": notice.signature, "Content-Type": "application/json"}
            self._http.post(self._url, content=notice.body, headers=headers)
        return ROUND_SECONDS


def _of_the_past(one: Kept) -> Bubble:
    text = one.said.text.removesuffix(one.said.footer).rstrip() if one.said.footer else one.said.text
    return Bubble(text, one.at, buttons=one.taps, links=one.links, footer=one.said.footer)


def bubble_of(message: Message, at: Instant, address: str = "") -> Bubble:
    """A message as a phone shows it."""
    body, kind = message.body, message.body["type"]
    if kind == "template":
        return _of_template(body["template"], body, at, message.id, address)
    if kind == "interactive":
        told = body["interactive"]
        menu = told["action"].get("button", "") if told["type"] == "list" else ""
        text = told["body"]["text"]
        return Bubble(text, at, buttons=tuple(buttons_of(body)), menu=menu, message=message.id)
    return Bubble(body.get("text", {}).get("body", "…"), at, message=message.id)


def _of_template(told: Mapping[str, Any], body: dict[str, Any], at: Instant, message: str, address: str = "") -> Bubble:
    """The approved text with its words filled in, and the titles of its buttons."""
    copy, english = library.named(told["name"]), told["language"]["code"].startswith("en")
    if copy is None:
        return Bubble(told["name"], at, message=message)
    text = copy.en if english else copy.es
    for part in told.get("components", ()):
        for word in part.get("parameters", ()) if part["type"] in ("body", "header") else ():
            text = text.replace(f"{{{word.get('parameter_name')}}}", word.get("text", ""))
    replies = [one for one in copy.buttons if one.kind.value == "quick_reply"]
    ends = {
        int(part["index"]): part["parameters"][0]["text"]
        for part in told.get("components", ())
        if part["type"] == "button" and part["sub_type"] == "url"
    }
    links = tuple(
        (one.en if english else one.es, f"{address}{rendering.ends(one)[0]}{ends[number]}")
        for number, one in enumerate(copy.buttons)
        if number in ends
    )
    titles = [one.en if english else one.es for one in replies]
    taps = tuple((kind, name, title) for (kind, name, _), title in zip(buttons_of(body), titles, strict=False))
    return Bubble(
        text, at, buttons=taps, links=links, footer=copy.footer_en if english else copy.footer_es, message=message
    )
