"""The catalog: what is sold, at which price, how heavy and how large."""

import msgspec

from promesa.domain.values.ids import Sku
from promesa.domain.values.money import Centavos


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


def find(catalog: Catalog, sku: Sku) -> Product | None:
    """The product if it is on sale, else None; identifiers are compared whole ("0012" is not "12")."""
    product = catalog.products.get(sku)
    return None if product is None or product.retired else product
