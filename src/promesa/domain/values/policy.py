"""The numbers that a retailer decides, as one frozen value: rules receive it, the log remembers each version."""

import msgspec

from promesa.domain.values.message_policy import MessagePolicy
from promesa.domain.values.money import Centavos


class RailWindow(msgspec.Struct, frozen=True):
    """How long a way of paying keeps its reservation.

    Either `minutes` after choosing it, or, with `days`, until 23:59:59 of that many days later in `zone`; then
    `grace_minutes` more in which news of a payment made in time is accepted (weekends and bank days are the rail's
    own matter: `settles_on_bank_days` moves the end of the grace to the next bank day at `settles_at_hour`).
    """

    minutes: int = 0
    days: int = 0
    zone: str = "America/Mexico_City"
    grace_minutes: int = 0
    settles_on_bank_days: bool = False
    settles_at_hour: int = 12
    pays_at_door: bool = False
    starts_on_payment: bool = False
    """Its money clears later: a promise starts then, and a quote says so before anybody pays."""


RAILS = {
    "card": RailWindow(minutes=15),
    "oxxo": RailWindow(days=2, settles_on_bank_days=True, starts_on_payment=True),
    "spei": RailWindow(minutes=30, starts_on_payment=True),
    "cod": RailWindow(pays_at_door=True),
}


class FeeRule(msgspec.Struct, frozen=True):
    """What customers pay for delivery in some cases; an empty field speaks of every channel, place or kind."""

    channels: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    """States' two-digit codes."""
    extended: bool | None = None
    """Only where a carrier adds for the place (True), or only where none does."""
    kind: str = ""
    """Only "delivery" to the door, or only "ocurre"."""
    free_from: Centavos | None = None
    """Goods for so much or more are delivered for nothing by the cheapest plan; None: never."""
    flat: Centavos | None = None
    """What smaller carts pay; None: what it costs us."""


class CareDesk(msgspec.Struct, frozen=True):
    """When people answer cases; Monday is 0, hours are whole hours of `zone`'s wall clock."""

    weekdays: tuple[int, ...] = (0, 1, 2, 3, 4)
    holidays: tuple[str, ...] = ("mx",)
    opens_hour: int = 9
    closes_hour: int = 18
    zone: str = "America/Mexico_City"


class CarePolicy(msgspec.Struct, frozen=True):
    """How soon cases are answered and resolved, in hours of the desk; "" is what is not named."""

    desk: CareDesk = CareDesk()
    answer_hours: float = 2.0
    resolve_hours: dict[str, float] = msgspec.field(
        default_factory=lambda: {"": 16.0, "at_risk": 8.0, "late": 8.0, "payment": 8.0, "not_arrived": 24.0}
    )
    close_hours: float = 48.0
    """A case that was resolved so long ago, by the wall clock, is closed if nothing came since."""
    reopen_days: int = 7
    """Who writes again about the same within so many days finds the same case."""
    at_risk_from: Centavos | None = Centavos(0)
    """A promise that had to be moved opens a case where its order comes to so much; None: never."""
    claim_days: dict[str, int] = msgspec.field(default_factory=lambda: {"": 30})
    """So many days after it was handed over a carrier takes a claim, by carrier."""
    lost_after_days: int = 10
    """A parcel of which nobody has heard for so long past its day may be claimed as lost."""


LEAST_COST = "least_cost"
SOURCINGS = (LEAST_COST, "nearest", "priority_distance", "list_order", "highest_stock", "fewest_splits")
"""How locations are chosen: by all that a plan costs, or as other systems do (`sourcing.greedy_ways`)."""


