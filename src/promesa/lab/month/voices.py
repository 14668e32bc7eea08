"""What people on WhatsApp do when something comes onto their screen: they tap, write, stop, or let it be."""

import random
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from promesa.domain.conduct.conversations import privacy
from promesa.domain.people.intents.words import Intent
from promesa.domain.people.messages.words import MARKETING, SERVICE
from promesa.domain.values.ids import CustomerId
from promesa.domain.values.moments import HOUR, MINUTE, Instant
from promesa.lab.clock import Agenda
from promesa.lab.month.habits import Habits
from promesa.lab.scenario import chance
from promesa.lab.twins.whatsapp.people import Person
from promesa.lab.twins.whatsapp.world import Message, World

TURNS_MAX = 4
"""So often in a row somebody goes on with one conversation."""
ASKS = (
    *("¿dónde está mi pedido?", "donde viene mi paquete??", "ya casi llega mi pedido", "cuando llega"),
    *("hola", "buenas tardes", "quiero cambiar la fecha de entrega", "me equivoqué de dirección"),
    *("quiero hablar con una persona", "me facturan porfa", "ya no lo quiero, cómo cancelo", "gracias!!"),
    *("hay de este en la tienda de Reforma?", "cuanto tarda a 97000", "no m ha llegado nada", "asdf"),
)
STOPS = ("baja", "BAJA", "stop", "Baja")
"""Words that are an order by themselves;"""
SOFT_STOPS = ("ya no quiero promociones", "no me manden más ofertas", "ya estuvo de tanta publicidad")
"""after these the button that is then proposed is tapped, and only that counts."""
STOP, RESUME = f"go:{Intent.STOP.value}", f"go:{privacy.RESUME}"
PHOTO = {"type": "image", "image": {"id": "5550001", "mime_type": "image/jpeg", "caption": "llegó roto"}}
PHOTO_SHARE = 0.03
Writes = Callable[[], object]


