"""The catalog: what is sold, at which price, how heavy and how large."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import msgspec
from msgspec.structs import replace

from promesa.domain.network import customs, kits, markdowns
from promesa.domain.network.customs import ClassifyProducts, Customs, CustomsSet, ProductsClassified, SetCustoms
from promesa.domain.network.kits import Components, KitSet, SetKit
from promesa.domain.network.markdowns import MarkdownPlanned, Markdowns, PlanMarkdown
from promesa.domain.values import ids
from promesa.domain.values.ids import ChannelId, Sku
from promesa.domain.values.moments import Instant
from promesa.domain.values.money import MAX_CENTAVOS, Centavos
from promesa.domain.values.refusal import Reason, Refused

GRAMS_MAX = 100_000_000
CM3_MAX = 1_000_000_000
STATED = "stated"
"""Where the price of a line comes from: whoever asked said it;"""
WAIVED = "waived"
"""it is a substitute's, no dearer than what it stands in for;"""
MARKED_DOWN = "markdown:"
"""it is that of the markdown named behind this. Without a word: the catalog's."""


class Product(msgspec.Struct, frozen=True):
    """One SKU; the facts of listing and changing it carry the whole of it."""

    sku: Sku
    name: str = ""
    price: Centavos = Centavos(0)
    grams: int = 0
    volume_cm3: int = 0
    category: str = ""
    retired: bool = False


# --- commands ---


class ListProduct(msgspec.Struct, frozen=True):
    """A new SKU, or a retired one again."""

    sku: Sku
    name: str = ""
    price: Centavos = Centavos(0)
    grams: int = 0
    volume_cm3: int = 0
    category: str = ""


class LoadProducts(msgspec.Struct, frozen=True, kw_only=True):
    """Many products at once, as columns of equal length: new ones are listed, known ones take what is said here."""

    source: str
    skus: tuple[Sku, ...]
    names: tuple[str, ...]
    prices: tuple[Centavos, ...]
    grams: tuple[int, ...]
    volumes_cm3: tuple[int, ...]
    categories: tuple[str, ...]


class SetPrice(msgspec.Struct, frozen=True):
    sku: Sku
    price: Centavos


class RetireProduct(msgspec.Struct, frozen=True):
    """It is sold no more; again, it changes nothing."""

    sku: Sku


# --- facts ---


class ProductListed(msgspec.Struct, frozen=True):
    sku: Sku
    name: str = ""
    price: Centavos = Centavos(0)
    grams: int = 0
    volume_cm3: int = 0
    category: str = ""


class ProductsLoaded(msgspec.Struct, frozen=True, kw_only=True):
    """New and changed products, as columns of equal length."""

    source: str
    skus: tuple[Sku, ...]
    names: tuple[str, ...]
    prices: tuple[Centavos, ...]
    grams: tuple[int, ...]
    volumes_cm3: tuple[int, ...]
    categories: tuple[str, ...]


class PriceSet(msgspec.Struct, frozen=True):
    sku: Sku
    price: Centavos


class ProductRetired(msgspec.Struct, frozen=True):
    sku: Sku


class Catalog(msgspec.Struct):
    """All products ever listed, by SKU; `version` grows with every fact about any of them."""

    products: dict[Sku, Product] = {}
    version: int = 0
    customs: Customs = msgspec.field(default_factory=Customs)
    kits: dict[Sku, Components] = {}
    markdowns: Markdowns = msgspec.field(default_factory=Markdowns)


def find(catalog: Catalog, sku: Sku) -> Product | None:
    """The product if it is on sale, else None; identifiers are compared whole ("0012" is not "12")."""
    product = catalog.products.get(sku)
    return None if product is None or product.retired else product


def priced(product: Product, markdown: MarkdownPlanned | None) -> Product:
    """The product at what it is sold for under a markdown: never dearer than without."""
    return product if markdown is None or markdown.price >= product.price else replace(product, price=markdown.price)


