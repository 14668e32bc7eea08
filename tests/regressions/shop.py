"""A tiny shop on a real machine with a clock that a test moves, so that a scenario reads like the story it tells."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import cache
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from promesa import app
from promesa.domain.conduct.policies import SetPolicy
from promesa.domain.ledger import capacity as capacities
from promesa.domain.ledger.capacity import SetCapacity
from promesa.domain.ledger.orders.state import Stage
from promesa.domain.ledger.orders.words import CancelOrder
from promesa.domain.ledger.payments.words import ReceivePayment
from promesa.domain.ledger.shipments.words import HandOver, PackParcel, RecordScan, Scan
from promesa.domain.ledger.stock import questions as shelves
from promesa.domain.ledger.stock.words import CountStock
from promesa.domain.network.carriers.words import OfferService, Rates, SetCoverage
from promesa.domain.network.catalog import ListProduct
from promesa.domain.network.locations.words import OpenLocation, week
from promesa.domain.network.places import LoadPlaces
from promesa.domain.people.cases import state as cases
from promesa.domain.people.messages import folds as said
from promesa.domain.people.messages.words import MessageWanted
from promesa.domain.promise.commit.words import CompleteCheckout, Item, OpenCheckout, PlaceOrder
from promesa.domain.promise.quoting import quotes
from promesa.domain.promise.words import Ask, Offer, Quote, Want
from promesa.domain.values import moments
from promesa.domain.values.calendars import EVERY_DAY, Calendar
from promesa.domain.values.moments import Instant
from promesa.domain.values.policy import Policy
from promesa.domain.values.refusal import Reason, Refused
from promesa.domain.world import World
from promesa.domain.world import parts as parts_of
from promesa.engine import outbox, timers, words
from promesa.engine.log import Log
from promesa.engine.machine import Machine, Verdict, entries_of
from promesa.engine.memory import MemoryLog
from promesa.engine.model import Model

F = TypeVar("F")

MEXICO_CITY = "America/Mexico_City"
GUADALAJARA, MERIDA, TIJUANA, CDMX, CANCUN = "44100", "97000", "22000", "06000", "77500"
PLACES = {
    GUADALAJARA: ("14", "Guadalajara", MEXICO_CITY, 20.67, -103.35),
    MERIDA: ("31", "Mérida", "America/Merida", 20.97, -89.62),
    TIJUANA: ("02", "Tijuana", "America/Tijuana", 32.53, -117.03),
    CDMX: ("09", "Cuauhtémoc", MEXICO_CITY, 19.43, -99.13),
    CANCUN: ("23", "Benito Juárez", "America/Cancun", 21.16, -86.85),
}
ALWAYS = Calendar(weekdays=EVERY_DAY, holidays=())


def at(text: str, zone: str = MEXICO_CITY) -> Instant:
    """`2027-03-01 10:00` on a wall clock, or an instant with its own offset or Z."""
    moment = datetime.fromisoformat(text)
    return moments.of(moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone)))


def load_places() -> LoadPlaces:
    """The five postal codes of this country."""
    rows = [(code, *told) for code, told in PLACES.items()]
    codes, areas, cities, zones, lats, lons = (tuple(column) for column in zip(*rows, strict=True))
    return LoadPlaces(
        source="test",
        postal_codes=codes,
        areas=areas,
        municipalities=cities,
        cities=cities,
        zones=zones,
        lats=lats,
        lons=lons,
    )


def open_location(name: str, area: str = "14", **about: Any) -> OpenLocation:
    """Works every day until 16:00 in Mexico City's time, unless said otherwise."""
    told = {"zone": MEXICO_CITY, "cutoffs": week("16:00", "16:00", "16:00"), "holidays": "", **about}
    return OpenLocation(location=name, area=area, **told)


def offer_service(name: str, days: int, pesos: float = 0, **about: Any) -> OfferService:
    """Works every day, `days` from door to door, `pesos` whatever the weight, unless said otherwise."""
    centavos = round(pesos * 100)
    rates = Rates(same_area_centavos=centavos, other_area_centavos=centavos)
    every = {"calendar": ALWAYS, "pickup_weekdays": EVERY_DAY, "delivery_weekdays": EVERY_DAY}
    told = {**every, "transit_days": days, "rates": rates, **about}
    return OfferService(service=name, carrier="c", **told)