class Policy(msgspec.Struct, frozen=True):
    """Business policy, version by version (facts `PolicySet`)."""

    version: int = 1
    currency: str = "MXN"
    zone: str = "America/Mexico_City"
    reserve_at: str = "checkout"
    """"checkout": a cart's units are reserved while it pays; "order": when it is placed; "payment": when it is paid."""
    cart_minutes: int = 10
    quote_minutes: int = 15
    rails: dict[str, RailWindow] = msgspec.field(default_factory=lambda: dict(RAILS))
    confidence: float = 0.90
    """How sure the date of a `learned` service is, where `late_share` is not given: the older way to say it."""
    late_share: float | None = None
    """The share of promises that may be late. When given, the dates of all services are decided by what was learned;
    None: those of `learned` services are, at 1 - `confidence`, and the others are the carrier's agreed ones."""
    wait_day_price: Centavos = Centavos(0)
    """What a day of the customer's waiting costs us; above 0, dates are decided by cost and no more by share."""
    late_price: Centavos = Centavos(30_000)
    """What a late promise costs us, however late."""
    late_day_price: Centavos = Centavos(0)
    """What each day of being late costs us besides."""
    half_life_days: float = 60.0
    """What was seen so many days ago counts half in the law of a leg's time."""
    outcome_half_life_days: float = 14.0
    """A promise that ended so many days ago counts half where what was foreseen is held to what happened."""
    edition_minutes: int = 240
    """What was learned meanwhile is used from the next edition on: at most so many minutes later."""
    range_days_max: int | None = None
    """A date whose ends lie farther apart than this is said as a range; None: never."""
    guess_days_max: int | None = None
    """Where besides little is known of the lane, a date whose ends lie farther apart than this is given with a moment
    by which it will be confirmed; None: never."""
    confirm_minutes: int = 60
    """How long such a confirmation may take."""
    keep_probability_min: float = 0.50
    """Below it no promise is made."""
    shelf_probability_min: float = 0.70
    """A pickup whose units are less likely than this to be really on the shelf is not offered."""
    choice_hours: float = 48.0
    """How long a customer may choose what becomes of units that a store could not find; then their price goes back."""
    waives_substitutes: bool = False
    """A substitute that costs more is charged as what it stands in for; else the difference is due."""
    answer_minutes: int = 20
    """A location that is asked has at least so many opening minutes to answer, and as many to pack after its yes."""
    ask_again_cost: Centavos = Centavos(1_500)
    """What a no costs us: somebody looked in vain, and time is lost."""
    prices_asking: bool = False
    """What a location's noes to a parcel are expected to cost, as learned from its answers, is a part of what the
    parcel costs us, so plans are chosen by it too."""
    pause_alarm: float = 2_000.0
    """A location whose noes and silences are no more than usual gives so many answers or more, on average, before it is
    paused by mistake; 0: none is ever paused by rule."""
    silence_factor: float = 0.0
    """A source of figures that says nothing for so many times its longest pause is silent; 0: by hours alone."""
    silence_hours: dict[str, float] = {}
    """Hours after which a source is silent, in place of what was learned of it."""
    unheard_share: float = 0.0
    """A parcel of which nothing was heard for longer than its lane takes in all but this share of cases is looked into;
    0: none is by what was learned."""
    unheard_hours: dict[str, int] = {}
    """Working hours after which a parcel is silent, by carrier, in place of what was learned of its lanes."""
    split_cost: Centavos = Centavos(1_500)
    """What one more parcel costs us beyond freight and handling: packing, care, a second doorbell."""
    parcels_max: int = 4
    late_day_cost: Centavos = Centavos(12_000)
    lines_max: int = 200
    units_max: int = 100_000
    sourcing: str = LEAST_COST
    """One of `SOURCINGS`."""
    shortlist: int = 12
    """Locations looked at in full for a plan; the only holders of a line always stay (R11)."""
    horizon_days: int = 60
    """A date farther away than this is no offer."""
    slot_days: int = 5
    """Delivery slots are offered on so many of the service's days, from the first feasible one on (R17)."""
    pickup_ready_hours: float = 2.0
    free_fee_from: Centavos | None = None
    flat_fee: Centavos | None = None
    fees: tuple[FeeRule, ...] = ()
    """By channel and place; the first that speaks of a case counts, else the two figures above."""
    branches_max: int = 3
    """So many carriers' branches near a place are looked at."""
    branch_km_max: float = 60.0
    """A branch farther away than this is offered only where its carrier comes no nearer."""
    branch_saving_min: Centavos = Centavos(3_000)
    """Beside a delivery to the door a branch is offered where it costs us so much less,"""
    branch_days_min: int = 2
    """or where it is there so many days before."""
    needs_replay: bool = False
    """While this is in force no other way to choose plans or dates (`RACED`) goes live without a replay of it"""
    replay_days: int = 14
    """that is no older than so many days."""
    shelf_price_share: float = 0.0
    """How much of what a unit of a scarce shelf is worth to others counts where plans are ranked; 0: nothing."""
    shelf_price_hours: float = 12.0
    """So long after a second thought its prices of shelves are believed."""
    rethink_minutes: int = 0
    """How often all orders that nobody has picked yet are thought over again; 0: never."""
    cool_down_minutes: int = 0
    """After it is paid an order waits so long before anybody picks it: what its customer adds then leaves with it."""
    review_hours: float = 24.0
    """Whoever looks at an order has so long; then its customer is told an honest date again."""
    pick_lead_hours: float | None = None
    """A location that has said yes to a pick goes to the shelf at most so long before the hand-over: until then the
    order may still be thought over again; None: it may go at once."""
    link_days: int = 60
    """So long the link in a message leads to the page of its order."""
    care: CarePolicy = CarePolicy()
    messages: MessagePolicy = MessagePolicy()
    """Cases: whose hours, how soon."""


RACED = (
    *("sourcing", "split_cost", "parcels_max", "shortlist", "horizon_days", "keep_probability_min", "confidence"),
    *("late_share", "wait_day_price", "late_price", "late_day_price", "late_day_cost", "range_days_max"),
    *("shelf_price_share", "shelf_price_hours", "prices_asking"),
)
"""Fields that decide which plan is chosen or which date is named: what a replay can show before it happens."""
