"""The names of things: opaque text, trimmed once at entry and compared whole."""

import unicodedata
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
BranchId = NewType("BranchId", str)
CaseId = NewType("CaseId", str)
ClaimId = NewType("ClaimId", str)

ID_LENGTH = 200


def entered(text: str) -> str:
    """The name as it is kept from its entry on: trimmed and composed (NFC), case and zeros as they are (R20).

    "0012" is not "12". Where a new name differs from an existing one only by case, creating it is refused.
    """
    return unicodedata.normalize("NFC", text.strip())


def is_sound(text: str) -> bool:
    """Whether the text can be a name: something to see, no control characters, at most ID_LENGTH characters."""
    return 0 < len(text.strip()) <= ID_LENGTH and text.strip().isprintable()


PLAIN_LENGTH = 64


def is_plain(text: str) -> bool:
    """Letters, digits, dot, dash and underscore, at most PLAIN_LENGTH of them: what can stand in other names."""
    return 0 < len(text) <= PLAIN_LENGTH and text.isascii() and text.translate(_JOINTS).isalnum()


_JOINTS = str.maketrans("", "", "._-")

TAG_OF_FIELD = {
    "order": "order",
    "told_of": "order",
    "cart": "cart",
    "customer": "customer",
    "parcel": "parcel",
    "reservation": "reservation",
    "payment": "payment",
    "supply": "supply",
    "act": "act",
    "case": "case",
    "claim": "claim",
}
"""Fields of a fact that tag its entry, as "prefix:value": `promesa why` and readers find a thing's facts by them.
`told_of` names several, in a fact that has no other of these fields."""
