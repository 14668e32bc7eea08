"""Carrier files: services with their days and rates, where they reach, and their lanes, on one sheet or on several."""

from collections.abc import Callable, Hashable, Iterator
from typing import Any, NamedTuple

import msgspec

from promesa.domain.network.carriers import rules, state
from promesa.domain.network.carriers.coverage import Coverage, Terms
from promesa.domain.network.carriers.state import Carriers, Service
from promesa.domain.network.carriers.words import CoverageSet, Lanes, OfferService, Rates, ServiceOffered
from promesa.domain.values.calendars import Calendar
from promesa.domain.values.ids import CarrierId, ServiceId
from promesa.domain.values.moments import Instant
from promesa.domain.values.refusal import Refused
from promesa.domain.world import World
from promesa.gateways.files import carrier_columns, carrier_places, carriers_undo, faults, plans, reading
from promesa.gateways.files.carrier_columns import Says, Word
from promesa.gateways.files.faults import Fault
from promesa.gateways.files.plans import CHANGED, NEW, Ask, Kind, Plan, Put, Step, Told
from promesa.gateways.files.reading import Reading

RATES = frozenset(Rates.__struct_fields__)
NEEDED = ("carrier", "transit_days")
"""What must be said of a service that we do not know."""
WORDS_AT_ONCE = 50_000


class Sketch(NamedTuple):
    """A service as the file wants it, with the rows that say so."""

    offer: OfferService
    is_new: bool
    offered_by: list[int]
    """Rows that change the offer; empty where it stays as it is."""
    reached_by: dict[Word, int]
    """Words of coverage that change, with their rows."""
    terms: dict[Word, Terms]


def plan(file: Reading, ask: Ask, only: frozenset[int] | None) -> Plan:
    """New and changed services, and what is newly said about where they go."""
    made = Plan()
    by_service: dict[ServiceId, list[Told]] = {}
    for told in _rows(file):
        by_service.setdefault(told.says.service, []).append(told)
    agreed = {service: carrier_places.apart(_agreed(rows, file), file) for service, rows in by_service.items()}
    sketches = ask(_compared, agreed, file, only, made)
    made.steps = _steps(sketches)
    return made


def _rows(file: Reading) -> Iterator[Told]:
    for number, cursor in reading.lines(file):
        says = carrier_columns.read(cursor)
        if says is not None:
            yield Told(number, says)


def _agreed(rows: list[Told], file: Reading) -> list[Told]:
    """The rows about one service without those that contradict another about a field, a lane or a place."""
    values: dict[Hashable, set[Any]] = {}
    for told in rows:
        for thing, value in _things(told.says):
            values.setdefault(thing, set()).add(value)
    clashing = {thing for thing, said in values.items() if len(said) > 1}
    agreed = []
    for told in rows:
        wrong = next((thing for thing, _ in _things(told.says) if thing in clashing), None)
        if wrong is None:
            agreed.append(told)
        else:
            about = " · ".join(map(str, wrong)) if isinstance(wrong, tuple) else str(wrong)
            file.bad.add(told.number, "", Fault("ambiguous_rows", about=f"{told.says.service} · {about}"))
    return agreed


def _things(says: Says) -> Iterator[tuple[Hashable, Any]]:
    yield from says.told.items()
    if says.place is not None:
        yield says.place, says.terms
    if says.lane is not None:
        yield says.lane[:2], says.lane[2]


# --- comparing ---


def _compared(
    world: World, services: dict[ServiceId, list[Told]], file: Reading, only: frozenset[int] | None, made: Plan
) -> list[Sketch]:
    sketches = []
    without_rates = without_coverage = 0
    codes = carrier_places.known_codes(world)
    for service, told_of_it in services.items():
        known, coverage = state.find(world.carriers, service), world.carriers.coverage.get(service, Coverage())
        rows = carrier_places.with_days(carrier_places.existing(told_of_it, codes, file), known, file)
        wanted = rows if only is None else [told for told in rows if told.number in only]
        sketch = _sketch(known, coverage, service, wanted)
        fault = _fault(world, known, sketch, wanted)
        if fault is not None:
            for told in rows:
                file.bad.add(told.number, file.sheets[0].columns.said["service"], fault)
            continue
        _count(made, known, rows, wanted, sketch)
        sketches.append(sketch)
        without_rates += sketch.offer.rates == Rates()
        without_coverage += not sketch.terms and coverage == Coverage()
    counts = (("no_rates", without_rates), ("no_coverage", without_coverage))
    made.notes += [reading.note(code, count) for code, count in counts if count]
    made.gone = sum(name not in services for name, one in world.carriers.services.items() if not one.withdrawn)
    return sketches


