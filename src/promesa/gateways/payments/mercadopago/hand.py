"""Does our payment effects at Mercado Pago, and hears what it has to say."""

from collections.abc import Callable, Mapping

from promesa.domain.ledger.payments.words import (
    AskPayment,
    CapturePayment,
    PayRefund,
    RecordRefund,
    VoidAuthorisation,
)
from promesa.domain.ledger.shipments.words import RecordUnknownWord
from promesa.domain.values.ids import OrderId
from promesa.engine.outbox import Hand
from promesa.gateways.payments.mercadopago import read, write
from promesa.gateways.payments.mercadopago.wire import Wire
from promesa.gateways.payments.trouble import Garbled, TurnedDown

EmailOf = Callable[[OrderId], str]
"""Opens the sealed contact of an order's customer, at the moment of asking."""
CONFLICT = 409


def hands(wire: Wire, email_of: EmailOf) -> Mapping[type, Hand]:
    """What the outbox calls, by effect; an exception means: try again, and in the end a person looks."""
    return {
        AskPayment: lambda effect, key: ask(wire, effect, key, email_of),
        CapturePayment: lambda effect, key: capture(wire, effect, key),
        VoidAuthorisation: lambda effect, key: cancel(wire, effect, key),
        PayRefund: lambda effect, key: refund(wire, effect, key),
    }


def ask(wire: Wire, effect: AskPayment, key: str, email_of: EmailOf) -> list[object]:
    """Open the payment; what the customer pays with comes back."""
    email = email_of(effect.order) if effect.rail in write.METHODS else ""
    found = read.parse(wire.send(write.ask(effect, key, email)))
    if read.payment_of(found) != effect.payment:
        raise Garbled(f"asked for {effect.payment}, answered {found.external_reference}")
    return read.order(found)


def capture(wire: Wire, effect: CapturePayment, key: str) -> list[object]:
    """Capture, then look: whether it was just now or long ago, the order says what it is."""
    request = write.capture(effect, key)
    try:
        wire.send(request)
    except TurnedDown as no:
        if no.status != CONFLICT:
            raise
    return look(wire, write.order_id(effect.handle, effect.payment))


def cancel(wire: Wire, effect: VoidAuthorisation, key: str) -> list[object]:
    """Let go. What can no longer be let go has moved, or has ended by itself: the order says which."""
    try:
        wire.send(write.cancel(effect, key))
    except TurnedDown as no:
        if no.status != CONFLICT:
            raise
        return look(wire, write.order_id(effect.handle, effect.payment))
    return []


def refund(wire: Wire, effect: PayRefund, key: str) -> list[object]:
    """Give back; where all of it has gone back already, that was this."""
    try:
        return read.refund(read.parse(wire.send(write.refund(effect, key))), effect)
    except TurnedDown as no:
        if no.status != CONFLICT or not effect.whole:
            raise
        found = read.parse(wire.send(write.look(write.order_id(effect.handle, effect.payment))))
        if (found.status, found.status_detail) not in read.RETURNED:
            raise
        return [RecordRefund(effect.order, effect.refund)]


def look(wire: Wire, order: str) -> list[object]:
    """What the order means now: the poll, and the answer to a notice."""
    return read.order(read.parse(wire.send(write.look(order))))


def hear(wire: Wire, notice: read.Notice) -> list[object]:
    """The commands that a signed notice leads to; raises Outage, so that Mercado Pago tells it again."""
    if notice.topic != "order":
        return [RecordUnknownWord(read.PARTNER, f"topic {notice.topic}", notice.id)]
    return look(wire, notice.id)
