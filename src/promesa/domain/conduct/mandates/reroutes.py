"""Acts on the plan of an order: another way for what is not packed, and a later day where no plan holds."""

from collections.abc import Sequence
from typing import Any

import msgspec

from promesa.domain.conduct.mandates.sight import (
    AGENT_SAYS,
    ActInverse,
    ActKind,
    ActSight,
    Facts,
    JudgedAct,
    ShadowNote,
    ValuedAct,
)
from promesa.domain.ledger.shipments import state as shipments
from promesa.domain.ledger.shipments.words import ParcelCancelled, ParcelPlanned
from promesa.domain.promise.commit.words import SavePromise
from promesa.domain.promise.keeping import given_plans
from promesa.domain.promise.keeping.given_dates import MovePromise
from promesa.domain.promise.keeping.given_plans import GivenParcel, PricedPlan, RerouteOrder
from promesa.domain.promise.promises import Outcome, Promise
from promesa.domain.promise.words import PromiseMoved
from promesa.domain.values.ids import OrderId
from promesa.domain.values.moments import Instant
from promesa.domain.values.money import Centavos, pesos
from promesa.domain.values.policy import Policy
from promesa.domain.values.refusal import Reason, Refused

_PLAN = msgspec.json.Decoder(tuple[GivenParcel, ...])


# --- reroute ---


def _value_reroute(sight: ActSight, ask: Any, facts: Facts, now: Instant) -> ValuedAct | Refused:
    """New plan against old, both priced as of now: freight, handling and split, and the chance to be late."""
    promise = sight.promises.by_order[ask.order]
    old_parcels = _old_plan(sight, facts)
    old = given_plans.priced(sight.parts, promise, old_parcels, now)
    new = given_plans.priced(sight.parts, promise, _new_plan(facts), now)
    if isinstance(new, Refused):
        return new
    policy = sight.parts.policy
    leaving = lateness(policy, promise, None) if isinstance(old, Refused) else _expected(policy, promise, old)
    extra = new.cost if isinstance(old, Refused) else max(0, new.cost - old.cost)
    before, after = _places(old_parcels), _places(_new_plan(facts))
    known = [("from", before), ("to", after), ("told_on", promise.told_on.isoformat())]
    known += [("cost", pesos(new.cost)), ("keep_probability", f"{new.keep_probability:.3f}")]
    if not isinstance(old, Refused):
        known += [("cost_now", pesos(old.cost)), ("keep_probability_now", f"{_chance(promise, old):.3f}")]
    sentence = (
        f"El pedido {ask.order} sale de {after} en vez de {before}; cuesta {pesos(Centavos(extra))} pesos más.",
        f"Order {ask.order} leaves from {after} instead of {before}; it costs {pesos(Centavos(extra))} pesos more.",
    )
    return ValuedAct(
        ask.order,
        Centavos(extra),
        _expected(policy, promise, new),
        leaving,
        sentence,
        _otherwise(ask.order, promise, old, leaving),
        tuple(known),
    )


def _otherwise(order: OrderId, promise: Promise, old: PricedPlan | Refused, leaving: Centavos) -> tuple[str, str]:
    if isinstance(old, Refused):
        return (
            f"Su plan de hoy ya no se puede cumplir: la promesa de {order} se rompería.",
            f"Its present plan can no longer be done: the promise of {order} would be broken.",
        )
    broken = 1.0 - _chance(promise, old)
    return (
        f"Sin el cambio, la promesa se rompe con probabilidad de {broken:.0%}; esperamos pagar {pesos(leaving)} pesos.",
        f"Without it the promise is broken with a chance of {broken:.0%}; we expect to pay {pesos(leaving)} pesos.",
    )


def _chance(promise: Promise, plan: PricedPlan) -> float:
    """That the plan keeps the day last told; its parcels' chances are for their own days, which come no later."""
    return plan.keep_probability if plan.arrives_on <= promise.told_on else 0.0


def _expected(policy: Policy, promise: Promise, plan: PricedPlan) -> Centavos:
    late = (1.0 - _chance(promise, plan)) * lateness(policy, promise, plan)
    return Centavos(plan.cost + round(late))


def lateness(policy: Policy, promise: Promise, plan: PricedPlan | None) -> Centavos:
    """What being late costs us: the price of a broken promise, and of each day of it; one day where none is known."""
    days = 1 if plan is None else max(1, (plan.arrives_on - promise.told_on).days)
    return Centavos(policy.late_price + policy.late_day_cost * days)


def _old_plan(sight: ActSight, facts: Facts) -> tuple[GivenParcel, ...]:
    gone = [sight.shipments.by_id[fact.parcel] for fact in facts if isinstance(fact, ParcelCancelled)]
    return given_plans.as_given(gone)


def _new_plan(facts: Facts) -> tuple[GivenParcel, ...]:
    planned = [fact for fact in facts if isinstance(fact, ParcelPlanned)]
    return tuple(GivenParcel(one.location, one.service, one.takes) for one in planned)


def _places(plan: Sequence[GivenParcel]) -> str:
    return ", ".join(f"{one.location} ({one.service})" for one in plan)


