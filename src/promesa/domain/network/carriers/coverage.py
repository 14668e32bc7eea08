"""What was said about where one service goes, and on which terms: by postal code, range of codes, prefix and area."""

from collections.abc import Iterable, Iterator

import msgspec
import numpy as np
from numpy.typing import NDArray

from promesa.domain.network.carriers.words import DOOR, EVERYWHERE, EXTENDED, NONE, OCURRE, CoverageSet, SetCoverage
from promesa.domain.values.ids import BranchId, PostalCode, ServiceId
from promesa.domain.values.money import Centavos

FIVE_DIGITS = 100_000
UNSAID = 0
CODE_OF_REACH = {NONE: 1, DOOR: 2, EXTENDED: 3, OCURRE: 4}
"""Numbers of the plain words, as coverage keeps them; 0: nothing was said."""
TERMS_MAX = 60_000

Numbers = NDArray[np.uint16]
Span = tuple[PostalCode, PostalCode]


class Terms(msgspec.Struct, frozen=True):
    """How a service reaches a place, and what is special about it there."""

    reach: str = DOOR
    surcharge: Centavos | None = None
    """None: the service's own for an extended zone, else nothing."""
    more_days: int | None = None
    """Transit days more than elsewhere; None: the service's own for an extended zone, else none."""
    visits: tuple[int, ...] = ()
    """The only weekdays on which it comes there (Monday is 0); none: every day on which it delivers."""
    branch: BranchId | None = None
    """The carrier's branch where parcels for the place wait, where the carrier names one."""


PLAIN = tuple(Terms(reach) for reach in CODE_OF_REACH)


def _all_unsaid() -> bytearray:
    return bytearray(2 * FIVE_DIGITS)


class Coverage(msgspec.Struct):
    """A number of `terms` (from 1) for each postal code of five digits, two bytes each; tables for the rest.

    The longest and most exact word counts, and of equal ones the last: a code, a range, a prefix, an area.
    """

    codes: bytearray = msgspec.field(default_factory=_all_unsaid)
    spans: bytearray = msgspec.field(default_factory=bytearray)
    """The same for what was said of ranges of codes; empty where no range was ever named."""
    other_codes: dict[str, int] = {}
    prefixes: dict[str, int] = {}
    areas: dict[str, int] = {}
    terms: list[Terms] = msgspec.field(default_factory=lambda: list(PLAIN))


def terms_at(coverage: Coverage, area: str, postal_code: PostalCode) -> int:
    """The number of the most exact word about the place: its code, a range, the longest prefix, its area, all."""
    return terms_at_code(coverage, area, postal_code, code_of(postal_code))


def code_of(postal_code: str) -> int | None:
    """The postal code as a number, where it is one of five digits."""
    return int(postal_code) if is_five_digits(postal_code) else None


def terms_at_code(coverage: Coverage, area: str, postal_code: PostalCode, code: int | None) -> int:
    """The same, `code` being the postal code's (see `code_of`): for many coverages at once."""
    if code is not None:
        said = _number_at(coverage.codes, code) or (_number_at(coverage.spans, code) if coverage.spans else UNSAID)
    else:
        said = coverage.other_codes.get(postal_code, UNSAID)
    if said != UNSAID:
        return said
    if coverage.prefixes:
        for length in range(len(postal_code), 0, -1):
            said = coverage.prefixes.get(postal_code[:length], UNSAID)
            if said != UNSAID:
                return said
    return coverage.areas.get(area) or coverage.areas.get(EVERYWHERE, UNSAID)


def terms_of(coverage: Coverage, number: int) -> Terms | None:
    """The terms behind a number; None for what was never said."""
    return None if number == UNSAID else coverage.terms[number - 1]


def said_of_code(coverage: Coverage, postal_code: str) -> int:
    """What was said about exactly this code."""
    if is_five_digits(postal_code):
        return _number_at(coverage.codes, int(postal_code))
    return coverage.other_codes.get(postal_code, UNSAID)