def place_order(order: str, units: Mapping[str, int], **about: Any) -> PlaceOrder:
    """An order for delivery in Guadalajara, paid by card, unless said otherwise."""
    told = {"customer": f"k-{order}", "channel": "web", "rail": "card", "postal_code": GUADALAJARA, **about}
    items = tuple(Item(sku, n) for sku, n in units.items())
    return PlaceOrder(order=order, items=items, **told)


@cache
def business() -> Model[World]:
    """The business as `app.build` takes it; tables that never change, so one is enough for many small shops."""
    return app.model()


BESIDE = frozenset((*said.FOLD, *cases.FOLD))
"""Facts that are no steps of an order."""


class Shop:
    """A machine over a log, and the verbs of a shop floor."""

    def __init__(self, now: str = "2027-03-01 10:00", log: Log | None = None, **policy: Any) -> None:
        self.now = at(now)
        self.log = MemoryLog() if log is None else log
        self.machine: Machine[World] = Machine(self.log, business(), lambda: self.now)
        self.put(load_places())
        if policy:
            self.put(SetPolicy(Policy(**policy)))
        self.since = self.machine.seen

    # --- what exists ---

    def sells(self, *skus: str, price: float = 100, grams: int = 500) -> "Shop":
        for sku in skus:
            self.put(ListProduct(sku, price=round(price * 100), grams=grams))
        return self

    def opens(self, name: str, area: str = "14", **about: Any) -> "Shop":
        self.put(open_location(name, area, **about))
        return self

    def carries(self, name: str, days: int, pesos: float = 0, to: Iterable[str] = ("*",), **about: Any) -> "Shop":
        self.put(offer_service(name, days, pesos, **about))
        self.put(SetCoverage(name, areas=tuple(to)))
        return self

    def has(self, location: str, **units: int) -> "Shop":
        for sku, n in units.items():
            self.put(CountStock(sku, location, n, "test"))
        self.since = self.machine.seen
        return self

    def slot(self, location: str, name: str, places: int | None, closes: str | None = None) -> "Shop":
        self.put(SetCapacity(location, name, places, at(closes) if closes else None))
        return self

    # --- what happens ---

    def put(self, command: object, key: str | None = None) -> list[Any]:
        """The facts of a command that must be accepted."""
        verdict = self.submit(command, key)
        assert verdict.refusal is None, (command, verdict.refusal)
        return verdict.facts

    def submit(self, command: object, key: str | None = None) -> Verdict:
        return self.machine.submit(command, "test", key=key)

    def refuses(self, command: object, key: str | None = None) -> Refused:
        """The refusal of a command that must not be accepted; it changed nothing."""
        before = self.machine.seen
        verdict = self.submit(command, key)
        assert isinstance(verdict.refusal, Refused), verdict.facts
        assert self.machine.seen == before, "a refusal wrote something"
        return verdict.refusal

    def reason(self, command: object) -> Reason:
        return self.refuses(command).reason

    def passes_to(self, moment: str | Instant) -> "Shop":
        """Time goes on; every timer fires at its own moment."""
        end = at(moment) if isinstance(moment, str) else moment
        while (due := timers.next_due(self.machine)) is not None and due <= end:
            self.now = Instant(max(self.now, due))
            assert timers.fire_due(self.machine) > 0
        self.now = Instant(max(self.now, end))
        return self

    def quote(self, units: Mapping[str, int], to: str | None = GUADALAJARA, **about: Any) -> Quote | Refused:
        wants = tuple(Want(sku, n) for sku, n in units.items())
        channel = about.pop("channel", "web")
        ask = Ask(wants, channel, to, **about)
        seen = self.machine.seen
        answer: Quote | Refused = self.machine.ask(lambda w: quotes.quote(*parts_of(w), ask, self.now, seen))
        return answer

    def offers(self, units: Mapping[str, int], to: str | None = GUADALAJARA, **about: Any) -> tuple[Offer, ...]:
        answer = self.quote(units, to, **about)
        assert isinstance(answer, Quote), answer
        return answer.offers

    def checks_out(self, cart: str, units: Mapping[str, int], order: str | None = None, **about: Any) -> list[Any]:
        return self.put(OpenCheckout(cart, place_order(order or f"o-{cart}", units, cart=cart, **about)))

    def completes(self, cart: str, rail: str = "card", payment: str | None = None) -> list[Any]:
        return self.put(CompleteCheckout(cart, rail, payment))

    def places(self, order: str, units: Mapping[str, int], **about: Any) -> list[Any]:
        return self.put(place_order(order, units, **about))

    def pays(self, order: str, at: Instant | None = None, payment: str | None = None) -> list[Any]:
        return self.put(self.payment(order, at, payment))

    def payment(self, order: str, at: Instant | None = None, payment: str | None = None) -> ReceivePayment:
        placed = self.world.orders.by_id[order].placed
        name = payment or f"{order}:1"
        return ReceivePayment(name, placed.total, self.now if at is None else at, placed.rail, order)

    def cancels(self, order: str) -> list[Any]:
        return self.put(CancelOrder(order, "changed my mind"))

    def packs(self, parcel: str) -> list[Any]:
        return self.put(PackParcel(parcel))

    def hands_over(self, parcel: str) -> list[Any]:
        return self.put(HandOver(parcel))

    def delivers(self, parcel: str) -> list[Any]:
        return self.put(RecordScan(parcel, Scan.DELIVERED, self.now))

    def put_eta(self, parcel: str, day: str) -> list[Any]:
        """The carrier names a day."""
        return self.put(RecordScan(parcel, Scan.IN_TRANSIT, self.now, date.fromisoformat(day)))

    def works_off(self, hands: Mapping[type, outbox.Hand] | None = None) -> list[Any]:
        """The outside answers every effect that is wanted, by default with nothing to say; what it was asked."""
        asked: list[Any] = []

        def take(effect: Any, key: str) -> list[Any]:
            asked.append(effect)
            hand = (hands or {}).get(type(effect))
            return hand(effect, key) if hand is not None else []

        everyone = dict.fromkeys(self.machine.model.codec._types.values(), take)
        while outbox.work(self.machine, everyone, "worker"):
            pass
        return asked

    # --- what is so ---

    @property
    def world(self) -> World:
        return self.machine.world

    def on_hand(self, sku: str, location: str = "N1") -> int:
        return shelves.on_hand(self.world.stock, sku, location)

    def reserved(self, sku: str, location: str = "N1") -> int:
        return shelves.reserved(self.world.stock, sku, location)

    def available(self, sku: str, location: str = "N1") -> int:
        return shelves.available(self.world.stock, sku, location)

    def shelf(self, sku: str, location: str = "N1") -> tuple[int, int, int]:
        """(on hand, reserved, available)."""
        return self.on_hand(sku, location), self.reserved(sku, location), self.available(sku, location)

    def free(self, location: str, bucket: str) -> int | None:
        return capacities.free(self.world.capacity, location, bucket, None)

    def stage(self, order: str) -> Stage:
        return self.world.orders.by_id[order].stage

    def stages(self) -> Counter[str]:
        return Counter(str(order.stage) for order in self.world.orders.by_id.values())

    # --- what was said ---

    def facts(self, *kinds: type[F], since: int | None = None) -> list[F]:
        """Facts since the shop was stocked, of these kinds (none: all that are not the engine's own)."""
        wanted = kinds or tuple(k for k in self.machine.model.codec._types.values() if k not in words.KINDS)
        start = self.since if since is None else since
        return [fact for _, fact in entries_of(self.machine, start) if isinstance(fact, wanted)]

    def story(self, since: int | None = None) -> list[str]:
        """The names of all facts of the business, in order; what is said to customers is told by `messages`, and a
        case is no step of an order."""
        return [type(fact).__name__ for fact in self.facts(since=since) if type(fact) not in BESIDE]

    def wanted(self, *kinds: type[F]) -> list[F]:
        """Effects ever wanted since the shop was stocked."""
        decode = self.machine.model.codec.decode
        effects = [decode(fact.kind, bytes(fact.body)) for fact in self.facts(words.EffectWanted)]
        return [effect for effect in effects if not kinds or isinstance(effect, kinds)]

    def messages(self, order: str | None = None) -> list[str]:
        """The business keys of the messages wanted, about one order or all."""
        return [message.message for message in self.facts(MessageWanted) if order in (None, message.order)]

    def refused_steps(self) -> list[words.StepRefused]:
        return self.facts(words.StepRefused)
