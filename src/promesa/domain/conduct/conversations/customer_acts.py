"""What a customer may do by themselves in a conversation: which commands, on whose orders, and how sure we must be.

The closed table of it: a flow, a wrong program or a model can offer nothing else, because `ConfirmAct` looks here.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

import msgspec

from promesa.domain.conduct.conversations.words import Browser, ConfirmAct
from promesa.domain.ledger.orders.state import Orders
from promesa.domain.ledger.orders.words import CancelOrder
from promesa.domain.people.cases.words import CaseOpener, OpenCase
from promesa.domain.people.consent.words import AskRight, ConsentLayer, RecordConsent, Right
from promesa.domain.promise.choices import MakeChoice
from promesa.domain.promise.editing.words import ChangeDelivery, ReduceLine
from promesa.domain.promise.substitutes import AnswerSubstitute
from promesa.domain.values.ids import CustomerId, OrderId

LINKED, KNOWN, PROVED, CODED = 0, 1, 2, 3
"""They have the link of the order's page; they write from a phone that we know; they also know where the order goes;
they also read a code sent elsewhere."""


class CustomerAct(NamedTuple):
    type_of: type[msgspec.Struct]
    level: int


def _act(type_of: type[msgspec.Struct], level: int) -> tuple[str, CustomerAct]:
    return type_of.__name__, CustomerAct(type_of, level)


ACTS: Mapping[str, CustomerAct] = dict(
    (
        _act(CancelOrder, PROVED),
        _act(ReduceLine, PROVED),
        _act(AnswerSubstitute, KNOWN),
        _act(MakeChoice, KNOWN),
        _act(ChangeDelivery, PROVED),
        _act(AskRight, PROVED),
    )
)


def read(command: str, body: str) -> Any:
    """The command of an offered act; raises where it is none of the table (we made it ourselves: a bug)."""
    return msgspec.json.decode(body, type=ACTS[command].type_of)


def level_of(act: Any) -> int:
    """How sure we must be who asks: a parcel is sent elsewhere, and what we know of them is erased,
    only for who also reads a code sent another way."""
    if isinstance(act, ChangeDelivery) and act.postal_code is not None:
        return CODED
    if isinstance(act, AskRight) and act.right is Right.CANCELLATION:
        return CODED
    return ACTS[type(act).__name__].level


def is_own(orders: Orders, customer: CustomerId, order: OrderId) -> bool:
    """Whether the order is that customer's."""
    found = orders.by_id.get(order)
    return found is not None and found.placed.customer == customer


def order_of(act: Any) -> OrderId:
    """The order that an act is about; "" for what a customer asks about their own data."""
    return OrderId("") if isinstance(act, AskRight) else OrderId(act.order)


def is_theirs(orders: Orders, customer: CustomerId, act: Any) -> bool:
    """Whether the customer may do it at all: on their own order, or in their own name."""
    if isinstance(act, AskRight):
        return act.customer == customer
    return is_own(orders, customer, order_of(act))


def least_level(browser: Browser | None) -> int:
    """How sure we are of who has proved nothing: a link may have been passed on."""
    return KNOWN if browser is None else LINKED


def is_of_page(browser: Browser | None, order: OrderId) -> bool:
    """Whether it may be spoken of there: a page is of one order, a phone of all that its customer has."""
    return browser is None or browser.order == order


def is_sound(act: Any) -> bool:
    """A customer speaks for themselves: nothing is cancelled in our name."""
    return not isinstance(act, CancelOrder) or act.by_customer


ASKED: Mapping[str, type[msgspec.Struct]] = {one.__name__: one for one in (ConfirmAct, OpenCase, RecordConsent)}
"""The only commands that a step of a conversation may ask for; what changes an order comes as `ConfirmAct`."""
OWN_LAYERS = (ConsentLayer.CONSUMER_LAW, ConsentLayer.DATA_LAW)
"""In which a customer speaks: the partner's switch and the registers are told by others."""


def speaks_for(customer: CustomerId, ask: Any, browser: Browser | None = None) -> bool:
    """Whether a step of that customer's conversation may ask for it: each speaks only for themselves, and on an order's
    page only of that order."""
    if type(ask) not in ASKED.values() or ask.customer != customer:
        return False
    if isinstance(ask, RecordConsent):
        return browser is None and ask.layer in OWN_LAYERS
    if isinstance(ask, ConfirmAct):
        return bool(ask.browser == browser)
    about = OrderId("") if ask.order is None else ask.order
    return ask.opener is CaseOpener.CUSTOMER and is_of_page(browser, about)
