"""What carrying costs and what customs take: rate tables, customs rules, HS codes of products, days at customs."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any

import msgspec
from msgspec import Meta, structs

from promesa.domain.network.carriers.rate_tables import RateTable, SetRateTable
from promesa.domain.network.carriers.words import SetClearance
from promesa.domain.network.customs import ClassifyProducts, CustomsRules, SetCustoms
from promesa.domain.values.ids import ServiceId
from promesa.domain.values.money import Centavos
from promesa.domain.world import World
from promesa.surfaces import fields
from promesa.surfaces.operations import Call, Command, Receipt, Shape, receipt

ROWS_MAX = 5_000
Hundredths = Annotated[int, Meta(ge=0, le=100_000, description="Hundredths of one percent: 1600 is 16 %.")]
Grams = Annotated[int, Meta(ge=0, le=100_000_000)]
Limit = Annotated[int, Meta(ge=1, le=100_000_000, description="Grams.")]
Volume = Annotated[int, Meta(ge=0, le=2_000_000_000)]
Country = Annotated[str, Meta(pattern=r"^[A-Z]{2}$(?!\n)", description="ISO 3166-1.", examples=["MX"])]
HsPrefix = Annotated[str, Meta(pattern=r"^[0-9]{1,10}$(?!\n)")]
HsCode = Annotated[str, Meta(pattern=r"^([0-9]{4,10}|[0-9]{4}([. -][0-9]{2}){1,3})?$(?!\n)", examples=["6109.10.03"])]


class ZoneLane(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The zone of a lane between two areas; "*" is everywhere, the more exact lane counts."""

    origin: fields.Area
    destination: fields.Area
    zone: fields.Text


class ZonePrices(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A zone's price of each bracket, never falling, and of each kilogram begun above the last."""

    zone: Annotated[str, Meta(min_length=1, max_length=200)]
    prices_centavos: Annotated[tuple[fields.CostAmount, ...], Meta(min_length=1, max_length=500)]
    extra_kg_centavos: fields.CostAmount = Centavos(0)


class RateTableBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A service's rates by zone and weight, the whole of them; without zones its plain rates count again."""

    lanes: Annotated[tuple[ZoneLane, ...], Meta(max_length=ROWS_MAX)] = ()
    limits_grams: Annotated[tuple[Limit, ...], Meta(max_length=500)] = ()
    zones: Annotated[tuple[ZonePrices, ...], Meta(max_length=200)] = ()
    volumetric_cm3_per_kg: Annotated[int, Meta(ge=0, le=1_000_000)] = 5_000
    fuel: Hundredths = 0
    oversize_grams: Grams = 0
    oversize_cm3: Volume = 0
    oversize_centavos: fields.CostAmount = Centavos(0)
    insurance: Hundredths = 0


class Duty(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    prefix: HsPrefix
    duty: Hundredths


class CustomsBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a country takes of goods that come in, the whole of it, with its date and its source."""

    country: Country = "MX"
    as_of: date
    source: Annotated[str, Meta(min_length=1, max_length=200, pattern=fields.NAME_PATTERN)]
    duties: Annotated[tuple[Duty, ...], Meta(max_length=20_000)] = ()
    prohibited: Annotated[tuple[HsPrefix, ...], Meta(max_length=ROWS_MAX)] = ()
    tax: Hundredths = 0
    border_tax: Hundredths = 0
    border_prefixes: Annotated[tuple[fields.Prefix, ...], Meta(max_length=ROWS_MAX)] = ()
    free_up_to: fields.Amount = Centavos(0)
    simplified_up_to: fields.Amount = Centavos(0)
    simplified: Hundredths = 0

    def __post_init__(self) -> None:
        fields.day(self.as_of)


class ClassifiedProduct(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    sku: fields.StockSku
    hs_code: HsCode
    origin: Country | None = None


class ClassificationBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """HS codes and countries of origin: all or none."""

    products: Annotated[tuple[ClassifiedProduct, ...], Meta(min_length=1, max_length=ROWS_MAX)]
    source: fields.Source = "api"


class ClearanceDays(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    chance: Annotated[float, Meta(gt=0, le=1)]
    days: Annotated[int, Meta(ge=0, le=365)]


class ClearanceBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Within how many days customs let go of what comes from a country, chance by chance, both ascending."""

    origin: Country
    country: Country = "MX"
    quantiles: Annotated[tuple[ClearanceDays, ...], Meta(max_length=100)] = ()
    source: fields.Text = ""


def rate_table(asked: RateTableBody, call: Call) -> SetRateTable:
    service = ServiceId(call.path["service"])
    if not asked.zones:
        return SetRateTable(service)
    told = {name: getattr(asked, name) for name in RateTable.__struct_fields__ if hasattr(asked, name)}
    told |= {
        "origins": tuple(lane.origin for lane in asked.lanes),
        "destinations": tuple(lane.destination for lane in asked.lanes),
        "zones": tuple(lane.zone for lane in asked.lanes),
        "names": tuple(zone.zone for zone in asked.zones),
        "prices": tuple(zone.prices_centavos for zone in asked.zones),
        "extra_kg": tuple(zone.extra_kg_centavos for zone in asked.zones),
        "oversize": asked.oversize_centavos,
    }
    return SetRateTable(service, RateTable(**told))


def customs(asked: CustomsBody, _: Call) -> SetCustoms:
    told = structs.asdict(asked)
    del told["duties"]
    prefixes, rates = tuple(one.prefix for one in asked.duties), tuple(one.duty for one in asked.duties)
    return SetCustoms(CustomsRules(**told, prefixes=prefixes, rates=rates))


def classification(asked: ClassificationBody, _: Call) -> ClassifyProducts:
    return ClassifyProducts(
        source=asked.source,
        skus=tuple(row.sku for row in asked.products),
        hs_codes=tuple(row.hs_code for row in asked.products),
        origins=tuple(row.origin or "" for row in asked.products),
    )


def clearance(asked: ClearanceBody, _: Call) -> SetClearance:
    chances, days = tuple(one.chance for one in asked.quantiles), tuple(one.days for one in asked.quantiles)
    return SetClearance(asked.origin, asked.country, chances, days, asked.source)


def _by_source(_: World, asked: Any, call: Call, facts: Sequence[Any]) -> Receipt:
    return receipt(call.path.get("service") or asked.source or "api", facts)


def _command(name: str, path: str, summary: str, takes: Shape, command: Any) -> Command:
    return Command(
        name=name,
        method="POST",
        path=path,
        scope="network",
        group="Network",
        summary=summary,
        takes=takes,
        gives=Receipt,
        command=command,
        reply=_by_source,
    )


OPERATIONS = (
    _command(
        "set_rate_table",
        "/v1/services/{service}/rate-table",
        "A service's rates by zone and weight, with fuel, oversize and insurance.",
        RateTableBody,
        rate_table,
    ),
    _command("set_customs", "/v1/customs", "Duties and taxes of a country, dated and sourced.", CustomsBody, customs),
    _command(
        "classify_products",
        "/v1/products/classification",
        "Products' HS codes and countries of origin.",
        ClassificationBody,
        classification,
    ),
    _command(
        "set_clearance", "/v1/customs/clearance", "How long customs keep what comes in.", ClearanceBody, clearance
    ),
)
