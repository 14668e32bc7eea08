"""The parts of the world that a message may speak of, and the few questions that every message asks of them."""

from typing import Protocol

import msgspec

from promesa.domain.conduct.conversations.state import Conversations
from promesa.domain.conduct.policies import Policies
from promesa.domain.ledger.orders.state import Order, Orders, Stage
from promesa.domain.ledger.payments.state import Payments
from promesa.domain.ledger.shipments.state import Parcel, Shipments, live
from promesa.domain.ledger.stock.state import Stock
from promesa.domain.network.carriers.state import Carriers
from promesa.domain.network.catalog import Catalog
from promesa.domain.network.locations import state as locations
from promesa.domain.network.locations.state import Locations
from promesa.domain.people.cases.state import Cases
from promesa.domain.people.messages.words import MessageWanted
from promesa.domain.people.templates.words import GroundedMessage, TemplateGround, TemplateValue
from promesa.domain.promise.choices import Choices
from promesa.domain.promise.promises import Promise, Promises, open_promise
from promesa.domain.promise.substitutes import Substitutes
from promesa.domain.values.ids import LocationId, OrderId, Sku
from promesa.domain.values.moments import Instant
from promesa.domain.values.refusal import Reason, Refused

HERE = "America/Mexico_City"


class MessageParts(Protocol):
    """What of the world is read, and only read: the world itself has it all."""

    catalog: Catalog
    locations: Locations
    carriers: Carriers
    stock: Stock
    orders: Orders
    payments: Payments
    shipments: Shipments
    promises: Promises
    choices: Choices
    substitutes: Substitutes
    cases: Cases
    conversations: Conversations
    policies: Policies


class MessageAsked(msgspec.Struct, frozen=True):
    """What is to be said and what it was to be said with; `edit`: what its business key names besides the order."""

    wanted: MessageWanted
    order: Order
    words: dict[str, str]
    edit: str
    now: Instant

    @property
    def id(self) -> OrderId:
        return self.wanted.order

    @property
    def tag(self) -> str:
        return f"order:{self.wanted.order}"


Answer = GroundedMessage | Refused


def no(asked: MessageAsked, why: str) -> Refused:
    """It is not so (any more)."""
    return Refused(Reason.CONTRADICTS_FACTS, f"{asked.wanted.template}: {why}")


def unbacked(asked: MessageAsked, what: str) -> Refused:
    return Refused(Reason.NOT_BACKED, f"{asked.wanted.template}: {what}")


def ground(asked: MessageAsked, fact: str, value: TemplateValue, at: Instant | None = None) -> TemplateGround:
    return TemplateGround(value, fact, asked.tag, at)


def about_order(asked: MessageAsked) -> TemplateGround:
    return ground(asked, "OrderPlaced", str(asked.id), asked.order.placed_at)


def said(asked: MessageAsked, meaning: str, zone: str = HERE, **grounds: TemplateGround) -> GroundedMessage:
    """With the order, which every message may name."""
    return GroundedMessage(meaning, {"order": about_order(asked), **grounds}, zone)


def standing(parts: MessageParts, asked: MessageAsked) -> Promise | Refused:
    """The promise of a living order, still to be kept."""
    found = open_promise(parts.promises, asked.id)
    if asked.order.stage is not Stage.CONFIRMED or asked.order.return_reason is not None:
        return no(asked, asked.order.stage.value)
    return no(asked, "no open promise") if found is None else found


def told_on(asked: MessageAsked, promise: Promise) -> TemplateGround:
    """The date that was last told: it is what the customer counts on."""
    last = promise.told[-1].at if promise.told else promise.made_at
    return ground(asked, "PromiseMoved" if promise.moves else "PromiseMade", promise.told_on, last)


def before_that(asked: MessageAsked, promise: Promise) -> TemplateGround:
    """The date that was told before the newest."""
    if len(promise.told) > 1:
        return ground(asked, "PromiseMoved", promise.told[-2].promised_on, promise.told[-2].at)
    return ground(asked, "PromiseMade", promise.made.promised_on, promise.made_at)


def parcel_of(parts: MessageParts, asked: MessageAsked) -> Parcel | Refused:
    """The parcel that is named, or the order's only one."""
    mine = live(parts.shipments, asked.id)
    named = asked.words.get("parcel", "")
    found = next((one for one in mine if one.planned.parcel == named or (not named and len(mine) == 1)), None)
    return unbacked(asked, "parcel") if found is None else found


def place(parts: MessageParts, asked: MessageAsked, location: LocationId, fact: str) -> TemplateGround:
    """A location as customers know it."""
    found = locations.find(parts.locations, location)
    return ground(asked, fact, (found.name if found is not None else "") or str(location))


def item(parts: MessageParts, asked: MessageAsked, sku: Sku, fact: str = "OrderPlaced") -> TemplateGround:
    """A product as customers know it."""
    return ground(asked, fact, name_of(parts, sku))


def name_of(parts: MessageParts, sku: Sku) -> str:
    found = parts.catalog.products.get(sku)
    return (found.name if found is not None else "") or str(sku)


def items(parts: MessageParts, asked: MessageAsked, parcel: Parcel) -> TemplateGround:
    """What a parcel holds, on one line."""
    listed = ", ".join(f"{take.units} × {name_of(parts, take.sku)}" for take in parcel.planned.takes)
    return ground(asked, "ParcelPlanned", listed)


def zone_of(parts: MessageParts, asked: MessageAsked) -> str:
    promise = parts.promises.by_order.get(asked.id)
    return promise.made.zone if promise is not None else HERE
