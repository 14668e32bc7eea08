"""The table where each command meets its rule, and the rule the parts of the world that it reads."""

from collections.abc import Callable, Mapping
from typing import Any

from promesa.domain.conduct import drifts, imports, keys
from promesa.domain.conduct import policies as conduct
from promesa.domain.conduct.conversations import attending
from promesa.domain.conduct.conversations import rules as talking
from promesa.domain.conduct.conversations import words as talk
from promesa.domain.conduct.conversations.attending import AttendingSight
from promesa.domain.conduct.conversations.talk import ConsentSight, TalkSight
from promesa.domain.conduct.mandates import granting
from promesa.domain.conduct.mandates.sight import ActSight
from promesa.domain.conduct.mandates.state import Mandates
from promesa.domain.conduct.policies import RecordReplay, SetPolicy
from promesa.domain.conduct.staff import gate as doors
from promesa.domain.conduct.staff import rules as staffing
from promesa.domain.conduct.staff.words import PERSON
from promesa.domain.ledger import capacity_rules, transfers
from promesa.domain.ledger import supply as supplies
from promesa.domain.ledger.capacity import SetCapacity
from promesa.domain.ledger.delivery_slots import SetDeliverySlots, SetSlotPlaces
from promesa.domain.ledger.labour import SetLabour
from promesa.domain.ledger.orders.words import CancelOrder
from promesa.domain.ledger.payments import rules as payment_rules
from promesa.domain.ledger.payments import words as money
from promesa.domain.ledger.shipments import (
    claims,
    counter,
    partner_words,
    pick_rules,
    pick_words,
    regrouping,
    tidings_words,
    trips,
)
from promesa.domain.ledger.shipments import rules as shipping
from promesa.domain.ledger.shipments import words as parcels
from promesa.domain.ledger.stock import counting, rhythms
from promesa.domain.ledger.stock import rules as stocking
from promesa.domain.ledger.stock import words as shelves
from promesa.domain.network import catalog, places, shelf_places
from promesa.domain.network.carriers import rules as carrier_rules
from promesa.domain.network.kits import SetKit
from promesa.domain.network.locations import rules as location_rules
from promesa.domain.people import customers, news, openings
from promesa.domain.people import table as people
from promesa.domain.people.cases import rules as caring
from promesa.domain.people.cases import words as case_words
from promesa.domain.people.table import MessageBooks
from promesa.domain.promise import choices, rethinks
from promesa.domain.promise.commit import cargo_books, place, settle
from promesa.domain.promise.commit import words as commit
from promesa.domain.promise.editing import adding, redirecting, reducing, revising, substituting
from promesa.domain.promise.editing import words as editing
from promesa.domain.promise.keeping import (
    asking,
    choosing,
    given_dates,
    given_plans,
    halting,
    refusing,
    rerouting,
    shortages,
    unheard,
)
from promesa.domain.promise.keeping.contingency import answering
from promesa.domain.promise.keeping.contingency import rules as contingency
from promesa.domain.promise.keeping.contingency import words as contingencies
from promesa.domain.promise.keeping.halting import OpenOrderBooks
from promesa.domain.promise.keeping.rethinking import rules as rethinking
from promesa.domain.promise.keeping.unheard import UnheardBooks
from promesa.domain.promise.sourcing.parts import Parts
from promesa.domain.values.moments import Instant
from promesa.domain.values.refusal import Refused
from promesa.domain.world import World, books, message_books, open_books, parts

Rule = Callable[[World, Any, Instant], Any]


def _network(
    noun_of: Callable[[World], Any], table: Mapping[type, Callable[[Any, Any, Instant], Any]]
) -> dict[type, Rule]:
    return {ask: lambda w, ask_, now, rule=rule: rule(noun_of(w), ask_, now) for ask, rule in table.items()}  # type: ignore[misc]


def _payments() -> dict[type, Rule]:
    rules = payment_rules.RULES
    return {ask: lambda w, ask_, now, rule=rule: rule(w.payments, w.orders, ask_, now) for ask, rule in rules.items()}  # type: ignore[misc]


def sight(w: World, now: Instant) -> ActSight:
    """What the rules of mandates see; `decide` asks the rule of a command and writes nothing."""
    nouns = (w.orders, w.shipments, w.promises, w.payments, w.messages, w.rethinks, w.contingencies)
    return ActSight(parts(w), *nouns, lambda ask: RULES[type(ask)](w, ask, now))


def talk_sight(w: World, now: Instant) -> TalkSight:
    """What conversations see."""
    consent = ConsentSight(w.consents, w.customers, w.policies.now)
    return TalkSight(sight(w, now), w.choices, w.substitutes, w.news.standby, consent)


