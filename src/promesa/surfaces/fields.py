"""The fields that requests are made of, each with the limits that every door keeps: names, units, money, moments."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from msgspec import Meta

from promesa.domain.values import moments
from promesa.domain.values.ids import (
    BranchId,
    CarrierId,
    CartId,
    ChannelId,
    CustomerId,
    LocationId,
    OrderId,
    ParcelId,
    PaymentId,
    PostalCode,
    RefundId,
    ServiceId,
    Sku,
)
from promesa.domain.values.moments import Instant
from promesa.domain.values.money import MAX_CENTAVOS, Centavos

UNITS_MAX = 100_000
SHELF_UNITS_MAX = 1_000_000_000
FIRST_YEAR, LAST_YEAR = 2000, 2100

# No control characters, no white space at either end, no slash (a name stands in a path). The look-ahead at the end is
# for Python alone, where `$` also matches before a last line feed.
_EDGE, _INSIDE = r"[^\x00-\x20\x7f-\xa0/]", r"[^\x00-\x1f\x7f-\x9f/]"
NAME_PATTERN = rf"^{_EDGE}({_INSIDE}*{_EDGE})?$(?!\n)"
_SHELF_EDGE, _SHELF_INSIDE = _EDGE.replace("/", ""), _INSIDE.replace("/", "")
SKU_PATTERN = rf"^{_SHELF_EDGE}({_SHELF_INSIDE}*{_SHELF_EDGE})?$(?!\n)"
POSTAL_PATTERN = r"^[0-9A-Za-z]([0-9A-Za-z -]*[0-9A-Za-z])?$(?!\n)"
PLAIN_PATTERN = r"^[0-9A-Za-z._-]*[0-9A-Za-z][0-9A-Za-z._-]*$(?!\n)"
CLOCK_PATTERN = r"^([01][0-9]|2[0-3]):[0-5][0-9]$(?!\n)|^24:00$(?!\n)"

_ID = Meta(min_length=1, max_length=64, pattern=NAME_PATTERN)
_NAME = Meta(min_length=1, max_length=200, pattern=NAME_PATTERN)

Order = Annotated[OrderId, _ID, Meta(description="The order's name, chosen by the channel.", examples=["W-1001"])]
Cart = Annotated[CartId, _ID, Meta(examples=["cart-77"])]
Customer = Annotated[CustomerId, _ID, Meta(description="An opaque id, never a name or a phone.", examples=["c-1"])]
NewPayment = Annotated[PaymentId, _ID, Meta(examples=["mp-123"])]
Payment = Annotated[PaymentId, _NAME, Meta(examples=["W-1001:1"])]
Refund = Annotated[
    RefundId, _ID, Meta(description="The refund's identity: the same id again pays nothing more.", examples=["r-1"])
]
Parcel = Annotated[ParcelId, _NAME, Meta(examples=["W-1001-1"])]
Channel = Annotated[ChannelId, _ID, Meta(description="Where the order comes from.", examples=["web"])]
Location = Annotated[LocationId, _NAME, Meta(examples=["cedis-mx"])]
Service = Annotated[ServiceId, _NAME, Meta(examples=["estafeta-terrestre"])]
Branch = Annotated[BranchId, _NAME, Meta(description="A carrier's branch.", examples=["estafeta-oax-2"])]
Carrier = Annotated[CarrierId, _NAME, Meta(examples=["estafeta"])]
Bucket = Annotated[str, _NAME, Meta(description="A working day (ISO date) or a slot's name.", examples=["2027-07-08"])]
Source = Annotated[str, _ID, Meta(description="Who says so.", examples=["erp"])]
Rail = Annotated[str, _ID, Meta(description="A way of paying: card, oxxo, spei, cod...", examples=["card"])]
StockSku = Annotated[
    Sku,
    Meta(min_length=1, max_length=200, pattern=SKU_PATTERN),
    Meta(description="An opaque name, compared whole: 0012 is not 12.", examples=["SKU-1"]),
]
Postal = Annotated[
    PostalCode,
    Meta(min_length=1, max_length=20, pattern=POSTAL_PATTERN),
    Meta(description="In Mexico the official five digits.", examples=["44100"]),
]
Area = Annotated[str, _NAME, Meta(description="A state's two-digit INEGI code, or any key of the gazetteer.")]
Prefix = Annotated[str, Meta(min_length=1, max_length=20, pattern=POSTAL_PATTERN)]
Zone = Annotated[str, Meta(min_length=1, max_length=64), Meta(examples=["America/Mexico_City"])]
Clock = Annotated[str, Meta(pattern=CLOCK_PATTERN), Meta(examples=["16:00"])]
Reason = Annotated[str, Meta(max_length=200)]
Text = Annotated[str, Meta(max_length=200)]
Handle = Annotated[str, Meta(max_length=200, description="How the payment provider calls it.")]

Units = Annotated[int, Meta(ge=1, le=UNITS_MAX), Meta(examples=[1])]
ShelfUnits = Annotated[int, Meta(ge=0, le=SHELF_UNITS_MAX), Meta(examples=[12])]
SignedUnits = Annotated[int, Meta(ge=-SHELF_UNITS_MAX, le=SHELF_UNITS_MAX), Meta(examples=[-2])]
Amount = Annotated[Centavos, Meta(ge=0, le=MAX_CENTAVOS), Meta(description="Whole centavos.", examples=[129900])]
PaidAmount = Annotated[Centavos, Meta(ge=1, le=MAX_CENTAVOS), Meta(description="Whole centavos.", examples=[129900])]
CostAmount = Annotated[
    Centavos, Meta(ge=0, le=1_000_000_000), Meta(description="Whole centavos of a cost of ours.", examples=[4500])
]
KiloCost = Annotated[Centavos, Meta(ge=0, le=10_000_000), Meta(description="Whole centavos.", examples=[900])]
Version = Annotated[int, Meta(ge=0, le=2**62)]
Moment = Annotated[datetime, Meta(tz=True), Meta(examples=["2027-07-08T05:40:00Z"])]
Page = Annotated[int, Meta(ge=1, le=500)]
Cursor = Annotated[int, Meta(ge=0, le=2**62, description="A position of the log.")]


def instant(moment: datetime) -> Instant:
    """The moment as the domain counts it. Raises ValueError outside of the years in which we live."""
    if not FIRST_YEAR < moment.year < LAST_YEAR:
        raise ValueError(f"a moment in a year between {FIRST_YEAR} and {LAST_YEAR}")
    return moments.of(moment)


def instant_or_none(moment: datetime | None) -> Instant | None:
    return None if moment is None else instant(moment)


def zone(name: str) -> str:
    """The name itself. Raises ValueError for a time zone that does not exist."""
    moments.zone(name)
    return name


def day(value: date) -> date:
    """The date itself. Raises ValueError outside of the years in which we live."""
    if not FIRST_YEAR < value.year < LAST_YEAR:
        raise ValueError(f"a date in a year between {FIRST_YEAR} and {LAST_YEAR}")
    return value


Person = Annotated[str, Meta(min_length=1, max_length=40, pattern=PLAIN_PATTERN), Meta(examples=["ana"])]

PATH: dict[str, Any] = {
    "location": Location,
    "order": Annotated[OrderId, _NAME, Meta(examples=["W-1001"])],
    "cart": Cart,
    "payment": Payment,
    "parcel": Parcel,
    "customer": Customer,
    "service": Service,
    "branch": Branch,
    "sku": StockSku,
    "letter": Annotated[int, Meta(ge=1, le=2**62, description="A position of the log.")],
    "partner": Annotated[str, _ID],
    "contingency": Annotated[str, Meta(min_length=1, max_length=64, pattern=PLAIN_PATTERN)],
    "markdown": Annotated[str, Meta(min_length=1, max_length=64, pattern=PLAIN_PATTERN), Meta(examples=["BF-27"])],
    "transfer": Annotated[str, Meta(min_length=1, max_length=64, pattern=PLAIN_PATTERN), Meta(examples=["tr-1"])],
    "run": Annotated[str, _ID, Meta(description="The name of a rethink.", examples=["2026-05-27T18:45:00Z"])],
    "key": Annotated[str, _ID, Meta(description="The name of an API key.")],
    "agent": Annotated[str, Meta(min_length=1, max_length=64, pattern=PLAIN_PATTERN), Meta(examples=["rob"])],
    "kind": Annotated[str, _ID, Meta(description="A kind of act.", examples=["reroute"])],
    "act": Annotated[str, _NAME, Meta(description="Its agent and key.", examples=["rob:k1"])],
    "case": Annotated[str, _NAME, Meta(examples=["W-1001-R"])],
    "claim": Annotated[str, _NAME, Meta(examples=["q-1"])],
    "request": Annotated[str, _NAME, Meta(examples=["arco-17"])],
    "person": Person,
    "channel": Annotated[Literal["whatsapp", "email", "sms"], Meta(description="A channel to customers.")],
    "photo": Annotated[str, _NAME, Meta(examples=["page-0f3c"])],
}
"""What may stand in a path, by its name there."""
