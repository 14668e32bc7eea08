"""Our words into DHL's: a parcel to book as the one request of MyDHL API that books it.

Source (read November 2026): "MyDHL API" 3.3, POST /shipments. It knows no idempotency key; our own stands in the header
`Message-Reference`, by which DHL finds a request again, and in the customer's reference on the label.
"""

from typing import Any

import msgspec

from promesa.domain.ledger.shipments.words import BookParcel
from promesa.domain.values import moments

DOMESTIC = "N"
"""DHL's product code of a domestic express parcel."""


class Party(msgspec.Struct, frozen=True):
    """Who sends or receives: opened from the sealed contact for this request, never kept."""

    name: str
    phone: str
    street: str
    postal_code: str
    city: str


class Label(msgspec.Struct, frozen=True):
    """What must be known of a parcel beyond the effect that asks for its booking."""

    sender: Party
    receiver: Party
    grams: int
    height_cm: int
    length_cm: int
    width_cm: int
    zone: str
    """The sender's, in which the day of collection is named."""


class Request(msgspec.Struct, frozen=True):
    """One HTTP request; `key` goes into the header `Message-Reference`."""

    method: str
    path: str
    body: dict[str, Any]
    key: str


def book(effect: BookParcel, key: str, label: Label, account: str) -> Request:
    """Ask for a waybill; the parcel waits for the collection that is agreed for every day."""
    body: dict[str, Any] = {
        "plannedShippingDateAndTime": _planned(effect.hand_over_by, label.zone),
        "pickup": {"isRequested": False},
        "productCode": DOMESTIC,
        "accounts": [{"typeCode": "shipper", "number": account}],
        "customerReferences": [{"value": effect.parcel, "typeCode": "CU"}],
        "customerDetails": {"shipperDetails": _party(label.sender), "receiverDetails": _party(label.receiver)},
        "content": {
            "packages": [
                {
                    "weight": max(1, label.grams) / 1_000,
                    "dimensions": {"length": label.length_cm, "width": label.width_cm, "height": label.height_cm},
                    "customerReferences": [{"value": effect.service, "typeCode": "CU"}],
                }
            ],
            "unitOfMeasurement": "metric",
            "isCustomsDeclarable": False,
            "description": f"Pedido {effect.order}",
        },
    }
    if effect.branch is not None:
        body["onDemandDelivery"] = {"deliveryOption": "servicepoint", "servicePointId": effect.branch}
    return Request("POST", "/mydhlapi/shipments", body, f"promesa-{effect.parcel}-{key}"[:36].ljust(28, "-"))


def _party(party: Party) -> dict[str, Any]:
    return {
        "postalAddress": {
            "postalCode": party.postal_code,
            "cityName": party.city,
            "countryCode": "MX",
            "addressLine1": party.street[:45],
        },
        "contactInformation": {"phone": party.phone, "companyName": party.name, "fullName": party.name},
    }


def _planned(instant: int, zone: str) -> str:
    """DHL writes an instant as `2026-06-04T16:30:00GMT-06:00`."""
    moment = moments.local(moments.Instant(instant), zone).replace(microsecond=0)
    text = moment.isoformat()
    return f"{text[:19]}GMT{text[19:]}"
