"""Acts that the outside hears of: money back, a message to a customer, an order cancelled."""

from typing import Any

from promesa.domain.conduct.mandates.sight import AGENT_SAYS, ActKind, ActSight, Facts, JudgedAct, ShadowNote, ValuedAct
from promesa.domain.ledger.orders.state import Stage
from promesa.domain.ledger.orders.words import CancelOrder
from promesa.domain.ledger.payments.state import account_of, refundable
from promesa.domain.ledger.payments.words import Refund, RefundLine, RefundOwed
from promesa.domain.people.messages import rules as messaging
from promesa.domain.people.messages.words import WriteToCustomer
from promesa.domain.values.moments import Instant
from promesa.domain.values.money import Centavos, pesos
from promesa.domain.values.refusal import Reason, Refused

MESSAGE_CENTAVOS = Centavos(20)
"""What one message of a business to a customer in Mexico costs, about (Meta's rate card, utility templates)."""


def refund_name(act: str) -> str:
    """The only name that an agent's refund may have: nobody else's refunds are called so."""
    return f"act:{act}"


# --- refund ---


def _value_refund(sight: ActSight, ask: Any, facts: Facts, _: Instant) -> ValuedAct | Refused:
    amount = Centavos(sum(fact.amount for fact in facts if isinstance(fact, RefundOwed)))
    left = refundable(sight.payments, ask.order)
    sentence = (
        f"Devolver {pesos(amount)} pesos del pedido {ask.order}.",
        f"Give back {pesos(amount)} pesos of order {ask.order}.",
    )
    otherwise = (
        f"No se devuelve nada: los {pesos(left)} pesos del pedido se quedan con nosotros.",
        f"Nothing is given back: the order's {pesos(left)} pesos stay with us.",
    )
    known = (("with_us", pesos(left)), ("total", pesos(sight.orders.by_id[ask.order].placed.total)))
    return ValuedAct(ask.order, amount, amount, Centavos(0), sentence, otherwise, known)


def _refund_unfit(ask: Any, act: str) -> Refused | None:
    if ask.refund != refund_name(act):
        return Refused(Reason.NOT_OF_KIND, "refund")
    return None if ask.reason == AGENT_SAYS else Refused(Reason.NOT_OF_KIND, "reason")


def _refunded_before(sight: ActSight, ask: Any) -> str:
    return str(account_of(sight.payments, ask.order).refunded)


def _judge_refund(sight: ActSight, ask: Any, note: ShadowNote, _: Instant) -> JudgedAct:
    """What people gave back meanwhile; the difference is the regret, whichever was more."""
    done = account_of(sight.payments, ask.order).refunded - int(note.before)
    return JudgedAct(done == note.pesos, abs(note.pesos - done), pesos(Centavos(done)))


REFUND = ActKind(
    name="refund",
    spanish="devolver dinero",
    english="give money back",
    commands={"Refund": Refund, "RefundLine": RefundLine},
    facts=frozenset(("RefundOwed",)),
    is_told=True,
    value=_value_refund,
    judge=_judge_refund,
    before=_refunded_before,
    unfit=_refund_unfit,
)


# --- message ---


def _value_message(_: ActSight, ask: Any, __: Facts, ___: Instant) -> ValuedAct | Refused:
    sentence = (
        f"Escribir al cliente del pedido {ask.order}: {ask.template}.",
        f"Write to the customer of order {ask.order}: {ask.template}.",
    )
    otherwise = ("El cliente no recibe este mensaje.", "The customer does not get this message.")
    return ValuedAct(
        ask.order,
        MESSAGE_CENTAVOS,
        MESSAGE_CENTAVOS,
        Centavos(0),
        sentence,
        otherwise,
        (("template", ask.template),),
    )


def _judge_message(sight: ActSight, ask: Any, _: ShadowNote, __: Instant) -> JudgedAct:
    same = messaging.name_of(ask) in sight.messages.written
    return JudgedAct(same, 0 if same else MESSAGE_CENTAVOS, "same" if same else "none")


MESSAGE = ActKind(
    name="message",
    spanish="escribir al cliente",
    english="write to the customer",
    commands={"WriteToCustomer": WriteToCustomer},
    facts=frozenset(("CustomerWrittenTo",)),
    is_told=True,
    value=_value_message,
    judge=_judge_message,
    before=lambda _, __: "nothing",
)


# --- cancel ---


def _value_cancel(sight: ActSight, ask: Any, _: Facts, __: Instant) -> ValuedAct | Refused:
    """The sale is lost: all of its total."""
    total = sight.orders.by_id[ask.order].placed.total
    sentence = (
        f"Cancelar el pedido {ask.order} de {pesos(total)} pesos.",
        f"Cancel order {ask.order} of {pesos(total)} pesos.",
    )
    otherwise = ("El pedido sigue su curso.", "The order goes on.")
    return ValuedAct(ask.order, total, total, Centavos(0), sentence, otherwise, (("total", pesos(total)),))


def _cancel_unfit(ask: Any, _: str) -> Refused | None:
    """An agent never speaks for the customer: that would turn a broken promise into a withdrawn one."""
    if ask.by_customer:
        return Refused(Reason.NOT_OF_KIND, "by_customer")
    return None if ask.reason == AGENT_SAYS else Refused(Reason.NOT_OF_KIND, "reason")


def _judge_cancel(sight: ActSight, ask: Any, _: ShadowNote, __: Instant) -> JudgedAct:
    order = sight.orders.by_id[ask.order]
    same = order.stage is Stage.CANCELLED
    return JudgedAct(same, 0 if same else order.placed.total, str(order.stage))


CANCEL = ActKind(
    name="cancel",
    spanish="cancelar el pedido",
    english="cancel the order",
    commands={"CancelOrder": CancelOrder},
    facts=frozenset(
        (
            *("ParcelUnpacked", "ParcelCancelled", "StockUnpicked", "StockReserved", "ReservationReleased"),
            *("CapacityReturned", "PromiseBroken", "OrderCancelled"),
        )
    ),
    is_told=True,
    value=_value_cancel,
    judge=_judge_cancel,
    before=lambda sight, ask: str(sight.orders.by_id[ask.order].stage),
    unfit=_cancel_unfit,
)
