"""What each fact gives to its sentence: dates, wall clocks, amounts and names, before any language."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

import msgspec

from promesa.domain.conduct.conversations import words as talk
from promesa.domain.conduct.mandates import words as mandates
from promesa.domain.ledger import capacity, delivery_slots
from promesa.domain.ledger.orders import awaited, halts
from promesa.domain.ledger.orders import words as orders
from promesa.domain.ledger.payments import words as payments
from promesa.domain.ledger.shipments import claims
from promesa.domain.ledger.shipments import pick_words as picks
from promesa.domain.ledger.shipments import tidings_words as roads
from promesa.domain.ledger.shipments import words as shipments
from promesa.domain.ledger.stock import words as stock
from promesa.domain.network.catalog import MARKED_DOWN
from promesa.domain.people.cases import words as cases
from promesa.domain.people.messages import earlier as sent_before
from promesa.domain.people.messages import words as messages
from promesa.domain.promise import choices, rethinks, substitutes
from promesa.domain.promise import words as promises
from promesa.domain.promise.commit import words as commit
from promesa.domain.promise.keeping.contingency import words as contingencies
from promesa.domain.values import moments
from promesa.domain.values.ids import LocationId
from promesa.domain.values.moments import Instant
from promesa.domain.values.money import pesos
from promesa.engine import words as engine
from promesa.surfaces.why_told import Money, Said

INSTANTS = frozenset({"until", "grace_until", "paid_at", "hand_over_by", "handed_at", "scanned_at", "delivered_at"})
INSTANTS_TOO = frozenset({"answer_by", "ready_at", "promised_by"})
AMOUNTS = frozenset({"amount", "total", "fee"})
TEXTS = frozenset({"reason", "cause", "rail", "stage", "scan", "parcel", "location", "service", "carrier", "tracking"})
TEXTS_TOO = frozenset(
    {"bucket", "choice", "message", "reservation", "reference", "about", "kind", "provider_id", "sku"}
)
PLAIN = frozenset({"promised_on", "was_on", "arrives_on", "arrived_on", "slack_days", "late_days", "keep_probability"})
MORE = frozenset({"units", "choice"})

CASES = (
    *(cases.CaseOpened, cases.CaseReplied, cases.CaseReopened, cases.CaseAssigned, cases.CaseAnswered),
    *(cases.CaseWaiting, cases.CaseResumed, cases.CaseResolved, cases.CaseClosed),
)
_SAID = INSTANTS | INSTANTS_TOO | AMOUNTS | TEXTS | TEXTS_TOO | PLAIN | MORE


class Manner(NamedTuple):
    """How an order's facts are read: on its wall clock, in its currency, with locations by their names."""

    zone: str
    currency: str
    name_of: Callable[[LocationId], str]
    order: str = ""
    """Whose facts they are, where a fact speaks of several orders."""


Reading = Callable[[Any, Manner], Mapping[str, Said] | None]
"""Fact and manner -> words."""


def of(fact: Any, manner: Manner) -> Mapping[str, Said] | None:
    """The words of a fact that people should hear of; None for the engine's book-keeping."""
    reading = FACTS.get(type(fact))
    return None if reading is None else reading(fact, manner)


def each(fact: Any, manner: Manner) -> Sequence[Mapping[str, Said]]:
    """The words of a fact, once for each thing that it says of the order; none for the engine's book-keeping."""
    if isinstance(fact, messages.MessageStatusesTold):
        return [
            _status(one, manner)
            for one, order in zip(fact.told, fact.told_of, strict=True)
            if order == manner.order and not one.part
        ]
    said = of(fact, manner)
    return [] if said is None else [said]


def plain(fact: Any, manner: Manner) -> dict[str, Said]:
    """Every field that has a plain meaning, by its own name."""
    found: dict[str, Said] = {}
    for field in fact.__struct_fields__:
        value = getattr(fact, field)
        if field in _SAID and value is not None:
            found[field] = _typed(field, value, manner)
    return found


def _typed(field: str, value: Any, manner: Manner) -> Said:
    if field in INSTANTS or field in INSTANTS_TOO:
        return moments.local(Instant(value), manner.zone)
    if field in AMOUNTS:
        return Money(value, manner.currency)
    if field == "location":
        return manner.name_of(LocationId(value))
    assert isinstance(value, str | int | float | date), (field, value)
    return str(value) if isinstance(value, str) else value


