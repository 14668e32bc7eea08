"""Asking for offers, for delivery or pickup, each with a token that an order can be placed by."""

from datetime import date, datetime, timedelta
from typing import Annotated

import msgspec
from msgspec import Meta
from msgspec.structs import replace

from promesa.domain import world as worlds
from promesa.domain.promise.quoting import quotes
from promesa.domain.promise.words import Ask, Leg, Offer, Quote, Want
from promesa.domain.values import moments
from promesa.domain.values.ids import BranchId
from promesa.domain.values.refusal import Reason, Refused
from promesa.domain.world import World
from promesa.surfaces import fields, tokens
from promesa.surfaces.operations import Call, Question

Token = Annotated[
    str, Meta(min_length=1, max_length=tokens.TOKEN_LENGTH, description="An offer as it was signed by a quote.")
]


class WantedLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One SKU and how many units of it."""

    sku: fields.StockSku
    units: fields.Units


class AskQuote(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """These units, on this channel, to a postal code or at one pickup location."""

    lines: Annotated[tuple[WantedLine, ...], Meta(min_length=1, max_length=500)]
    channel: fields.Channel
    postal_code: fields.Postal | None = None
    pickup_location: fields.Location | None = None
    cart: fields.Cart | None = None
    """The asker's own cart: what it has reserved does not count against it."""
    rail: fields.Rail | None = None
    """How it will be paid: where the money clears later, each offer says until when to pay and what date that gives."""
    explain: bool = False
    """Also say what each plan costs us, part by part."""
    deadline: date | None = None
    """The day by which it must be there: each offer then says how likely that is."""

    def __post_init__(self) -> None:
        if self.deadline is not None:
            fields.day(self.deadline)


class Cost(msgspec.Struct, frozen=True):
    name: str
    amount_centavos: int


class Time(msgspec.Struct, frozen=True):
    name: str
    days: float


class LegTold(msgspec.Struct, frozen=True, omit_defaults=True):
    """One parcel of a plan."""

    location: str
    service: str
    units: int
    hand_over_by: datetime
    arrives_on: date
    cost: tuple[Cost, ...] = ()
    time: tuple[Time, ...] = ()
    """How its days are made up: to the hand-over, in transit as agreed, and the margin by what was learned."""


class BranchTold(msgspec.Struct, frozen=True, omit_defaults=True):
    """A carrier's branch; a parcel that was promised there by a day is kept there until `collect_by` at least."""

    branch: str
    carrier: str
    name: str
    postal_code: str
    collect_by: date
    hours: tuple[tuple[str, str] | None, ...] = ()
    lat: float | None = None
    lon: float | None = None


class SlotTold(msgspec.Struct, frozen=True):
    """A delivery slot that may be chosen, by its name, when the order is placed."""

    slot: str
    starts_at: datetime
    ends_at: datetime


class OfferTold(msgspec.Struct, frozen=True, omit_defaults=True):
    """What would be promised; `offer` is the token to place an order by."""

    offer: str
    kind: str
    promised_on: date
    promised_by: datetime
    zone: str
    fee_centavos: int
    keep_probability: float
    legs: tuple[LegTold, ...]
    cost_centavos: int | None = None
    branch: BranchTold | None = None
    """Where it waits for the customer, if it is no delivery to the door ("ocurre")."""
    missing_for_free_centavos: int | None = None
    """How much more in the cart makes the cheapest delivery free."""
    duties_centavos: int = 0
    """Duties and taxes at the border, a part of the fee."""
    basis: str = ""
    """What the date stands on: "learned" from earlier parcels, the carriers' "agreed" day, or "cautious" where little
    is known of a lane."""
    model: int | None = None
    """The edition of what was learned that it was made from."""
    earliest_on: date | None = None
    """Said where one day would be a guess: it arrives from this day on, by `promised_on`."""
    confirm_by: datetime | None = None
    """Said where almost nothing is known: by then the day is confirmed or another one is told."""
    deadline_chance: float | None = None
    """How likely it is there by the deadline asked for."""
    starts_on: str = "now"
    """"now", or "payment": pay by `pay_by` and it arrives by `promised_on`: it starts when the money clears."""
    pay_by: datetime | None = None
    starts_by: datetime | None = None
    """When the money of whoever pays at the last moment has cleared."""
    slots: tuple[SlotTold, ...] = ()
    """Delivery slots to choose from; whoever names none gets the first."""


