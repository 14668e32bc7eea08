"""What may be said about carriers' services, and what follows from it."""

from collections.abc import Callable, Mapping
from typing import Any

from promesa.domain.network.carriers import branches, caps, rate_tables
from promesa.domain.network.carriers import coverage as coverages
from promesa.domain.network.carriers.rate_tables import RateTableSet, SetRateTable
from promesa.domain.network.carriers.state import Carriers, Service
from promesa.domain.network.carriers.words import (
    REACHES,
    ClearanceSet,
    CoverageSet,
    Lanes,
    OfferService,
    Rates,
    RatesSet,
    ServiceOffered,
    ServiceWithdrawn,
    SetClearance,
    SetCoverage,
    SetRates,
    SetTransit,
    TransitSet,
    WithdrawService,
)
from promesa.domain.network.customs import is_country
from promesa.domain.values import calendars, ids
from promesa.domain.values.calendars import Calendar
from promesa.domain.values.ids import CarrierId, PostalCode, ServiceId
from promesa.domain.values.moments import Instant
from promesa.domain.values.money import MAX_CENTAVOS
from promesa.domain.values.refusal import Reason, Refused

TRANSIT_DAYS_MAX = 365
GRAMS_MAX = 100_000_000
CM3_PER_KG_MAX = 1_000_000
CLOSURES_MAX = 5_000


def offer_service(carriers: Carriers, ask: OfferService, now: Instant) -> list[ServiceOffered] | Refused:
    """The service is offered as described; nothing where it is so already; a twin by case is refused (R20)."""
    fault = next((field for field, is_right in _CHECKS if not is_right(ask)), None)
    if fault is not None:
        return Refused(Reason.INVALID, f"{ask.service} {fault}".strip())
    told = _entered(ask)
    twin = next((name for name in carriers.services if name.casefold() == told["service"].casefold()), told["service"])
    if twin != told["service"]:
        return Refused(Reason.ALREADY_EXISTS, twin)
    known = carriers.services.get(twin)
    same = known is not None and not known.withdrawn and all(getattr(known, name) == told[name] for name in told)
    return [] if same else [ServiceOffered(**told)]


def withdraw_service(carriers: Carriers, ask: WithdrawService, now: Instant) -> list[ServiceWithdrawn] | Refused:
    known = _known(carriers, ask.service)
    if isinstance(known, Refused):
        return known
    return [] if known.withdrawn else [ServiceWithdrawn(known.service, ask.reason)]


def set_coverage(carriers: Carriers, ask: SetCoverage, now: Instant) -> list[CoverageSet] | Refused:
    """One way of reaching for all places named; INVALID names the first word at fault."""
    known = _known(carriers, ask.service)
    if isinstance(known, Refused):
        return known
    fault = _coverage_fault(ask)
    if fault is not None:
        return fault
    named = (*ask.postal_codes, *ask.prefixes, *ask.areas)
    unsound = next((word for word in named if not ids.is_sound(word)), None)
    if unsound is not None:
        return Refused(Reason.INVALID, f"coverage {unsound!r}")
    if not named and not ask.ranges and not ask.replace:
        return []
    told = {name: getattr(ask, name) for name in SetCoverage.__struct_fields__}
    told["service"] = known.service
    told["postal_codes"] = tuple(PostalCode(word) for word in _words(ask.postal_codes))
    told["prefixes"], told["areas"] = _words(ask.prefixes), _words(ask.areas)
    told["visits"] = tuple(sorted(set(ask.visits)))
    if len(carriers.coverage[known.service].terms) >= coverages.TERMS_MAX and not ask.replace:
        return Refused(Reason.INVALID, "coverage terms", coverages.TERMS_MAX)
    return [CoverageSet(**told)]


def _coverage_fault(ask: SetCoverage) -> Refused | None:
    """What is wrong with the terms or a range, or None."""
    if ask.reach not in REACHES:
        return Refused(Reason.INVALID, f"reach {ask.reach}")
    if ask.surcharge is not None and not 0 <= ask.surcharge <= MAX_CENTAVOS:
        return Refused(Reason.BAD_AMOUNT, "surcharge")
    if ask.more_days is not None and not 0 <= ask.more_days <= TRANSIT_DAYS_MAX:
        return Refused(Reason.INVALID, "more_days")
    if not _are_weekdays(ask.visits):
        return Refused(Reason.INVALID, "visits")
    for first, last in ask.ranges:
        if not (coverages.is_five_digits(first) and coverages.is_five_digits(last) and first <= last):
            return Refused(Reason.INVALID, f"range {first}-{last}")
    return None


def set_rates(carriers: Carriers, ask: SetRates, now: Instant) -> list[RatesSet] | Refused:
    known = _known(carriers, ask.service)
    if isinstance(known, Refused):
        return known
    if not _are_rates(ask.rates):
        return Refused(Reason.BAD_AMOUNT, ask.service)
    return [] if known.rates == ask.rates else [RatesSet(known.service, ask.rates)]


def set_rate_table(carriers: Carriers, ask: SetRateTable, now: Instant) -> list[RateTableSet] | Refused:
    """INVALID names the first part of the table at fault."""
    known = _known(carriers, ask.service)
    if isinstance(known, Refused):
        return known
    fault = None if ask.table is None else rate_tables.fault(ask.table)
    if fault is not None:
        return Refused(Reason.INVALID, f"{ask.service} {fault}")
    return [] if known.table == ask.table else [RateTableSet(known.service, ask.table)]