def _placed(fact: orders.OrderPlaced, manner: Manner) -> Mapping[str, Said]:
    units = sum(line.units for line in fact.lines)
    said = {**plain(fact, manner), "units": units, "channel": str(fact.channel), "lines": len(fact.lines)}
    return {**said, **_marked_down(fact.lines, manner)}


def _marked_down(lines: Sequence[orders.OrderLine], manner: Manner) -> dict[str, Said]:
    """Which lines are sold for less, for how much a unit, and by which markdown; nothing where none is."""
    found = [
        f"{line.sku} ${pesos(line.price)} {manner.currency} ({line.price_from.removeprefix(MARKED_DOWN)})"
        for line in lines
        if line.price_from.startswith(MARKED_DOWN)
    ]
    return {"marked": "marked_down" if found else "", "markdowns": ", ".join(found)}


def _edited(fact: orders.OrderEdited, manner: Manner) -> Mapping[str, Said]:
    """The line before and after, with its number."""
    now = next((line for line in fact.lines if line.line == fact.was.line), None)
    left = "0" if now is None else f"{now.units} {now.sku}"
    was = f"{fact.was.units} {fact.was.sku}"
    said = {**plain(fact, manner), "line": fact.was.line, "was": was, "left": left}
    is_new = now is not None and now.price_from != fact.was.price_from
    return {**said, **_marked_down([now] if now is not None and is_new else [], manner)}


def _revised(fact: orders.OrderRevised, manner: Manner) -> Mapping[str, Said]:
    """What it is now, and where it goes."""
    items = ", ".join(f"{line.units} {line.sku}" for line in fact.lines)
    counter = fact.pickup_location
    place = str(fact.postal_code) if counter is None else manner.name_of(counter)
    said = {**plain(fact, manner), "items": items, "place": place, "total": Money(fact.total, manner.currency)}
    return {**said, **_marked_down(fact.lines, manner)}


def _substitute(fact: substitutes.SubstituteProposed, manner: Manner) -> Mapping[str, Said]:
    difference = Money(fact.difference, manner.currency)
    return {**plain(fact, manner), "line": fact.was.line, "was": fact.was.sku, "now": fact.now.sku, "more": difference}


def _takes(fact: Any, manner: Manner) -> Mapping[str, Said]:
    places = ", ".join(map(manner.name_of, dict.fromkeys(take.location for take in fact.takes)))
    return {**plain(fact, manner), "units": sum(take.units for take in fact.takes), "locations": places}


def _unheard(fact: roads.ParcelUnheard, _: Manner) -> Mapping[str, Said]:
    return {"parcel": fact.parcel, "hours": str(fact.hours), "likely": f"{fact.keep_probability:.0%}"}


def _lapsed(fact: picks.PickLapsed, manner: Manner) -> Mapping[str, Said]:
    return {**plain(fact, manner), "then": "moved" if fact.moved else "stays"}


def _made(fact: promises.PromiseMade, manner: Manner) -> Mapping[str, Said]:
    return {**plain(fact, manner), "parcels": len(fact.legs)}


def _accepted(fact: commit.OfferAccepted, manner: Manner) -> Mapping[str, Said]:
    return plain(fact.offer, manner)


def _act(fact: Any, manner: Manner) -> Mapping[str, Said]:
    """Who proposed what, what it is expected to cost, and what doing nothing would."""
    receipt = fact.receipt
    costs = {name: Money(getattr(receipt, name), manner.currency) for name in ("acting", "leaving")}
    return {**costs, "agent": receipt.agent, "act_kind": receipt.kind}


def _status(one: messages.StatusTold, manner: Manner) -> Mapping[str, Said]:
    return {"message": one.message, "status": one.status.value, "at": moments.local(one.at, manner.zone)}


def _statuses(fact: messages.MessageStatusesTold, manner: Manner) -> Mapping[str, Said]:
    """The newest of them, if it can be of a whole message; `each` tells all."""
    return _status(next((one for one in reversed(fact.told) if not one.part), fact.told[-1]), manner)


def _dispatched(fact: messages.MessageDispatched, manner: Manner) -> Mapping[str, Said]:
    reason = "" if fact.reason is None else f"sent: {fact.reason.value}"
    return {"message": fact.message, "channel": fact.channel, "form": fact.form, "reason": reason}


