"""Each kind of violation is planted in a good log, and the auditor finds it by its name."""

from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from promesa import app
from promesa.domain.ledger.capacity import CapacityReturned
from promesa.domain.ledger.payments.words import PayRefund, RefundPaid
from promesa.domain.ledger.shipments.words import ParcelLost, RecordScan, Scan
from promesa.domain.ledger.stock.words import CountStock, ReservationExtended, SafetyStockSet, StockCounted
from promesa.domain.promise.words import PromiseBroken, PromiseMoved
from promesa.domain.values.ids import ParcelId
from promesa.engine.log import Entry
from promesa.lab import auditor
from promesa.lab.audit import capacity, counter, money, orders, outside, picks, promises, sending, stock
from tests.lab import (
    agent_past,
    case_past,
    contingency_past,
    message_past,
    past,
    rethink_past,
    talk_past,
    test_auditor_finds_halts,
    test_auditor_finds_kits,
    test_auditor_finds_markdowns,
)
from tests.lab import test_auditor_finds_staff as people
from tests.lab.past import body_of, where, with_again, with_more, with_other, without
from tests.regressions.shop import Shop

Plant = Callable[[], list[Entry]]


def first(kind: str, test: Callable[[dict[str, Any]], bool] = lambda _: True) -> Entry:
    return next(iter(where(kind, test)))


def test_a_good_log_is_clean() -> None:
    report = past.audit(past.entries())
    assert report.counts == {}
    assert report.facts == len(past.entries())
    assert len(set(report.invariants)) == len(report.invariants) >= 30


# --- stock ---


def _sold_more_than_there_is() -> list[Entry]:
    entry = first("StockReserved")
    take = body_of(entry)["takes"][0]
    return with_other(entry, takes=[[take[0], take[1], 9_999]])


def _counted_less_and_left_so() -> list[Entry]:
    live = _live_at_the_end()
    sku, location, _ = live["takes"][0]
    count = {"sku": sku, "location": location, "on_hand": 0, "difference": -1, "source": "planted"}
    return with_more(("StockCounted", count))


def _has_ended(body: dict[str, Any]) -> bool:
    return body["reservation"] in {body_of(one)["reservation"] for one in where("ReservationConsumed")}


def _live_at_the_end() -> dict[str, Any]:
    ended = {
        body_of(one)["reservation"]
        for kind in ("ReservationReleased", "ReservationConsumed", "StockPicked")
        for one in where(kind)
    }
    return body_of(first("StockReserved", lambda body: body["reservation"] not in ended))


def _below_zero() -> list[Entry]:
    sku, location, _ = _live_at_the_end()["takes"][0]
    fact = {"sku": sku, "location": location, "units": -9_999, "source": "planted"}
    return with_more(("StockAdjusted", fact))


def _of_cancelled_order() -> Entry:
    lapsed = {body_of(one)["order"] for one in where("OrderCancelled")}
    carts = {body_of(one)["reservation"] for one in where("OrderPlaced", lambda body: body["order"] in lapsed)}
    return first("ReservationReleased", lambda body: body["reservation"] in carts)


def _place_of_cancelled_order() -> Entry:
    ended = {body_of(one)["order"] for one in where("OrderCancelled")}
    return [one for one in where("CapacityReturned") if body_of(one)["order"] in ended][-1]


def _forgotten_cart() -> list[Entry]:
    ordered = {body_of(one)["reservation"] for one in where("OrderPlaced")}
    return without(first("ReservationReleased", lambda body: body["reservation"] not in ordered))


def _packed_more() -> list[Entry]:
    entry = first("StockPicked")
    take = body_of(entry)["takes"][0]
    return with_other(entry, takes=[[take[0], take[1], take[2] + 1]])


# --- promises ---


def _moved_in_silence() -> list[Entry]:
    moved = {one.position for one in where("PromiseMoved")}
    return without(next(one for one in where("MessageWanted") if one.cause in moved))


def _open_for_ever() -> list[Entry]:
    closed = {body_of(one)["order"] for one in where("OrderClosed")}
    return without(first("PromiseKept", lambda body: body["order"] in closed))


def _too_late_and_kept() -> list[Entry]:
    deliveries = {body_of(one)["order"] for one in where("PromiseMade", lambda body: body["kind"] == "delivery")}
    return with_other(first("PromiseKept", lambda body: body["order"] in deliveries), arrived_on="2030-01-01")


# --- orders, parcels, money, the outside ---


def _delivered_before_it_left() -> list[Entry]:
    delivered = {body_of(one)["parcel"] for one in where("ParcelDelivered")}
    return without(first("ParcelHandedOver", lambda body: body["parcel"] in delivered))


