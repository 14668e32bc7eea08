"""Catalog files: what is sold, at which price, how heavy and how large."""

from collections.abc import Callable, Hashable, Iterator
from typing import Any

import msgspec

from promesa.domain.network import catalog
from promesa.domain.network.catalog import (
    CM3_MAX,
    GRAMS_MAX,
    Catalog,
    LoadProducts,
    Product,
    ProductRetired,
    ProductsLoaded,
    RetireProduct,
)
from promesa.domain.network.kits import NO_KIT, Components, KitSet, SetKit
from promesa.domain.values import money
from promesa.domain.values.ids import Sku
from promesa.domain.values.money import Centavos
from promesa.domain.world import World
from promesa.gateways.files import headers, kit_cells, plans, reading
from promesa.gateways.files.cells import Cursor
from promesa.gateways.files.faults import Fault
from promesa.gateways.files.headers import CODE, NUMBER
from promesa.gateways.files.plans import CHANGED, NEW, Applied, Ask, Kind, Plan, Put, Step, Told, Undoing
from promesa.gateways.files.reading import Reading

FIELDS = (
    headers.field(
        "sku",
        "sku, clave sku, clave del producto, clave producto, clave de artículo, clave artículo, código de producto, "
        "código producto, código artículo, código sku, id producto, product code, product id, item code, item id, "
        "sku id, material, clave, código, no. de parte, número de parte, part number, upc, ean, código de barras, "
        "barcode, referencia, artículo, item",
        CODE,
        True,
    ),
    headers.field(
        "name",
        "nombre, nombre del producto, descripción, descripción corta, producto, título, name, product name, title, "
        "description, product",
    ),
    headers.field(
        "price",
        "precio, precio de venta, precio público, precio al público, precio con iva, precio lista, precio de lista, "
        "pvp, price, sale price, list price, unit price, precio unitario",
        NUMBER,
    ),
    headers.field(
        "grams", "peso g, peso gr, peso grs, peso gramos, peso en gramos, gramos, weight g, weight grams", NUMBER
    ),
    headers.field(
        "kilograms",
        "peso kg, peso kgs, peso en kg, peso en kilos, peso kilos, peso, kilos, kg, weight kg, weight",
        NUMBER,
    ),
    headers.field(
        "volume_cm3", "volumen cm3, volumen en cm3, volumen, centímetros cúbicos, cm3, volume cm3, volume", NUMBER
    ),
    headers.field("length_cm", "largo cm, largo, longitud, profundidad, fondo, length cm, length, depth", NUMBER),
    headers.field("width_cm", "ancho cm, ancho, width cm, width", NUMBER),
    headers.field("height_cm", "alto cm, alto, altura, height cm, height", NUMBER),
    headers.field(
        "category", "categoría, departamento, familia, línea, clase, category, department, family, product category"
    ),
    headers.field(
        "components",
        "componentes, componentes del kit, contenido del kit, piezas del kit, se compone de, receta, components, "
        "kit components, bundle items, made of, bill of materials",
    ),
    headers.field("active", "activo, estatus, estado, status, a la venta, vigente, is active"),
)
SIDE_MAX_CM = 10_000


class Says(msgspec.Struct, frozen=True):
    """What a row says about a product; None where it says nothing."""

    sku: Sku
    name: str | None
    price: Centavos | None
    grams: int | None
    volume_cm3: int | None
    category: str | None
    active: bool | None
    components: Components | None = None


class Meant(msgspec.Struct, frozen=True):
    """What a row would make of a product, and of what it is made where it says so (None: as it is)."""

    product: Product
    components: Components | None = None


def plan(file: Reading, ask: Ask, only: frozenset[int] | None) -> Plan:
    """New and changed products, and those that are retired."""
    made = Plan()
    rows = plans.unique(_rows(file), file.bad, made)
    named = {told.says.sku for told in rows}
    news: list[Told] = []
    for at in range(0, len(rows), plans.STEP_ROWS_MIN):
        news += ask(_compared, rows[at : at + plans.STEP_ROWS_MIN], file, only, made, named)
    made.steps = _steps(news, plans.step_rows(file.rows))
    return made


def _rows(file: Reading) -> Iterator[tuple[Hashable, Told]]:
    for number, cursor in reading.lines(file):
        says = _read(cursor)
        if says is not None:
            yield says.sku, Told(number, says)


def _read(row: Cursor) -> Says | None:
    sku = row.code("sku", required=True)
    says = (
        row.text("name"),
        row.centavos("price"),
        _grams(row),
        _volume(row),
        row.text("category"),
        row.yes_no("active"),
        row.read("components", kit_cells.components),
    )
    return None if row.fault is not None or sku is None else Says(Sku(sku), *says)


def _grams(row: Cursor) -> int | None:
    grams = row.scaled("grams", 1, GRAMS_MAX)
    return grams if grams is not None else row.scaled("kilograms", 1_000, GRAMS_MAX)