def _not_sent(fact: messages.MessageNotSent, manner: Manner) -> Mapping[str, Said]:
    return {"message": fact.message, "reason": fact.reason.value, "by": f"({fact.by})" if fact.by else ""}


def _message_failed(fact: messages.MessageFailed, manner: Manner) -> Mapping[str, Said]:
    return {"message": fact.message, "code": fact.code}


def _heard(fact: messages.CustomerHeard, _: Manner) -> Mapping[str, Said]:
    return {"channel": fact.channel, "kind": fact.kind}


def _template(fact: messages.CustomerWrittenTo | messages.MessageWanted, manner: Manner) -> Mapping[str, Said]:
    return {**plain(fact, manner), "template": fact.template}


def _carried_out(fact: mandates.ActCarriedOut, _: Manner) -> Mapping[str, Said]:
    return {"act": fact.act}


def _reallocated(fact: rethinks.OrderReallocated, manner: Manner) -> Mapping[str, Said]:
    """Where it is sent from now instead of where, and what that saved."""
    return {
        "locations": _places(fact.legs, manner),
        "locations_before": _places(fact.was, manner),
        "saved": Money(fact.cost_before - fact.cost, manner.currency),
        "run": fact.run,
        "parcels": len(fact.legs),
        "parcels_before": len(fact.was),
    }


def _places(legs: Sequence[promises.Leg], manner: Manner) -> str:
    return ", ".join(map(manner.name_of, dict.fromkeys(leg.location for leg in legs)))


def _answered(fact: contingencies.OrderAnswered, manner: Manner) -> Mapping[str, Said]:
    """What became of the promise; on which day it comes where another one was told."""
    day = fact.promised_on or fact.was_on
    about: dict[str, Said] = {"contingency": fact.contingency, "answer": fact.answer.value}
    return {**about, "promised_on": "" if day is None else day, "refund": Money(fact.refund, manner.currency)}


def _undone(fact: rethinks.ReallocationUndone, manner: Manner) -> Mapping[str, Said]:
    return {"locations": _places(fact.legs, manner), "run": fact.run}


def _case(fact: Any, _: Manner) -> Mapping[str, Said]:
    """Every word of a case that people have a word for."""
    names = ("case", "kind", "opener", "to", "party", "remedy")
    return {name: str(getattr(fact, name)) for name in names if hasattr(fact, name)}


def _claim(fact: claims.ClaimFiled, manner: Manner) -> Mapping[str, Said]:
    return {**plain(fact, manner), "claim_kind": f"claim {fact.kind.value}"}


def _claim_answered(fact: claims.ClaimAnswered, manner: Manner) -> Mapping[str, Said]:
    return {**plain(fact, manner), "paid": Money(fact.paid, manner.currency)}


def _wanted(fact: engine.EffectWanted, manner: Manner) -> Mapping[str, Said] | None:
    """The effect's kind; of a message also what it says. That a message is to be sent its own facts say."""
    if fact.kind == messages.Transmit.__name__:
        return None
    body = msgspec.json.decode(bytes(fact.body))
    return {"effect": fact.kind, "template": str(body.get("template", ""))}


def _step_refused(fact: engine.StepRefused, manner: Manner) -> Mapping[str, Said]:
    return {"command": fact.kind, "reason": fact.reason, "about": fact.about}


def _dead(fact: engine.EffectDead | engine.EffectUncertain, manner: Manner) -> Mapping[str, Said]:
    return {"error": fact.error}


