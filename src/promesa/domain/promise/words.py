"""What can be said about promises: the question, the offers, the promise and its outcome."""

from datetime import date

import msgspec

from promesa.domain.ledger.stock.words import Take
from promesa.domain.values.ids import BranchId, ChannelId, LocationId, OrderId, PostalCode, ServiceId, Sku
from promesa.domain.values.moments import Instant
from promesa.domain.values.money import Centavos


class Want(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One SKU and how many units of it are asked for."""

    sku: Sku
    units: int


class Ask(msgspec.Struct, frozen=True):
    """The question behind every quote: these units, on this channel, to this postal code or at this location."""

    wants: tuple[Want, ...]
    channel: ChannelId
    postal_code: PostalCode | None = None
    pickup_location: LocationId | None = None
    reservation: str | None = None
    """The asker's own reservation, which never counts against it (R05)."""
    avoid: tuple[LocationId, ...] = ()
    """Locations that must not be in the plan: they rejected, or a count found less than we believed."""
    rail: str | None = None
    """How it will be paid: a promise starts when the money clears. None: not known, as if paid at once."""
    deadline: date | None = None
    """The day by which it must be there: each offer then says how likely that is."""
    in_work: bool = False
    """It is about an order that we have: no minutes of a customer who may still add to it come first."""


class CostPart(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One named part of a cost: "freight", "handling", "split", "extended_zone"..."""

    name: str
    amount: Centavos


class TimePart(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One named part of a leg's time: "handling" to the hand-over, "transit" as agreed, "margin" by what was learned
    (below zero: sooner than agreed)."""

    name: str
    days: float


class Leg(msgspec.Struct, frozen=True, gc=False):
    """One parcel of a plan: from where, by which service, with which units, by when out and in."""

    location: LocationId
    service: ServiceId
    takes: tuple[Take, ...]
    hand_over_by: Instant
    """When the location must have given the parcel to the carrier (for pickup: have it ready)."""
    process_on: date
    """The location's working day that the order counts in (its capacity is taken there)."""
    arrives_on: date
    cost: tuple[CostPart, ...]
    keep_probability: float
    time: tuple[TimePart, ...] = ()
    """From the promise's start to `arrives_on`, part by part."""
    basis: str = "agreed"
    """What its date stands on (see `Offer.basis`)."""
    earliest_on: date | None = None
    """One in ten such parcels has arrived by then; None where dates are the carrier's agreed ones."""


class OfferedSlot(msgspec.Struct, frozen=True, array_like=True):
    """A delivery slot that may be chosen: its name ("2027-07-08 19:00-20:00") and its moments."""

    slot: str
    starts_at: Instant
    ends_at: Instant


class Offer(msgspec.Struct, frozen=True, gc=False):
    """One option of a quote: what would be promised, how sure it is, what it costs whom."""

    kind: str
    """"delivery", "pickup", or "ocurre": it waits for the customer at a carrier's branch."""
    legs: tuple[Leg, ...]
    promised_by: Instant
    promised_on: date
    zone: str
    fee: Centavos
    """What the customer pays for delivery."""
    cost: Centavos
    """What the plan costs us: the sum of its legs' parts and of the split."""
    keep_probability: float
    policy: int
    fingerprint: str
    """Same question, same world, same policy: same fingerprint (R09)."""
    postal_code: PostalCode | None = None
    """Where a delivery goes, so that its plan can be made anew."""
    branch: BranchId | None = None
    """The carrier's branch where the customer comes for it ("ocurre")."""
    duties: Centavos = Centavos(0)
    """What customs take of it: a part of the fee and of the cost."""
    missing_for_free: Centavos | None = None
    """How much more in the cart makes the cheapest delivery free; None: it is, or never."""
    model: int = 0
    """The edition of what was learned that it was made from."""
    basis: str = "agreed"
    """What its date stands on: "learned" from parcels of its lanes, the carriers' "agreed" day, or "cautious" where
    little is known of a lane."""
    earliest_on: date | None = None
    """Said where one day would be a guess: it arrives between this day and the promised one."""
    confirm_by: Instant | None = None
    """Said where almost nothing is known: by then the day is confirmed or another one is told."""
    starts_on: str = "now"
    """"now", or "payment": the date holds for whoever pays by `pay_by`."""
    pay_by: Instant | None = None
    starts_by: Instant | None = None
    """The latest moment at which a payment made in time has cleared: days are counted from it."""
    slots: tuple[OfferedSlot, ...] = ()
    """Delivery slots to choose from, where its service comes in slots."""
    slot: str = ""
    """The one that was chosen."""
    deadline_chance: float | None = None
    """How likely it is there by the deadline asked for; None where none was."""


class Quote(msgspec.Struct, frozen=True):
    """The answer to an Ask as of one position of the log; offers are ranked, best first."""

    ask: Ask
    as_of: Instant
    position: int
    expires_at: Instant
    offers: tuple[Offer, ...]
    losers: tuple[str, ...] = ()
    """Why other locations or services were not offered, for `why` and the console."""


# --- facts about a promise ---


class PromiseMade(msgspec.Struct, frozen=True, gc=False):
    order: OrderId
    kind: str
    promised_by: Instant
    promised_on: date
    zone: str
    keep_probability: float
    fee: Centavos
    cost: Centavos
    policy: int
    fingerprint: str
    legs: tuple[Leg, ...]
    postal_code: PostalCode | None = None
    platform_promised_on: date | None = None
    """What another system promised for the same order, where it is known (imports)."""
    branch: BranchId | None = None
    model: int = 0
    basis: str = "agreed"
    earliest_on: date | None = None
    confirm_by: Instant | None = None
    slot: str = ""
    """The delivery slot in which it comes."""


class PromiseConfirmed(msgspec.Struct, frozen=True):
    """A date that was given with little knowledge was looked at again, as announced, and stands."""

    order: OrderId
    promised_on: date


class PromiseMoved(msgspec.Struct, frozen=True):
    """A new date, told to the customer; the first promise is still the one that is counted."""

    order: OrderId
    was_on: date
    promised_on: date
    promised_by: Instant
    cause: str


class PromiseRedirected(msgspec.Struct, frozen=True):
    """Its customer wanted it elsewhere, or on another day: from here on this is what was promised and what counts."""

    order: OrderId
    was_on: date
    promised_on: date
    promised_by: Instant
    zone: str
    fee: Centavos
    cost: Centavos
    keep_probability: float
    legs: tuple[Leg, ...]
    postal_code: PostalCode | None
    cause: str


class PromiseKept(msgspec.Struct, frozen=True):
    order: OrderId
    arrived_on: date
    slack_days: int


class PromiseBroken(msgspec.Struct, frozen=True):
    order: OrderId
    cause: str
    late_days: int | None = None
    arrived_on: date | None = None
    failure: str = ""
    """What failed, a word of the closed list (see `failures`); "" in logs older than it."""


class PromiseWithdrawn(msgspec.Struct, frozen=True):
    """The order ended without our fault (not paid, cancelled by the customer): neither kept nor broken."""

    order: OrderId
    cause: str
