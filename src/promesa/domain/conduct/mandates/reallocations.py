"""Second thoughts as acts: orders that nobody has picked are sent otherwise, together, and can be put back."""

from typing import Any

import msgspec

from promesa.domain.conduct.mandates.sight import (
    ActInverse,
    ActKind,
    ActSight,
    Facts,
    JudgedAct,
    ShadowNote,
    ValuedAct,
)
from promesa.domain.ledger.shipments import state as shipments
from promesa.domain.promise.keeping import given_plans
from promesa.domain.promise.keeping.given_plans import GivenParcel
from promesa.domain.promise.rethinks import (
    Allocation,
    OrderReallocated,
    ReallocateOrders,
    RethinkEnded,
    UndoRethink,
)
from promesa.domain.values.ids import OrderId
from promesa.domain.values.moments import Instant
from promesa.domain.values.money import Centavos, pesos
from promesa.domain.values.refusal import Reason, Refused

NO_ORDER = OrderId("")


def name_of(act: str) -> str:
    """The only name that an agent's rethink may have: the house's own are called by their hour."""
    return f"act:{act}"


def _value(_: ActSight, ask: Any, facts: Facts, __: Instant) -> ValuedAct | Refused:
    """What orders that become dearer cost more; all together cost less, or the rule leaves them out."""
    moved = [fact for fact in facts if isinstance(fact, OrderReallocated)]
    if not moved:
        return Refused(Reason.NOTHING_CHANGES, ask.run)
    ended = next(fact for fact in facts if isinstance(fact, RethinkEnded))
    dearer = Centavos(sum(max(0, one.cost - one.cost_before) for one in moved))
    before, after = Centavos(sum(one.cost_before for one in moved)), Centavos(sum(one.cost for one in moved))
    sentence = (
        f"Volver a acomodar {len(moved)} pedidos que nadie ha surtido; ahorra {pesos(ended.saved)} pesos.",
        f"Reallocate {len(moved)} orders that nobody has picked; it saves {pesos(ended.saved)} pesos.",
    )
    otherwise = (
        f"Salen como están planeados hoy y cuestan {pesos(before)} pesos en vez de {pesos(after)}.",
        f"They leave as they are planned now and cost {pesos(before)} pesos instead of {pesos(after)}.",
    )
    known = (
        ("orders", str(len(moved))),
        ("parcels_saved", str(ended.parcels_saved)),
        ("km_saved", str(ended.km_saved)),
    )
    return ValuedAct(NO_ORDER, dearer, after, before, sentence, otherwise, known)


def _unfit(ask: Any, act: str) -> Refused | None:
    """Its name is its act's, and it says nothing of a solver that nobody saw, nor of what shelves are worth."""
    if ask.run != name_of(act):
        return Refused(Reason.NOT_OF_KIND, "run")
    if ask.scarce:
        return Refused(Reason.NOT_OF_KIND, "scarce")
    said = (ask.looked_at, ask.bound, ask.gap, ask.note)
    return None if said == (0, None, None, "") else Refused(Reason.NOT_OF_KIND, "note")


def _given(allocations: tuple[Allocation, ...]) -> tuple[GivenParcel, ...]:
    return tuple(GivenParcel(one.location, one.service, one.takes) for one in allocations)


def _before(_: ActSight, ask: Any) -> str:
    return msgspec.json.encode([one.order for one in ask.reallocations]).decode()


def _judge(sight: ActSight, ask: Any, note: ShadowNote, _: Instant) -> JudgedAct:
    """Agreed where all its orders went as it wanted; what it takes is lost where they did not."""
    same = all(
        given_plans.same_plan(given_plans.as_given(shipments.live(sight.shipments, one.order)), _given(one.allocations))
        for one in ask.reallocations
    )
    return JudgedAct(same, 0 if same else note.pesos, "same" if same else "left")


def _inverse(_: ActSight, ask: Any, facts: Facts, __: Instant) -> ActInverse | None:
    """All of them back, while nobody has touched any."""
    moved = {fact.order for fact in facts if isinstance(fact, OrderReallocated)}
    planned = sorted(fact.parcel for fact in facts if type(fact).__name__ == "ParcelPlanned" and fact.order in moved)
    return ActInverse(UndoRethink(ask.run), " ".join(planned))


def _planned_now(sight: ActSight, inverse: Any) -> str:
    """The parcels that the orders of the rethink have anew, as far as they still wait."""
    orders = [fact for fact in sight.rethinks.standing.values() if fact.run == inverse.run]
    anew: list[str] = []
    for fact in orders:
        legs = [GivenParcel(leg.location, leg.service, leg.takes) for leg in fact.legs]
        was = [GivenParcel(leg.location, leg.service, leg.takes) for leg in fact.was]
        new = [one for one in legs if one not in was]
        anew += [
            parcel.planned.parcel
            for parcel in given_plans.planned_of(sight.shipments, fact.order)
            if given_plans.as_given([parcel])[0] in new
        ]
    return " ".join(sorted(anew))


REALLOCATE = ActKind(
    name="reallocate",
    spanish="volver a acomodar pedidos",
    english="reallocate orders",
    commands={"ReallocateOrders": ReallocateOrders},
    facts=frozenset(
        (
            *("ParcelCancelled", "StockReserved", "CapacityReturned", "CapacityTaken", "SlotTaken", "ParcelPlanned"),
            *("OrderReallocated", "RethinkEnded"),
        )
    ),
    is_told=False,
    value=_value,
    judge=_judge,
    before=_before,
    inverses={"UndoRethink": UndoRethink},
    inverse=_inverse,
    after=_planned_now,
    unfit=_unfit,
)
