"""The agent that ships with the house: watches promises at risk and proposes another way, another date, or amends.

Plain rules find what may go wrong, our own valuation says whether another way is worth it. It is no wiser than that,
and it need not be: its mandates decide what becomes of its proposals.
"""

import hashlib
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from promesa.domain import rules as house_rules
from promesa.domain.conduct.mandates import state as mandates
from promesa.domain.conduct.mandates import tellings
from promesa.domain.conduct.mandates.kinds import KINDS
from promesa.domain.conduct.mandates.sight import AGENT_SAYS, ActSight, ValuedAct
from promesa.domain.conduct.mandates.words import ProposeAct
from promesa.domain.ledger.payments.state import refundable
from promesa.domain.ledger.payments.words import Refund
from promesa.domain.ledger.shipments import picks
from promesa.domain.ledger.shipments.state import Parcel, of_order
from promesa.domain.network.locations import state as locations
from promesa.domain.network.locations.words import PauseLocation
from promesa.domain.promise.keeping import given_plans, rerouting
from promesa.domain.promise.keeping.given_dates import MovePromise
from promesa.domain.promise.keeping.given_plans import GivenParcel, RerouteOrder
from promesa.domain.promise.promises import Outcome, Promise, open_promise
from promesa.domain.values.ids import LocationId, OrderId, RefundId
from promesa.domain.values.moments import DAY, MINUTE, Instant, local_date
from promesa.domain.values.money import Centavos
from promesa.domain.values.refusal import Refused
from promesa.domain.world import World
from promesa.engine.log import Entry

NAME = "watchman"
DOUBTFUL = 0.75
"""A promise less likely than this to be kept is looked at."""
HURRY = 45 * MINUTE
"""So long before its hour a parcel that nobody has packed is looked at."""
HURRY_SHARE = 0.3
"""Of the price of a broken promise: what leaving in a hurry may cost more."""
LOOKS_MAX = 50
"""Orders that other ways are looked for at a time: nobody else decides meanwhile."""
PLANNED, BROKEN = "ParcelPlanned", "PromiseBroken"
PAUSES = "pause_location"
NOWHERE: frozenset[LocationId] = frozenset()


class Watchman:
    """Owns what it watches: orders that are not packed, and promises that were broken since it last looked."""

    def __init__(self, name: str = NAME) -> None:
        self.name = name
        self.orders: dict[OrderId, None] = {}
        self.broken: dict[OrderId, None] = {}
        self._said: dict[OrderId, str] = {}
        """What was proposed last about an order, so that nothing is said twice."""
        self._asked_to_pause = NOWHERE

    def begin(self, world: World) -> None:
        """Watch whatever waits already."""
        for parcel in world.shipments.by_id.values():
            if parcel.status == "planned":
                self.orders[parcel.planned.order] = None

    def hear(self, entries: Iterable[Entry]) -> None:
        """Read on in the log."""
        for entry in entries:
            if entry.kind in (PLANNED, BROKEN):
                order = next((tag[6:] for tag in entry.tags if tag.startswith("order:")), "")
                (self.orders if entry.kind == PLANNED else self.broken)[OrderId(order)] = None

    def proposals(self, world: World, now: Instant) -> list[ProposeAct]:
        """What should be done about promises at risk, as of now."""
        sight, looks = house_rules.sight(world, now), 0
        shut = self._shut(world, now)
        found: list[ProposeAct] = [*self._pauses(shut)]
        for order in list(self.orders):
            promise = open_promise(world.promises, order)
            planned = given_plans.planned_of(world.shipments, order) if promise is not None else []
            if promise is None or not planned:
                del self.orders[order]
                self._said.pop(order, None)
                continue
            why = worry(sight, promise, planned, now, shut)
            if why and looks < LOOKS_MAX and self._is_new(order, why, planned):
                looks += 1
                found += self._rescues(sight, promise, planned, why, now)
        for order in self.broken:
            found += self._amends(world, order)
        self.broken.clear()
        return found

    def _shut(self, world: World, now: Instant) -> frozenset[LocationId]:
        """Locations whose people say that they are shut; minded where it has a mandate about locations."""
        if mandates.find(world.mandates, self.name, PAUSES) is None:
            return NOWHERE
        return frozenset(picks.shut(world.picks, now))

    def _pauses(self, shut: frozenset[LocationId]) -> Iterator[ProposeAct]:
        """Each once while it is shut."""
        for location in sorted(shut - self._asked_to_pause):
            yield self._propose(PAUSES, PauseLocation(location, AGENT_SAYS), location, "shut")
        self._asked_to_pause = shut

    def _is_new(self, order: OrderId, why: str, planned: list[Parcel]) -> bool:
        seen = " ".join((why, *(one.planned.parcel for one in planned)))
        is_new = self._said.get(order) != seen
        self._said[order] = seen
        return is_new

    def _rescues(
        self, sight: ActSight, promise: Promise, planned: list[Parcel], why: str, now: Instant
    ) -> Iterator[ProposeAct]:
        """The cheapest other way in time where it is worth it; a new day where no way is left."""
        order = promise.made.order
        way = another_way(sight, promise, planned, now)
        if way is not None:
            valued = weigh(sight, "reroute", way, now)
            if valued is not None and is_worth_it(valued, why, sight.parts.policy.late_price):
                yield self._propose("reroute", way, str(valued.order), why)
                return
        expected = rerouting.expected_on(sight.parts, sight.shipments, promise, now)
        if expected is not None and expected > promise.told_on:
            yield self._propose("re_promise", MovePromise(order, expected, AGENT_SAYS), f"{order} {expected}", why)

    def _amends(self, world: World, order: OrderId) -> Iterator[ProposeAct]:
        """A broken promise: the fee of its delivery goes back."""
        promise, placed = world.promises.by_order.get(order), world.orders.by_id.get(order)
        if promise is None or placed is None or promise.outcome is not Outcome.BROKEN or promise.cause == "lost":
            return
        fee = placed.placed.fee
        if 0 < fee <= refundable(world.payments, order):
            key = self._key("refund", order)
            refund = Refund(order, RefundId(tellings.refund_name(f"{self.name}:{key}")), Centavos(fee), AGENT_SAYS)
            yield self._propose("refund", refund, order, "broken")

    def _key(self, kind: str, about: str) -> str:
        return hashlib.blake2b(f"{kind} {about}".encode(), digest_size=12).hexdigest()

    def _propose(self, kind: str, command: Any, about: str, why: str) -> ProposeAct:
        body = msgspec.json.encode(command).decode()
        key = self._key(kind, about if kind == "refund" else f"{about} {body}")
        return ProposeAct(self.name, kind, key, type(command).__name__, body, *REASONS[why])


