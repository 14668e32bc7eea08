"""Files of customs: duty by HS prefix, taxes and their thresholds, days at customs, and products' HS codes."""

from collections.abc import Callable, Hashable, Iterator
from typing import Any

import msgspec

from promesa.domain.network import catalog
from promesa.domain.network import customs as rules
from promesa.domain.network.carriers import rules as carrier_rules
from promesa.domain.network.carriers.words import ClearanceSet, SetClearance
from promesa.domain.network.catalog import Catalog
from promesa.domain.network.customs import (
    Classification,
    ClassifyProducts,
    CustomsRules,
    CustomsSet,
    ProductsClassified,
    SetCustoms,
)
from promesa.domain.values.ids import Sku
from promesa.domain.values.moments import Instant
from promesa.domain.values.refusal import Refused
from promesa.domain.world import World
from promesa.gateways.files import cells, faults, headers, plans
from promesa.gateways.files import reading as readings
from promesa.gateways.files.cells import Cursor
from promesa.gateways.files.faults import SHEET_SHIFT, Fault
from promesa.gateways.files.headers import CODE, NUMBER
from promesa.gateways.files.plans import CHANGED, NEW, Applied, Ask, Kind, Plan, Put, Step, Told, Undoing
from promesa.gateways.files.reading import Reading

FIELDS = (
    headers.field("country", "país, pais destino, país de destino, destination country"),
    headers.field("sku", "clave, código, clave producto, product, item", CODE),
    headers.field("hs_code", "fracción, fracción arancelaria, hs, código hs, tariff code", CODE),
    headers.field("origin", "país de origen, origen, origin country, country of origin"),
    headers.field("clearance_days", "días de despacho, días en aduana, clearance, customs days", NUMBER),
    headers.field("chance_percent", "probabilidad, % de los casos, percentil, chance, percentile", NUMBER),
    headers.field("hs_prefix", "capítulo, partida, prefijo hs, prefijo arancelario, chapter, heading", CODE),
    headers.field("duty_percent", "arancel, igi, % arancel, duty, duty rate", NUMBER),
    headers.field("prohibited", "prohibido, prohibida, no permitido, forbidden"),
    headers.field("as_of", "vigencia, vigente desde, fecha, date, valid from"),
    headers.field("source", "fuente, fundamento, referencia, reference"),
    headers.field("tax_percent", "iva, % iva, impuesto, vat", NUMBER),
    headers.field("border_tax_percent", "iva frontera, iva región fronteriza, border vat", NUMBER),
    headers.field("border_prefixes", "cp frontera, códigos postales frontera, border postal codes"),
    headers.field("free_up_to", "exento hasta, libre hasta, de minimis", NUMBER),
    headers.field("simplified_up_to", "tasa global hasta, simplificado hasta, simplified up to", NUMBER),
    headers.field("simplified_percent", "tasa global, tasa simplificada, simplified rate", NUMBER),
)
HOME = "MX"
PERCENT = 100


class Says(msgspec.Struct, frozen=True):
    """What one row says: a product's code, a prefix's duty or that it is prohibited, or figures of the country."""

    country: str
    product: tuple[Sku, Classification] | None
    prefix: str | None
    duty: int | None
    prohibited: bool | None
    told: dict[str, Any]
    clearance: tuple[str, int, int] | None = None
    """(country of origin, hundredths of a percent of the cases, days within which customs let go of them)."""


def plan(file: Reading, ask: Ask, only: frozenset[int] | None) -> Plan:
    """New and changed classifications, and each country's rules with what the file says put in."""
    made = Plan()
    rows = [told for _, told in _unclashing(file)]
    made.steps = iter(ask(_compared, rows, file, only, made))
    return made


def _unclashing(file: Reading) -> Iterator[tuple[Hashable, Told]]:
    rows = [Told(number, says) for number, row in readings.lines(file) if (says := _read(row)) is not None]
    said: dict[Hashable, set[Any]] = {}
    for told in rows:
        for thing, value in _things(told.says):
            said.setdefault(thing, set()).add(value)
    for told in rows:
        wrong = next((thing for thing, _ in _things(told.says) if len(said[thing]) > 1), None)
        if wrong is None:
            yield told.number, told
        else:
            about = " · ".join(map(str, wrong)) if isinstance(wrong, tuple) else str(wrong)
            file.bad.add(told.number, "", Fault("ambiguous_rows", about=about))


def _things(says: Says) -> Iterator[tuple[Hashable, Any]]:
    if says.product is not None:
        yield ("sku", says.product[0]), says.product[1]
    if says.duty is not None:
        yield (says.country, says.prefix), says.duty
    if says.prohibited is not None:
        yield (says.country, says.prefix, "prohibited"), says.prohibited
    for name, value in says.told.items():
        yield (says.country, name), value
    if says.clearance is not None:
        yield (says.country, *says.clearance[:2]), says.clearance[2]


