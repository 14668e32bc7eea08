"""The store's own list: what it is asked to pack, its answers, how it has answered so far, and its pauses."""

from collections.abc import Callable, Iterator, Sequence
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from promesa.domain.ledger.shipments import picks, waiting
from promesa.domain.ledger.shipments.pick_words import AcceptPick, NoPick, RejectPick
from promesa.domain.ledger.stock import questions
from promesa.domain.ledger.stock.words import Take
from promesa.domain.network import shelf_places
from promesa.domain.network.locations import state as locations
from promesa.domain.network.locations.words import PauseLocation, ResumeLocation
from promesa.domain.values import moments
from promesa.domain.values.ids import LocationId, ParcelId
from promesa.domain.values.refusal import Reason, Refused
from promesa.domain.world import World
from promesa.surfaces import fields
from promesa.surfaces.operations import Call, Command, Nothing, Question, Receipt, Shape, receipt


class Reject(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Why not, and which units: none named, the whole parcel. What was found is packed, the rest goes another way."""

    reason: NoPick
    units: Annotated[tuple[tuple[fields.StockSku, fields.Units], ...], Meta(max_length=200)] = ()


class Pause(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Until then, or until somebody resumes it."""

    reason: fields.Reason = ""
    until: fields.Moment | None = None

    def __post_init__(self) -> None:
        fields.instant_or_none(self.until)


class PickUnits(msgspec.Struct, frozen=True):
    sku: str
    name: str
    units: int
    place: str = ""
    """Where it stands on the location's floor; empty where nobody said."""


class PickTold(msgspec.Struct, frozen=True):
    """One parcel to pack; `status`: asked (answer by `answer_by`) or accepted."""

    parcel: str
    order: str
    kind: str
    status: str
    answer_by: str
    hand_over_by: str
    service: str
    units: tuple[PickUnits, ...]


class PicksTold(msgspec.Struct, frozen=True):
    location: str
    status: str
    paused_until: str | None
    pause_reason: str
    picks: tuple[PickTold, ...]


class AcceptanceTold(msgspec.Struct, frozen=True):
    """How a location answers: figures since ever, and how likely it says yes now."""

    location: str
    acceptance: float
    """Of deliveries."""
    pickup_acceptance: float
    accepted: int
    rejected: int
    lapsed: int
    short: int
    withdrawn: int
    waiting: int
    by_reason: dict[str, int]


class AcceptancesTold(msgspec.Struct, frozen=True):
    chain: float
    locations: tuple[AcceptanceTold, ...]


def show_picks(world: World, _: Nothing, call: Call) -> PicksTold | Refused:
    """Asked and accepted, those that leave first before."""
    name = LocationId(call.path["location"])
    at = locations.find(world.locations, name)
    if at is None:
        return Refused(Reason.UNKNOWN_LOCATION, name)
    told = sorted(_told(world, name, at.zone), key=lambda pick: (pick.hand_over_by, pick.parcel))
    until = None if at.paused_until is None else moments.to_iso(at.paused_until)
    return PicksTold(name, at.status, until, at.pause_reason, tuple(told))


def _told(world: World, location: LocationId, zone: str) -> Iterator[PickTold]:
    known = world.picks.by_location.get(location)

    def place_of(take: Take) -> str:
        return shelf_places.place_of(world.shelf_places, location, take.sku)

    for parcel in () if known is None else (*known.open, *known.to_pack):
        task, plan = world.picks.tasks[parcel], world.shipments.by_id[parcel].planned
        products = world.catalog.products
        yield PickTold(
            parcel=parcel,
            order=plan.order,
            kind=plan.kind,
            status=task.status.value,
            answer_by=moments.to_iso(task.asked.answer_by),
            hand_over_by=moments.to_iso(plan.hand_over_by),
            service=plan.service,
            units=tuple(
                PickUnits(take.sku, products[take.sku].name, take.units, place_of(take)) for take in plan.takes
            ),
        )


class PauseTold(msgspec.Struct, frozen=True):
    """What a pause would mean now: SKUs that nobody else has, and parcels that wait to be packed there."""

    location: str
    status: str
    only_here: int
    deliveries: int
    pickups: int


def show_pause(world: World, _: Nothing, call: Call) -> PauseTold | Refused:
    """Looked at before anybody is paused; the same figures are told to operations when somebody is."""
    return pause_of(world, LocationId(call.path["location"]))


def pause_of(world: World, name: LocationId) -> PauseTold | Refused:
    at = locations.find(world.locations, name)
    if at is None:
        return Refused(Reason.UNKNOWN_LOCATION, name)
    only = questions.only_at(world.stock, name, [one.location for one in locations.active(world.locations)])
    kinds = [parcel.planned.kind for parcel in waiting.planned_at(world.stock, world.orders, world.shipments, name)]
    pickups = kinds.count("pickup")
    return PauseTold(name, at.status, only, len(kinds) - pickups, pickups)


def show_acceptance(world: World, _: Nothing, call: Call) -> AcceptancesTold:
    """Every location that was ever asked, the least willing first."""
    told = [_acceptance(world, location, call) for location in world.picks.by_location]
    chain = round(picks.chain_acceptance(world.picks, call.now), 4)
    return AcceptancesTold(chain, tuple(sorted(told, key=lambda one: (one.acceptance, one.location))))


def _acceptance(world: World, location: LocationId, call: Call) -> AcceptanceTold:
    known = world.picks.by_location[location]
    return AcceptanceTold(
        location=location,
        acceptance=round(picks.acceptance(world.picks, location, call.now), 4),
        pickup_acceptance=round(picks.acceptance(world.picks, location, call.now, "pickup"), 4),
        accepted=known.accepted,
        rejected=known.rejected,
        lapsed=known.lapsed,
        short=known.short,
        withdrawn=known.withdrawn,
        waiting=len(known.open),
        by_reason=dict(sorted(known.by_reason.items())),
    )


def _answer(
    name: str, path: str, summary: str, takes: Shape, command: Callable[[Any, Call], Any], about: str
) -> Command:
    def reply(_: World, __: Any, call: Call, facts: Sequence[Any]) -> Receipt:
        return receipt(call.path[about], facts)

    return Command(
        name=name,
        method="POST",
        path=path,
        scope="parcel" if about == "parcel" else "network",
        group="Stores",
        summary=summary,
        takes=takes,
        gives=Receipt,
        command=command,
        reply=reply,
    )


def _read(name: str, path: str, summary: str, gives: Shape, answer: Any) -> Question:
    return Question(
        name=name, method="GET", path=path, scope="read", group="Stores", summary=summary, gives=gives, answer=answer
    )


OPERATIONS = (
    _read(
        "show_picks",
        "/v1/locations/{location}/picks",
        "What a location is asked to pack, and what it has accepted; soonest to leave first.",
        PicksTold,
        show_picks,
    ),
    _answer(
        "accept_pick",
        "/v1/parcels/{parcel}/accept",
        "The location will pack the parcel.",
        Nothing,
        lambda _, call: AcceptPick(ParcelId(call.path["parcel"])),
        "parcel",
    ),
    _answer(
        "reject_pick",
        "/v1/parcels/{parcel}/reject",
        "The location will not pack the parcel, or some units of it: the reason says what becomes of its shelf.",
        Reject,
        lambda asked, call: RejectPick(ParcelId(call.path["parcel"]), asked.reason, asked.units),
        "parcel",
    ),
    _answer(
        "pause_location",
        "/v1/locations/{location}/pause",
        "Nothing is offered from the location; what is not packed there leaves from elsewhere.",
        Pause,
        lambda asked, call: PauseLocation(
            LocationId(call.path["location"]), asked.reason, fields.instant_or_none(asked.until)
        ),
        "location",
    ),
    _read(
        "show_pause",
        "/v1/locations/{location}/pause",
        "What pausing the location would mean: what nobody else has, and what waits to be packed there.",
        PauseTold,
        show_pause,
    ),
    _answer(
        "resume_location",
        "/v1/locations/{location}/resume",
        "The location is open again.",
        Nothing,
        lambda _, call: ResumeLocation(LocationId(call.path["location"])),
        "location",
    ),
    _read(
        "show_acceptance",
        "/v1/acceptance",
        "How each location that is asked answers, and how likely it says yes.",
        AcceptancesTold,
        show_acceptance,
    ),
)
