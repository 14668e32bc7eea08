"""The names of things: opaque text, trimmed once at entry and compared whole."""

from typing import NewType

Sku = NewType("Sku", str)
LocationId = NewType("LocationId", str)
ChannelId = NewType("ChannelId", str)
CarrierId = NewType("CarrierId", str)
ServiceId = NewType("ServiceId", str)
PostalCode = NewType("PostalCode", str)
CustomerId = NewType("CustomerId", str)
CartId = NewType("CartId", str)
OrderId = NewType("OrderId", str)
ReservationId = NewType("ReservationId", str)
PaymentId = NewType("PaymentId", str)
RefundId = NewType("RefundId", str)
ParcelId = NewType("ParcelId", str)
SupplyId = NewType("SupplyId", str)

TAG_OF_FIELD = {
    "order": "order",
    "cart": "cart",
    "customer": "customer",
    "parcel": "parcel",
    "reservation": "reservation",
    "payment": "payment",
    "supply": "supply",
}
"""Fields of a fact that tag its entry, as "prefix:value": `promesa why` and readers find a thing's facts by them."""