def price_of(
    catalog: Catalog, product: Product, stated: Centavos | None, channel: ChannelId, now: Instant
) -> tuple[Centavos, str]:
    """What one unit is sold for on that channel at that moment, and where the price comes from; looked up only when
    something is ordered."""
    if stated is not None:
        return stated, STATED
    if not catalog.markdowns.by_sku:
        return product.price, ""
    markdown = markdowns.in_force(catalog.markdowns, product.sku, channel, now)
    if markdown is None or markdown.price >= product.price:
        return product.price, ""
    return markdown.price, MARKED_DOWN + markdown.markdown


# --- rules ---


def list_product(catalog: Catalog, ask: ListProduct, now: Instant) -> list[ProductListed] | Refused:
    """A new SKU, or a retired one back on sale; one that is on sale is refused as existing."""
    product = Product(ask.sku, ask.name, ask.price, ask.grams, ask.volume_cm3, ask.category)
    fault = _fault(product)
    if fault is not None:
        return Refused(fault, ask.sku)
    kept = _entered(product)
    if find(catalog, kept.sku) is not None:
        return Refused(Reason.ALREADY_EXISTS, kept.sku)
    return [ProductListed(kept.sku, kept.name, kept.price, kept.grams, kept.volume_cm3, kept.category)]


def load_products(catalog: Catalog, ask: LoadProducts, now: Instant) -> list[ProductsLoaded] | Refused:
    """All rows or none; rows that say nothing new are left out, and with none left nothing happens.

    A SKU twice in a batch is ambiguous and refused; the row at fault is named by its number, from 1.
    """
    columns = (ask.skus, ask.names, ask.prices, ask.grams, ask.volumes_cm3, ask.categories)
    if any(len(column) != len(ask.skus) for column in columns):
        return Refused(Reason.INVALID, "columns")
    news, seen = [], set[Sku]()
    for number, row in enumerate(zip(*columns, strict=True), 1):
        product = Product(*row)
        fault = _fault(product)
        if fault is not None:
            return Refused(fault, f"row {number}: {product.sku}")
        kept = _entered(product)
        if kept.sku in seen:
            return Refused(Reason.INVALID, f"row {number}: {kept.sku}")
        seen.add(kept.sku)
        if catalog.products.get(kept.sku) != kept:
            news.append(kept)
    return [_loaded(ask.source, news)] if news else []


def set_price(catalog: Catalog, ask: SetPrice, now: Instant) -> list[PriceSet] | Refused:
    product = find(catalog, Sku(ids.entered(ask.sku)))
    if product is None:
        return Refused(Reason.UNKNOWN_SKU, ask.sku)
    if not 0 <= ask.price <= MAX_CENTAVOS:
        return Refused(Reason.BAD_AMOUNT, ask.sku)
    return [] if product.price == ask.price else [PriceSet(product.sku, ask.price)]


def retire_product(catalog: Catalog, ask: RetireProduct, now: Instant) -> list[ProductRetired] | Refused:
    product = catalog.products.get(Sku(ids.entered(ask.sku)))
    if product is None:
        return Refused(Reason.UNKNOWN_SKU, ask.sku)
    return [] if product.retired else [ProductRetired(product.sku)]


def plan_markdown(catalog: Catalog, ask: PlanMarkdown, now: Instant) -> list[MarkdownPlanned] | Refused:
    """Of what is on sale, below its price."""
    asked = replace(ask, sku=Sku(ids.entered(ask.sku)))
    product = find(catalog, asked.sku)
    if product is None:
        return Refused(Reason.UNKNOWN_SKU, ask.sku)
    return markdowns.plan(catalog.markdowns, product.price, asked, now)


def set_kit(catalog: Catalog, ask: SetKit, now: Instant) -> list[KitSet] | Refused:
    """Its own shelves must be empty: `stock.rules` looks before this does."""
    refused = kits.fault(catalog.kits, catalog.products, ask)
    if refused is not None:
        return refused
    same = catalog.kits.get(ask.sku, kits.NO_KIT) == ask.components
    return [] if same else [KitSet(ask.sku, ask.components)]


def _fault(product: Product) -> Reason | None:
    if not ids.is_sound(product.sku) or max(len(product.name), len(product.category)) > 1_000:
        return Reason.INVALID
    if not 0 <= product.price <= MAX_CENTAVOS:
        return Reason.BAD_AMOUNT
    sound = 0 <= product.grams <= GRAMS_MAX and 0 <= product.volume_cm3 <= CM3_MAX
    return None if sound else Reason.INVALID