class AsOf(msgspec.Struct, frozen=True):
    """The one moment and the one position of the log that an answer speaks of: equal stamps, equal answers."""

    at: datetime
    position: int


class QuoteTold(msgspec.Struct, frozen=True):
    """Offers, best first, good until they expire."""

    as_of: AsOf
    expires_at: datetime
    currency: str
    offers: tuple[OfferTold, ...]


def question(asked: AskQuote) -> Ask:
    """The question as the domain asks it."""
    return Ask(
        tuple([Want(line.sku, line.units) for line in asked.lines]),
        asked.channel,
        asked.postal_code,
        asked.pickup_location,
        asked.cart,
        deadline=asked.deadline,
        rail=asked.rail,
    )


def ask_quote(world: World, asked: AskQuote, call: Call) -> QuoteTold | Refused:
    if asked.postal_code is None and asked.pickup_location is None:
        return Refused(Reason.INVALID, "postal_code")
    found = quotes.quote(*worlds.parts(world), question(asked), call.now, call.position)
    if isinstance(found, Refused):
        return found
    return QuoteTold(
        AsOf(moments.utc(found.as_of), found.position),
        moments.utc(found.expires_at),
        world.policies.now.currency,
        tuple([_told(world, call.ring, found, offer, asked.explain) for offer in found.offers]),
    )


def _told(world: World, ring: tokens.Ring, quote: Quote, offer: Offer, explain: bool) -> OfferTold:
    return OfferTold(
        tokens.sign(ring, quote, replace(offer, slots=()) if offer.slots else offer),
        offer.kind,
        offer.promised_on,
        moments.utc(offer.promised_by),
        offer.zone,
        offer.fee,
        offer.keep_probability,
        tuple([leg_told(leg, explain) for leg in offer.legs]),
        offer.cost if explain else None,
        None if offer.branch is None else _branch(world, offer.branch, offer.promised_on),
        offer.missing_for_free,
        offer.duties,
        offer.basis,
        offer.model,
        offer.earliest_on,
        None if offer.confirm_by is None else moments.utc(offer.confirm_by),
        offer.deadline_chance,
        offer.starts_on,
        None if offer.pay_by is None else moments.utc(offer.pay_by),
        None if offer.starts_by is None else moments.utc(offer.starts_by),
        tuple([SlotTold(one.slot, moments.utc(one.starts_at), moments.utc(one.ends_at)) for one in offer.slots]),
    )


def _branch(world: World, branch: BranchId, promised_on: date) -> BranchTold:
    about = world.carriers.branches[branch]
    collect_by = promised_on + timedelta(days=about.keeps_days)
    return BranchTold(
        about.branch, about.carrier, about.name, about.postal_code, collect_by, about.hours, about.lat, about.lon
    )


def leg_told(leg: Leg, explain: bool = False) -> LegTold:
    """One parcel of a plan, as it is shown."""
    return LegTold(
        leg.location,
        leg.service,
        sum([take.units for take in leg.takes]),
        moments.utc(leg.hand_over_by),
        leg.arrives_on,
        tuple(Cost(part.name, part.amount) for part in leg.cost) if explain else (),
        tuple(Time(part.name, part.days) for part in leg.time) if explain else (),
    )


OPERATIONS = (
    Question(
        name="ask_quote",
        method="POST",
        path="/v1/quotes",
        scope="quote",
        group="Quotes",
        summary="What can be promised for these units: dates, fees and how sure we are.",
        takes=AskQuote,
        gives=QuoteTold,
        answer=ask_quote,
    ),
)
