"""The part of the golden story in which plans fail and are thought over: caps, an outage, a closed place, a rethink."""

from typing import Any

import msgspec

from promesa.domain.conduct.policies import SetPolicy
from promesa.domain.ledger.shipments.words import HandOver, RecordScan, Scan
from promesa.domain.ledger.stock.words import CountStock
from promesa.domain.ledger.transfers import CancelTransfer, TransferUnits
from promesa.domain.network.carriers.words import (
    CollectionCap,
    OfferService,
    Rates,
    RouteRisk,
    SetCaps,
    SetCoverage,
    ValueCap,
)
from promesa.domain.promise.commit.words import Item, PlaceOrder
from promesa.domain.promise.keeping.contingency.words import CloseContingency, ContingencyKind, OpenContingency
from promesa.domain.promise.keeping.given_plans import planned_of
from promesa.domain.promise.rethinks import Allocation, ReallocateOrders, Reallocation, UndoRethink
from promesa.domain.values import moments
from promesa.domain.values.ids import CustomerId, LocationId, OrderId, ParcelId, ServiceId, SupplyId
from promesa.domain.values.moments import DAY, HOUR, Instant
from promesa.domain.values.money import Centavos


def tell(shop: Any) -> None:
    """Orders under caps; their service stops, then their place; one of them is sent otherwise, and put back."""
    risk = RouteRisk(2_000, origins=("09",), since_hour=8, until_hour=20, reason="autopista")
    shop.say(SetCaps((ValueCap(9_000_00),), (CollectionCap(40_000_00),), (risk,)))
    shop.say(CountStock("taza", "bodega", 50, "erp"), CountStock("taza", "gdl", 50, "erp"))
    for name in ("g1", "g2"):
        shop.say(PlaceOrder(OrderId(name), CustomerId("eva"), "web", (Item("taza", 1),), "cod", "44100"))
    plan = planned_of(shop.machine.world.shipments, OrderId("g1"))[0].planned
    _think_again(shop, plan)
    _silence(shop)
    _on_the_road(shop)
    until = Instant(shop.machine.now() + 2 * DAY)
    shop.say(
        OpenContingency(
            contingency="paro",
            kind=ContingencyKind.CARRIER_OUTAGE,
            services=(plan.service,),
            until=until,
            reason="paro",
        )
    )
    shop.wait(HOUR)
    shop.say(CloseContingency("paro"))
    shop.say(OpenContingency(contingency="luz", kind=ContingencyKind.DC_DOWN, locations=(LocationId("gdl"),)))
    shop.wait(HOUR)
    shop.say(CloseContingency("luz"))
    on = moments.local_date(Instant(shop.machine.now() + 3 * DAY), moments.MEXICO_CITY)
    shop.say(TransferUnits(SupplyId("tr-1"), "taza", "bodega", "gdl", 4, on), CancelTransfer(SupplyId("tr-1")))


def _think_again(shop: Any, plan: Any) -> None:
    """A cheaper service comes: the order leaves by it, and by its own again."""
    service = msgspec.structs.asdict(shop.machine.world.carriers.services[plan.service])
    told = {name: service[name] for name in OfferService.__struct_fields__}
    cheap = {**told, "service": ServiceId("barata"), "rates": Rates(Centavos(100), Centavos(100))}
    shop.say(OfferService(**cheap), SetCoverage(ServiceId("barata"), areas=("*",)))
    wish = Reallocation(plan.order, (Allocation(plan.location, ServiceId("barata"), plan.takes),))
    shop.say(ReallocateOrders(run="2027-07-12T18:00:00Z", reallocations=(wish,), looked_at=2))
    shop.say(UndoRethink("2027-07-12T18:00:00Z"))


def _on_the_road(shop: Any) -> None:
    """Two parcels leave and their carrier says nothing for two days; then it says where one of them is."""
    policy, parcels = shop.machine.world.policies.now, [ParcelId(f"{order}-1") for order in ("g3", "g4")]
    shop.say(SetPolicy(msgspec.structs.replace(policy, unheard_hours={"rapida": 24, "lejos": 24})))
    for order, parcel in zip(("g3", "g4"), parcels, strict=True):
        shop.say(PlaceOrder(OrderId(order), CustomerId("eva"), "web", (Item("taza", 1),), "cod", "44100"))
        shop.say(HandOver(parcel))
    shop.wait(3 * DAY)
    shop.say(RecordScan(parcels[0], Scan.IN_TRANSIT, shop.machine.now()))
    shop.wait(HOUR)
    shop.say(SetPolicy(policy))


def _silence(shop: Any) -> None:
    """The source of figures speaks, says nothing for a day, and speaks again."""
    policy = shop.machine.world.policies.now
    shop.say(SetPolicy(msgspec.structs.replace(policy, silence_hours={"erp": 8.0})))
    shop.say(CountStock("taza", "bodega", 49, "erp"))
    shop.wait(DAY)
    shop.say(CountStock("taza", "bodega", 50, "erp"))
    shop.say(SetPolicy(policy))
