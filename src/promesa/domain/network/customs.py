"""What customs of a country say: duty by HS code, taxes, what may not come in; and how products are classified.

Every figure that a law changes is data with a date and a source (`CustomsRules`), never a default of this program.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import msgspec

from promesa.domain.values import ids
from promesa.domain.values.ids import Sku
from promesa.domain.values.moments import Instant
from promesa.domain.values.money import MAX_CENTAVOS, Centavos
from promesa.domain.values.refusal import Reason, Refused

PERCENT_MAX = 100_000
"""A thousand percent, in hundredths of one."""
HS_DIGITS_MIN, HS_DIGITS_MAX = 4, 10


class CustomsRules(msgspec.Struct, frozen=True, kw_only=True):
    """What a country takes of goods that come in; percentages in hundredths of one percent, money in the policy's
    currency. Empty: nothing is known, and nothing is promised across the border."""

    country: str = "MX"
    as_of: date
    source: str
    """Where the figures stand: a law, a notice, a customs broker's letter."""
    prefixes: tuple[str, ...] = ()
    rates: tuple[int, ...] = ()
    """Duty by prefix of the HS code, as columns; the longest prefix counts."""
    prohibited: tuple[str, ...] = ()
    """Prefixes of HS codes that may not be sent."""
    tax: int = 0
    """The general tax on value and duty (IVA)."""
    border_tax: int = 0
    border_prefixes: tuple[str, ...] = ()
    """Postal codes that begin so pay the border region's tax instead."""
    free_up_to: Centavos = Centavos(0)
    """Parcels of no more value pay nothing (de minimis)."""
    simplified_up_to: Centavos = Centavos(0)
    simplified: int = 0
    """Parcels of no more value pay this one rate, instead of duty and tax."""


class SetCustoms(msgspec.Struct, frozen=True):
    """These rules from now on, the whole of them."""

    rules: CustomsRules


class ClassifyProducts(msgspec.Struct, frozen=True, kw_only=True):
    """HS codes and countries of origin of products, as columns of equal length; they need not be listed yet."""

    source: str
    skus: tuple[Sku, ...]
    hs_codes: tuple[str, ...]
    origins: tuple[str, ...]


class CustomsSet(msgspec.Struct, frozen=True):
    rules: CustomsRules


class ProductsClassified(msgspec.Struct, frozen=True, kw_only=True):
    """What is new of them, as columns of equal length."""

    source: str
    skus: tuple[Sku, ...]
    hs_codes: tuple[str, ...]
    origins: tuple[str, ...]


class Classification(msgspec.Struct, frozen=True, array_like=True):
    """A product as customs see it."""

    hs_code: str
    origin: str


class Customs(msgspec.Struct):
    """Rules by country and classifications by SKU."""

    rules: dict[str, CustomsRules] = {}
    products: dict[Sku, Classification] = {}


def country_of(area: str, home: str = "MX") -> str:
    """The country of an area: "US-TX" lies in the US; states' two-digit codes and other keys at home."""
    return area[:2] if len(area) > 3 and area[2] == "-" and area[:2].isalpha() and area[:2].isupper() else home


def duty_of(rules: CustomsRules, customs: Customs, sku: Sku) -> int | Refused:
    """The product's duty in hundredths of one percent; HS_CODE_MISSING where its code, or a rate for it, is unknown;
    PROHIBITED where it may not be sent."""
    known = customs.products.get(sku)
    if known is None or not known.hs_code:
        return Refused(Reason.HS_CODE_MISSING, sku)
    if any(known.hs_code.startswith(prefix) for prefix in rules.prohibited):
        return Refused(Reason.PROHIBITED, sku)
    rates = dict(zip(rules.prefixes, rules.rates, strict=True))
    for length in range(len(known.hs_code), 0, -1):
        if known.hs_code[:length] in rates:
            return rates[known.hs_code[:length]]
    return Refused(Reason.HS_CODE_MISSING, sku)


def tax_at(rules: CustomsRules, postal_code: str) -> int:
    """The tax at the place, in hundredths of one percent."""
    border = any(postal_code.startswith(prefix) for prefix in rules.border_prefixes)
    return rules.border_tax if border else rules.tax


# --- rules ---


def set_customs(customs: Customs, ask: SetCustoms, now: Instant) -> list[CustomsSet] | Refused:
    """INVALID names the first field at fault; rules without a source are none."""
    rules = ask.rules
    fault = next((name for name, is_right in _CHECKS if not is_right(rules)), None)
    if fault is not None:
        return Refused(Reason.INVALID, f"customs {fault}")
    return [] if customs.rules.get(rules.country) == rules else [CustomsSet(rules)]


def classify(customs: Customs, ask: ClassifyProducts, now: Instant) -> list[ProductsClassified] | Refused:
    """All rows or none; what is known already is left out. INVALID names the first row at fault, from 1."""
    if not len(ask.skus) == len(ask.hs_codes) == len(ask.origins):
        return Refused(Reason.INVALID, "columns")
    news: dict[Sku, Classification] = {}
    for number, (sku, code, origin) in enumerate(zip(ask.skus, ask.hs_codes, ask.origins, strict=True), 1):
        hs_code = hs_digits(code)
        if not ids.is_sound(sku) or hs_code is None or not (origin == "" or is_country(origin)):
            return Refused(Reason.INVALID, f"row {number}: {sku}")
        news[Sku(ids.entered(sku))] = Classification(hs_code, origin)
    told = {sku: one for sku, one in news.items() if customs.products.get(sku) != one}
    if not told:
        return []
    codes, origins = tuple(one.hs_code for one in told.values()), tuple(one.origin for one in told.values())
    return [ProductsClassified(source=ask.source, skus=tuple(told), hs_codes=codes, origins=origins)]


def hs_digits(code: str) -> str | None:
    """The code's digits, "6109.10.03" or "61091003"; "" for none said; None for what is no HS code."""
    digits = code.replace(".", "").replace(" ", "").replace("-", "")
    if not digits:
        return ""
    return digits if digits.isascii() and digits.isdigit() and HS_DIGITS_MIN <= len(digits) <= HS_DIGITS_MAX else None


def is_country(code: str) -> bool:
    """Two capital letters of ISO 3166-1."""
    return len(code) == 2 and code.isascii() and code.isalpha() and code.isupper()


_CHECKS: tuple[tuple[str, Callable[[CustomsRules], bool]], ...] = (
    ("country", lambda r: is_country(r.country)),
    ("source", lambda r: ids.is_sound(r.source)),
    ("rates", lambda r: len(r.prefixes) == len(r.rates) == len(set(r.prefixes))),
    ("rates", lambda r: all(0 <= rate <= PERCENT_MAX for rate in (*r.rates, r.tax, r.border_tax, r.simplified))),
    ("prefixes", lambda r: all(p.isascii() and p.isdigit() for p in (*r.prefixes, *r.prohibited))),
    ("free_up_to", lambda r: 0 <= r.free_up_to <= MAX_CENTAVOS and 0 <= r.simplified_up_to <= MAX_CENTAVOS),
)


# --- the fold ---


def fold_rules(customs: Customs, fact: CustomsSet) -> None:
    customs.rules[fact.rules.country] = fact.rules


def fold_products(customs: Customs, fact: ProductsClassified) -> None:
    for sku, hs_code, origin in zip(fact.skus, fact.hs_codes, fact.origins, strict=True):
        customs.products[sku] = Classification(hs_code, origin)


RULES: Mapping[type, Callable[[Any, Any, Instant], Any]] = {SetCustoms: set_customs, ClassifyProducts: classify}
