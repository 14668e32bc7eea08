"""The places of a carrier file: ranges that contradict each other, codes that do not exist, days that are missing."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from promesa.domain.network.carriers import coverage as coverages
from promesa.domain.network.carriers.coverage import FIVE_DIGITS, Coverage, Terms
from promesa.domain.network.carriers.words import EXTENDED, OfferService, SetCoverage
from promesa.domain.values.ids import PostalCode, ServiceId
from promesa.domain.world import World
from promesa.gateways.files.carrier_columns import AREA, POSTAL_CODE, PREFIX, RANGE, Word
from promesa.gateways.files.faults import SHEET_SHIFT, Fault
from promesa.gateways.files.plans import Told
from promesa.gateways.files.reading import Reading

Codes = NDArray[np.int64]
RANGE_COLUMNS = ("postal_code_from", "postal_code_range")
DAYS_COLUMNS = ("more_days", "extended_days")
WEEK = ("L", "M", "X", "J", "V", "S", "D")


def ends(word: Word) -> tuple[int, int]:
    """First and last code of a range or of a single code."""
    return int(word[1][:5]), int(word[1][-5:])


# --- rows that cannot be ---


def apart(rows: list[Told], file: Reading) -> list[Told]:
    """The rows about one service without the ranges that overlap and say different things."""
    spans = [told for told in rows if told.says.place is not None and told.says.place[0] == RANGE]
    if len(spans) < 2:
        return rows
    meanings = np.zeros(FIVE_DIGITS, dtype=np.int32)
    for terms in {told.says.terms for told in spans}:
        here = np.zeros(FIVE_DIGITS, dtype=bool)
        for told in spans:
            if told.says.terms == terms:
                first, last = ends(told.says.place)
                here[first : last + 1] = True
        meanings += here
    if int(meanings.max()) < 2:
        return rows
    clashing = {told.number: told for told in spans if meanings[slice(*_slice(told))].max() > 1}
    for told in clashing.values():
        other = next(one for one in clashing.values() if _contradict(one, told))
        fault = Fault("overlapping_ranges", told.says.place[1], _row(other, file))
        file.bad.add(told.number, _column(file, told, RANGE_COLUMNS), fault)
    return [told for told in rows if told.number not in clashing]


def _slice(told: Told) -> tuple[int, int]:
    first, last = ends(told.says.place)
    return first, last + 1


def _contradict(one: Told, other: Told) -> bool:
    (first, last), (first_other, last_other) = ends(one.says.place), ends(other.says.place)
    return one.says.terms != other.says.terms and first <= last_other and first_other <= last


def _row(told: Told, file: Reading) -> str:
    return f"{told.says.place[1]} ({told.number & (1 << SHEET_SHIFT) - 1})"


def known_codes(world: World) -> Codes | None:
    """The gazetteer's codes, ascending; None where none is loaded."""
    codes = [int(code) for code in world.places.by_code if coverages.is_five_digits(code)]
    return np.array(sorted(codes), dtype=np.int64) if codes else None


def existing(rows: list[Told], codes: Codes | None, file: Reading) -> list[Told]:
    """The rows without those whose postal code, or all of whose range, is not in the gazetteer."""
    if codes is None:
        return rows
    named = [told for told in rows if told.says.place is not None and told.says.place[0] in (POSTAL_CODE, RANGE)]
    if not named:
        return rows
    spans = np.array([ends(told.says.place) for told in named], dtype=np.int64)
    found = np.searchsorted(codes, spans[:, 1], side="right") > np.searchsorted(codes, spans[:, 0], side="left")
    unknown = {told.number for told, is_known in zip(named, found.tolist(), strict=True) if not is_known}
    for told in named:
        if told.number in unknown:
            fields = RANGE_COLUMNS if told.says.place[0] == RANGE else ("postal_code", *RANGE_COLUMNS)
            fault = Fault("unknown_postal_code", told.says.place[1])
            file.bad.add(told.number, _column(file, told, fields), fault)
    return [told for told in rows if told.number not in unknown] if unknown else rows


def with_days(rows: list[Told], known: OfferService | None, file: Reading) -> list[Told]:
    """The rows without those that leave the days of an extended zone empty in a file that has a column for them,
    where the service has no days of its own for it."""
    if (known is not None and known.extended_days) or any(told.says.told.get("extended_days") for told in rows):
        return rows
    silent = set()
    for told in rows:
        terms, place = told.says.terms, told.says.place
        if place is not None and place[0] != AREA and terms.reach == EXTENDED and terms.more_days is None:
            column = _column(file, told, DAYS_COLUMNS)
            if column:
                silent.add(told.number)
                file.bad.add(told.number, column, Fault("missing"))
    return [told for told in rows if told.number not in silent] if silent else rows


def _column(file: Reading, told: Told, fields: tuple[str, ...]) -> str:
    """The file's own header of the first of these columns that its sheet has; else nothing."""
    columns = file.sheets[told.number >> SHEET_SHIFT].columns
    return next((columns.said[field] for field in fields if field in columns.said), "")


# --- what is said already, and the command that says it ---


def said_of(coverage: Coverage, word: Word) -> Terms | None:
    """What was said about exactly this postal code, range, prefix or area."""
    kind, name = word
    if kind == POSTAL_CODE:
        return coverages.terms_of(coverage, coverages.said_of_code(coverage, name))
    if kind == RANGE:
        return _said_of_range(coverage, *ends(word))
    table = coverage.prefixes if kind == PREFIX else coverage.areas
    return coverages.terms_of(coverage, table.get(name, coverages.UNSAID))


def _said_of_range(coverage: Coverage, first: int, last: int) -> Terms | None:
    if not coverage.spans:
        return None
    said = coverages.numbers(coverage.spans)[first : last + 1]
    return coverages.terms_of(coverage, int(said[0])) if (said == said[0]).all() else None


def set_coverage(service: ServiceId, terms: Terms, words: list[Word]) -> SetCoverage:
    """These terms for all of these places."""
    by_kind: dict[str, list[Any]] = {POSTAL_CODE: [], RANGE: [], PREFIX: [], AREA: []}
    for kind, name in words:
        by_kind[kind].append(name)
    ranges = [(PostalCode(name[:5]), PostalCode(name[-5:])) for name in by_kind[RANGE]]
    return coverages.says(service, terms, by_kind[POSTAL_CODE], by_kind[PREFIX], by_kind[AREA], ranges)


def shown(word: Word, terms: Terms) -> str:
    """The place and its terms, for the preview."""
    said = [terms.reach]
    if terms.surcharge is not None:
        said.append(f"+{terms.surcharge / 100:.2f}")
    if terms.more_days is not None:
        said.append(f"+{terms.more_days} d")
    if terms.visits:
        said.append("".join(WEEK[day] for day in terms.visits))
    if terms.branch is not None:
        said.append(terms.branch)
    return f"{word[0]} {word[1]}: {' '.join(said)}"