def _people(rule: Callable[[MessageBooks, Any, Instant], Any]) -> Rule:
    return lambda w, ask, now: rule(message_books(w), ask, now)


def _edit(rule: Callable[[Parts, OpenOrderBooks, Any, Instant], Any]) -> Rule:
    return lambda w, ask, now: rule(parts(w), open_books(w), ask, now)


def _attend(rule: Callable[[AttendingSight, Any, Instant], Any]) -> Rule:
    return lambda w, ask, now: rule(
        AttendingSight(w.conversations, w.messages, w.orders, w.cases, w.news.standby), ask, now
    )


def _act(rule: Callable[[Mandates, ActSight, Any, Instant], Any]) -> Rule:
    return lambda w, ask, now: rule(w.mandates, sight(w, now), ask, now)


def _known(rule: Rule) -> Rule:
    """Only of SKUs and locations that exist."""
    return lambda w, ask, now: stocking.unknown(w.catalog, w.locations, ask) or rule(w, ask, now)


def gate(world: World, command: Any, by: str) -> Refused | None:
    """Why nobody by that name may put the command, whatever door they came through."""
    shut = granting.gate(command, by)
    if shut is not None or not by.startswith(PERSON):
        return shut
    return doors.gate(doors.StaffSight(world.staff, world.shipments), command, by)