FACTS: Mapping[type, Reading] = {
    mandates.ActShadowed: _act,
    mandates.ActSuggested: _act,
    mandates.ActAllowed: _act,
    mandates.ActCarriedOut: _carried_out,
    messages.CustomerWrittenTo: _template,
    orders.OrderPlaced: _placed,
    orders.OrderConfirmed: plain,
    orders.OrderEdited: _edited,
    orders.OrderRevised: _revised,
    halts.OrderHalted: plain,
    halts.OrderReleased: plain,
    awaited.EditAwaited: lambda fact, manner: {**plain(fact, manner), "more": Money(fact.difference, manner.currency)},
    awaited.EditEnded: plain,
    substitutes.SubstituteProposed: _substitute,
    substitutes.SubstituteAccepted: plain,
    substitutes.SubstituteEnded: lambda fact, _: {"ending": fact.ending.value},
    orders.OrderCancelled: plain,
    orders.ReturnAwaited: plain,
    orders.OrderClosed: plain,
    orders.CheckoutRefused: plain,
    stock.StockReserved: _takes,
    stock.ReservationExtended: plain,
    stock.ReservationReleased: plain,
    stock.ReservationConsumed: plain,
    stock.StockPicked: _takes,
    stock.StockUnpicked: _takes,
    stock.StockMissing: plain,
    capacity.CapacityTaken: plain,
    delivery_slots.SlotTaken: lambda fact, manner: {**plain(fact, manner), "slot": str(fact.slot)},
    capacity.CapacityReturned: plain,
    promises.PromiseMade: _made,
    promises.PromiseConfirmed: plain,
    promises.PromiseMoved: plain,
    promises.PromiseRedirected: plain,
    promises.PromiseKept: plain,
    promises.PromiseBroken: plain,
    promises.PromiseWithdrawn: plain,
    commit.CheckoutOpened: plain,
    commit.CheckoutClosed: plain,
    commit.OfferAccepted: _accepted,
    commit.ShortageEased: plain,
    commit.SaveFailed: plain,
    choices.ChoiceAwaited: _takes,
    choices.ChoiceMade: plain,
    contingencies.OrderAnswered: _answered,
    rethinks.OrderReallocated: _reallocated,
    rethinks.ReallocationUndone: _undone,
    payments.PaymentAwaited: plain,
    payments.PaymentAsked: plain,
    payments.PaymentAuthorised: plain,
    payments.PaymentCaptured: plain,
    payments.PaymentDeclined: plain,
    payments.PaymentLapsed: plain,
    payments.PaymentSuperseded: plain,
    payments.PaymentUnmatched: plain,
    payments.AuthorisationVoided: plain,
    payments.RefundOwed: plain,
    payments.RefundPaid: plain,
    shipments.ParcelPlanned: plain,
    picks.PickAsked: plain,
    picks.PickAccepted: plain,
    picks.PickRejected: _takes,
    picks.PickShort: _takes,
    picks.PickLapsed: _lapsed,
    shipments.ParcelPacked: plain,
    shipments.ParcelUnpacked: plain,
    shipments.ParcelBooked: plain,
    shipments.LabelVoided: plain,
    shipments.ParcelReady: plain,
    shipments.ParcelHandedOver: plain,
    shipments.ParcelScanned: plain,
    shipments.ParcelDoubted: plain,
    shipments.WordNotUnderstood: plain,
    shipments.EtaMoved: plain,
    shipments.ParcelAtBranch: plain,
    shipments.ParcelDelivered: plain,
    shipments.WrongCodeShown: plain,
    shipments.UnitsPutBack: plain,
    shipments.ParcelLost: plain,
    shipments.ParcelCancelled: plain,
    shipments.ParcelsRegrouped: lambda fact, _: {"parcels": ", ".join(fact.parcels), "into": ", ".join(fact.into)},
    shipments.HandOverMissed: plain,
    shipments.ArrivalOverdue: plain,
    roads.ParcelUnheard: _unheard,
    roads.ParcelCaughtUp: plain,
    shipments.RedeliveryAsked: plain,
    **dict.fromkeys(CASES, _case),
    claims.ClaimFiled: _claim,
    claims.ClaimAnswered: _claim_answered,
    talk.ConversationStepped: lambda fact, _: {"replies": ", ".join(reply.text for reply in fact.replies)},
    talk.ActConfirmed: lambda fact, _: {"command": fact.command},
    talk.ConversationTaken: lambda fact, _: {"attendant": fact.attendant},
    talk.AnswerWritten: lambda fact, _: {"attendant": fact.attendant},
    sent_before.MessageSent: plain,
    messages.MessageWanted: _template,
    messages.MessageDispatched: _dispatched,
    messages.MessageHeld: plain,
    messages.MessageNotSent: _not_sent,
    messages.MessageAccepted: plain,
    messages.MessageFailed: _message_failed,
    messages.MessageStatusesTold: _statuses,
    messages.CustomerHeard: _heard,
    engine.EffectWanted: _wanted,
    engine.EffectDead: _dead,
    engine.EffectUncertain: _dead,
    engine.StepRefused: _step_refused,
}
"""Every fact that has a sentence."""
