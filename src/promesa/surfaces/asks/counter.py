"""The counter: the code that a customer shows there, and giving a parcel to whoever shows it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from promesa.domain.ledger.shipments import counter
from promesa.domain.ledger.shipments.counter import CodeProof, GiveParcel
from promesa.domain.ledger.shipments.state import Status
from promesa.domain.ledger.shipments.words import WrongCodeShown
from promesa.domain.values import moments
from promesa.domain.values.ids import ParcelId
from promesa.domain.values.refusal import Reason, Refused
from promesa.domain.world import World
from promesa.surfaces import pickup_codes
from promesa.surfaces.operations import Call, Command, Nothing, Question, Receipt, receipt

ShownCode = Annotated[
    str,
    Meta(max_length=pickup_codes.TEXT_LENGTH, description="Six digits, or the text that was scanned."),
    Meta(examples=["204 613"]),
]


class Shown(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The customer's code; or, where they have none, that an official identification was seen."""

    code: ShownCode = ""
    identity: bool = False


class PickupCode(msgspec.Struct, frozen=True):
    """For the customer's eyes: what they say at the counter, and the text of the square that is scanned there."""

    parcel: str
    code: str
    text: str
    ready_at: datetime | None
    tries_left: int


def give(asked: Shown, call: Call) -> GiveParcel | Refused:
    """A code is compared here, where the ring is; what a wrong one means is the rule's."""
    parcel = ParcelId(call.path["parcel"])
    if asked.code.strip():
        right = pickup_codes.is_right(call.ring, parcel, asked.code)
        return GiveParcel(parcel, CodeProof.CODE if right else CodeProof.WRONG)
    return GiveParcel(parcel, CodeProof.IDENTITY) if asked.identity else Refused(Reason.INVALID, "code")


def given(_: World, __: Shown, call: Call, facts: Sequence[Any]) -> Receipt | Refused:
    if any(isinstance(fact, WrongCodeShown) for fact in facts):
        return Refused(Reason.WRONG_CODE, call.path["parcel"])
    return receipt(call.path["parcel"], facts)


def show_code(world: World, _: Nothing, call: Call) -> PickupCode | Refused:
    """Of a pickup that was not fetched yet."""
    parcel = world.shipments.by_id.get(ParcelId(call.path["parcel"]))
    if parcel is None:
        return Refused(Reason.UNKNOWN_PARCEL, call.path["parcel"])
    name, waits = parcel.planned.parcel, (Status.PLANNED, Status.PACKED, Status.READY)
    if parcel.planned.kind != "pickup" or parcel.status not in waits:
        return Refused(Reason.WRONG_STATE, name)
    ready = None if parcel.ready_at is None else moments.utc(parcel.ready_at)
    code, text = pickup_codes.digits(call.ring, name), pickup_codes.text(call.ring, name)
    return PickupCode(name, code, text, ready, counter.tries_left(parcel, call.now))


OPERATIONS = (
    Command(
        name="give_parcel",
        method="POST",
        path="/v1/parcels/{parcel}/give",
        scope="parcel",
        group="Parcels",
        summary="A ready parcel is given at the counter to whoever shows its code; a wrong one is refused and counted.",
        takes=Shown,
        gives=Receipt,
        command=give,
        reply=given,
    ),
    Question(
        name="show_pickup_code",
        method="GET",
        path="/v1/parcels/{parcel}/pickup-code",
        scope="customer",
        group="Parcels",
        summary="The code that the customer of a pickup shows at the counter, for their eyes only.",
        gives=PickupCode,
        answer=show_code,
        in_state=True,
    ),
)