def _read(row: Cursor) -> Says | None:
    country, origin = row.read("country", _country), row.read("origin", _country)
    sku, hs_code, prefix = row.code("sku"), row.read("hs_code", _hs_code), row.read("hs_prefix", _prefix)
    duty, prohibited = row.scaled("duty_percent", PERCENT, rules.PERCENT_MAX), row.yes_no("prohibited")
    told = {
        "as_of": row.read("as_of", cells.day),
        "source": row.text("source"),
        "tax": row.scaled("tax_percent", PERCENT, rules.PERCENT_MAX),
        "border_tax": row.scaled("border_tax_percent", PERCENT, rules.PERCENT_MAX),
        "border_prefixes": row.read("border_prefixes", _prefixes),
        "free_up_to": row.centavos("free_up_to"),
        "simplified_up_to": row.centavos("simplified_up_to"),
        "simplified": row.scaled("simplified_percent", PERCENT, rules.PERCENT_MAX),
    }
    if sku is not None and hs_code is None:
        row.blame("hs_code", Fault("missing"))
    clearance = _clearance(row, origin)
    if sku is None and (hs_code is not None or (origin is not None and clearance is None)):
        row.blame("sku", Fault("missing"))
    if prefix is None and (duty is not None or prohibited is not None):
        row.blame("hs_prefix", Fault("missing"))
    if prefix is not None and duty is None and prohibited is None:
        row.blame("duty_percent", Fault("missing"))
    if row.fault is not None:
        return None
    product = None if sku is None else (Sku(sku), Classification(str(hs_code), origin or ""))
    said = {name: value for name, value in told.items() if value is not None}
    return Says(country or HOME, product, prefix, duty, prohibited, said, clearance)


def _clearance(row: Cursor, origin: str | None) -> tuple[str, int, int] | None:
    """All three, or none."""
    days, chance = row.whole("clearance_days", 365), row.scaled("chance_percent", PERCENT, 100 * PERCENT)
    if days is None and chance is None:
        return None
    for field, value in (("origin", origin), ("clearance_days", days), ("chance_percent", chance)):
        if value is None:
            row.blame(field, Fault("missing"))
    return (origin, chance, days) if origin is not None and chance is not None and days is not None else None


def _country(cell: Any) -> str | Fault:
    code = cells.as_text(cell).upper()
    return code if rules.is_country(code) else Fault("bad_country", str(cell))


def _hs_code(cell: Any) -> str | Fault:
    return rules.hs_digits(cells.as_text(cell)) or Fault("bad_hs_code", str(cell))


def _prefix(cell: Any) -> str | Fault:
    digits = cells.as_text(cell).replace(".", "")
    sound = digits.isascii() and digits.isdigit() and len(digits) <= rules.HS_DIGITS_MAX
    return digits if sound else Fault("bad_hs_code", str(cell))


def _prefixes(cell: Any) -> tuple[str, ...] | Fault:
    words = cells.as_text(cell).replace(";", ",").replace(" ", ",").split(",")
    found = tuple(sorted({word for word in words if word}))
    sound = all(word.isascii() and word.isdigit() and len(word) <= 5 for word in found)
    return found if sound else Fault("bad_postal_code", str(cell))


# --- comparing ---


def _compared(world: World, rows: list[Told], file: Reading, only: frozenset[int] | None, made: Plan) -> list[Step]:
    wanted = rows if only is None else [told for told in rows if told.number in only]
    made.same += len(rows) - len(wanted)
    waits = [told for told in wanted if told.says.clearance is not None]
    others = [told for told in wanted if told.says.clearance is None]
    puts = [*_classified(world, others, made), *_ruled(world, others, file, made), *_cleared(world, waits, file, made)]
    return [Step(0, tuple(puts))] if puts else []


def _classified(world: World, rows: list[Told], made: Plan) -> Iterator[Put]:
    known, news, numbers = world.catalog.customs.products, dict[Sku, Classification](), list[int]()
    for told in rows:
        if told.says.product is None:
            continue
        sku, said = told.says.product
        is_same = known.get(sku) == said
        if is_same or sku in news:
            made.same += is_same
            made.doubled += not is_same
            continue
        plans.sample(made, NEW if sku not in known else CHANGED, sku, "", said.hs_code)
        news[sku] = said
        numbers.append(told.number)
    if news:
        yield Put(_classify(news), numbers)


def _classify(news: dict[Sku, Classification]) -> Callable[[str], ClassifyProducts]:
    codes, origins = tuple(one.hs_code for one in news.values()), tuple(one.origin for one in news.values())
    return lambda mark: ClassifyProducts(source=mark, skus=tuple(news), hs_codes=codes, origins=origins)


