"""Acts on shelves: units that nobody needs where they are go where they are wanted."""

from typing import Any

from promesa.domain.conduct.mandates.sight import (
    ActInverse,
    ActKind,
    ActSight,
    Facts,
    JudgedAct,
    ShadowNote,
    ValuedAct,
)
from promesa.domain.ledger.stock import questions
from promesa.domain.ledger.transfers import CancelTransfer, TransferUnits
from promesa.domain.network import places as gazetteer
from promesa.domain.network.carriers import lanes as carrying
from promesa.domain.network.carriers.state import reaching
from promesa.domain.network.locations import state as locations
from promesa.domain.values.ids import OrderId
from promesa.domain.values.moments import Instant
from promesa.domain.values.money import Centavos, pesos
from promesa.domain.values.refusal import Reason, Refused

NO_ORDER = OrderId("")


def name_of(act: str) -> str:
    """The only name that an agent's transfer may have."""
    return f"act:{act}"


def _freight(sight: ActSight, ask: TransferUnits) -> Centavos | None:
    """What the cheapest service takes for all of it as one parcel; by weight beyond its heaviest, in as many; None
    where nobody knows the way."""
    origin, to = (locations.find(sight.parts.locations, one) for one in (ask.origin, ask.location))
    code = None if to is None else to.postal_code
    place = None if code is None else gazetteer.find(sight.parts.places, code)
    product = sight.parts.catalog.products.get(ask.sku)
    if origin is None or product is None or place is None:
        return None
    prices: list[int] = []
    for reach in reaching(sight.parts.carriers, place):
        fits = max(1, reach.service.max_grams // product.grams) if product.grams else ask.units
        parcels = -(-ask.units // fits)
        units = -(-ask.units // parcels)
        priced = carrying.freight(reach, origin.area, units * product.grams, units * product.volume_cm3)
        if priced is not None:
            prices.append(parcels * sum(amount for _, amount in priced))
    return Centavos(min(prices)) if prices else None


def _value(sight: ActSight, ask: Any, _: Facts, __: Instant) -> ValuedAct | Refused:
    """The freight and both locations' handling; where the freight is not known, a tenth of what the units sell for."""
    parts = sight.parts
    product = parts.catalog.products[ask.sku]
    worth = Centavos(product.price * ask.units)
    freight = _freight(sight, ask)
    hands = sum(parts.locations.by_id[one].handling_centavos for one in (ask.origin, ask.location))
    cost = Centavos((worth // 10 if freight is None else freight) + hands)
    there = questions.available(parts.stock, ask.sku, ask.location)
    sentence = (
        f"Mandar {ask.units} piezas de {ask.sku} de {ask.origin} a {ask.location}; cuesta {pesos(cost)} pesos.",
        f"Send {ask.units} units of {ask.sku} from {ask.origin} to {ask.location}; it costs {pesos(cost)} pesos.",
    )
    otherwise = (
        f"Las piezas se quedan en {ask.origin}, y {ask.location} sigue con {there}.",
        f"The units stay at {ask.origin}, and {ask.location} goes on with {there}.",
    )
    known = (("units", str(ask.units)), ("there", str(there)), ("worth", pesos(worth)))
    return ValuedAct(NO_ORDER, cost, cost, Centavos(0), sentence, otherwise, known)


def _unfit(ask: Any, act: str) -> Refused | None:
    return None if ask.transfer == name_of(act) else Refused(Reason.NOT_OF_KIND, "transfer")


def _there(sight: ActSight, ask: Any) -> str:
    return str(questions.on_hand(sight.parts.stock, ask.sku, ask.location))


def _judge(sight: ActSight, ask: Any, note: ShadowNote, _: Instant) -> JudgedAct:
    """More of it there by now: people wanted the same; else the freight was for nothing."""
    same = int(_there(sight, ask)) > int(note.before)
    return JudgedAct(same, 0 if same else note.pesos, _there(sight, ask))


TRANSFER = ActKind(
    name="transfer",
    spanish="traspasar entre ubicaciones",
    english="transfer between locations",
    commands={"TransferUnits": TransferUnits},
    facts=frozenset(("StockAdjusted", "SupplyAnnounced")),
    is_told=False,
    value=_value,
    judge=_judge,
    before=_there,
    inverses={"CancelTransfer": CancelTransfer},
    inverse=lambda _, ask, __, ___: ActInverse(CancelTransfer(ask.transfer), ""),
    unfit=_unfit,
)
