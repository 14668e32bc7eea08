"""Order files: orders that another channel took, placed here with their prices and their way of paying.

A payment that another channel has authorised is not ours to void, so none is taken over: a channel that collects by
itself has a rail of its own in the policy, whose money is certain.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import msgspec

from promesa.domain.ledger.orders.state import Order, Stage
from promesa.domain.ledger.orders.words import CancelOrder, OrderPlaced
from promesa.domain.network import catalog
from promesa.domain.promise.commit.words import Item, PlaceOrder
from promesa.domain.values.ids import ChannelId, CustomerId, LocationId, OrderId, PostalCode, Sku
from promesa.domain.values.money import Centavos
from promesa.domain.values.refusal import Reason, Refused
from promesa.domain.world import World
from promesa.gateways.files import cells, faults, headers, plans, reading
from promesa.gateways.files.cells import Cursor
from promesa.gateways.files.faults import Fault
from promesa.gateways.files.headers import CODE, NUMBER
from promesa.gateways.files.plans import NEW, Applied, Ask, Kind, Plan, Put, Step, Told, Undoing
from promesa.gateways.files.reading import Reading

FIELDS = (
    headers.field(
        "order",
        "pedido, no. de pedido, número de pedido, id pedido, folio, orden, orden de compra, order id, order no",
        CODE,
        True,
    ),
    headers.field(
        "sku",
        "clave sku, clave producto, clave artículo, código de producto, código artículo, id producto, product code, "
        "product id, item id, material, clave, código, artículo, producto, item, product",
        CODE,
        True,
    ),
    headers.field("units", "unidades, cantidad, piezas, pzas, quantity, qty", NUMBER, True),
    headers.field("price", "precio, precio unitario, precio de venta, unit price, item price", NUMBER),
    headers.field("rail", "forma de pago, método de pago, medio de pago, pago, payment method, payment", required=True),
    headers.field("channel", "canal, canal de venta, marketplace, sales channel", CODE, True),
    headers.field("customer", "clave cliente, id cliente, cliente, customer id, client id, buyer id", CODE),
    headers.field("postal_code", "código postal, cp, c.p., cp destino, postal code, postcode, zip, zip code", CODE),
    headers.field(
        "pickup_location", "recoge en, tienda de recolección, sucursal de entrega, pickup store, pickup at", CODE
    ),
    headers.field("discount", "descuento, descuento total, discount", NUMBER),
    headers.field("interest", "intereses, interés, cargo financiero, interest", NUMBER),
)
RAIL_OF_WORD = {
    headers.plain(word): rail
    for rail, words in {
        "card": "card, tarjeta, tarjeta de crédito, tarjeta de débito, crédito, débito, credit card, debit card",
        "oxxo": "oxxo, oxxo pay, efectivo oxxo, efectivo en oxxo",
        "spei": "spei, transferencia, transferencia electrónica, transferencia spei, wire transfer",
        "cod": "cod, contra entrega, pago contra entrega, efectivo contra entrega, cash on delivery",
    }.items()
    for word in words.split(",")
}
OF_ORDER = ("rail", "channel", "customer", "postal_code", "pickup_location", "discount", "interest")
STEP_LINES = 500


class Says(msgspec.Struct, frozen=True):
    """One line of an order, with what the row says about the whole order."""

    order: OrderId
    item: Item
    told: dict[str, Any]


def plan(file: Reading, ask: Ask, only: frozenset[int] | None) -> Plan:
    """Orders that are not here yet; one that is here is compared, never changed."""
    made = Plan()
    rows, spoilt = _rows(file)
    whole: list[tuple[list[int], PlaceOrder]] = []
    for order, lines in rows.items():
        fault = Fault("order_incomplete", about=order) if order in spoilt else _clash(lines)
        placing = _placing(order, lines) if fault is None else fault
        if isinstance(placing, Fault):
            for told in lines:
                file.bad.add(told.number, "", placing)
        else:
            whole.append(([told.number for told in lines], placing))
    news: list[Told] = []
    for at in range(0, len(whole), STEP_LINES):
        news += ask(_compared, whole[at : at + STEP_LINES], file, made)
    made.steps = _steps(news)
    return made


def _rows(file: Reading) -> tuple[dict[OrderId, list[Told]], set[str]]:
    """The good rows by order, and the orders of which a row is bad."""
    orders: dict[OrderId, list[Told]] = {}
    spoilt: set[str] = set()
    for number, row in reading.lines(file):
        says = _read(row)
        if says is not None:
            orders.setdefault(says.order, []).append(Told(number, says))
        else:
            name = cells.code(row.raw("order"))
            spoilt.add("" if isinstance(name, Fault) else name)
    return orders, spoilt


def _read(row: Cursor) -> Says | None:
    order, sku = row.code("order", required=True), row.code("sku", required=True)
    units, price = row.whole("units", required=True), row.centavos("price")
    told = {
        "rail": row.read("rail", _rail),
        "channel": row.code("channel"),
        "customer": row.read("customer", _customer),
        "postal_code": row.read("postal_code", cells.postal_code),
        "pickup_location": row.code("pickup_location"),
        "discount": row.centavos("discount"),
        "interest": row.centavos("interest"),
    }
    if units == 0:
        row.blame("units", Fault("missing"))
    if row.fault is not None or order is None or sku is None or units is None:
        return None
    said = {name: value for name, value in told.items() if value is not None}
    return Says(OrderId(order), Item(Sku(sku), units, price), said)


def _rail(cell: Any) -> str | Fault:
    """Ours by any of its names; a retailer's own rail by its own."""
    name = cells.code(cell)
    return name if isinstance(name, Fault) else RAIL_OF_WORD.get(headers.plain(name), name)