def _planned_less() -> list[Entry]:
    entry = first("ParcelPlanned", lambda body: len(body["takes"]) > 1)
    return with_other(entry, takes=body_of(entry)["takes"][1:])


def _sent_from_where_nobody_may() -> list[Entry]:
    planned = body_of(first("ParcelPlanned"))
    rule = {"rule": "planted", "says": "never", "pools": [""]}
    elsewhere = {**planned, "parcel": "planted", "location": "T999"}
    return with_more(("SendingRulesSet", {"rules": [rule]}), ("ParcelPlanned", elsewhere))


def _asked(**more: Any) -> dict[str, Any]:
    planned = body_of(first("ParcelPlanned"))
    return {name: planned[name] for name in ("parcel", "order", "location")} | more


def _no(reason: str) -> tuple[str, dict[str, Any]]:
    takes = body_of(first("ParcelPlanned"))["takes"]
    return "PickShort", _asked(reason=reason, takes=takes)


def _accepted_twice() -> list[Entry]:
    yes = ("PickAccepted", _asked())
    return with_more(("PickAsked", _asked(answer_by=1)), yes, yes)


def _packed_though_refused() -> list[Entry]:
    planned = _asked()
    packed = ("ParcelPacked", {"parcel": planned["parcel"], "order": planned["order"]})
    return with_more(_no("too_busy"), packed)


def _planned_again_and_again() -> list[Entry]:
    planned = body_of(first("ParcelPlanned"))
    return with_more(_no("closed"), *(("ParcelPlanned", {**planned, "parcel": f"planted {n}"}) for n in (1, 2)))


def _given_after_many_guesses() -> list[Entry]:
    about = {name: body_of(first("ParcelPlanned"))[name] for name in ("parcel", "order")}
    wrong = [("WrongCodeShown", about)] * counter.WRONG_CODES_MAX
    return with_more(*wrong, ("ParcelDelivered", {**about, "delivered_at": 1, "proof": "code"}))


def _paid_after_cancelling() -> list[Entry]:
    order = body_of(first("OrderCancelled"))["order"]
    captured = {"order": order, "payment": "planted", "rail": "spei", "amount": 100, "paid_at": 1}
    return with_more(("PaymentCaptured", captured))


def _gave_back_too_much() -> list[Entry]:
    paid = body_of(first("PaymentCaptured"))
    owed = {"order": paid["order"], "refund": "planted", "payment": paid["payment"], "reason": "planted"}
    return with_more(("RefundOwed", {**owed, "amount": paid["amount"] + 1}))


def _said_twice() -> list[Entry]:
    return with_again(first("MessageWanted"))


def _skewed() -> list[Entry]:
    middle = len(past.entries()) // 2
    return [replace(one, at=1) if one.position == middle else one for one in past.entries()]


def _caused_by_what_comes() -> list[Entry]:
    return [replace(one, cause=one.position) if one.position == 99 else one for one in past.entries()]


def _another_policy() -> list[Entry]:
    return [replace(one, policy=7) if one.position == 99 else one for one in past.entries()]


def _torn_out() -> list[Entry]:
    return [one for one in past.entries() if one.position != 99]


def _garbled() -> list[Entry]:
    entry = first("OrderPlaced")
    return [replace(one, body=b"{}") if one.position == entry.position else one for one in past.entries()]