RULES: dict[type, Rule] = {
    **_network(lambda w: w.catalog, catalog.RULES),
    **_network(lambda w: w.places, places.RULES),
    **_network(lambda w: w.locations, location_rules.RULES),
    **_network(lambda w: w.carriers, carrier_rules.RULES),
    **_network(lambda w: w.imports, imports.RULES),
    **_network(lambda w: w.drifts, drifts.RULES),
    **_network(lambda w: w.news, news.RULES),
    **_payments(),
    **_network(lambda w: w.mandates, granting.RULES),
    **_network(lambda w: w.cases, caring.RULES),
    **_network(lambda w: w.openings, openings.RULES),
    **_network(lambda w: w.keys, keys.RULES),
    **_network(lambda w: staffing.StaffBooks(w.staff, w.locations), staffing.RULES),
    **{ask: _act(rule) for ask, rule in granting.ACT_RULES.items()},
    SetPolicy: lambda w, ask, now: conduct.set_policy(w.policies, ask, now),
    RecordReplay: lambda w, ask, now: conduct.record_replay(w.policies, ask, now),
    SetCapacity: lambda w, ask, now: capacity_rules.set_capacity(w.locations, w.capacity, ask, now),
    SetDeliverySlots: lambda w, ask, now: capacity_rules.set_delivery_slots(w.carriers, w.capacity, ask, now),
    SetSlotPlaces: lambda w, ask, now: capacity_rules.set_slot_places(w.carriers, w.capacity, ask, now),
    SetLabour: lambda w, ask, now: capacity_rules.set_labour(w.locations, w.capacity, ask, now),
    supplies.AnnounceSupply: _known(lambda w, ask, now: supplies.announce(w.supply, ask, now)),
    supplies.MoveSupply: lambda w, ask, now: supplies.move(w.supply, ask, now),
    supplies.ReceiveSupply: lambda w, ask, now: supplies.receive(w.supply, w.stock, ask),
    shelves.CountStock: _known(lambda w, ask, now: stocking.count(w.stock, w.orders, ask, now)),
    transfers.TransferUnits: _known(lambda w, ask, now: transfers.transfer(w.stock, w.supply, ask, now)),
    transfers.CancelTransfer: lambda w, ask, now: transfers.cancel(w.stock, w.supply, ask, now),
    shelves.AdjustStock: lambda w, ask, _: stocking.adjust_any(w.catalog, w.locations, w.stock, ask),
    SetKit: lambda w, ask, now: supplies.set_kit(w.catalog, w.supply, w.stock, w.orders, ask, now),
    shelves.LoadStock: lambda w, ask, _: (
        stocking.unknown_of_load(w.catalog, w.locations, ask) or stocking.load(w.stock, ask)
    ),
    rhythms.CheckSource: lambda w, ask, now: rhythms.check(w.stock.rhythms, w.policies.now, ask, now),
    rhythms.HearSource: lambda w, ask, _: rhythms.hear(w.stock.rhythms, ask),
    shelves.SetSafetyStock: _known(lambda w, ask, _: stocking.set_safety_stock(w.stock, ask)),
    shelves.ReserveStock: lambda w, ask, _: stocking.reserve_by_command(w.stock, w.orders, ask),
    shelves.ReleaseReservation: lambda w, ask, _: stocking.release_by_command(w.stock, w.orders, ask),
    shelves.ExpireReservation: lambda w, ask, now: stocking.expire(w.stock, w.orders, ask, now),
    commit.OpenCheckout: lambda w, ask, now: place.open_checkout(parts(w), w.orders, w.checkouts, w.payments, ask, now),
    commit.CloseCheckout: lambda w, ask, now: place.close_checkout(w.checkouts, ask, now),
    commit.PlaceOrder: lambda w, ask, now: place.place(parts(w), w.orders, w.checkouts, w.payments, ask, now),
    commit.CompleteCheckout: lambda w, ask, now: settle.complete(parts(w), w.orders, w.checkouts, w.payments, ask, now),
    commit.ConfirmOrder: lambda w, ask, now: settle.confirm(parts(w), w.orders, w.checkouts, w.payments, ask, now),
    CancelOrder: lambda w, ask, now: settle.cancel(parts(w), w.orders, w.shipments, w.promises, ask, now),
    editing.ReduceLine: lambda w, ask, now: reducing.reduce(
        parts(w), w.orders, w.payments, w.shipments, w.choices, ask, now
    ),
    editing.ReviseOrder: lambda w, ask, now: revising.revise(parts(w), w.orders, w.checkouts, w.payments, ask, now),
    **{ask: _edit(rule) for ask, rule in substituting.RULES.items()},
    editing.AddToOrder: lambda w, ask, now: adding.add(parts(w), open_books(w), w.checkouts, ask, now),
    commit.SettlePromise: lambda w, ask, now: settle.settle(w.orders, w.shipments, w.promises, w.choices, ask, now),
    commit.SavePromise: lambda w, ask, now: rerouting.save(parts(w), w.orders, w.shipments, w.promises, ask, now),
    **{ask: _edit(rule) for ask, rule in (*halting.RULES.items(), *redirecting.RULES.items())},
    given_plans.RerouteOrder: lambda w, ask, now: given_plans.reroute_as_given(
        parts(w), w.orders, w.shipments, w.promises, ask, now
    ),
    given_dates.MovePromise: lambda w, ask, now: given_dates.move(
        parts(w), w.orders, w.shipments, w.promises, ask, now
    ),
    commit.ConfirmPromise: lambda w, ask, now: rerouting.confirm_date(
        parts(w), w.orders, w.shipments, w.promises, ask, now
    ),
    commit.ResolveShortage: lambda w, ask, now: shortages.resolve(
        parts(w), w.orders, w.checkouts, w.shipments, w.promises, w.choices, ask, now
    ),
    rethinks.ReallocateOrders: lambda w, ask, now: rethinking.reallocate(parts(w), books(w), w.rethinks, ask, now),
    rethinks.UndoRethink: lambda w, ask, now: rethinking.undo(parts(w), books(w), w.rethinks, ask, now),
    contingencies.OpenContingency: lambda w, ask, now: contingency.open_contingency(
        parts(w), books(w), w.contingencies, ask, now
    ),
    contingencies.AnswerOrder: lambda w, ask, now: answering.answer(parts(w), books(w), w.contingencies, ask, now),
    contingencies.CloseContingency: lambda w, ask, now: contingency.close(parts(w), w.contingencies, ask, now),
    contingencies.EndContingency: lambda w, ask, now: contingency.close(parts(w), w.contingencies, ask, now),
    choices.MakeChoice: lambda w, ask, now: choosing.choose(parts(w), w.choices, w.orders, w.shipments, ask, now),
    choices.LapseChoice: lambda w, ask, now: choosing.lapse(parts(w), w.choices, w.orders, w.shipments, ask, now),
    parcels.PlanParcels: lambda w, ask, now: settle.plan_parcels(
        w.policies.now, w.orders, w.shipments, w.promises, ask, now
    ),
    parcels.RegroupParcels: lambda w, ask, _: regrouping.regroup(w.shipments, w.policies.now.parcels_max, ask),
    parcels.PackParcel: lambda w, ask, _: shipping.pack(w.orders, w.shipments, ask),
    parcels.UnpackParcel: lambda w, ask, _: shipping.unpack(w.orders, w.shipments, ask),
    parcels.PutUnitsBack: lambda w, ask, _: shipping.put_back(w.shipments, ask),
    parcels.RecordBooking: lambda w, ask, _: shipping.book(w.shipments, ask),
    parcels.ReportMissing: lambda w, ask, now: shipping.report_missing(w.orders, w.shipments, w.stock, ask, now),
    pick_words.AskPick: lambda w, ask, now: asking.ask_people(
        parts(w), w.orders, w.shipments, w.promises, w.picks, ask, now
    ),
    pick_words.AcceptPick: lambda w, ask, _: pick_rules.accept(w.shipments, w.picks, ask),
    pick_words.RejectPick: lambda w, ask, now: refusing.reject(
        parts(w), w.orders, w.shipments, w.promises, w.picks, w.choices, ask, now
    ),
    pick_words.LeaveLocation: lambda w, ask, now: refusing.leave(
        parts(w), w.orders, w.shipments, w.promises, w.picks, ask, now
    ),
    pick_words.LapsePick: lambda w, ask, now: refusing.lapse(
        parts(w), w.orders, w.shipments, w.promises, w.picks, ask, now
    ),
    tidings_words.CheckTidings: lambda w, ask, now: unheard.check(
        UnheardBooks(w.tidings, w.carriers, w.promises, w.policies.now), ask, now
    ),
    tidings_words.HearCarrier: lambda w, ask, _: unheard.hear(w.tidings, ask),
    tidings_words.CatchUp: lambda w, ask, _: unheard.catch_up(w.tidings, w.shipments, ask),
    parcels.MarkReady: lambda w, ask, now: shipping.mark_ready(w.orders, w.shipments, ask, now),
    parcels.HandOver: lambda w, ask, now: shipping.hand_over(
        w.orders, w.shipments, w.stock, ask, now, w.choices.awaited
    ),
    parcels.RecordScan: lambda w, ask, now: shipping.scan(
        w.shipments, ask, now, trips.distances(w.orders, w.locations, w.places)
    ),
    parcels.CollectParcel: lambda w, ask, now: shipping.collect(
        w.orders, w.shipments, w.stock, ask, now, w.choices.awaited
    ),
    counter.GiveParcel: lambda w, ask, now: counter.give(w.orders, w.shipments, w.stock, ask, now, w.choices.awaited),
    counting.AskCounts: lambda w, ask, now: counting.ask_counts(
        w.catalog, w.locations, w.stock, w.count_asks, ask, now
    ),
    shelf_places.SetShelfPlaces: lambda w, ask, _: shelf_places.set_places(w.catalog, w.locations, w.shelf_places, ask),
    parcels.CheckLabel: lambda w, ask, _: shipping.check_label(w.shipments, ask),
    parcels.CheckHandOver: lambda w, ask, _: shipping.check_hand_over(w.shipments, ask),
    parcels.CheckArrival: lambda w, ask, now: settle.check_arrival(w.orders, w.shipments, w.promises, ask, now),
    parcels.RecordUnknownWord: lambda w, ask, now: partner_words.note(w.partner_words, w.shipments, ask, now),
    partner_words.TeachWord: lambda w, ask, now: partner_words.teach(w.partner_words, ask, now),
    **{ask: _people(rule) for ask, rule in people.RULES.items()},
    customers.RecordContact: lambda w, ask, now: customers.record_contact(w.customers, w.orders, ask, now),
    customers.NoteAddresses: lambda w, ask, now: customers.note_addresses(w.customers, ask, now),
    customers.ForgetCustomer: lambda w, ask, now: customers.forget(w.customers, ask, now),
    case_words.OpenCase: lambda w, ask, now: caring.open_case(w.cases, w.orders, w.policies.now.care, ask, now),
    case_words.ResolveCase: lambda w, ask, now: caring.resolve(w.cases, w.payments, w.policies.now.care, ask, now),
    **{ask: _attend(rule) for ask, rule in attending.RULES.items()},
    talk.TalkOn: lambda w, ask, now: talking.converse(w.conversations, talk_sight(w, now), ask, now),
    talk.ConfirmAct: lambda w, ask, now: talking.confirm(w.conversations, talk_sight(w, now), ask, now),
    talk.GiveUpCode: lambda w, ask, now: talking.give_up_code(w.conversations, talk_sight(w, now), ask, now),
    talk.RecordCode: lambda w, ask, now: talking.record_code(w.conversations, ask, now),
    claims.FileClaim: lambda w, ask, now: claims.file(
        w.claims, w.orders, w.shipments, w.carriers, w.policies.now.care, ask, now
    ),
    claims.AnswerClaim: lambda w, ask, now: claims.answer(w.claims, ask, now),
}
"""Every command and the rule that decides it; a rule is given only the parts of the world that it reads."""
RULES = {ask: cargo_books.within_caps(rule) for ask, rule in RULES.items()}

EFFECTS: tuple[type, ...] = (
    *(*people.EFFECTS, parcels.BookParcel, parcels.CancelBooking, talk.SendCode),
    *(money.AskPayment, money.CapturePayment, money.VoidAuthorisation, money.PayRefund),
)
"""What can be asked of the outside."""
