"""The fold of the log, and the table where each command meets its rule."""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from promesa.domain.conduct import drifts, holdouts, imports, keys
from promesa.domain.conduct import policies as conduct
from promesa.domain.conduct.conversations import rules as talking
from promesa.domain.conduct.conversations import state as conversations
from promesa.domain.conduct.conversations import words as talk
from promesa.domain.conduct.conversations.state import Conversations
from promesa.domain.conduct.conversations.talk import ConsentSight, TalkSight
from promesa.domain.conduct.drifts import Drifts, WatchedLanes
from promesa.domain.conduct.holdouts import HoldoutBooks, Holdouts
from promesa.domain.conduct.imports import Imports
from promesa.domain.conduct.keys import Keys
from promesa.domain.conduct.mandates import granting
from promesa.domain.conduct.mandates import state as mandates
from promesa.domain.conduct.mandates.sight import ActSight
from promesa.domain.conduct.mandates.state import Mandates
from promesa.domain.conduct.policies import Policies, RecordReplay, SetPolicy
from promesa.domain.ledger import capacity as capacities
from promesa.domain.ledger import capacity_rules, transfers
from promesa.domain.ledger import supply as supplies
from promesa.domain.ledger.capacity import Capacity, SetCapacity
from promesa.domain.ledger.delivery_slots import SetDeliverySlots, SetSlotPlaces
from promesa.domain.ledger.labour import SetLabour
from promesa.domain.ledger.orders import state as orders
from promesa.domain.ledger.orders.state import Orders
from promesa.domain.ledger.orders.words import CancelOrder
from promesa.domain.ledger.payments import rules as payment_rules
from promesa.domain.ledger.payments import state as payments
from promesa.domain.ledger.payments import words as money
from promesa.domain.ledger.payments.state import Payments
from promesa.domain.ledger.shipments import claims, pick_rules, pick_words, picks, regrouping
from promesa.domain.ledger.shipments import rules as shipping
from promesa.domain.ledger.shipments import state as shipments
from promesa.domain.ledger.shipments import words as parcels
from promesa.domain.ledger.shipments.claims import ClaimBooks, Claims
from promesa.domain.ledger.shipments.picks import Picks
from promesa.domain.ledger.shipments.state import Shipments
from promesa.domain.ledger.stock import folds as stock
from promesa.domain.ledger.stock import rhythms
from promesa.domain.ledger.stock import rules as stocking
from promesa.domain.ledger.stock import words as shelves
from promesa.domain.ledger.stock.state import Stock
from promesa.domain.ledger.supply import Supply
from promesa.domain.network import catalog, places
from promesa.domain.network.carriers import rules as carrier_rules
from promesa.domain.network.carriers import state as carriers
from promesa.domain.network.carriers.state import Carriers
from promesa.domain.network.catalog import Catalog
from promesa.domain.network.kits import SetKit
from promesa.domain.network.locations import rules as location_rules
from promesa.domain.network.locations import state as locations
from promesa.domain.network.locations.state import Locations
from promesa.domain.network.places import Places
from promesa.domain.people import customers, news
from promesa.domain.people import table as people
from promesa.domain.people.cases import rules as caring
from promesa.domain.people.cases import state as cases
from promesa.domain.people.cases import words as case_words
from promesa.domain.people.cases.state import Cases
from promesa.domain.people.consent.state import Consents
from promesa.domain.people.customers import Customers
from promesa.domain.people.messages.state import Messages
from promesa.domain.people.news import PartnerNews
from promesa.domain.people.table import MessageBooks
from promesa.domain.promise import choices, promises, rethinks, substitutes
from promesa.domain.promise.chance import lanes, lessons
from promesa.domain.promise.chance.editions import Learner
from promesa.domain.promise.chance.lanes import Lanes
from promesa.domain.promise.choices import Choices
from promesa.domain.promise.commit import cargo_books, place, settle
from promesa.domain.promise.commit import state as checkouts
from promesa.domain.promise.commit import words as commit
from promesa.domain.promise.commit.state import Checkouts
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
)
from promesa.domain.promise.keeping.contingency import answering
from promesa.domain.promise.keeping.contingency import rules as contingency
from promesa.domain.promise.keeping.contingency import words as contingencies
from promesa.domain.promise.keeping.contingency.words import Contingencies
from promesa.domain.promise.keeping.halting import OpenOrderBooks
from promesa.domain.promise.keeping.rethinking import rules as rethinking
from promesa.domain.promise.keeping.rethinking.present import OrderBooks
from promesa.domain.promise.promises import Promises
from promesa.domain.promise.rethinks import Rethinks
from promesa.domain.promise.sourcing.parts import Parts
from promesa.domain.promise.substitutes import Substitutes
from promesa.domain.values.moments import Instant
from promesa.domain.values.refusal import Refused