def set_transit(carriers: Carriers, ask: SetTransit, now: Instant) -> list[TransitSet] | Refused:
    known = _known(carriers, ask.service)
    if isinstance(known, Refused):
        return known
    if not 0 <= ask.transit_days <= TRANSIT_DAYS_MAX or not _are_lanes(ask.lanes):
        return Refused(Reason.INVALID, f"{ask.service} transit")
    lanes = _lanes(ask.lanes)
    same = (known.transit_days, known.lanes) == (ask.transit_days, lanes)
    return [] if same else [TransitSet(known.service, ask.transit_days, lanes)]


def set_clearance(carriers: Carriers, ask: SetClearance, now: Instant) -> list[ClearanceSet] | Refused:
    """Chances and days of equal length, ascending; said again, it replaces what was said."""
    sound = is_country(ask.origin) and is_country(ask.country) and len(ask.chances) == len(ask.days)
    rising = list(ask.chances) == sorted(ask.chances) and list(ask.days) == sorted(ask.days)
    if not sound or not rising or not all(0.0 < chance <= 1.0 for chance in ask.chances):
        return Refused(Reason.INVALID, f"clearance {ask.origin}")
    if not all(0 <= days <= TRANSIT_DAYS_MAX for days in ask.days):
        return Refused(Reason.INVALID, f"clearance {ask.origin}")
    return [ClearanceSet(ask.origin, ask.country, ask.chances, ask.days, ask.source)]


def _known(carriers: Carriers, name: ServiceId) -> Service | Refused:
    known = carriers.services.get(ServiceId(ids.entered(name)))
    return Refused(Reason.UNKNOWN_SERVICE, name) if known is None else known


# --- what is entered ---


def _entered(ask: OfferService) -> dict[str, Any]:
    """The fields of a fact: names trimmed, weekdays and dates sorted."""
    told = {name: getattr(ask, name) for name in OfferService.__struct_fields__}
    told["service"] = ServiceId(ids.entered(ask.service))
    told["carrier"] = CarrierId(ids.entered(ask.carrier))
    told["name"] = ask.name.strip() or told["service"]
    told["pickup_weekdays"] = tuple(sorted(set(ask.pickup_weekdays)))
    told["delivery_weekdays"] = tuple(sorted(set(ask.delivery_weekdays)))
    told["calendar"] = calendars.meet(ask.calendar, ask.calendar)
    told["lanes"] = _lanes(ask.lanes)
    return told


def _words(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(ids.entered(word) for word in words)


def _lanes(lanes: Lanes) -> Lanes:
    return Lanes(_words(lanes.origins), _words(lanes.destinations), lanes.days)


def _are_weekdays(days: tuple[int, ...]) -> bool:
    return all(0 <= day <= 6 for day in days)


def _is_calendar(calendar: Calendar) -> bool:
    known = all(table in calendars.HOLIDAYS for table in calendar.holidays)
    return known and _are_weekdays(calendar.weekdays) and len(calendar.closures) <= CLOSURES_MAX


def _are_lanes(lanes: Lanes) -> bool:
    """Columns of one length, each lane once."""
    if not len(lanes.origins) == len(lanes.destinations) == len(lanes.days):
        return False
    once = len(set(zip(_words(lanes.origins), _words(lanes.destinations), strict=True))) == len(lanes.days)
    return once and all(0 <= days <= TRANSIT_DAYS_MAX for days in lanes.days)


def _are_rates(rates: Rates) -> bool:
    money = (rates.same_area_centavos, rates.other_area_centavos, rates.per_kg_centavos, rates.extended_centavos)
    weights = 0 <= rates.first_grams <= GRAMS_MAX and 0 <= rates.volumetric_cm3_per_kg <= CM3_PER_KG_MAX
    return weights and all(0 <= amount <= MAX_CENTAVOS for amount in money)


_CHECKS: tuple[tuple[str, Callable[[OfferService], bool]], ...] = (
    ("service", lambda a: ids.is_sound(a.service)),
    ("carrier", lambda a: ids.is_sound(a.carrier)),
    ("name", lambda a: len(a.name) <= ids.ID_LENGTH),
    ("calendar", lambda a: _is_calendar(a.calendar)),
    ("pickup_weekdays", lambda a: _are_weekdays(a.pickup_weekdays)),
    ("delivery_weekdays", lambda a: _are_weekdays(a.delivery_weekdays)),
    ("counts", lambda a: a.counts in ("working", "calendar")),
    ("transit_days", lambda a: 0 <= a.transit_days <= TRANSIT_DAYS_MAX),
    ("lanes", lambda a: _are_lanes(a.lanes)),
    ("extended_days", lambda a: 0 <= a.extended_days <= TRANSIT_DAYS_MAX),
    ("max_grams", lambda a: 0 <= a.max_grams <= GRAMS_MAX),
    ("rates", lambda a: _are_rates(a.rates)),
    ("label_days", lambda a: 0 <= a.label_days <= TRANSIT_DAYS_MAX),
    ("redelivery_days", lambda a: 0 <= a.redelivery_days <= TRANSIT_DAYS_MAX),
    ("redelivery_centavos", lambda a: 0 <= a.redelivery_centavos <= MAX_CENTAVOS),
)

RULES: Mapping[type, Callable[[Any, Any, Instant], Any]] = {
    OfferService: offer_service,
    WithdrawService: withdraw_service,
    SetCoverage: set_coverage,
    SetRates: set_rates,
    SetRateTable: set_rate_table,
    SetTransit: set_transit,
    SetClearance: set_clearance,
    **branches.RULES,
    **caps.RULES,
}
