"""Hears what a customer wrote without keeping a word of it: what it may mean, and the names in it that we know.

Only what already stands in our log may leave here: numbers of existing orders, postal codes, products, stores, days.
A code of six digits becomes a mark. The text itself stays sealed with its customer.
"""

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import msgspec

from promesa.domain.conduct.conversations.words import Utterance
from promesa.domain.network.locations import state as locations
from promesa.domain.people.consent import state as consents
from promesa.domain.people.consent.words import PROFILING, ConsentLayer
from promesa.domain.people.intents import patterns, proposing
from promesa.domain.people.intents.learning import IntentModel
from promesa.domain.people.intents.words import Intent
from promesa.domain.values import moments
from promesa.domain.values.ids import CustomerId, OrderId
from promesa.domain.values.moments import Instant
from promesa.domain.world import World
from promesa.engine import vault as sealing
from promesa.engine.machine import Machine
from promesa.engine.vault import Vault
from promesa.gateways.messaging import names
from promesa.gateways.messaging.names import NameIndex
from promesa.gateways.messaging.understanding import NOTHING, Understander, Understood

TEXT_MAX = 2_000
"""Letters that are listened to; a longer text is for a person."""
TOKENS_MAX = 60
ORDERS_MAX = 10
LIKELY_ORDER = "likely_order"
"""Not written, only guessed: it chooses a button and proves nothing."""
WORTH_ASKING = 0.1
"""What is less likely than this is no button: it would only be one more thing to read."""
_TOKEN = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{1,63}")
_POSTAL = re.compile(r"(?<!\d)\d{5}(?!\d)")
_CODE = re.compile(r"(?<!\d)\d{6}(?!\d)")
_DAY_MONTH = re.compile(r"(?<!\d)(\d{1,2})\s*(?:de\s+|/|-)\s*([a-z]{3,10}|\d{1,2})(?!\d)")
_WEEKDAYS = ("lunes", "martes", "miercoles", "jueves", "viernes", "sabado", "domingo")
_MONTHS = ("ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic")


class Names(msgspec.Struct, frozen=True):
    """What of a text the world knows."""

    orders: tuple[str, ...] = ()
    skus: tuple[str, ...] = ()
    places: tuple[str, ...] = ()


class Ears:
    """Owns the indexes of names, made anew when there are more of them."""

    def __init__(
        self,
        machine: Machine[World],
        vault: Vault,
        model: Callable[[], IntentModel],
        understander: Understander | None = None,
    ) -> None:
        """understander: a language model that may propose, too; never for who does not want to be profiled."""
        self._understander = understander
        self._ask: Callable[..., Any] = machine.ask
        self._vault, self._model = vault, model
        self._products, self._places = NameIndex(), NameIndex()

    def hear(self, customer: CustomerId, heard: str, at: Instant, kind: str, text: str, **about: Any) -> Utterance:
        """The utterance of one text (or of a tap, a photo...: then there is no text). about: `button`, `order`."""
        if about.get("button") or not text:
            return Utterance(heard, at, "button" if about.get("button") else kind, **about)
        text = text[:TEXT_MAX]
        likely = (one for one in proposing.propose(self._model(), text) if one.probability >= WORTH_ASKING)
        told = self._understood(customer, text)
        proposals = tuple(dict.fromkeys((*told.intents, *(one.intent.value for one in likely))))
        mentions = (*self._mentions(customer, text, at), *((LIKELY_ORDER, order) for order in told.orders))
        return Utterance(heard, at, kind, proposals=proposals, mentions=mentions, **about)

    def _understood(self, customer: CustomerId, text: str) -> Understood:
        """Asked only where one is set and the customer has not switched profiling off."""
        if self._understander is None:
            return NOTHING
        orders: tuple[str, ...] | None = self._ask(_may_be_sent, customer)
        return NOTHING if orders is None else self._understander.understand(text, orders)

    def mark(self, customer: CustomerId, code: str) -> str:
        """The mark of a code that was sent to that customer."""
        return mark_of(self._vault, customer, code)

    def _mentions(self, customer: CustomerId, text: str, at: Instant) -> Iterator[tuple[str, str]]:
        certain = patterns.certain(text).items()
        yield from (("exact", intent.value) for intent, chance in certain if is_order(intent, chance))
        page = patterns.alone(text)
        if page:
            yield "exact", page
        found: Names = self._ask(self._known, text)
        yield from (("order", order) for order in found.orders)
        yield from (("postal_code", code) for code in dict.fromkeys(_POSTAL.findall(text)))
        yield from (("code", self.mark(customer, code)) for code in dict.fromkeys(_CODE.findall(text)))
        yield from (("sku", sku) for sku in found.skus)
        yield from (("location", location) for location in found.places)
        yield from (("day", day.isoformat()) for day in days(text, moments.local_date(at, moments.MEXICO_CITY)))

    def _known(self, world: World, text: str) -> Names:
        """Orders by their own number in any case, products and stores by the words of their names."""
        tokens = list(dict.fromkeys(_TOKEN.findall(text)))[:TOKENS_MAX]
        tried = dict.fromkeys(one for token in tokens for one in (token, token.upper(), token.lower()))
        orders = tuple(name for name in tried if OrderId(name) in world.orders.by_id)
        sold = world.catalog.products
        products = self._products.of(len(sold), lambda: {sku: one.name for sku, one in sold.items()})
        open_ones = [at for at in locations.active(world.locations) if at.pickup]
        stores = self._places.of(len(open_ones), lambda: {at.location: at.name or at.location for at in open_ones})
        return Names(orders, products.find(text), stores.find(text))


def _may_be_sent(world: World, customer: CustomerId) -> tuple[str, ...] | None:
    """The customer's newest own orders; None where nothing of theirs may leave the house."""
    consent = consents.of(world.consents, customer)
    word = consents.word(consent, ConsentLayer.DATA_LAW, PROFILING)
    if consent.is_blocked or not (consent.is_profiled if word is None else word.allowed):
        return None
    return tuple(world.orders.by_customer.get(customer, ()))[-ORDERS_MAX:]


def mark_of(vault: Vault, customer: CustomerId, code: str) -> str:
    """What may be known of a code: nobody finds it again without the vault's key."""
    return sealing.code_mark(vault, customer, code)


def is_order(intent: Intent, chance: float) -> bool:
    """A word that is an order by itself: stop, or a person."""
    return chance >= patterns.SURE and intent in (Intent.STOP, Intent.TALK_TO_A_PERSON)


def days(text: str, today: date) -> Iterator[date]:
    """The days that a text names, as somebody means them today: a weekday is the next one, a date the next such."""
    plain = names.plain(text)
    if "pasado manana" in plain:
        yield today + timedelta(days=2)
    elif "manana" in plain.split() and "la manana" not in plain:
        yield today + timedelta(days=1)
    for number, name in enumerate(_WEEKDAYS):
        if name in plain.split():
            yield today + timedelta(days=(number - today.weekday() - 1) % 7 + 1)
    for told, month in _DAY_MONTH.findall(plain):
        found = _date(int(told), month, today)
        if found is not None:
            yield found


def _date(day: int, month: str, today: date) -> date | None:
    number = int(month) if month.isdigit() else next((n for n, m in enumerate(_MONTHS, 1) if month.startswith(m)), 0)
    for year in (today.year, today.year + 1):
        try:
            found = date(year, number, day)
        except ValueError:
            return None
        if found >= today:
            return found
    return None