def _sketch(known: Service | None, coverage: Coverage, service: ServiceId, rows: list[Told]) -> Sketch:
    was = _offer(known) if known is not None else OfferService(service=service, carrier=CarrierId(""))
    told, lanes = dict[str, Any](), dict(zip(zip(was.lanes.origins, was.lanes.destinations), was.lanes.days))  # noqa: B905
    terms: dict[Word, Terms] = {}
    reached_by: dict[Word, int] = {}
    for _, says in rows:
        told.update(says.told)
        if says.lane is not None:
            lanes[says.lane[:2]] = says.lane[2]
        if says.place is not None:
            terms[says.place] = says.terms
    offer = _with(was, told, lanes)
    for number, says in rows:
        if says.place is not None and carrier_places.said_of(coverage, says.place) != says.terms:
            reached_by.setdefault(says.place, number)
    offered_by = [number for number, says in rows if _offers(says, was)] if offer != was or known is None else []
    if known is not None and known.withdrawn and not offered_by:
        offered_by = [number for number, says in rows if says.told][:1]
    return Sketch(offer, known is None, offered_by, reached_by, terms)


def _with(was: OfferService, told: dict[str, Any], lanes: dict[tuple[str, str], int]) -> OfferService:
    rates = {name: value for name, value in told.items() if name in RATES}
    calendar = {name: told[name] for name in ("weekdays", "holidays") if name in told}
    plain = {name: value for name, value in told.items() if name not in RATES and name not in calendar}
    columns = Lanes(tuple(o for o, _ in lanes), tuple(d for _, d in lanes), tuple(lanes.values()))
    said: Calendar = msgspec.structs.replace(was.calendar, **calendar)
    return msgspec.structs.replace(
        was, **plain, lanes=columns, rates=msgspec.structs.replace(was.rates, **rates), calendar=said
    )


def _offers(says: Says, was: OfferService) -> bool:
    """Whether the row says something new about the offer itself."""
    lanes = {(o, d): days for o, d, days in zip(was.lanes.origins, was.lanes.destinations, was.lanes.days, strict=True)}
    if says.lane is not None and lanes.get(says.lane[:2]) != says.lane[2]:
        return True
    return bool(says.told) and _with(was, says.told, lanes) != was


def _fault(world: World, known: Service | None, sketch: Sketch, rows: list[Told]) -> Fault | None:
    """Why the service cannot be: nobody has described it, or the domain would refuse it."""
    said = {name for told in rows for name in told.says.told}
    missing = [name for name in NEEDED if name not in said]
    if known is None and rows and missing:
        return Fault("unknown_service", sketch.offer.service, ", ".join(missing))
    refused = rules.offer_service(world.carriers, sketch.offer, Instant(0)) if sketch.offered_by else None
    return faults.refused(refused) if isinstance(refused, Refused) else None


def _count(made: Plan, known: Service | None, rows: list[Told], wanted: list[Told], sketch: Sketch) -> None:
    news = {*sketch.offered_by, *sketch.reached_by.values()}
    made.same += len(rows) - len(news)
    if len(wanted) < len(rows) and known is not None:
        was = _offer(known)
        left = {told.number for told in rows} - {told.number for told in wanted}
        made.moved += sum(_offers(told.says, was) for told in rows if told.number in left)
    words_of: dict[int, list[Word]] = {}
    for word, number in sketch.reached_by.items():
        words_of.setdefault(number, []).append(word)
    for number in sorted(news):
        what, was_named = NEW if known is None else CHANGED, "" if known is None else known.name
        plans.sample(made, what, sketch.offer.service, was_named, _words(sketch, number, words_of.get(number, [])))


def _words(sketch: Sketch, number: int, places: list[Word]) -> str:
    words = [carrier_places.shown(word, sketch.terms[word]) for word in places]
    offer = sketch.offer
    if number in sketch.offered_by:
        words.insert(0, f"{offer.carrier} · {offer.transit_days} d · {offer.rates.other_area_centavos / 100:.2f}")
    return " · ".join(words)


def _offer(known: OfferService) -> OfferService:
    return OfferService(**{name: getattr(known, name) for name in OfferService.__struct_fields__})


# --- applying ---


def _steps(sketches: list[Sketch]) -> Iterator[Step]:
    """One step for each service, by its place in the file."""
    for number, sketch in enumerate(sketches):
        offers = [Put(_command(sketch.offer), sketch.offered_by)] if sketch.offered_by else []
        puts = (*offers, *_coverage(sketch))
        if puts:
            yield Step(number, puts)


def _coverage(sketch: Sketch) -> Iterator[Put]:
    counted = set(sketch.offered_by)
    by_terms: dict[Terms, list[Word]] = {}
    for word in sketch.reached_by:
        by_terms.setdefault(sketch.terms[word], []).append(word)
    for terms, words in by_terms.items():
        for at in range(0, len(words), WORDS_AT_ONCE):
            part = words[at : at + WORDS_AT_ONCE]
            rows = [sketch.reached_by[word] for word in part if sketch.reached_by[word] not in counted]
            yield Put(_command(carrier_places.set_coverage(sketch.offer.service, terms, part)), rows)


def _command(command: Any) -> Callable[[str], Any]:
    return lambda _: command


def rows_of(fact: Any) -> int:
    if isinstance(fact, CoverageSet):
        return len(fact.postal_codes) + len(fact.prefixes) + len(fact.areas) + len(fact.ranges)
    return int(isinstance(fact, ServiceOffered))


KIND = Kind(
    name="carriers",
    fields=carrier_columns.FIELDS,
    plan=plan,
    rows_of=rows_of,
    undo=carriers_undo.undo,
    noun=Carriers,
    folds=state.FOLD,
)