def _reroute_inverse(sight: ActSight, ask: Any, facts: Facts, now: Instant) -> ActInverse | None:
    """The plan that was there, while the parcels are those of the act and nothing of them is packed; none where that
    plan could no longer be done, or not in time: a person who wants it back must want a broken promise."""
    promise, was = sight.promises.by_order[ask.order], _old_plan(sight, facts)
    old = given_plans.priced(sight.parts, promise, was, now)
    if isinstance(old, Refused) or old.arrives_on > promise.told_on:
        return None
    if any(one.location in shipments.refused_by(sight.shipments, ask.order) for one in was):
        return None  # its people had said no, and were asked once more because nobody else could
    after = " ".join(sorted(fact.parcel for fact in facts if isinstance(fact, ParcelPlanned)))
    return ActInverse(RerouteOrder(ask.order, _old_plan(sight, facts), AGENT_SAYS), after)


def _planned_now(sight: ActSight, inverse: Any) -> str:
    return " ".join(sorted(one.planned.parcel for one in given_plans.planned_of(sight.shipments, inverse.order)))


def _plan_before(sight: ActSight, ask: Any) -> str:
    plan = given_plans.as_given(given_plans.planned_of(sight.shipments, ask.order))
    return msgspec.json.encode(plan).decode()


def _judge_reroute(sight: ActSight, ask: Any, note: ShadowNote, now: Instant) -> JudgedAct:
    """The same way was taken: agreed. Else what the agent's way would cost today against the way that was left or
    taken; a promise that was broken meanwhile is what leaving it has cost."""
    promise = sight.promises.by_order.get(ask.order)
    was = _PLAN.decode(note.before)
    live = given_plans.as_given(shipments.live(sight.shipments, ask.order))
    wanted = ask.parcels if isinstance(ask, RerouteOrder) else ()
    if wanted and given_plans.same_plan(live, wanted):
        return JudgedAct(True, 0, "same")
    if promise is None or not wanted:
        return JudgedAct(not wanted and not given_plans.same_plan(live, was), 0, "other")
    new = given_plans.priced(sight.parts, promise, wanted, now)
    done = given_plans.priced(sight.parts, promise, live, now) if live else Refused(Reason.NO_SERVICE)
    if isinstance(new, Refused) or isinstance(done, Refused):
        return JudgedAct(False, 0, "cannot be priced")
    late = lateness(sight.parts.policy, promise, None) if promise.outcome is Outcome.BROKEN else 0
    left = "left" if given_plans.same_plan(live, was) else "other"
    return JudgedAct(False, max(0, new.cost - done.cost - late), left)


def _only_of_ours(ask: Any, _: str) -> Refused | None:
    return None if ask.cause == AGENT_SAYS else Refused(Reason.NOT_OF_KIND, "cause")


REROUTE = ActKind(
    name="reroute",
    spanish="cambiar de dónde sale",
    english="send from elsewhere",
    commands={"RerouteOrder": RerouteOrder, "SavePromise": SavePromise},
    facts=frozenset(
        ("ParcelCancelled", "StockReserved", "CapacityReturned", "CapacityTaken", "SlotTaken", "ParcelPlanned")
    ),
    is_told=False,
    value=_value_reroute,
    judge=_judge_reroute,
    before=_plan_before,
    inverses={"RerouteOrder": RerouteOrder},
    inverse=_reroute_inverse,
    after=_planned_now,
    unfit=_only_of_ours,
)


# --- re-promise ---


def _value_date(sight: ActSight, ask: Any, facts: Facts, _: Instant) -> ValuedAct | Refused:
    """Each day later costs the customer's waiting; said in time it does not cost a broken word."""
    moved = next(fact for fact in facts if isinstance(fact, PromiseMoved))
    policy = sight.parts.policy
    days = (moved.promised_on - moved.was_on).days
    cost = Centavos(days * policy.late_day_cost)
    leaving = Centavos(policy.late_price + cost)
    was, new = moved.was_on.isoformat(), moved.promised_on.isoformat()
    sentence = (
        f"Avisar que el pedido {ask.order} llega el {new} y no el {was}.",
        f"Tell that order {ask.order} arrives on {new} and not on {was}.",
    )
    otherwise = (
        f"Ningún plan llega el {was}: llegaría tarde sin aviso, y nos costaría {pesos(leaving)} pesos.",
        f"No plan arrives on {was}: it would be late unsaid, which costs us {pesos(leaving)} pesos.",
    )
    return ValuedAct(ask.order, cost, cost, leaving, sentence, otherwise, (("was_on", was), ("promised_on", new)))


def _told_before(sight: ActSight, ask: Any) -> str:
    return sight.promises.by_order[ask.order].told_on.isoformat()


def _judge_date(sight: ActSight, ask: Any, note: ShadowNote, _: Instant) -> JudgedAct:
    """The day that people told instead; each day between the two at the price of a day."""
    promise = sight.promises.by_order.get(ask.order)
    if promise is None:
        return JudgedAct(False, 0, "ended")
    if promise.told_on.isoformat() == note.before:
        wanted = getattr(ask, "promised_on", promise.told_on)
        late = promise.outcome is Outcome.BROKEN
        regret = 0 if late else max(0, (wanted - promise.told_on).days) * sight.parts.policy.late_day_cost
        return JudgedAct(late, regret, "left")
    wanted = getattr(ask, "promised_on", promise.told_on)
    apart = abs((promise.told_on - wanted).days)
    return JudgedAct(apart == 0, apart * sight.parts.policy.late_day_cost, promise.told_on.isoformat())


RE_PROMISE = ActKind(
    name="re_promise",
    spanish="avisar otra fecha",
    english="tell a later date",
    commands={"MovePromise": MovePromise, "SavePromise": SavePromise},
    facts=frozenset(("PromiseMoved",)),
    is_told=True,
    value=_value_date,
    judge=_judge_date,
    before=_told_before,
    unfit=_only_of_ours,
)