def _volume(row: Cursor) -> int | None:
    """As said, or from the three sides, which are measured to the millimetre."""
    volume = row.scaled("volume_cm3", 1, CM3_MAX)
    sides = [row.scaled(side, 10, SIDE_MAX_CM * 10) for side in ("length_cm", "width_cm", "height_cm")]
    if volume is not None or None in sides:
        return volume
    mm3 = 1
    for side in sides:
        mm3 *= side or 0
    return min(CM3_MAX, -(-mm3 // 1_000))


def _compared(
    world: World, rows: list[Told], file: Reading, only: frozenset[int] | None, made: Plan, named: set[Sku]
) -> list[Told]:
    """What a row would make of its product, where that is something new; `named`: all SKUs of the file."""
    news = []
    for told in rows:
        known = world.catalog.products.get(told.says.sku)
        meant = _meant(known, told.says)
        kit = _new_kit(world, told.says)
        strange = next((c.sku for c in kit or () if c.sku not in named and c.sku not in world.catalog.products), None)
        if isinstance(meant, Fault):
            file.bad.add(told.number, file.sheets[0].columns.said.get("price", "price"), meant)
        elif strange is not None:
            said = file.sheets[0].columns.said.get("components", "components")
            file.bad.add(told.number, said, Fault("unknown_sku", strange))
        elif meant is None or (meant == known and kit is None):
            made.same += 1
        elif only is not None and told.number not in only:
            made.moved += 1
        else:
            was = "" if known is None else _words(known, world.catalog.kits.get(known.sku))
            plans.sample(made, NEW if known is None else CHANGED, meant.sku, was, _words(meant, kit))
            news.append(Told(told.number, Meant(meant, kit)))
    return news


def _new_kit(world: World, says: Says) -> Components | None:
    """What the row says that the product is made of, where it was made of something else."""
    same = says.components == world.catalog.kits.get(says.sku, NO_KIT)
    return None if same else says.components


def _meant(known: Product | None, says: Says) -> Product | Fault | None:
    """The product as the row wants it; None where an unknown one is not for sale; a new one needs a price."""
    if says.active is False:
        return None if known is None else msgspec.structs.replace(known, retired=True)
    if known is None and says.price is None:
        return Fault("missing")
    was = known or Product(says.sku, name=says.sku)
    said = {name: getattr(says, name) for name in ("name", "price", "grams", "volume_cm3", "category")}
    told = {name: value for name, value in said.items() if value is not None}
    return msgspec.structs.replace(was, **told, retired=False)


def _words(product: Product, components: Components | None) -> str:
    figures = f"${money.pesos(product.price)} · {product.grams} g · {product.volume_cm3} cm³"
    made_of = "".join(f" · {one.units} × {one.sku}" for one in components or ())
    words = f"{product.name} · {figures} · {product.category}{made_of}"
    return f"({words})" if product.retired else words


def _steps(news: list[Told], size: int) -> Iterator[Step]:
    """Kits last, when all that they are made of is there; their rows count there."""
    last = 0
    for number, rows in plans.stepped(news, size):
        listed = [told for told in rows if not told.says.product.retired]
        products = [told.says.product for told in listed]
        puts = [Put(_load(products), [t.number for t in listed if t.says.components is None])] if listed else []
        puts += [Put(_retire(told.says.product.sku), [told.number]) for told in rows if told.says.product.retired]
        yield Step(number, tuple(puts))
        last = number + 1
    kits = [told for told in news if told.says.components is not None and not told.says.product.retired]
    if kits:
        yield Step(last, tuple(Put(_kit(told.says.product.sku, told.says.components), [told.number]) for told in kits))


def _load(products: list[Product]) -> Callable[[str], LoadProducts]:
    return lambda mark: LoadProducts(
        source=mark,
        skus=tuple(product.sku for product in products),
        names=tuple(product.name for product in products),
        prices=tuple(product.price for product in products),
        grams=tuple(product.grams for product in products),
        volumes_cm3=tuple(product.volume_cm3 for product in products),
        categories=tuple(product.category for product in products),
    )


def _kit(sku: Sku, components: Components) -> Callable[[str], SetKit]:
    return lambda _: SetKit(sku, components)


def _retire(sku: Sku) -> Callable[[str], RetireProduct]:
    return lambda _: RetireProduct(sku)


# --- undoing ---


def rows_of(fact: Any) -> int:
    return len(fact.skus) if isinstance(fact, ProductsLoaded) else int(isinstance(fact, ProductRetired))


def undo(world: World, before: Catalog, applied: list[Applied]) -> Undoing:
    """Products as they were; one that was not there is retired."""
    made = Undoing()
    back: list[Told] = []
    puts: list[Put] = []
    for fact, _ in applied:
        if isinstance(fact, KitSet):
            if world.catalog.kits.get(fact.sku, NO_KIT) != fact.components:
                made.left.append(plans.changed_since(fact.sku))
            else:
                puts.append(Put(_kit(fact.sku, before.kits.get(fact.sku, NO_KIT)), [len(puts)]))
        for product in _products(fact, world):
            known, was = world.catalog.products.get(product.sku), before.products.get(product.sku)
            if known != product:
                made.left.append(plans.changed_since(product.sku))
            else:
                wanted = msgspec.structs.replace(product, retired=True) if was is None else was
                back.append(Told(len(back), Meant(wanted)))
    steps = list(_steps(back, plans.STEP_ROWS_MIN))
    made.steps = [Step(0, tuple(puts)), *(Step(one.number + 1, one.puts) for one in steps)] if puts else steps
    return made


def _products(fact: Any, world: World) -> list[Product]:
    """The products as the import left them."""
    if isinstance(fact, ProductRetired):
        known = world.catalog.products[fact.sku]
        return [msgspec.structs.replace(known, retired=True)]
    return list(catalog.products_of(fact)) if isinstance(fact, ProductsLoaded) else []


KIND = Kind(name="catalog", fields=FIELDS, plan=plan, rows_of=rows_of, undo=undo, noun=Catalog, folds=catalog.FOLD)
