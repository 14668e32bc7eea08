"""An act on an order that looks odd: nobody picks it before a person has looked."""

from typing import Any

from promesa.domain.conduct.mandates.sight import AGENT_SAYS, ActKind, ActSight, Facts, JudgedAct, ShadowNote, ValuedAct
from promesa.domain.ledger.orders.halts import BY_PERSON, HaltOrder
from promesa.domain.promise.words import PromiseMoved
from promesa.domain.values.moments import Instant
from promesa.domain.values.money import Centavos
from promesa.domain.values.refusal import Reason, Refused


def _value(sight: ActSight, ask: Any, facts: Facts, _: Instant) -> ValuedAct | Refused:
    """At the price of the days that its customer waits longer; of a day where the date stands."""
    moved = [(fact.promised_on - fact.was_on).days for fact in facts if isinstance(fact, PromiseMoved)]
    days = max([1, *moved])
    cost = Centavos(days * sight.parts.policy.late_day_cost)
    sentence = (
        f"Detener el pedido {ask.order} hasta que una persona lo revise.",
        f"Halt order {ask.order} until a person has looked at it.",
    )
    otherwise = ("El pedido se surte y sale como está planeado.", "The order is picked and leaves as planned.")
    return ValuedAct(ask.order, cost, cost, Centavos(0), sentence, otherwise, (("days_later", str(sum(moved))),))


def _waits(sight: ActSight, ask: Any) -> str:
    order = sight.orders.by_id.get(ask.order)
    return ",".join(sorted(one.kind for one in order.halts)) if order is not None else ""


def _judge(sight: ActSight, ask: Any, _: ShadowNote, __: Instant) -> JudgedAct:
    """Whether people halted it too, for the same reason."""
    now = _waits(sight, ask)
    same = ask.kind in now.split(",")
    return JudgedAct(same, 0 if same else sight.parts.policy.late_day_cost, now)


def _unfit(ask: Any, _: str) -> Refused | None:
    """An agent asks that somebody looks; until when is the policy's, and letting it go on is a person's."""
    if ask.kind not in BY_PERSON:
        return Refused(Reason.NOT_OF_KIND, "kind")
    if ask.until is not None:
        return Refused(Reason.NOT_OF_KIND, "until")
    return None if (ask.reason, ask.owner) == (AGENT_SAYS, "") else Refused(Reason.NOT_OF_KIND, "reason")


HALT = ActKind(
    name="halt_order",
    spanish="detener un pedido para revisarlo",
    english="halt an order for review",
    commands={"HaltOrder": HaltOrder},
    facts=frozenset(
        (
            *("OrderHalted", "ParcelCancelled", "ParcelPlanned", "StockReserved", "PromiseMoved", "SaveFailed"),
            *("CapacityReturned", "CapacityTaken", "SlotTaken"),
        )
    ),
    is_told=True,
    value=_value,
    judge=_judge,
    before=lambda sight, ask: _waits(sight, ask) or "nothing",
    unfit=_unfit,
)
