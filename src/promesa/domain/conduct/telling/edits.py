"""What may be said of an order that its customer wants otherwise, and of one that waits."""

from collections.abc import Callable, Mapping

from promesa.domain.conduct.telling import parts as p
from promesa.domain.conduct.telling.parts import Answer, MessageAsked, MessageParts
from promesa.domain.ledger.orders.halts import Halt
from promesa.domain.ledger.orders.state import Stage
from promesa.domain.values.refusal import Refused


def anything_else(parts: MessageParts, asked: MessageAsked) -> Answer:
    """Only while what is added still leaves with the rest."""
    halt = next((one for one in asked.order.halts if one.kind is Halt.COOL_DOWN), None)
    if halt is None or halt.until < asked.now:
        return p.no(asked, "its minutes are over")
    return p.said(
        asked, "anything_else", p.zone_of(parts, asked), until=p.ground(asked, "OrderHalted", int(halt.until))
    )


def redirected(parts: MessageParts, asked: MessageAsked) -> Answer:
    """The day that stands now, as long as it is the one that was asked for."""
    promise = p.standing(parts, asked)
    if isinstance(promise, Refused):
        return promise
    if asked.words.get("promised_on") != promise.told_on.isoformat():
        return p.no(asked, "another day was told since")
    return p.said(asked, "redirected", promised_on=p.told_on(asked, promise))


def edit_ended(parts: MessageParts, asked: MessageAsked) -> Answer:
    """Of a change that is not waiting any more, and was not made."""
    waits = parts.orders.awaited.get(asked.id)
    made = any(one.edit == asked.edit for one in asked.order.revisions)
    if made or (waits is not None and waits.edit == asked.edit) or asked.order.stage is Stage.CANCELLED:
        return p.no(asked, "it has not ended so")
    return p.said(asked, "edit_ended")


TELLS: Mapping[str, Callable[[MessageParts, MessageAsked], Answer]] = {
    "anything_else": anything_else,
    "redirected": redirected,
    "edit_ended": edit_ended,
}