class Voices:
    """Owns the dice of everybody's fingers, and what each of them has had enough of."""

    def __init__(self, agenda: Agenda, world: World, seed: int, call: Callable[[], None]) -> None:
        """`call`: the postman, after somebody did something."""
        self._agenda, self._world, self._seed, self._call = agenda, world, seed, call
        self._who: dict[str, tuple[CustomerId, Habits]] = {}
        self._turns: Counter[str] = Counter()
        self._seen = 0
        self.left_at: dict[str, Instant] = {}
        """Since when each person has told us that they want no more advertising; gone once they want it again."""
        self.willing: set[str] = set()
        """Who has told us that they want advertising, whatever they had agreed to before."""
        self.done: Counter[str] = Counter()
        """How often people did what."""

    def join(self, customer: CustomerId, habits: Habits, person: Person) -> None:
        self._who[person.id] = customer, habits
        self._world.crowd.add(person)

    def known(self, person: Person) -> tuple[CustomerId, Habits] | None:
        return self._who.get(person.id)

    def saw(self, message: Message, at: Instant) -> None:
        """A message is on their screen."""
        found = self._who.get(message.person.id)
        if found is None or not message.person.reads:
            return
        self._seen += 1
        dice = chance(self._seed, f"screen {self._seen}")
        _, habits = found
        if message.category == MARKETING:
            self._bears(message, habits, dice, at)
        elif message.category == SERVICE:
            self._goes_on(message, habits, dice, at)
        elif dice.random() < habits.asks:
            self._asks(message, dice, at)

    def comes_by_ad(self, person: Person) -> None:
        """They tapped an advertisement and said hello."""
        if not person.blocked:
            self._world.writes(person, _text("hola, vi su anuncio"), ad=True)
            self._count("came by an ad")

    # --- what they do ---

    def _bears(self, message: Message, habits: Habits, dice: random.Random, at: Instant) -> None:
        """A promotion more; some day it is one too many."""
        person = message.person
        if person.promos < habits.stands or person.id in self.left_at or not habits.leaves:
            return
        buttons = buttons_of(message.body)
        if habits.leaves == "switch":
            self._later(person, dice, at, lambda: self._leaves(person, lambda: self._world.stops(person), "switch"))
        elif habits.leaves == "word":
            self._leaves_by_word(person, dice, at)
        elif habits.leaves == "button" and buttons:
            self._later(
                person, dice, at, lambda: self._leaves(person, lambda: self._taps(message, buttons[0]), "button")
            )

    def _leaves_by_word(self, person: Person, dice: random.Random, at: Instant) -> None:
        word = dice.choice((*STOPS, *SOFT_STOPS))
        if word in STOPS:
            self._later(
                person, dice, at, lambda: self._leaves(person, lambda: self._world.writes(person, _text(word)), "word")
            )
        else:
            self._later(person, dice, at, lambda: self._writes(person, _text(word)))

    def _leaves(self, person: Person, how: Writes, name: str) -> None:
        how()
        self._count(f"left by {name}")
        self.left_at.setdefault(person.id, self._world.now())

    def _asks(self, message: Message, dice: random.Random, at: Instant) -> None:
        person, buttons = message.person, buttons_of(message.body)
        self._turns[person.id] = 0
        if buttons and dice.random() < 0.5:
            button = dice.choice(buttons)
            self._later(person, dice, at, lambda: self._taps(message, button))
            return
        content = PHOTO if dice.random() < PHOTO_SHARE else _text(dice.choice(ASKS))
        self._later(person, dice, at, lambda: self._writes(person, content))

    def _goes_on(self, message: Message, habits: Habits, dice: random.Random, at: Instant) -> None:
        person, buttons = message.person, buttons_of(message.body)
        self._turns[person.id] += 1
        stop = next((one for one in buttons if one[1] == STOP), None)
        if stop is not None:
            self._later(
                person, dice, at, lambda: self._leaves(person, lambda: self._taps(message, stop), "proposed button")
            )
            return
        if not buttons or self._turns[person.id] > TURNS_MAX or dice.random() >= habits.taps:
            return
        button = dice.choice(buttons)
        self._later(person, dice, at, lambda: self._taps(message, button), 0.5 * MINUTE)

    def _later(self, person: Person, dice: random.Random, at: Instant, what: Writes, least: float = 0.0) -> None:
        wait = least + min(dice.expovariate(1 / (person.reads_minutes * MINUTE)), 30 * HOUR)

        def do(_: Instant) -> list[Any]:
            if not person.blocked:
                what()
                self._call()
            return []

        self._agenda.note(at + int(wait), do)

    def _writes(self, person: Person, content: dict[str, Any]) -> None:
        self._world.writes(person, content)
        self._count(f"wrote {content['type']}")

    def _taps(self, message: Message, button: tuple[str, str, str]) -> None:
        self._world.writes(message.person, tapped(*button), answers=message.id)
        self._count(f"tapped a {button[0]}")
        self._means(message.person, button[1])

    def _means(self, person: Person, button: str) -> None:
        """Whoever has left may want it again, and may leave again: the buttons under our answers say so."""
        if button == STOP:
            self.left_at.setdefault(person.id, self._world.now())
        elif button == RESUME:
            self.willing.add(person.id)
            if self.left_at.pop(person.id, None) is not None:
                self._count("came back")

    def _count(self, what: str) -> None:
        self.done[what] += 1


def tapped(kind: str, name: str, title: str) -> dict[str, Any]:
    """A tap as WhatsApp tells it: of a template's button, of a button or of a row of a list."""
    if kind == "button":
        return {"type": "button", "button": {"payload": name, "text": title}}
    return {"type": "interactive", "interactive": {"type": kind, kind: {"id": name, "title": title}}}


def buttons_of(body: dict[str, Any]) -> Sequence[tuple[str, str, str]]:
    """(kind, id of ours, what is on it) of everything that can be tapped in a message and comes back to us."""
    if body.get("type") == "template":
        parts = body["template"].get("components", ())
        replies = [one for one in parts if one["type"] == "button" and one["sub_type"] == "quick_reply"]
        return [("button", one["parameters"][0]["payload"], "") for one in replies]
    if body.get("type") != "interactive":
        return []
    action = body["interactive"]["action"]
    found = [("button_reply", one["reply"]["id"], one["reply"]["title"]) for one in action.get("buttons", ())]
    rows = [row for section in action.get("sections", ()) for row in section.get("rows", ())]
    return found + [("list_reply", row["id"], row["title"]) for row in rows]


def _text(body: str) -> dict[str, Any]:
    return {"type": "text", "text": {"body": body}}
