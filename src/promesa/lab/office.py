"""The back office: it orders more, counts shelves, loads the ERP's figures, and minds what went wrong."""

from datetime import date, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from promesa.domain.ledger.orders.state import Stage
from promesa.domain.ledger.orders.words import OrderClosed
from promesa.domain.ledger.payments.state import refundable
from promesa.domain.ledger.payments.words import ReceivePayment, Refund
from promesa.domain.ledger.shipments.state import Status, live
from promesa.domain.ledger.shipments.words import ArrivalOverdue, RecordScan, Scan
from promesa.domain.ledger.stock import questions
from promesa.domain.ledger.stock.words import CountStock, LoadStock
from promesa.domain.ledger.supply import AnnounceSupply, MoveSupply, ReceiveSupply
from promesa.domain.network.shelf_places import SetShelfPlaces
from promesa.domain.promise.words import PromiseBroken
from promesa.domain.values import moments
from promesa.domain.values.ids import LocationId, OrderId, PaymentId, RefundId, Sku, SupplyId
from promesa.domain.values.moments import DAY, HOUR, Instant
from promesa.engine import outbox
from promesa.engine.machine import Request
from promesa.lab.play import Play
from promesa.lab.retailer import catalogue, demand, planogram, shops
from promesa.lab.retailer.catalogue import Article
from promesa.lab.scenario import Scenario, chance

COUNTS_A_DAY = 16
ERP_ROWS = 24
"""Shelves of each store whose figure the weekly load changes."""
GIVEN_UP_AFTER = 8 * DAY
"""A parcel of which nothing was heard for so long after its day is declared lost."""
FIRST = "CEDIS-TUL"
CENTRE_SHARES = {FIRST: 0.5, "CEDIS-APO": 0.25, "CEDIS-SAL": 0.25}
"""Of what all have; what only the first has lies there altogether."""
WEEKS_OF_STOCK = 7.0