def _customer(cell: Any) -> str | Fault:
    """A code: names, addresses and telephones never enter the log."""
    name = cells.code(cell)
    if isinstance(name, str) and ("@" in name or " " in name or name.startswith("+")):
        return Fault("personal_data")
    return name


def _clash(lines: list[Told]) -> Fault | None:
    """The first field of the order about which its rows disagree."""
    for field in OF_ORDER:
        said = {told.says.told[field] for told in lines if field in told.says.told}
        if len(said) > 1:
            return Fault("ambiguous_rows", about=f"{lines[0].says.order} · {field}")
    return None


def _placing(order: OrderId, lines: list[Told]) -> PlaceOrder | Fault:
    told: dict[str, Any] = {}
    for line in lines:
        told.update(line.says.told)
    missing = [name for name in ("rail", "channel") if name not in told]
    if missing or ("postal_code" in told) == ("pickup_location" in told):
        return Fault("order_needs", about=f"{order}: " + (", ".join(missing) or "postal_code | pickup_location"))
    return PlaceOrder(
        order=order,
        customer=CustomerId(told.get("customer") or f"{told['channel']}:{order}"),
        channel=ChannelId(told["channel"]),
        items=tuple(line.says.item for line in lines),
        rail=told["rail"],
        postal_code=told.get("postal_code") and PostalCode(told["postal_code"]),
        pickup_location=told.get("pickup_location") and LocationId(told["pickup_location"]),
        discount=Centavos(told.get("discount", 0)),
        interest=Centavos(told.get("interest", 0)),
    )


def _compared(world: World, orders: Sequence[tuple[list[int], PlaceOrder]], file: Reading, made: Plan) -> list[Told]:
    news = []
    for numbers, ask in orders:
        known = world.orders.by_id.get(ask.order)
        fault = _unknown(world, ask) if known is None else _differs(known, ask)
        if fault is not None:
            for number in numbers:
                file.bad.add(number, "", fault)
        elif known is not None:
            made.same += len(numbers)
        else:
            for _ in numbers:
                plans.sample(
                    made, NEW, ask.order, "", f"{ask.channel} · {ask.rail} · {ask.postal_code or ask.pickup_location}"
                )
            news.append(Told(numbers[0], (numbers, ask)))
    return news


def _unknown(world: World, ask: PlaceOrder) -> Fault | None:
    """What the placing would refuse whatever the stock: said before anything is applied."""
    if ask.rail not in world.policies.now.rails:
        return faults.refused(Refused(Reason.RAIL_NOT_OFFERED, ask.rail))
    if ask.pickup_location is not None and ask.pickup_location not in world.locations.by_id:
        return Fault("unknown_location", ask.pickup_location)
    if ask.postal_code is not None and ask.postal_code not in world.places.by_code:
        return Fault("unknown_postal_code", ask.postal_code)
    strange = next((item.sku for item in ask.items if catalog.find(world.catalog, item.sku) is None), None)
    return None if strange is None else Fault("unknown_sku", strange)


def _differs(known: Order, ask: PlaceOrder) -> Fault | None:
    """The same order again is nothing; other items, prices or amounts under its number are a contradiction."""
    placed = known.placed
    prices = {line.sku: line.price for line in placed.lines}
    have = Counter((line.sku, line.units, line.price) for line in placed.lines)
    want = Counter((i.sku, i.units, prices.get(i.sku, Centavos(0)) if i.price is None else i.price) for i in ask.items)
    same = have == want and (placed.discount, placed.interest) == (ask.discount, ask.interest)
    return None if same and placed.channel == ask.channel else Fault("order_differs", about=ask.order)


def _steps(news: list[Told]) -> Iterator[Step]:
    for number, orders in plans.stepped(news, STEP_LINES):
        yield Step(number, tuple(Put(_command(ask), rows, f"import/order/{ask.order}") for _, (rows, ask) in orders))


def _command(command: Any) -> Callable[[str], Any]:
    return lambda _: command


# --- undoing ---


def rows_of(fact: Any) -> int:
    return len(fact.lines) if isinstance(fact, OrderPlaced) else 0


def undo(world: World, _: Any, applied: list[Applied]) -> Undoing:
    """Orders are cancelled while they can be; what has left, stays."""
    made, puts = Undoing(), []
    for fact, _at in applied:
        if isinstance(fact, OrderPlaced):
            if world.orders.by_id[fact.order].stage in (Stage.CANCELLED, Stage.CLOSED):
                made.left.append(plans.changed_since(fact.order))
            else:
                cancel = CancelOrder(fact.order, "import undone", by_customer=False)
                puts.append(Put(_command(cancel), [0] * len(fact.lines)))
    for at in range(0, len(puts), STEP_LINES):
        made.steps.append(Step(at // STEP_LINES, tuple(puts[at : at + STEP_LINES])))
    return made


KIND = Kind(name="orders", fields=FIELDS, plan=plan, rows_of=rows_of, undo=undo, noun=dict, folds={})
