"""How we behave and how we do: the policy in force, the figures, and the letters that nobody could deliver."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, structs

from promesa.domain.conduct.policies import PolicySet, SetPolicy
from promesa.domain.values import moments
from promesa.domain.values.money import Centavos
from promesa.domain.values.policy import FeeRule, Policy, RailWindow
from promesa.domain.values.refusal import Reason, Refused
from promesa.domain.world import World
from promesa.engine import outbox
from promesa.surfaces import fields
from promesa.surfaces.figures import Figures
from promesa.surfaces.operations import Call, Command, Errand, Nothing, Question, Room, first

LETTERS_MAX = 500

Minutes = Annotated[int, Meta(ge=0, le=527_040)]
Some = Annotated[int, Meta(ge=1, le=100_000)]


class RailBody(RailWindow, frozen=True, forbid_unknown_fields=True):
    """How long a way of paying keeps its reservation."""

    minutes: Minutes = 0
    days: Annotated[int, Meta(ge=0, le=366)] = 0
    zone: fields.Zone = "America/Mexico_City"
    grace_minutes: Minutes = 0
    settles_at_hour: Annotated[int, Meta(ge=0, le=23)] = 12

    def __post_init__(self) -> None:
        fields.zone(self.zone)


_RAILS = {
    "card": RailBody(minutes=15),
    "oxxo": RailBody(days=2, settles_on_bank_days=True, starts_on_payment=True),
    "spei": RailBody(minutes=30, starts_on_payment=True),
    "cod": RailBody(pays_at_door=True),
}


class FeeBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What customers pay for delivery in some cases; an empty field speaks of all. The first that fits counts."""

    channels: Annotated[tuple[fields.Channel, ...], Meta(max_length=100)] = ()
    areas: Annotated[tuple[fields.Area, ...], Meta(max_length=100)] = ()
    extended: bool | None = None
    kind: Literal["", "delivery", "ocurre"] = ""
    free_from: fields.Amount | None = None
    flat: fields.Amount | None = None


class PolicyBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The whole policy that is to be in force from now on; its version is given by the log."""

    currency: Annotated[str, Meta(pattern="^[A-Z]{3}$", max_length=3)] = "MXN"
    zone: fields.Zone = "America/Mexico_City"
    reserve_at: Literal["checkout", "order", "payment"] = "checkout"
    cart_minutes: Annotated[int, Meta(ge=1, le=1_440)] = 10
    quote_minutes: Annotated[int, Meta(ge=1, le=1_440)] = 15
    rails: Annotated[dict[fields.Rail, RailBody], Meta(min_length=1, max_length=20)] = msgspec.field(
        default_factory=lambda: dict(_RAILS)
    )
    confidence: Annotated[float, Meta(gt=0, lt=1)] = 0.90
    late_share: Annotated[float, Meta(gt=0, lt=1)] | None = None
    wait_day_price: fields.CostAmount = Centavos(0)
    late_price: fields.CostAmount = Centavos(30_000)
    late_day_price: fields.CostAmount = Centavos(0)
    half_life_days: Annotated[float, Meta(ge=7, le=3_650)] = 60.0
    outcome_half_life_days: Annotated[float, Meta(ge=7, le=3_650)] = 14.0
    edition_minutes: Annotated[int, Meta(ge=1, le=1_440)] = 240
    range_days_max: Annotated[int, Meta(ge=0, le=366)] | None = None
    guess_days_max: Annotated[int, Meta(ge=0, le=366)] | None = None
    confirm_minutes: Annotated[int, Meta(ge=15, le=1_440)] = 60
    keep_probability_min: Annotated[float, Meta(ge=0, lt=1)] = 0.50
    shelf_probability_min: Annotated[float, Meta(ge=0, lt=1)] = 0.70
    choice_hours: Annotated[float, Meta(gt=0, le=720)] = 48.0
    split_cost: fields.CostAmount = Centavos(1_500)
    parcels_max: Annotated[int, Meta(ge=1, le=100)] = 4
    late_day_cost: fields.CostAmount = Centavos(12_000)
    lines_max: Annotated[int, Meta(ge=1, le=1_000)] = 200
    units_max: Some = 100_000
    sourcing: Literal["least_cost", "nearest", "priority_distance", "list_order", "highest_stock", "fewest_splits"] = (
        "least_cost"
    )
    shortlist: Annotated[int, Meta(ge=1, le=1_000)] = 12
    horizon_days: Annotated[int, Meta(ge=1, le=366)] = 60
    pickup_ready_hours: Annotated[float, Meta(ge=0, le=720)] = 2.0
    free_fee_from: fields.Amount | None = None
    flat_fee: fields.Amount | None = None
    fees: Annotated[tuple[FeeBody, ...], Meta(max_length=200)] = ()
    needs_replay: bool = False
    replay_days: Annotated[int, Meta(ge=1, le=366)] = 14
    rethink_minutes: Annotated[int, Meta(ge=0, le=1_440)] = 0
    pick_lead_hours: Annotated[float, Meta(ge=0, le=240)] | None = None

    def __post_init__(self) -> None:
        fields.zone(self.zone)


class PolicyTold(msgspec.Struct, frozen=True):
    version: int
    changed: bool


class Letter(msgspec.Struct, frozen=True):
    """An effect that was given up after its last try; its key is the position at which it was wanted."""

    key: int
    effect: str
    wanted_at: datetime
    attempts: int
    error: str
    body: Any


class Letters(msgspec.Struct, frozen=True):
    """The oldest first; `total` counts those not shown too."""

    total: int
    letters: tuple[Letter, ...]


class Revived(msgspec.Struct, frozen=True):
    key: int
    revived: bool


def show_policy(world: World, _: Nothing, __: Call) -> Policy:
    return world.policies.now


def set_policy(asked: PolicyBody, _: Call) -> SetPolicy:
    """The body's fields are the policy's own, so that nothing is decided here."""
    told = {name: getattr(asked, name) for name in PolicyBody.__struct_fields__}
    told["fees"] = tuple(FeeRule(**msgspec.structs.asdict(rule)) for rule in asked.fees)
    told["rails"] = {name: RailWindow(**structs.asdict(rail)) for name, rail in asked.rails.items()}
    return SetPolicy(Policy(**told))


def policy_set(world: World, _: PolicyBody, __: Call, facts: Sequence[Any]) -> PolicyTold:
    fact = first(PolicySet, facts)
    return PolicyTold(world.policies.now.version if fact is None else fact.policy.version, bool(facts))


def figures(room: Room, _: Nothing, __: Call) -> Figures:
    return room.figures.figures()


def letters(room: Room, _: Nothing, __: Call) -> Letters:
    with room.machine.lock:
        desk = room.machine.desk
        dead = [*desk.dead.items(), *desk.uncertain.items()]
    shown = tuple(
        Letter(
            key, one.kind, moments.utc(moments.Instant(one.wanted_at)), one.attempts, one.error, msgspec.Raw(one.body)
        )
        for key, one in dead[:LETTERS_MAX]
    )
    return Letters(len(dead), shown)


def revive(room: Room, _: Nothing, call: Call) -> Revived | Refused:
    """Told again for a letter that is on its way again, it changes nothing."""
    key = int(call.path["letter"])
    if outbox.revive(room.machine, key, call.by):
        return Revived(key, revived=True)
    with room.machine.lock:
        waiting = key in room.machine.desk.effects
    return Revived(key, revived=False) if waiting else Refused(Reason.UNKNOWN_LETTER, str(key))


OPERATIONS = (
    Question(
        name="show_policy",
        method="GET",
        path="/v1/policies",
        scope="read",
        group="Conduct",
        summary="The policy in force.",
        gives=Policy,
        answer=show_policy,
    ),
    Command(
        name="set_policy",
        method="POST",
        path="/v1/policies",
        scope="policy",
        group="Conduct",
        summary="Put a whole policy in force; what was promised before stands.",
        takes=PolicyBody,
        gives=PolicyTold,
        command=set_policy,
        reply=policy_set,
    ),
    Errand(
        name="show_indicators",
        method="GET",
        path="/v1/indicators",
        scope="read",
        group="Conduct",
        summary="Promises made, kept, broken and open; orders, units, messages, and what is oversold (nothing).",
        gives=Figures,
        run=figures,
    ),
    Errand(
        name="list_dead_letters",
        method="GET",
        path="/v1/dead-letters",
        scope="operate",
        group="Conduct",
        summary="What the outside would not take after all tries.",
        gives=Letters,
        run=letters,
    ),
    Errand(
        name="revive_dead_letter",
        method="POST",
        path="/v1/dead-letters/{letter}/revive",
        scope="operate",
        group="Conduct",
        summary="Give a dead letter its tries again.",
        gives=Revived,
        run=revive,
    ),
)