REASONS: dict[str, tuple[str, str]] = {
    "closed": (
        "La ubicación que iba a surtir el pedido ya no trabaja.",
        "The location that was to send the order does not work any more.",
    ),
    "doubtful": ("Es poco probable que el plan de hoy llegue a tiempo.", "The present plan is unlikely to be in time."),
    "hurry": ("Nadie lo ha empacado y casi es su hora de salida.", "Nobody has packed it and its hour is near."),
    "late": ("El plan de hoy ya no llega a tiempo.", "The present plan no longer arrives in time."),
    "shut": (
        "Su gente dice que está cerrada o sin luz, y nadie la ha pausado.",
        "Its people say that it is shut or without power, and nobody has paused it.",
    ),
    "broken": (
        "La promesa se rompió: devolvemos lo que pagó por el envío.",
        "The promise was broken: what was paid for the delivery goes back.",
    ),
}
"""Why, in (es-MX, en)."""


def worry(
    sight: ActSight, promise: Promise, planned: list[Parcel], now: Instant, shut: frozenset[LocationId] = NOWHERE
) -> str:
    """What may go wrong with the parcels that nobody has packed, in one word, or ""."""
    for parcel in planned:
        at = locations.find(sight.parts.locations, parcel.planned.location)
        if at is None or not locations.is_active(at):
            return "closed"
    if promise.made.kind != "delivery":
        return ""
    first = min(parcel.planned.hand_over_by for parcel in planned)
    if first <= now or any(parcel.planned.arrives_on > promise.told_on for parcel in planned):
        return "late"
    if first - HURRY <= now and len(of_order(sight.shipments, promise.made.order)) == len(planned):
        return "hurry"  # once: what has been planned anew already would only go to and fro
    is_soon = promise.told_on <= local_date(Instant(now + DAY), promise.made.zone)
    if is_soon and any(parcel.planned.location in shut for parcel in planned):
        return "shut"  # what is due later can wait for a person's word about the location
    return "doubtful" if promise.made.keep_probability < DOUBTFUL else ""


def another_way(sight: ActSight, promise: Promise, planned: list[Parcel], now: Instant) -> RerouteOrder | None:
    """The best other plan for what is not packed, from other locations and by the day last told."""
    failed = tuple(dict.fromkeys(parcel.planned.location for parcel in planned))
    offers = rerouting.other_plans(sight.parts, sight.orders, sight.shipments, promise, planned, failed, now)
    offer = rerouting.best(offers, promise)
    if offer is None or offer.promised_on > promise.told_on:
        return None
    parcels = tuple(GivenParcel(leg.location, leg.service, leg.takes) for leg in offer.legs)
    return RerouteOrder(promise.made.order, parcels, AGENT_SAYS)


def weigh(sight: ActSight, kind: str, command: Any, now: Instant) -> ValuedAct | None:
    """The act in our own valuation; None where it cannot be done."""
    facts = sight.decide(command)
    if isinstance(facts, Refused) or not facts:
        return None
    valued = KINDS[kind].value(sight, command, facts, now)
    return None if isinstance(valued, Refused) else valued


def is_worth_it(valued: ValuedAct, why: str, late_price: Centavos) -> bool:
    """Cheaper than leaving it by what we expect; which does not know how near the hour is, or what people say."""
    is_unseen = why in ("hurry", "shut")
    return valued.acting < valued.leaving or (is_unseen and valued.pesos <= HURRY_SHARE * late_price)
