"""Acts on a location: nothing is offered from it, and what is planned there goes elsewhere."""

from typing import Any

from promesa.domain.conduct.mandates.sight import AGENT_SAYS, ActKind, ActSight, Facts, JudgedAct, ShadowNote, ValuedAct
from promesa.domain.network.locations import state as locations
from promesa.domain.network.locations.words import PauseLocation
from promesa.domain.values import moments
from promesa.domain.values.ids import LocationId, OrderId
from promesa.domain.values.moments import Instant
from promesa.domain.values.money import Centavos, pesos
from promesa.domain.values.refusal import Reason, Refused

NO_ORDER = OrderId("")


def _orders_today(sight: ActSight, location: LocationId, now: Instant) -> int:
    """Places that its working day of today has given: what a day of it is worth; one at least."""
    at = locations.find(sight.parts.locations, location)
    day = moments.local_date(now, at.zone if at is not None else sight.parts.policy.zone).isoformat()
    pot = sight.parts.capacity.pots.get(location, {}).get(day)
    return max(1, 0 if pot is None else int(pot.taken))


def _value(sight: ActSight, ask: Any, _: Facts, now: Instant) -> ValuedAct | Refused:
    """Each of a day's orders would come from elsewhere, or a day later: at the price of a day."""
    count = _orders_today(sight, ask.location, now)
    cost = Centavos(count * sight.parts.policy.late_day_cost)
    sentence = (
        f"Pausar la ubicación {ask.location}: nada se ofrece desde ahí hasta reanudarla.",
        f"Pause location {ask.location}: nothing is offered from it until it is resumed.",
    )
    otherwise = (
        f"La ubicación sigue ofreciendo; un día suyo son {count} pedidos, unos {pesos(cost)} pesos.",
        f"The location goes on offering; a day of it is {count} orders, some {pesos(cost)} pesos.",
    )
    return ValuedAct(NO_ORDER, cost, cost, Centavos(0), sentence, otherwise, (("orders_today", str(count)),))


def _status(sight: ActSight, ask: Any) -> str:
    at = locations.find(sight.parts.locations, ask.location)
    return "" if at is None else at.status


def _judge(sight: ActSight, ask: Any, _: ShadowNote, now: Instant) -> JudgedAct:
    same = _status(sight, ask) == locations.PAUSED
    cost = 0 if same else _orders_today(sight, ask.location, now) * sight.parts.policy.late_day_cost
    return JudgedAct(same, cost, _status(sight, ask))


def _unfit(ask: Any, _: str) -> Refused | None:
    return None if ask.reason == AGENT_SAYS else Refused(Reason.NOT_OF_KIND, "reason")


PAUSE = ActKind(
    name="pause_location",
    spanish="pausar una ubicación",
    english="pause a location",
    commands={"PauseLocation": PauseLocation},
    facts=frozenset(("LocationPaused",)),
    is_told=True,  # what goes elsewhere may come later, and then customers hear of it
    value=_value,
    judge=_judge,
    before=lambda sight, ask: _status(sight, ask) or "unknown",
    unfit=_unfit,
)