class Office:
    """Owns the numbers of supplies and of counts."""

    def __init__(self, play: Play, scenario: Scenario) -> None:
        self._play, self._scenario = play, scenario
        self._dice = chance(scenario.seed, "office")
        self._supplies = 0
        self._coming: set[tuple[Sku, str]] = set()
        self._rows: dict[str, tuple[list[Sku], NDArray[np.int64], NDArray[np.float64]]] = {}
        self._assortment: dict[LocationId, list[Article]] = {}
        play.listen({OrderClosed: self._closed, ArrivalOverdue: self._overdue, PromiseBroken: self._broken})

    # --- the stage is set ---

    def first_stock(self) -> list[LoadStock]:
        """What lies where on the first morning, one batch a location."""
        return [
            *(self._centre_load(about.location) for about in shops.centres()),
            *(self._store_load(about.location) for about in shops.stores()),
        ]

    def planograms(self) -> list[SetShelfPlaces]:
        """Where things stand in the stores whose people are asked; told once their first stock is known."""
        asked = [about.location for about in shops.stores() if about.asks]
        return [planogram.shelves(location, self._assortment[location]) for location in asked]

    def _centre_load(self, location: LocationId) -> LoadStock:
        rows = self._range(location)
        units = [2 + round(self._a_week(article) * WEEKS_OF_STOCK * share) for article, share in rows]
        return _load(f"first:{location}", location, [article for article, _ in rows], units)

    def _range(self, location: str) -> list[tuple[Article, float]]:
        """What a centre has, and which part of all units of it."""
        ranked = sorted(catalogue.articles(), key=lambda one: (-one.pull, one.sku))
        everywhere = {one.sku for one in ranked[: self._scenario.regional_skus]}
        share = CENTRE_SHARES[location]
        return [
            (one, share if one.sku in everywhere else 1.0)
            for one in catalogue.articles()
            if one.sku in everywhere or location == FIRST
        ]

    def _store_load(self, location: LocationId) -> LoadStock:
        assortment = self._assortment[location] = self._dice_assortment()
        units = [self._dice.choice((1, 1, 2, 2, 3, 4)) for _ in assortment]
        return _load(f"first:{location}", location, assortment, units)

    def _dice_assortment(self) -> list[Article]:
        """Mostly what sells, and a few things that do not."""
        ranked = sorted(catalogue.articles(), key=lambda one: -one.pull * self._dice.uniform(0.3, 1.0))
        return ranked[: self._scenario.store_skus]

    def _a_week(self, article: Article) -> float:
        """Units of an article that the whole retailer sells in an ordinary week."""
        return demand.share_of_year(article) * self._scenario.orders_per_day * 1.8 * 7.5

    # --- every day, every week ---

    def day(self, day: date) -> None:
        """Note what the office does on a day."""
        morning = moments.end_of_day(day - timedelta(days=1), moments.MEXICO_CITY) + 1
        self._play.agenda.note(morning + 5 * HOUR, lambda at: self._count(day))
        self._play.agenda.note(morning + 9 * HOUR, self._revive)
        if day.weekday() in (0, 3):
            self._play.agenda.note(morning + 6 * HOUR, lambda at: self._replenish(day))
        if day.weekday() == 6:
            self._play.agenda.note(morning + 4 * HOUR, lambda at: self._load_erp(day))

    def _count(self, day: date) -> list[Any]:
        """A few shelves are counted every night; nearly all are as they should be."""
        stock, requests = self._play.world.stock, []
        for _ in range(COUNTS_A_DAY):
            location = self._dice.choice(shops.stores()).location
            sku = self._dice.choice(self._assortment[location]).sku
            held = questions.on_hand(stock, sku, location)
            throw = self._dice.random()
            found = max(0, held - 1) if throw < 0.04 else held + 1 if throw > 0.97 else held
            count = CountStock(sku, location, found, "erp", version=day.toordinal())
            requests.append(Request(count, "erp"))
        return requests

    def _load_erp(self, day: date) -> list[Any]:
        """The week at the tills and the truck from the centre, as one batch of new figures."""
        stock, rows = self._play.world.stock, []
        for about in shops.stores():
            for article in self._dice.sample(self._assortment[about.location], ERP_ROWS):
                held = questions.on_hand(stock, article.sku, about.location)
                owed = questions.reserved(stock, article.sku, about.location)
                units = held - 1 if held > owed + 2 else held + self._dice.randrange(1, 4)
                rows.append((article.sku, about.location, units))
        skus, locations, units_of = zip(*rows, strict=True)
        return [Request(LoadStock("erp", f"erp:{day.isoformat()}", skus, locations, units_of), "erp")]

    def _replenish(self, day: date) -> list[Any]:
        """Whatever a centre has less than half of, it orders; suppliers come when they come."""
        shelves, requests = self._play.world.stock.shelves, []
        rush = max(demand.rush(day + timedelta(days=ahead), self._scenario.hot_sale) for ahead in range(0, 15, 3))
        for location, (skus, rows, a_week) in self._centre_rows().items():
            targets = 2 + np.rint(a_week * (WEEKS_OF_STOCK + rush - 1.0)).astype(np.int64)
            left = shelves.on_hand[rows] - shelves.reserved[rows]
            for number in np.flatnonzero(left * 2 <= targets).tolist():
                sku = skus[number]
                if (sku, location) not in self._coming:
                    requests += self._order_supply(sku, location, int(targets[number] - left[number]) + 1, day)
        return requests

    def _centre_rows(self) -> dict[str, tuple[list[Sku], NDArray[np.int64], NDArray[np.float64]]]:
        """For each centre its articles with their rows, and how many of each it sells in a week."""
        if not self._rows:
            shelves = self._play.world.stock.shelves
            for location in CENTRE_SHARES:
                skus = [article.sku for article, _ in self._range(location)]
                rows = [shelves.row(sku, LocationId(location)) for sku in skus]
                a_week = [self._a_week(article) * share for article, share in self._range(location)]
                self._rows[location] = (skus, np.array(rows), np.array(a_week))
        return self._rows

    def _order_supply(self, sku: Sku, location: str, units: int, day: date) -> list[Any]:
        self._supplies += 1
        self._coming.add((sku, location))
        supply, dice = SupplyId(f"OC{self._supplies:06d}"), self._dice
        expected_on = day + timedelta(days=dice.randrange(3, 10))
        at = moments.end_of_day(expected_on - timedelta(days=1), moments.MEXICO_CITY) + int(dice.uniform(8, 16) * HOUR)
        if dice.random() < 0.12:
            moved = Request(MoveSupply(supply, expected_on + timedelta(days=3)), "supplier")
            self._play.agenda.note(at - DAY, lambda _: [moved])
            at += 3 * DAY
        arrived = units if dice.random() < 0.95 else max(1, units - 1 - units // 5)
        self._play.agenda.note(at, lambda _: self._receive(supply, sku, location, arrived))
        announce = AnnounceSupply(supply, LocationId(location), sku, units, expected_on, "compras")
        return [Request(announce, "office")]

    def _receive(self, supply: SupplyId, sku: Sku, location: str, units: int) -> list[Any]:
        self._coming.discard((sku, location))
        return [Request(ReceiveSupply(supply, units, last=True), f"location:{location}")]

    # --- what went wrong ---

    def _revive(self, _: Instant) -> list[Any]:
        """A person looks at the dead letters every morning and has them tried again."""
        for effect in list(self._play.machine.desk.dead):
            outbox.revive(self._play.machine, effect, "office")
            self._play.tally["dead letters revived"] += 1
        return []

    def _overdue(self, fact: ArrivalOverdue, at: Instant) -> None:
        self._play.agenda.note(at + GIVEN_UP_AFTER, lambda moment: self._declare_lost(fact.order, moment))

    def _declare_lost(self, order: OrderId, at: Instant) -> list[Any]:
        """Nothing was heard for long: the carrier confirms on the telephone that it is lost."""
        moving = [one for one in live(self._play.world.shipments, order) if one.status is Status.MOVING]
        return [Request(RecordScan(one.planned.parcel, Scan.LOST, at), "customer care") for one in moving]

    def _broken(self, fact: PromiseBroken, at: Instant) -> None:
        """What was lost is paid back."""
        left = refundable(self._play.world.payments, fact.order)
        if fact.cause == "lost" and left:
            refund = Refund(fact.order, RefundId(f"{fact.order}:lost"), left, "lost")
            self._play.agenda.note(at + 2 * HOUR, lambda _: [Request(refund, "customer care")])

    def _closed(self, fact: OrderClosed, at: Instant) -> None:
        """Cash taken at the door reaches us days later."""
        order = self._play.world.orders.by_id[fact.order]
        lost = any(one.status is Status.LOST for one in live(self._play.world.shipments, fact.order))
        if order.placed.rail == "cod" and order.stage is Stage.CLOSED and not lost:
            cash = ReceivePayment(PaymentId(f"{fact.order}:cash"), order.placed.total, at, "cod", fact.order)
            wait = int(self._dice.uniform(1.0, 3.0) * DAY)
            self._play.agenda.note(at + wait, lambda _: [Request(cash, "carrier:cash")])


def _load(batch: str, location: LocationId, articles: Any, units: list[int]) -> LoadStock:
    skus = tuple(article.sku for article in articles)
    return LoadStock("erp", batch, skus, (location,) * len(skus), tuple(units))