def _entered(product: Product) -> Product:
    """Names trimmed once, here; a product without a name goes by its SKU."""
    sku = Sku(ids.entered(product.sku))
    return replace(product, sku=sku, name=product.name.strip() or sku, category=product.category.strip())


def _loaded(source: str, products: list[Product]) -> ProductsLoaded:
    return ProductsLoaded(
        source=source,
        skus=tuple(product.sku for product in products),
        names=tuple(product.name for product in products),
        prices=tuple(product.price for product in products),
        grams=tuple(product.grams for product in products),
        volumes_cm3=tuple(product.volume_cm3 for product in products),
        categories=tuple(product.category for product in products),
    )


def products_of(fact: ProductsLoaded) -> Iterator[Product]:
    """The rows of a batch."""
    columns = (fact.skus, fact.names, fact.prices, fact.grams, fact.volumes_cm3, fact.categories)
    return (Product(*row) for row in zip(*columns, strict=True))


# --- the fold ---


def _fold_listed(catalog: Catalog, fact: ProductListed, _: Instant) -> None:
    product = Product(fact.sku, fact.name, fact.price, fact.grams, fact.volume_cm3, fact.category)
    catalog.products[fact.sku] = product
    catalog.version += 1


def _fold_loaded(catalog: Catalog, fact: ProductsLoaded, _: Instant) -> None:
    catalog.products.update((product.sku, product) for product in products_of(fact))
    catalog.version += 1


def _fold_priced(catalog: Catalog, fact: PriceSet, _: Instant) -> None:
    catalog.products[fact.sku] = replace(catalog.products[fact.sku], price=fact.price)
    catalog.version += 1


def _fold_retired(catalog: Catalog, fact: ProductRetired, _: Instant) -> None:
    catalog.products[fact.sku] = replace(catalog.products[fact.sku], retired=True)
    catalog.version += 1


def _fold_kit(catalog: Catalog, fact: KitSet, _: Instant) -> None:
    catalog.kits.pop(fact.sku, None)
    if fact.components:
        catalog.kits[fact.sku] = fact.components
    catalog.version += 1


def _set_customs(catalog: Catalog, ask: SetCustoms, now: Instant) -> list[CustomsSet] | Refused:
    return customs.set_customs(catalog.customs, ask, now)


def _classify(catalog: Catalog, ask: ClassifyProducts, now: Instant) -> list[ProductsClassified] | Refused:
    return customs.classify(catalog.customs, ask, now)


def _fold_customs(catalog: Catalog, fact: CustomsSet, _: Instant) -> None:
    customs.fold_rules(catalog.customs, fact)
    catalog.version += 1


def _fold_classified(catalog: Catalog, fact: ProductsClassified, _: Instant) -> None:
    customs.fold_products(catalog.customs, fact)
    catalog.version += 1


def _of_markdowns(rule: Callable[[Any, Any, Instant], Any]) -> Callable[[Any, Any, Instant], Any]:
    return lambda catalog, told, now: rule(catalog.markdowns, told, now)


RULES: Mapping[type, Callable[[Any, Any, Instant], Any]] = {
    ListProduct: list_product,
    SetCustoms: _set_customs,
    ClassifyProducts: _classify,
    LoadProducts: load_products,
    SetPrice: set_price,
    RetireProduct: retire_product,
    PlanMarkdown: plan_markdown,
    **{ask: _of_markdowns(rule) for ask, rule in markdowns.RULES.items()},
}
FOLD: Mapping[type, Callable[[Any, Any, Instant], None]] = {
    ProductListed: _fold_listed,
    ProductsLoaded: _fold_loaded,
    PriceSet: _fold_priced,
    ProductRetired: _fold_retired,
    CustomsSet: _fold_customs,
    ProductsClassified: _fold_classified,
    KitSet: _fold_kit,
    **{fact: _of_markdowns(fold) for fact, fold in markdowns.FOLD.items()},
}
