"""Photos that customers have shown on the pages of their orders: opened from their seal for whoever takes the case."""

from typing import Any

import msgspec

from promesa.domain.values.ids import CustomerId
from promesa.domain.values.refusal import Reason, Refused
from promesa.surfaces import photo_kinds
from promesa.surfaces.operations import Call, Errand, Room


class PhotoTold(msgspec.Struct, frozen=True):
    """`kind`: "image/jpeg"...; `body`: the picture, in base64."""

    customer: str
    photo: str
    kind: str
    body: bytes


def show(room: Room, _: Any, call: Call) -> PhotoTold | Refused:
    """None of anybody else, and none of who asked to be forgotten."""
    customer, photo = CustomerId(call.path["customer"]), str(call.path["photo"])
    body = None if room.papers is None else room.papers.open(photo, customer)
    if body is None:
        return Refused(Reason.UNKNOWN_PHOTO, photo)
    return PhotoTold(customer, photo, photo_kinds.kind_of(body), body)


OPERATIONS = (
    Errand(
        name="show_photo",
        method="GET",
        path="/v1/customers/{customer}/photos/{photo}",
        scope="customer",
        group="Customers",
        summary="A photo that a customer has shown us, opened from its seal; a case names it among what was said.",
        gives=PhotoTold,
        run=show,
    ),
)