PLANTS: dict[str, tuple[str, Plant]] = {
    "sold more than there is": (stock.NO_OVERSELL, _sold_more_than_there_is),
    "a count left a shelf short": (stock.NO_OVERSELL, _counted_less_and_left_so),
    "below zero": (stock.NO_NEGATIVE, _below_zero),
    "released twice": (stock.END_ONCE, lambda: with_again(first("ReservationReleased"))),
    "consumed twice": (stock.END_ONCE, lambda: with_again(first("ReservationConsumed"))),
    "extended after its end": (stock.END_ONCE, lambda: with_again(first("ReservationExtended", _has_ended))),
    "a cancelled order keeps its units": (stock.OWNED, lambda: without(_of_cancelled_order())),
    "a cart never ends": (stock.IN_TIME, _forgotten_cart),
    "packed more than reserved": (stock.TAKEN_FROM_OWN, _packed_more),
    "more minutes than there are": (
        capacity.WITHIN,
        lambda: with_other(first("CapacityTaken", _of_work), minutes=9_999),
    ),
    "fewer minutes than the order takes": (capacity.OWED, lambda: without(first("CapacityTaken", _of_work))),
    "a place returned twice": (capacity.ONCE, lambda: with_again(_place_of_cancelled_order())),
    "a place never returned": (capacity.NOT_LEAKED, lambda: without(_place_of_cancelled_order())),
    "captured twice": (money.ONCE, lambda: with_again(first("PaymentCaptured"))),
    "paid back twice": (money.ONCE, lambda: with_again(first("RefundPaid"))),
    "gave back too much": (money.NOT_MORE, _gave_back_too_much),
    "money of a cancelled order": (money.NOT_KEPT, _paid_after_cancelling),
    "a refund forgotten": (money.NOT_KEPT, lambda: without(first("RefundOwed"))),
    "confirmed without money": (money.PAID, lambda: without(first("PaymentCaptured", _by_oxxo))),
    "placed twice": (orders.STEPS, lambda: with_again(first("OrderPlaced"))),
    "cancelled after its end": (orders.STEPS, lambda: with_again(first("OrderCancelled"))),
    "sums do not add up": (orders.SUMS, lambda: with_other(first("OrderPlaced"), total=1)),
    "handed over twice": (orders.PARCEL_STEPS, lambda: with_again(first("ParcelHandedOver"))),
    "delivered before it left": (orders.PARCEL_STEPS, _delivered_before_it_left),
    "worked on before it was confirmed": (orders.AFTER_PAYMENT, lambda: without(first("OrderConfirmed"))),
    "planned less than ordered": (orders.PLANNED, _planned_less),
    "planned and not reserved": (orders.RESERVED, lambda: without(first("StockPicked"))),
    "promised twice": (promises.ONCE, lambda: with_again(first("PromiseMade"))),
    "kept twice": (promises.ONCE, lambda: with_again(first("PromiseKept"))),
    "a promise without an outcome": (promises.OPEN, _open_for_ever),
    "moved in silence": (promises.TOLD, _moved_in_silence),
    "late and called kept": (promises.TRUE, _too_late_and_kept),
    "sent against a rule": (sending.LAWFUL, _sent_from_where_nobody_may),
    "a task ends twice": (picks.END_ONCE, _accepted_twice),
    "packed though refused": (picks.NOT_PACKED, _packed_though_refused),
    "given after many guesses": (counter.NOT_GUESSED, _given_after_many_guesses),
    "asked without end": (picks.NOT_AGAIN, _planned_again_and_again),
    "not found and not counted": (picks.EFFECT, lambda: with_more(_no("not_found"))),
    "done twice": (outside.EFFECTS, lambda: with_again(first("EffectDone"))),
    "begun twice": (outside.EFFECTS, lambda: with_again(first("EffectsBegun"))),
    "done and never wanted": (outside.EFFECTS, lambda: without(first("EffectWanted"))),
    "fired twice": (outside.TIMERS, lambda: with_again(first("TimerFired"))),
    "never fired": (outside.TIMERS, lambda: without(first("TimerFired"))),
    "fired early": (outside.TIMERS, lambda: with_other(first("TimerSet"), due=2**60)),
    "said twice": (outside.SAID, _said_twice),
    "sent twice": (outside.SAID, lambda: with_again(first("MessageAccepted"))),
    "answered twice": (outside.ANSWERS, lambda: with_again(first("Answered"))),
    "an entry torn out": (auditor.NO_GAPS, _torn_out),
    "time runs back": (auditor.FORWARD, _skewed),
    "caused by itself": (auditor.CAUSED, _caused_by_what_comes),
    "a policy that never was": (auditor.POLICY, _another_policy),
    "a body that cannot be read": (auditor.READABLE, _garbled),
    "a log that does not fold": (auditor.FOLDS, lambda: with_again(first("OrderPlaced"))),
}


def _of_work(body: dict[str, Any]) -> bool:
    return bool(body["minutes"])


def _by_oxxo(body: dict[str, Any]) -> bool:
    return body["rail"] == "oxxo" and not body["surplus"]


@pytest.mark.parametrize("name", PLANTS)
def test_it_finds_what_is_planted(name: str) -> None:
    invariant, plant = PLANTS[name]
    report = past.audit(plant())
    assert invariant in report.counts, (invariant, report.counts)
    assert not report.clean


@pytest.mark.parametrize("name", contingency_past.PLANTS)
def test_it_finds_what_is_planted_about_contingencies(name: str) -> None:
    invariant, plant = contingency_past.PLANTS[name]
    assert invariant in past.audit(plant()).counts


@pytest.mark.parametrize("name", case_past.PLANTS)
def test_it_finds_what_is_planted_about_cases(name: str) -> None:
    invariant, plant = case_past.PLANTS[name]
    assert invariant in past.audit(plant()).counts


@pytest.mark.parametrize("name", talk_past.PLANTS)
def test_it_finds_what_is_planted_about_conversations(name: str) -> None:
    invariant, plant = talk_past.PLANTS[name]
    assert invariant in past.audit(plant()).counts


