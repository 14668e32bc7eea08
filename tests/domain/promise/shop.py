"""Small shops for the tests of promises: say what exists, then ask."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from promesa.domain.ledger import capacity
from promesa.domain.ledger.capacity import Capacity
from promesa.domain.ledger.shipments import picks
from promesa.domain.ledger.shipments.picks import Picks
from promesa.domain.ledger.stock import folds as stock
from promesa.domain.ledger.stock.state import Stock
from promesa.domain.ledger.stock.words import StockLoaded, StockReserved, Take
from promesa.domain.network import catalog, places
from promesa.domain.network.carriers import state as carriers
from promesa.domain.network.carriers.state import Carriers
from promesa.domain.network.carriers.words import CoverageSet, Rates, ServiceOffered
from promesa.domain.network.catalog import Catalog, ProductListed
from promesa.domain.network.locations import state as locations
from promesa.domain.network.locations.state import Locations
from promesa.domain.network.locations.words import LocationOpened, week
from promesa.domain.network.places import Places, PlacesLoaded
from promesa.domain.promise.chance import lessons
from promesa.domain.promise.chance.editions import Learner
from promesa.domain.promise.chance.lanes import Lanes
from promesa.domain.promise.quoting import quotes
from promesa.domain.promise.sourcing.parts import Parts
from promesa.domain.promise.words import Ask, Offer, Quote, Want
from promesa.domain.values import moments
from promesa.domain.values.calendars import EVERY_DAY, Calendar
from promesa.domain.values.ids import ChannelId, LocationId, PostalCode
from promesa.domain.values.moments import Instant
from promesa.domain.values.policy import Policy
from promesa.domain.values.refusal import Refused

MEXICO_CITY = "America/Mexico_City"
ALWAYS = Calendar(weekdays=EVERY_DAY, holidays=())
WEB = ChannelId("web")
GUADALAJARA, MERIDA, TIJUANA, MONTERREY = (PostalCode(code) for code in ("44100", "97000", "22000", "64000"))
MONDAY_MORNING = moments.of(datetime(2027, 3, 1, 10, tzinfo=ZoneInfo(MEXICO_CITY)))
PLACES = {
    GUADALAJARA: ("14", "14039", "Guadalajara", MEXICO_CITY, 20.67, -103.35),
    MERIDA: ("31", "31050", "Mérida", "America/Merida", 20.97, -89.62),
    TIJUANA: ("02", "02004", "Tijuana", "America/Tijuana", 32.53, -117.03),
    MONTERREY: ("19", "19039", "Monterrey", "America/Monterrey", 25.67, -100.31),
}
COLUMNS = ("areas", "municipalities", "cities", "zones", "lats", "lons")
THE_PLACES = PlacesLoaded(
    source="test", postal_codes=tuple(PLACES), **dict(zip(COLUMNS, zip(*PLACES.values(), strict=True), strict=True))
)
NOUNS = (
    ("catalog", catalog.FOLD),
    ("places", places.FOLD),
    ("locations", locations.FOLD),
    ("carriers", carriers.FOLD),
    ("stock", stock.FOLD),
    ("capacity", capacity.FOLD),
    ("picks", picks.FOLD),
    ("learner", lessons.FOLD),
)
FOLDS = {
    kind: tuple((noun, table[kind]) for noun, table in NOUNS if kind in table)
    for kind in {kind for _, table in NOUNS for kind in table}
}
"""Who wants a fact of that type, and how it is folded there."""


class Shop:
    """A small world, told fact by fact."""

    def __init__(self, **policy: Any) -> None:
        self.policy = Policy(**policy)
        self.now = MONDAY_MORNING
        self.catalog, self.places, self.locations = Catalog(), Places(), Locations()
        self.carriers, self.stock, self.capacity, self.lanes = Carriers(), Stock(), Capacity(), Lanes()
        self.picks = Picks()
        self.tell(THE_PLACES)

    def tell(self, *facts: object, at: Instant | None = None) -> None:
        """Fold facts into whoever wants them."""
        for fact in facts:
            for noun, fold in FOLDS.get(type(fact), ()):
                fold(getattr(self, noun), fact, self.now if at is None else at)

    @property
    def learner(self) -> Learner:
        return Learner(self.lanes, self.locations, self.carriers, self.places, self.picks)

    def parts(self) -> Parts:
        return Parts(
            self.catalog,
            self.places,
            self.locations,
            self.carriers,
            self.stock,
            self.capacity,
            self.lanes,
            self.policy,
        )

    def sells(self, *skus: str, grams: int = 500, price: int = 10_000) -> None:
        self.tell(*(ProductListed(sku, price=price, grams=grams) for sku in skus))

    def opens(self, name: str, area: str = "14", **about: Any) -> None:
        about = {"zone": MEXICO_CITY, "cutoffs": week("16:00", "16:00", "16:00"), "holidays": "", **about}
        self.tell(LocationOpened(location=LocationId(name), area=area, **about))

    def carries(self, name: str, days: int, centavos: int, to: Iterable[str] = ("*",), **about: Any) -> None:
        """A service that works every day, `days` from door to door for `centavos` whatever the weight."""
        rates = Rates(same_area_centavos=centavos, other_area_centavos=centavos)
        every = {"calendar": ALWAYS, "pickup_weekdays": EVERY_DAY, "delivery_weekdays": EVERY_DAY}
        told = {**every, "transit_days": days, "rates": rates, **about}
        self.tell(ServiceOffered(service=name, carrier="c", **told))
        self.tell(CoverageSet(name, areas=tuple(to)))

    def has(self, shelves: Mapping[tuple[str, str], int]) -> None:
        """Units on hand by (location, SKU), loaded in this order."""
        names = list(dict.fromkeys(location for location, _ in shelves))
        skus = list(dict.fromkeys(sku for _, sku in shelves))
        self.tell(
            StockLoaded(
                "test",
                f"batch {len(self.stock.batches)}",
                tuple(skus),
                tuple(names),
                np.array([skus.index(sku) for _, sku in shelves], "<i4").tobytes(),
                np.array([names.index(location) for location, _ in shelves], "<i4").tobytes(),
                np.array(list(shelves.values()), "<i4").tobytes(),
            )
        )

    def reserves(self, reservation: str, *takes: tuple[str, str, int]) -> None:
        """(location, SKU, units)..."""
        made = tuple(Take(sku, location, units) for location, sku, units in takes)
        self.tell(StockReserved(reservation, made, None, "cart"))

    def asks(self, wants: Mapping[str, int], to: str | None = GUADALAJARA, **about: Any) -> Quote | Refused:
        asked = tuple(Want(sku, units) for sku, units in wants.items())
        channel = about.pop("channel", WEB)
        ask = Ask(asked, channel, to, **about)
        return quotes.quote(*self.parts(), ask, self.now, 7)

    def offers(self, wants: Mapping[str, int], to: str | None = GUADALAJARA, **about: Any) -> tuple[Offer, ...]:
        """The offers of an ask that must be answered."""
        answer = self.asks(wants, to, **about)
        assert isinstance(answer, Quote), answer
        return answer.offers


@cache
def at(text: str, zone: str = MEXICO_CITY) -> Instant:
    """`2027-01-30 10:59:59` on a wall clock."""
    return moments.of(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)))


def day(text: str) -> date:
    return date.fromisoformat(text)


def takes(offer: Offer) -> dict[tuple[str, str], int]:
    """Units by (location, SKU)."""
    return {(take.location, take.sku): take.units for leg in offer.legs for take in leg.takes}


def parts_of(offer: Offer) -> list[dict[str, int]]:
    """The named parts of each leg's cost."""
    return [{part.name: part.amount for part in leg.cost} for leg in offer.legs]
