"""The `quote` bench: how many quotes a second one process answers over a large retailer's whole network.

First in process, then (for half as long) over HTTP: `bench_quote_http`.

The workload: 2,000 locations (all ship, most have a counter) x 100,000 SKUs on 50 to 150 shelves each x 32,000 postal
codes x 10 services; asks of one or two lines for places all over the country, while a cut-off passes half-way.
"""

import os
import platform
import resource
import time
from collections.abc import Callable, Mapping
from typing import Any

import msgspec
import numpy as np

from promesa import app
from promesa.domain.ledger.capacity import Capacity
from promesa.domain.ledger.shipments.picks import Picks
from promesa.domain.ledger.stock import folds as stock
from promesa.domain.ledger.stock.state import Stock
from promesa.domain.ledger.stock.words import StockLoaded
from promesa.domain.network import catalog, places
from promesa.domain.network.carriers import state as carriers
from promesa.domain.network.carriers.state import Carriers
from promesa.domain.network.carriers.words import DOOR, EXTENDED, NONE, CoverageSet, Lanes, Rates, ServiceOffered
from promesa.domain.network.catalog import Catalog, ProductsLoaded
from promesa.domain.network.locations import state as locations
from promesa.domain.network.locations.state import Locations
from promesa.domain.network.locations.words import AboutLocation, LocationsLoaded, week
from promesa.domain.network.places import Places, PlacesLoaded
from promesa.domain.promise.chance import lanes, lessons
from promesa.domain.promise.chance.editions import Learner
from promesa.domain.promise.quoting import quotes
from promesa.domain.promise.sourcing.parts import Parts
from promesa.domain.promise.words import Ask, Quote, Want
from promesa.domain.values import moments
from promesa.domain.values.ids import ChannelId, LocationId, PostalCode, ServiceId, Sku
from promesa.domain.values.moments import SECOND, Instant
from promesa.domain.values.money import Centavos
from promesa.domain.values.policy import Policy
from promesa.lab import bench_prediction, bench_quote_http

LOCATIONS, SKUS, POSTAL_CODES, AREAS, MUNICIPALITIES = 2_000, 100_000, 32_000, 32, 2_400
ZONES = ("America/Mexico_City", "America/Tijuana", "America/Hermosillo", "America/Cancun")
CUT_OFFS = ("12:00", "14:00", "16:00", "18:00")
WEB = ChannelId("web")
A_CUT_OFF = moments.from_iso("2027-03-02T16:00:00-06:00")
WARM_UP_ASKS = 20_000
PREDICTION = ("prediction_p50_ms", "prediction_p99_ms")
"""One law of a leg's time, worked out for the first time."""


class Size(msgspec.Struct, frozen=True):
    """How large a world to build."""

    locations: int = LOCATIONS
    skus: int = SKUS
    postal_codes: int = POSTAL_CODES


def run(seconds: float, seed: int) -> dict[str, Any]:
    """Build the world, warm up, then ask for so many seconds, in process and over HTTP; rates and single quotes' waits.

    `cpu_ms`: what one quote computes, however busy the machine is with other things.
    """
    rng = np.random.default_rng(seed)
    parts = world(rng, Size())
    asks = [an_ask(rng, Size()) for _ in range(50_000)]
    app.calm_collector()
    start = Instant(A_CUT_OFF - int(seconds * SECOND / 2))
    for ask in asks[:WARM_UP_ASKS]:
        quotes.quote(*parts, ask, start, 1)
    began = time.process_time()
    taken, answered = _ask_for(parts, asks, start, seconds)
    cpu_ms = (time.process_time() - began) * 1e3 / len(taken)
    served = bench_quote_http.run(parts, asks, Instant(A_CUT_OFF + int(seconds * SECOND)), seconds / 2)
    spent = np.array(taken) / 1e6
    return {
        "rate_per_s": round(len(taken) / float(spent.sum() / 1e3), 1),
        "p50_ms": round(float(np.percentile(spent, 50)), 4),
        "p99_ms": round(float(np.percentile(spent, 99)), 4),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
        "cpu_ms": round(cpu_ms, 4),
        "seconds": round(float(spent.sum()) / 1e3, 2),
        **dict(zip(PREDICTION, bench_prediction.p50_and_p99_ms(rng), strict=True)),
        "workload": f"{LOCATIONS} locations x {SKUS} SKUs ({parts.stock.shelves.size} shelves) x {POSTAL_CODES} postal "
        f"codes, 70 % one line, 30 % two, in process; {answered / len(taken):.1%} answered with offers",
        "machine": machine(),
        **served,
    }