@pytest.mark.parametrize("name", message_past.PLANTS)
def test_it_finds_what_is_planted_about_messages(name: str) -> None:
    invariant, plant = message_past.PLANTS[name]
    assert invariant in past.audit(plant()).counts


@pytest.mark.parametrize("name", talk_past.INNOCENT)
def test_it_finds_nothing_wrong_with_what_is_right(name: str) -> None:
    invariant, plant = talk_past.INNOCENT[name]
    assert invariant not in past.audit(plant()).counts


def test_every_invariant_has_a_plant() -> None:
    pasts = (agent_past, rethink_past, contingency_past, case_past, message_past, talk_past)
    plants = [*PLANTS.values(), *(plant for one in pasts for plant in one.PLANTS.values())]
    told_apart = (test_auditor_finds_halts, test_auditor_finds_kits, test_auditor_finds_markdowns, people)
    spoilt = [plant for file in told_apart for plant in file.PLANTS]
    planted = {invariant for invariant, _ in plants} | {invariant for *_, invariant in spoilt}
    planted |= {auditor.SAME_WORLD, auditor.ADDS_UP}
    assert planted == set(past.audit([]).invariants)


def test_what_is_told_is_bounded_and_what_is_counted_is_not() -> None:
    report = past.audit([replace(one, policy=7) for one in past.entries()])
    told = [one for one in report.violations if one.invariant == auditor.POLICY]
    assert len(told) < report.counts[auditor.POLICY] == len(past.entries())


@pytest.mark.parametrize(
    ("fact_type", "told"),
    [
        (SafetyStockSet, ""),
        (CapacityReturned, "taken, the world has"),
        (ReservationExtended, "reservation"),
        (StockCounted, "on_hand, the world has"),
        (RefundPaid, "order"),
        (PromiseMoved, "promise of"),
        (ParcelLost, ""),
    ],
)
def test_a_fold_that_forgets_is_not_what_the_facts_add_up_to(fact_type: type, told: str) -> None:
    """`told` is empty where the log has no such fact: then nothing is wrong."""
    model = app.model()
    deaf = msgspec.structs.replace(model, folds={**model.folds, fact_type: lambda _, __, ___: None})
    reading = auditor.Auditor(deaf)
    reading.read(past.entries(), lambda _: None)
    reading.finish()
    found = [one.about for one in reading.findings.violations if one.invariant == auditor.ADDS_UP]
    assert bool(found) == bool(told), found
    assert all(told in about for about in found), found


def a_loss_and_then_a_shortage() -> Shop:
    """Two parcels: one is lost on the road, and then the shelf of the other turns out to be empty."""
    shop = Shop("2027-03-01 10:00").sells("A", "B").opens("N1").opens("N2", "09").carries("P", 2, 50)
    shop.has("N1", A=1).has("N2", B=2)
    shop.places("o1", {"A": 1, "B": 2})
    shop.pays("o1")
    shop.packs("o1-1")
    shop.hands_over("o1-1")
    shop.put(RecordScan(ParcelId("o1-1"), Scan.LOST, shop.now))
    shop.put(CountStock("B", "N2", 0, "cycle count"))
    return shop


def test_units_that_no_shelf_had_are_missing_in_the_open_after_a_loss_too() -> None:
    """The promise is broken once, by the loss; the missing units go back in money and in words."""
    shop = a_loss_and_then_a_shortage()
    assert [fact.cause for fact in shop.facts(PromiseBroken)] == ["lost"]
    assert [refund.amount for refund in shop.wanted(PayRefund)] == [200_00]
    assert shop.messages("o1")[-1] == "o1:missing:2:0:1"
    assert auditor.audit(shop.machine).violations == ()


def test_a_loss_excuses_no_unit_that_simply_vanished() -> None:
    shop = a_loss_and_then_a_shortage()
    log = list(shop.log.read())
    ended = next(one for one in log if one.kind == "ParcelCancelled")
    log[ended.position - 1] = replace(ended, body=ended.body.replace(b'"shortage"', b'"by hand"'))
    assert orders.PLANNED in past.audit(log).counts


def test_a_tampered_world_is_not_what_its_log_folds_to() -> None:
    machine, _ = past.play(3, days=3)
    assert auditor.audit(machine).clean
    machine.world.stock.shelves.on_hand[11] += 1
    machine.world.promises.made += 1
    report = auditor.audit(machine)
    assert set(report.counts) == {auditor.SAME_WORLD}
    told = " ".join(one.about for one in report.violations)
    assert ".stock.shelves['on_hand'][" in told
    assert ".promises.made" in told
