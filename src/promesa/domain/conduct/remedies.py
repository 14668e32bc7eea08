"""What can be done about a case, each with its price or why not: asked of the same rules that would do it."""

from collections.abc import Iterator
from typing import Any

import msgspec

from promesa.domain.conduct.mandates import kinds
from promesa.domain.conduct.mandates.sight import AGENT_SAYS, ActSight
from promesa.domain.ledger.orders.state import open_order
from promesa.domain.ledger.orders.words import CancelOrder
from promesa.domain.ledger.payments.state import refundable
from promesa.domain.ledger.payments.words import Refund
from promesa.domain.people.cases.state import Case
from promesa.domain.people.messages.words import WriteToCustomer
from promesa.domain.promise.commit.words import SavePromise
from promesa.domain.promise.promises import open_promise
from promesa.domain.promise.words import PromiseMoved
from promesa.domain.values.ids import OrderId, RefundId
from promesa.domain.values.moments import Instant
from promesa.domain.values.money import Centavos, pesos
from promesa.domain.values.refusal import Reason, Refused

FULL, FEE = "refund_all", "refund_fee"
TEMPLATE_OF = {"at_risk": "delay_apology", "late": "delay_apology", "contact": "address_check"}
"""What one would write first, by what the case is about; else that somebody is looking into it."""


class CaseOption(msgspec.Struct, frozen=True):
    """One thing that may be done. `centavos`: what it takes from us; `acting` and `leaving`: what we expect to pay in
    all if it is done, and if nothing is. `refused`: why it cannot be done now; then there are no figures."""

    name: str
    command: str
    body: Any
    centavos: Centavos = Centavos(0)
    acting: Centavos = Centavos(0)
    leaving: Centavos = Centavos(0)
    spanish: str = ""
    english: str = ""
    refused: Refused | None = None


def options(sight: ActSight, case: Case, now: Instant) -> tuple[CaseOption, ...]:
    """Everything that could be done about the case's order as it stands; nothing is written."""
    order = case.opened.order
    if order is None or order not in sight.orders.by_id:
        return ()
    return tuple(_priced(sight, name, kind, ask, now) for name, kind, ask in _asked(sight, case, order))


def _asked(sight: ActSight, case: Case, order: OrderId) -> Iterator[tuple[str, str, Any]]:
    """(name, kind of act that prices it, command)."""
    placed, turn = sight.orders.by_id[order].placed, case.turn
    if open_promise(sight.promises, order) is not None:
        yield "save", "reroute", SavePromise(order, AGENT_SAYS)
    if open_order(sight.orders, order) is not None:
        yield "cancel", "cancel", CancelOrder(order, "customer")
    left = refundable(sight.payments, order)
    if placed.fee and left >= placed.fee:
        refund = RefundId(f"{case.opened.case}:{turn}:fee")
        yield FEE, "refund", Refund(order, refund, placed.fee, FEE)
    if left:
        yield FULL, "refund", Refund(order, RefundId(f"{case.opened.case}:{turn}:all"), left, FULL)
    template = TEMPLATE_OF.get(case.kind, "we_are_looking_into_it")
    yield "write", "message", WriteToCustomer(order, template)


def _priced(sight: ActSight, name: str, kind: str, ask: Any, now: Instant) -> CaseOption:
    """As an agent's act would be priced; a promise that can only be moved is priced as that."""
    facts = sight.decide(ask)
    command = type(ask).__name__
    if isinstance(facts, Refused):
        return CaseOption(name, command, ask, refused=facts)
    if not facts or any(type(fact).__name__ == "SaveFailed" for fact in facts):
        return CaseOption(name, command, ask, refused=Refused(Reason.NOTHING_CHANGES, str(ask.order)))
    if name == "save" and not any(type(fact).__name__ == "ParcelPlanned" for fact in facts):
        if not any(isinstance(fact, PromiseMoved) for fact in facts):
            return CaseOption(name, command, ask, refused=Refused(Reason.NOTHING_CHANGES, str(ask.order)))
        name, kind = "move", "re_promise"
    valued = kinds.KINDS[kind].value(sight, ask, facts, now)
    if isinstance(valued, Refused):
        return CaseOption(name, command, ask, refused=valued)
    spanish, english = valued.sentence
    return CaseOption(name, command, ask, valued.pesos, valued.acting, valued.leaving, spanish, english)


def draft(case: Case, offered: tuple[CaseOption, ...]) -> tuple[str, str]:
    """What a person could write, es-MX and en: what we know, and what may be chosen; nothing that cannot be done."""
    order = case.opened.order
    about = (f" tu pedido {order}", f" your order {order}") if order else (" tu mensaje", " your message")
    can = [option.name for option in offered if option.refused is None]
    lines_es, lines_en = [f"Hola, ya revisamos{about[0]}."], [f"Hello, we have looked at{about[1]}."]
    for name, (spanish, english) in _CHOICES.items():
        if name in can:
            money = next(option.centavos for option in offered if option.name == name)
            lines_es.append(spanish.format(pesos=pesos(money)))
            lines_en.append(english.format(pesos=pesos(money)))
    closing = (
        ("¿Qué prefieres?", "Which do you prefer?") if len(lines_es) > 1 else ("¿Cómo te ayudamos?", "How can we help?")
    )
    return " ".join([*lines_es, closing[0]]), " ".join([*lines_en, closing[1]])


_CHOICES = {
    "save": ("Podemos enviarlo desde otra ubicación.", "We can send it from another location."),
    "move": ("Podemos confirmarte la nueva fecha.", "We can confirm the new date."),
    FEE: ("Podemos devolverte el envío: {pesos} pesos.", "We can give back the delivery fee: {pesos} pesos."),
    "cancel": ("Podemos cancelarlo y devolverte tu dinero.", "We can cancel it and give your money back."),
}
"""In the order in which they are offered: what keeps the promise first."""