def _ruled(world: World, rows: list[Told], file: Reading, made: Plan) -> Iterator[Put]:
    by_country: dict[str, list[Told]] = {}
    for told in rows:
        if told.says.product is None:
            by_country.setdefault(told.says.country, []).append(told)
    for country, said in by_country.items():
        meant = _meant(world.catalog.customs.rules.get(country), country, said)
        answer = meant if isinstance(meant, Fault) else _refused(world, meant)
        if isinstance(answer, Fault):
            for told in said:
                file.bad.add(told.number, _column(file, told), answer)
        elif meant == world.catalog.customs.rules.get(country):
            made.same += len(said)
        else:
            assert isinstance(meant, CustomsRules)
            for told in said:
                what = CHANGED if country in world.catalog.customs.rules else NEW
                plans.sample(made, what, country, "", told.says.prefix or ", ".join(told.says.told))
            yield Put(_command(SetCustoms(meant)), [told.number for told in said])


def _cleared(world: World, rows: list[Told], file: Reading, made: Plan) -> Iterator[Put]:
    """Days at customs of each lane, as the file has them: they replace what was known of the lane."""
    by_lane: dict[tuple[str, str], list[Told]] = {}
    for told in rows:
        by_lane.setdefault((told.says.clearance[0], told.says.country), []).append(told)
    for (origin, country), said in by_lane.items():
        pairs = sorted({told.says.clearance[1:] for told in said})
        chances, days = tuple(chance / 10_000 for chance, _ in pairs), tuple(number for _, number in pairs)
        command = SetClearance(origin, country, chances, days, file.source.path.name)
        answer = carrier_rules.set_clearance(world.carriers, command, Instant(0))
        for told in said:
            if isinstance(answer, Refused):
                file.bad.add(told.number, _column(file, told), faults.refused(answer))
            else:
                plans.sample(made, CHANGED, f"{origin} → {country}", "", f"{told.says.clearance[2]} d")
        if not isinstance(answer, Refused):
            yield Put(_command(command), [told.number for told in said])


def _meant(known: CustomsRules | None, country: str, rows: list[Told]) -> CustomsRules | Fault:
    """The rules with what the rows say put in; figures without a date and a source are no rules."""
    told: dict[str, Any] = {}
    for row in rows:
        told.update(row.says.told)
    if known is None and not {"as_of", "source"} <= told.keys():
        return Fault("rules_without_source", country)
    was = known or CustomsRules(country=country, as_of=told["as_of"], source=told["source"])
    duties = dict(zip(was.prefixes, was.rates, strict=True))
    barred = set(was.prohibited)
    for row in rows:
        if row.says.prefix is not None and row.says.duty is not None:
            duties[row.says.prefix] = row.says.duty
        if row.says.prefix is not None and row.says.prohibited is not None:
            (barred.add if row.says.prohibited else barred.discard)(row.says.prefix)
    told["prefixes"] = tuple(sorted(duties))
    told["rates"] = tuple(duties[prefix] for prefix in sorted(duties))
    told["prohibited"] = tuple(sorted(barred))
    return msgspec.structs.replace(was, **told)


def _refused(world: World, meant: CustomsRules) -> Fault | None:
    answer = rules.set_customs(world.catalog.customs, SetCustoms(meant), Instant(0))
    return faults.refused(answer) if isinstance(answer, Refused) else None


def _column(file: Reading, told: Told) -> str:
    said = file.sheets[told.number >> SHEET_SHIFT].columns.said
    return said.get("source", said.get("hs_prefix", ""))


# --- applying and undoing ---


def _command(command: Any) -> Callable[[str], Any]:
    return lambda _: command


def rows_of(fact: Any) -> int:
    if isinstance(fact, ClearanceSet):
        return len(fact.days)
    return len(fact.skus) if isinstance(fact, ProductsClassified) else int(isinstance(fact, CustomsSet))


def undo(world: World, before: Catalog, applied: list[Applied]) -> Undoing:
    """Rules and classifications as they were; what was not there before stays, and so do days at customs: the next
    file says them anew."""
    made, now = Undoing(), world.catalog.customs
    puts: list[Put] = []
    rules_after = {fact.rules.country: fact.rules for fact, _ in applied if isinstance(fact, CustomsSet)}
    for country, after in rules_after.items():
        was = before.customs.rules.get(country)
        if now.rules[country] != after:
            made.left.append(plans.changed_since(country))
        elif was is None:
            made.left.append(plans.unmakeable(country))
        else:
            puts.append(Put(_command(SetCustoms(was)), [0]))
    lanes = [fact for fact, _ in applied if isinstance(fact, ClearanceSet)]
    made.left += [plans.unmakeable(f"{fact.origin} → {fact.country}") for fact in lanes]
    back = {}
    for fact in (one for one, _ in applied if isinstance(one, ProductsClassified)):
        for sku, code, origin in zip(fact.skus, fact.hs_codes, fact.origins, strict=True):
            if now.products[sku] != Classification(code, origin):
                made.left.append(plans.changed_since(sku))
            else:
                back[sku] = before.customs.products.get(sku, Classification("", ""))
    if back:
        puts.append(Put(_classify(back), [0] * len(back)))
    made.steps = [Step(0, tuple(puts))] if puts else []
    return made


KIND = Kind(name="customs", fields=FIELDS, plan=plan, rows_of=rows_of, undo=undo, noun=Catalog, folds=catalog.FOLD)