def _number_at(layer: bytearray, code: int) -> int:
    """What a layer says of one code: two bytes, the lower first."""
    return layer[2 * code] | layer[2 * code + 1] << 8


def numbers(layer: bytearray) -> Numbers:
    """A layer as numbers by code, to read or to write."""
    return np.frombuffer(layer, dtype="<u2")


def is_five_digits(postal_code: str) -> bool:
    return len(postal_code) == 5 and postal_code.isascii() and postal_code.isdigit()


# --- the fold ---


def tell(coverage: Coverage, fact: CoverageSet) -> Coverage:
    """The coverage with one more word in it: the very same one, or a new one where all before is forgotten."""
    told = Coverage() if fact.replace else coverage
    number = _number(told, Terms(fact.reach, fact.surcharge, fact.more_days, fact.visits, fact.branch))
    five = [int(code) for code in fact.postal_codes if is_five_digits(code)]
    if five:
        numbers(told.codes)[five] = number
    if len(five) < len(fact.postal_codes):
        told.other_codes.update((code, number) for code in fact.postal_codes if not is_five_digits(code))
    if fact.ranges:
        told.spans = told.spans or _all_unsaid()
        layer = numbers(told.spans)
        for first, last in fact.ranges:
            layer[int(first) : int(last) + 1] = number
    told.prefixes.update(dict.fromkeys(fact.prefixes, number))
    told.areas.update(dict.fromkeys(fact.areas, number))
    return told


def _number(coverage: Coverage, terms: Terms) -> int:
    """The number of the terms, given on first sight."""
    plain = CODE_OF_REACH[terms.reach]
    if coverage.terms[plain - 1] == terms:
        return plain
    if terms in coverage.terms:
        return coverage.terms.index(terms) + 1
    coverage.terms.append(terms)
    return len(coverage.terms)


# --- the same, said again ---


def words(service: ServiceId, coverage: Coverage) -> Iterator[SetCoverage]:
    """The commands that say the whole of a coverage anew."""
    replace = True
    codes = numbers(coverage.codes)
    for number, terms in enumerate(coverage.terms, start=1):
        five = [PostalCode(f"{code:05d}") for code in np.flatnonzero(codes == number).tolist()]
        others = [PostalCode(word) for word, said in coverage.other_codes.items() if said == number]
        prefixes = tuple(word for word, said in coverage.prefixes.items() if said == number)
        areas = tuple(word for word, said in coverage.areas.items() if said == number)
        ranges = tuple(_spans(coverage, number))
        if five or others or prefixes or areas or ranges:
            yield says(service, terms, (*five, *others), prefixes, areas, ranges, replace)
            replace = False
    if replace:
        yield SetCoverage(service, replace=True)


def says(
    service: ServiceId,
    terms: Terms,
    postal_codes: Iterable[PostalCode] = (),
    prefixes: Iterable[str] = (),
    areas: Iterable[str] = (),
    ranges: Iterable[Span] = (),
    replace: bool = False,
) -> SetCoverage:
    """The command that says these terms of these places."""
    return SetCoverage(
        service=service,
        reach=terms.reach,
        postal_codes=tuple(postal_codes),
        prefixes=tuple(prefixes),
        areas=tuple(areas),
        replace=replace,
        ranges=tuple(ranges),
        surcharge=terms.surcharge,
        more_days=terms.more_days,
        visits=terms.visits,
        branch=terms.branch,
    )


def _spans(coverage: Coverage, number: int) -> Iterator[Span]:
    """The runs of codes of which a range said this."""
    if not coverage.spans:
        return
    here = np.flatnonzero(numbers(coverage.spans) == number)
    for run in np.split(here, np.flatnonzero(np.diff(here) > 1) + 1):
        if len(run):
            yield PostalCode(f"{run[0]:05d}"), PostalCode(f"{run[-1]:05d}")
