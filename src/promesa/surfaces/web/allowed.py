"""What a person's role lets them do of all that can be done: asked by every act, whatever page its form stands on."""

from typing import Any

from promesa.domain.conduct.roles import SCOPES, Role
from promesa.domain.conduct.staff import gate
from promesa.domain.values.ids import LocationId
from promesa.domain.values.refusal import Reason, Refused
from promesa.domain.world import World
from promesa.surfaces.operations import Call, Command, Operation
from promesa.surfaces.web.page import AUDITOR, CARE, DIRECTOR, NOBODY, OPERATIONS, STORE, Person

STORE_ACTS = frozenset(
    {
        *("accept_pick", "reject_pick", "pack_parcel", "unpack_parcel", "missing_parcel", "ready_parcel"),
        "put_back_parcel",
        *("book_parcel", "hand_over_parcel", "give_parcel", "regroup_parcels", "propose_substitute"),
        *("count_stock", "pause_location", "resume_location"),
    }
)
"""What a store's people do; that it is their own store's is looked at with the command in hand (`own_work`)."""
DIRECTORS_ACTS = frozenset({"grant_mandate", "promote_mandate", "approve_spoken_mandate"})
"""Within the scopes of operations, and yet not theirs: how much a program may spend by itself."""
CARE_ACTS = frozenset({"refund_order", "file_claim", "answer_claim"})
"""Beyond the scopes of care, and its work all the same: giving money back, and claiming it from a carrier."""
STEP_UP_SCOPES = frozenset({"people", "keys", "policy"})
"""What asks for the code of the moment once more."""


def scopes_of(role: str) -> frozenset[str]:
    """Of what a person of the role does; who only looks has none."""
    return frozenset() if role in (AUDITOR, NOBODY) else SCOPES[Role(role)]


def may(role: str, operation: Operation) -> bool:
    """Whether a role does such a thing at all: for pages, which draw no button that is refused."""
    if role == STORE:
        return operation.name in STORE_ACTS
    if role == OPERATIONS and operation.name in DIRECTORS_ACTS:
        return False
    if role == CARE and operation.name in CARE_ACTS:
        return True
    return operation.scope in scopes_of(role)


def refusal(world: World, person: Person, operation: Operation, asked: Any, call: Call) -> Refused | None:
    """Why this person may not do exactly this; the gate of the log asks again of whoever signed in."""
    if not may(person.role, operation):
        return Refused(Reason.NOT_ALLOWED, operation.scope)
    if person.role == DIRECTOR or not isinstance(operation, Command):
        return None
    command = operation.command(asked, call)
    if isinstance(command, Refused):
        return command
    location = LocationId(person.location) if person.location else None
    return gate.forbids(world.shipments, Role(person.role), location, command)


def asks_for_code(operation: Operation) -> bool:
    """Whether the code of the moment is asked for once more, where it was not shown lately."""
    return operation.scope in STEP_UP_SCOPES or operation.name in DIRECTORS_ACTS