def machine() -> str:
    """What the figures were measured on, and how busy it was with other things."""
    return (
        f"{os.cpu_count()} CPUs ({platform.processor() or platform.machine()}), {platform.system()}, Python "
        f"{platform.python_version()}, load {os.getloadavg()[0]:.1f}"
    )


def _ask_for(parts: Parts, asks: list[Ask], start: Instant, seconds: float) -> tuple[list[int], int]:
    """Nanoseconds of each quote, and how many had an offer; the world's clock runs with the real one."""
    taken: list[int] = []
    answered, asked, began = 0, 0, time.perf_counter_ns()
    before = began
    until = began + int(seconds * 1e9)
    while before < until:
        now = Instant(start + (before - began) // 1_000)
        answer = quotes.quote(*parts, asks[asked % len(asks)], now, 1)
        after = time.perf_counter_ns()
        taken.append(after - before)
        answered += isinstance(answer, Quote)
        asked, before = asked + 1, after
    return taken, answered


def an_ask(rng: np.random.Generator, size: Size) -> Ask:
    """One line (7 of 10) or two, mostly of one unit, for any postal code."""
    lines = 1 if rng.random() < 0.7 else 2
    wants = tuple(
        Want(Sku(f"S{rng.integers(size.skus):06}"), 1 if rng.random() < 0.8 else int(rng.integers(2, 4)))
        for _ in range(lines)
    )
    return Ask(wants, WEB, PostalCode(f"{rng.integers(size.postal_codes):05}"))


# --- the world ---


def world(rng: np.random.Generator, size: Size) -> Parts:
    """The parts of a world of that size, told as facts."""
    parts = Parts(
        Catalog(), Places(), Locations(), Carriers(), Stock(), Capacity(), lanes.Lanes(), Policy(quote_minutes=15)
    )
    lat, lon = rng.uniform(15, 32, MUNICIPALITIES), rng.uniform(-117, -87, MUNICIPALITIES)
    _tell(parts, _places(rng, size, lat, lon), _locations(rng, size, lat, lon), _products(rng, size))
    for number in range(10):
        _tell(parts, *_a_service(rng, number, size))
    _tell(parts, _stock(rng, size))
    return parts


def _tell(parts: Parts, *facts: object) -> None:
    tables: tuple[tuple[Any, Mapping[Any, Callable[..., None]]], ...] = (
        (parts.catalog, catalog.FOLD),
        (parts.places, places.FOLD),
        (parts.locations, locations.FOLD),
        (parts.carriers, carriers.FOLD),
        (parts.stock, stock.FOLD),
        (Learner(parts.lanes, parts.locations, parts.carriers, parts.places, Picks()), lessons.FOLD),
    )
    for fact in facts:
        for state, fold in tables:
            if type(fact) in fold:
                fold[type(fact)](state, fact, Instant(0))


def _area(municipality: int) -> str:
    return f"{municipality * AREAS // MUNICIPALITIES + 1:02}"


def _zone(area: str) -> str:
    return ZONES[max(0, int(area) - 29)]


def _places(rng: np.random.Generator, size: Size, lat: Any, lon: Any) -> PlacesLoaded:
    codes = range(size.postal_codes)
    at = [code * MUNICIPALITIES // size.postal_codes for code in codes]
    return PlacesLoaded(
        source="bench",
        postal_codes=tuple(PostalCode(f"{code:05}") for code in codes),
        areas=tuple(_area(municipality) for municipality in at),
        municipalities=tuple(f"M{municipality}" for municipality in at),
        cities=tuple("" for _ in at),
        zones=tuple(_zone(_area(municipality)) for municipality in at),
        lats=tuple(float(lat[municipality]) for municipality in at),
        lons=tuple(float(lon[municipality]) for municipality in at),
    )


def _locations(rng: np.random.Generator, size: Size, lat: Any, lon: Any) -> LocationsLoaded:
    about = []
    for number in range(size.locations):
        municipality = int(rng.integers(MUNICIPALITIES))
        cut_off = CUT_OFFS[int(rng.integers(len(CUT_OFFS)))]
        about.append(
            AboutLocation(
                location=LocationId(f"L{number:04}"),
                zone=_zone(_area(municipality)),
                area=_area(municipality),
                lat=float(lat[municipality]),
                lon=float(lon[municipality]),
                hours=week(("09:00", "21:00"), ("09:00", "21:00"), ("10:00", "20:00")),
                cutoffs=week(cut_off, cut_off if rng.random() < 0.5 else None),
                handling_days=int(rng.random() < 0.3),
                handling_centavos=Centavos(int(rng.integers(0, 30)) * 100),
                pickup=bool(rng.random() < 0.9),
            )
        )
    return LocationsLoaded(tuple(about), "bench")


def _products(rng: np.random.Generator, size: Size) -> ProductsLoaded:
    grams = rng.lognormal(6.0, 1.2, size.skus).astype(int) + 20
    return ProductsLoaded(
        source="bench",
        skus=tuple(Sku(f"S{number:06}") for number in range(size.skus)),
        names=("",) * size.skus,
        prices=tuple(Centavos(int(price)) for price in rng.integers(5_000, 500_000, size.skus)),
        grams=tuple(np.minimum(grams, 30_000).tolist()),
        volumes_cm3=tuple((np.minimum(grams, 30_000) * 3).tolist()),
        categories=("",) * size.skus,
    )


def _a_service(rng: np.random.Generator, number: int, size: Size) -> list[object]:
    """Half of them ground and cheap, half fast and dear; each with its own areas, rates and transit.

    A third of the municipalities are remote, for each service to its own degree: there it is an extended zone or does
    not go at all. One code in a hundred is an exception of its own.
    """
    name, fast = ServiceId(f"P{number}"), number % 2
    areas = [f"{area + 1:02}" for area in range(AREAS)]
    reached = [area for area in areas if rng.random() < 0.8] or areas
    pairs = [(one, other) for one in areas for other in areas]
    transit = [1 if one == other else int(rng.integers(1, 3) if fast else rng.integers(2, 7)) for one, other in pairs]
    base = int(rng.integers(110, 190) if fast else rng.integers(55, 110)) * 100
    rates = Rates(
        same_area_centavos=Centavos(base),
        other_area_centavos=Centavos(base + 2_000 * (1 + fast)),
        per_kg_centavos=Centavos(int(rng.integers(6, 25)) * 100),
        extended_centavos=Centavos(15_000),
    )
    offered = ServiceOffered(
        service=name,
        carrier=f"c{number % 5}",  # type: ignore[arg-type]
        lanes=Lanes(tuple(one for one, _ in pairs), tuple(other for _, other in pairs), tuple(transit)),
        extended_days=2,
        rates=rates,
    )
    return [offered, CoverageSet(name, DOOR, areas=tuple(reached)), *_exceptions(rng, name, size)]


def _exceptions(rng: np.random.Generator, name: ServiceId, size: Size) -> list[CoverageSet]:
    extended_from, never_from = sorted(rng.integers(1, 7, 2).tolist())
    said: dict[str, list[PostalCode]] = {EXTENDED: [], NONE: []}
    for code in range(size.postal_codes):
        municipality = code * MUNICIPALITIES // size.postal_codes
        remoteness = municipality * 7 % 18 - 11 if rng.random() > 0.01 else int(rng.integers(0, 7))
        if remoteness >= extended_from:
            said[NONE if remoteness >= never_from and never_from > 3 else EXTENDED].append(PostalCode(f"{code:05}"))
    return [CoverageSet(name, reach, postal_codes=tuple(codes)) for reach, codes in said.items() if codes]


def _stock(rng: np.random.Generator, size: Size) -> StockLoaded:
    """Each SKU on 50 to 150 shelves (fewer in a small world), mostly with few units, in the order of the locations."""
    most = min(150, size.locations)
    shelves = rng.integers(min(50, most), most + 1, size.skus)
    skus = np.repeat(np.arange(size.skus, dtype=np.int32), shelves)
    starts = np.repeat(rng.integers(0, size.locations, size.skus), shelves)
    steps = np.arange(len(skus)) - np.repeat(np.cumsum(shelves) - shelves, shelves)
    stride = size.locations // most
    at = ((starts + steps * stride + rng.integers(0, stride, len(skus))) % size.locations).astype(np.int32)
    order = np.lexsort((skus, at))
    keep = np.ones(len(order), dtype=bool)
    keep[1:] = (skus[order][1:] != skus[order][:-1]) | (at[order][1:] != at[order][:-1])
    order = order[keep]
    return StockLoaded(
        "bench",
        "bench",
        tuple(Sku(f"S{number:06}") for number in range(size.skus)),
        tuple(LocationId(f"L{number:04}") for number in range(size.locations)),
        skus[order].astype("<i4").tobytes(),
        at[order].astype("<i4").tobytes(),
        rng.geometric(0.3, len(order)).astype("<i4").tobytes(),
    )