class World(msgspec.Struct):
    """Everything the log has told, folded in place by the machine that owns it; rules and stories only read it."""

    catalog: Catalog = msgspec.field(default_factory=Catalog)
    places: Places = msgspec.field(default_factory=Places)
    locations: Locations = msgspec.field(default_factory=Locations)
    carriers: Carriers = msgspec.field(default_factory=Carriers)
    stock: Stock = msgspec.field(default_factory=Stock)
    supply: Supply = msgspec.field(default_factory=Supply)
    capacity: Capacity = msgspec.field(default_factory=Capacity)
    orders: Orders = msgspec.field(default_factory=Orders)
    payments: Payments = msgspec.field(default_factory=Payments)
    shipments: Shipments = msgspec.field(default_factory=Shipments)
    picks: Picks = msgspec.field(default_factory=Picks)
    messages: Messages = msgspec.field(default_factory=Messages)
    lanes: Lanes = msgspec.field(default_factory=Lanes)
    checkouts: Checkouts = msgspec.field(default_factory=Checkouts)
    promises: Promises = msgspec.field(default_factory=Promises)
    choices: Choices = msgspec.field(default_factory=Choices)
    substitutes: Substitutes = msgspec.field(default_factory=Substitutes)
    policies: Policies = msgspec.field(default_factory=Policies)
    imports: Imports = msgspec.field(default_factory=Imports)
    customers: Customers = msgspec.field(default_factory=Customers)
    consents: Consents = msgspec.field(default_factory=Consents)
    keys: Keys = msgspec.field(default_factory=Keys)
    drifts: Drifts = msgspec.field(default_factory=Drifts)
    mandates: Mandates = msgspec.field(default_factory=Mandates)
    rethinks: Rethinks = msgspec.field(default_factory=Rethinks)
    contingencies: Contingencies = msgspec.field(default_factory=Contingencies)
    cases: Cases = msgspec.field(default_factory=Cases)
    claims: Claims = msgspec.field(default_factory=Claims)
    news: PartnerNews = msgspec.field(default_factory=PartnerNews)
    conversations: Conversations = msgspec.field(default_factory=Conversations)
    holdouts: Holdouts = msgspec.field(default_factory=Holdouts)


def parts(world: World) -> Parts:
    """What the promise rules read."""
    w = world
    return Parts(w.catalog, w.places, w.locations, w.carriers, w.stock, w.capacity, w.lanes, w.policies.now)


def books(world: World) -> OrderBooks:
    """What second thoughts read beside them."""
    return OrderBooks(world.orders, world.shipments, world.picks, world.promises)


def open_books(world: World) -> OpenOrderBooks:
    """What changes of orders that are worked on read beside them."""
    return OpenOrderBooks(
        world.orders, world.payments, world.shipments, world.promises, world.choices, world.substitutes
    )


Fold = Callable[[World, Any, Instant], None]
Rule = Callable[[World, Any, Instant], Any]

_FOLDS: tuple[tuple[Callable[[World], Any], Mapping[type, Callable[[Any, Any, Instant], None]]], ...] = (
    (lambda w: w.catalog, catalog.FOLD),
    (lambda w: w.places, places.FOLD),
    (lambda w: w.locations, locations.FOLD),
    (lambda w: w.carriers, carriers.FOLD),
    (lambda w: w.stock, stock.FOLD),
    (lambda w: w.supply, supplies.FOLD),
    (lambda w: w.capacity, capacities.FOLD),
    (lambda w: w.orders, orders.FOLD),
    (lambda w: w.payments, payments.FOLD),
    (lambda w: w.shipments, shipments.FOLD),
    (lambda w: w.picks, picks.FOLD),
    (lambda w: message_books(w), people.FOLD),
    (lambda w: Learner(w.lanes, w.locations, w.carriers, w.places), lessons.FOLD),
    (lambda w: w.checkouts, checkouts.FOLD),
    (lambda w: w.promises, promises.FOLD),
    (lambda w: w.choices, choices.FOLD),
    (lambda w: w.substitutes, substitutes.FOLD),
    (lambda w: w.rethinks, rethinks.FOLD),
    (lambda w: w.contingencies, contingencies.FOLD),
    (cargo_books.of, cargo_books.FOLD),
    (lambda w: w.policies, conduct.FOLD),
    (lambda w: WatchedLanes(w.drifts, w.places, w.locations), drifts.FOLD),
    (lambda w: w.lanes, {conduct.PolicySet: lambda found, fact, at: lanes.heed(found, fact.policy, at)}),
    (lambda w: w.imports, imports.FOLD),
    (lambda w: w.customers, customers.FOLD),
    (lambda w: w.news, news.FOLD),
    (lambda w: w.keys, keys.FOLD),
    (lambda w: w.mandates, mandates.FOLD),
    (lambda w: w.cases, cases.FOLD),
    (lambda w: w.conversations, conversations.FOLD),
    (lambda w: HoldoutBooks(w.holdouts, w.messages, w.policies.now), holdouts.FOLD),
    (lambda w: ClaimBooks(w.claims, w.orders, w.shipments), claims.FOLD),
)


