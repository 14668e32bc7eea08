"""The fold of the log: what is so now, noun by noun, and the parts of it that rules read."""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from promesa.domain.conduct import drifts, holdouts, imports, keys
from promesa.domain.conduct import policies as conduct
from promesa.domain.conduct.conversations import state as conversations
from promesa.domain.conduct.conversations.state import Conversations
from promesa.domain.conduct.drifts import Drifts, WatchedLanes
from promesa.domain.conduct.holdouts import HoldoutBooks, Holdouts
from promesa.domain.conduct.imports import Imports
from promesa.domain.conduct.keys import Keys
from promesa.domain.conduct.mandates import state as mandates
from promesa.domain.conduct.mandates.state import Mandates
from promesa.domain.conduct.policies import Policies
from promesa.domain.conduct.staff import state as staffs
from promesa.domain.conduct.staff.state import Staff
from promesa.domain.ledger import capacity as capacities
from promesa.domain.ledger import supply as supplies
from promesa.domain.ledger.capacity import Capacity
from promesa.domain.ledger.orders import state as orders
from promesa.domain.ledger.orders.state import Orders
from promesa.domain.ledger.payments import state as payments
from promesa.domain.ledger.payments.state import Payments
from promesa.domain.ledger.shipments import claims, partner_words, picks, tidings
from promesa.domain.ledger.shipments import state as shipments
from promesa.domain.ledger.shipments.claims import ClaimBooks, Claims
from promesa.domain.ledger.shipments.partner_words import PartnerWords
from promesa.domain.ledger.shipments.picks import Picks
from promesa.domain.ledger.shipments.state import Shipments
from promesa.domain.ledger.shipments.tidings import Tidings, TidingsBooks
from promesa.domain.ledger.stock import counting
from promesa.domain.ledger.stock import folds as stock
from promesa.domain.ledger.stock.counting import CountAsks
from promesa.domain.ledger.stock.state import Stock
from promesa.domain.ledger.supply import Supply
from promesa.domain.network import catalog, places, shelf_places
from promesa.domain.network.carriers import state as carriers
from promesa.domain.network.carriers.state import Carriers
from promesa.domain.network.catalog import Catalog
from promesa.domain.network.locations import state as locations
from promesa.domain.network.locations.state import Locations
from promesa.domain.network.places import Places
from promesa.domain.network.shelf_places import ShelfPlaces
from promesa.domain.people import customers, news, openings
from promesa.domain.people import table as people
from promesa.domain.people.cases import state as cases
from promesa.domain.people.cases.state import Cases
from promesa.domain.people.consent.state import Consents
from promesa.domain.people.customers import Customers
from promesa.domain.people.messages.state import Messages
from promesa.domain.people.news import PartnerNews
from promesa.domain.people.openings import Openings
from promesa.domain.people.table import MessageBooks
from promesa.domain.promise import choices, promises, rethinks, substitutes
from promesa.domain.promise.chance import lanes, lessons
from promesa.domain.promise.chance.editions import Learner
from promesa.domain.promise.chance.lanes import Lanes
from promesa.domain.promise.choices import Choices
from promesa.domain.promise.commit import cargo_books
from promesa.domain.promise.commit import state as checkouts
from promesa.domain.promise.commit.state import Checkouts
from promesa.domain.promise.keeping.contingency import words as contingencies
from promesa.domain.promise.keeping.contingency.words import Contingencies
from promesa.domain.promise.keeping.halting import OpenOrderBooks
from promesa.domain.promise.keeping.rethinking.present import OrderBooks
from promesa.domain.promise.promises import Promises
from promesa.domain.promise.rethinks import Rethinks
from promesa.domain.promise.sourcing.parts import Parts
from promesa.domain.promise.substitutes import Substitutes
from promesa.domain.values.moments import Instant


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
    partner_words: PartnerWords = msgspec.field(default_factory=PartnerWords)
    picks: Picks = msgspec.field(default_factory=Picks)
    tidings: Tidings = msgspec.field(default_factory=Tidings)
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
    openings: Openings = msgspec.field(default_factory=Openings)
    holdouts: Holdouts = msgspec.field(default_factory=Holdouts)
    shelf_places: ShelfPlaces = msgspec.field(default_factory=ShelfPlaces)
    count_asks: CountAsks = msgspec.field(default_factory=CountAsks)
    staff: Staff = msgspec.field(default_factory=Staff)


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


def message_books(world: World) -> MessageBooks:
    """What the rules of messages and consent read."""
    w = world
    told = w.policies.now, w.news.handsets, w.places
    return MessageBooks(w.messages, w.consents, w.customers, w.orders, w.shipments, *told)


Fold = Callable[[World, Any, Instant], None]

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
    (lambda w: w.partner_words, partner_words.FOLD),
    (lambda w: w.picks, picks.FOLD),
    (lambda w: TidingsBooks(w.tidings, w.shipments, w.orders, w.locations, w.places, w.carriers), tidings.FOLD),
    (lambda w: message_books(w), people.FOLD),
    (lambda w: Learner(w.lanes, w.locations, w.carriers, w.places, w.picks), lessons.FOLD),
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
    (lambda w: w.shelf_places, shelf_places.FOLD),
    (lambda w: w.count_asks, counting.FOLD),
    (lambda w: w.keys, keys.FOLD),
    (lambda w: w.staff, staffs.FOLD),
    (lambda w: w.mandates, mandates.FOLD),
    (lambda w: w.cases, cases.FOLD),
    (lambda w: w.conversations, conversations.FOLD),
    (lambda w: w.openings, openings.FOLD),
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
