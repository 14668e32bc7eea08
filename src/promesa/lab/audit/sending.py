"""Pools and brands: no parcel is ever planned at a location that the rules of that moment forbid."""

from promesa.domain.ledger.orders.words import OrderPlaced
from promesa.domain.ledger.shipments.words import ParcelPlanned
from promesa.domain.network.catalog import ProductListed, ProductsLoaded
from promesa.domain.network.locations.sending import SendingRule, SendingRulesSet
from promesa.domain.network.locations.words import AboutLocation, LocationChanged, LocationOpened, LocationsLoaded
from promesa.engine.log import Entry
from promesa.lab.audit.books import Books
from promesa.lab.audit.findings import Findings, Heard

LAWFUL = "no_parcel_against_a_sending_rule"


class SendingFamily:
    """Knows each location's pool, each product's category, each order's channel, and the rules in force."""

    invariants = (LAWFUL,)

    def __init__(self, books: Books, findings: Findings) -> None:
        self._books, self._findings = books, findings
        self._pools: dict[str, str] = {}
        self._categories: dict[str, str] = {}
        self._channels: dict[str, str] = {}
        self._rules: tuple[SendingRule, ...] = ()
        self._planned_at: dict[str, set[str]] = {}
        self.hears: dict[type, Heard] = {
            LocationOpened: self._located,
            LocationChanged: self._located,
            LocationsLoaded: self._located_all,
            ProductListed: self._listed,
            ProductsLoaded: self._loaded,
            SendingRulesSet: self._ruled,
            OrderPlaced: self._placed,
            ParcelPlanned: self._planned,
        }

    def _located(self, fact: AboutLocation, _: Entry) -> None:
        self._pools[fact.location] = fact.pool

    def _located_all(self, fact: LocationsLoaded, entry: Entry) -> None:
        for about in fact.locations:
            self._located(about, entry)

    def _listed(self, fact: ProductListed, _: Entry) -> None:
        self._categories[fact.sku] = fact.category

    def _loaded(self, fact: ProductsLoaded, _: Entry) -> None:
        self._categories.update(zip(fact.skus, fact.categories, strict=True))

    def _ruled(self, fact: SendingRulesSet, _: Entry) -> None:
        self._rules = fact.rules

    def _placed(self, fact: OrderPlaced, _: Entry) -> None:
        self._channels[fact.order] = fact.channel

    def _planned(self, fact: ParcelPlanned, entry: Entry) -> None:
        """What a location had of the order before may be planned there again: it is the rest of the same parcel."""
        before = self._planned_at.setdefault(fact.order, set())
        if fact.location not in before:
            for take in fact.takes:
                if self._is_barred(fact, take.sku):
                    pool = self._pools.get(fact.location, "")
                    self._findings.add(LAWFUL, entry.position, f"{fact.parcel}: {take.sku} from {pool!r}")
        before.add(fact.location)

    def _is_barred(self, fact: ParcelPlanned, sku: str) -> bool:
        """Written again from what the rules say, not from the code that keeps them."""
        pool, channel = self._pools.get(fact.location, ""), self._channels.get(fact.order, "")
        category = self._categories.get(sku, "")
        for rule in self._rules:
            of_channel = channel in rule.channels if rule.channels else True
            named = sku in rule.skus or category in rule.categories
            of_product = named if rule.skus or rule.categories else True
            spoken = of_channel and of_product
            inside = pool in rule.pools
            wrong = {"only": spoken and not inside, "never": spoken and inside, "nothing_else": inside and not spoken}
            if wrong[rule.says]:
                return True
        return False

    def instant_over(self, position: int) -> None:
        """Whatever was not so was said when it happened."""

    def log_over(self, position: int, at: int) -> None:
        """Whatever was not so was said when it happened."""