def folds() -> dict[type, Fold]:
    """Fact type -> how it changes the world: its own noun first, then those who learn from it, lowest rank first."""
    lists: dict[type, list[Fold]] = {}
    for noun_of, table in _FOLDS:
        for fact_type, fold in table.items():
            lists.setdefault(fact_type, []).append(_bound(noun_of, fold))
    return {fact_type: one[0] if len(one) == 1 else _all(tuple(one)) for fact_type, one in lists.items()}


def _bound(noun_of: Callable[[World], Any], fold: Callable[[Any, Any, Instant], None]) -> Fold:
    return lambda world, fact, at: fold(noun_of(world), fact, at)


def _all(several: tuple[Fold, ...]) -> Fold:
    def fold_all(world: World, fact: Any, at: Instant) -> None:
        for fold in several:
            fold(world, fact, at)

    return fold_all


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


def message_books(world: World) -> MessageBooks:
    """What the rules of messages and consent read."""
    w = world
    return MessageBooks(w.messages, w.consents, w.customers, w.orders, w.shipments, w.policies.now)


def _people(rule: Callable[[MessageBooks, Any, Instant], Any]) -> Rule:
    return lambda w, ask, now: rule(message_books(w), ask, now)


def _edit(rule: Callable[[Parts, OpenOrderBooks, Any, Instant], Any]) -> Rule:
    return lambda w, ask, now: rule(parts(w), open_books(w), ask, now)


def _act(rule: Callable[[Mandates, ActSight, Any, Instant], Any]) -> Rule:
    return lambda w, ask, now: rule(w.mandates, sight(w, now), ask, now)


def _known(rule: Rule) -> Rule:
    """Only of SKUs and locations that exist."""
    return lambda w, ask, now: stocking.unknown(w.catalog, w.locations, ask) or rule(w, ask, now)


def gate(_: World, command: Any, by: str) -> Refused | None:
    """Why nobody by that name may put the command, whatever door they came through."""
    return granting.gate(command, by)


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
    **_network(lambda w: w.keys, keys.RULES),
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
    parcels.MarkReady: lambda w, ask, now: shipping.mark_ready(w.orders, w.shipments, ask, now),
    parcels.HandOver: lambda w, ask, now: shipping.hand_over(
        w.orders, w.shipments, w.stock, ask, now, w.choices.awaited
    ),
    parcels.RecordScan: lambda w, ask, now: shipping.scan(w.shipments, ask, now),
    parcels.CollectParcel: lambda w, ask, now: shipping.collect(
        w.orders, w.shipments, w.stock, ask, now, w.choices.awaited
    ),
    parcels.CheckLabel: lambda w, ask, _: shipping.check_label(w.shipments, ask),
    parcels.CheckHandOver: lambda w, ask, _: shipping.check_hand_over(w.shipments, ask),
    parcels.CheckArrival: lambda w, ask, now: settle.check_arrival(w.orders, w.shipments, w.promises, ask, now),
    parcels.RecordUnknownWord: lambda w, ask, _: shipping.note_word(w.shipments, ask),
    **{ask: _people(rule) for ask, rule in people.RULES.items()},
    customers.RecordContact: lambda w, ask, now: customers.record_contact(w.customers, w.orders, ask, now),
    customers.NoteAddresses: lambda w, ask, now: customers.note_addresses(w.customers, ask, now),
    customers.ForgetCustomer: lambda w, ask, now: customers.forget(w.customers, ask, now),
    case_words.OpenCase: lambda w, ask, now: caring.open_case(w.cases, w.orders, w.policies.now.care, ask, now),
    case_words.ResolveCase: lambda w, ask, now: caring.resolve(w.cases, w.payments, w.policies.now.care, ask, now),
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
