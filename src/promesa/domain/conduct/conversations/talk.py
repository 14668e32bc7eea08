"""What a step of a conversation sees and makes: the parts of the world, who talks, and the turn that comes of it."""

from collections.abc import Sequence
from hashlib import blake2b
from typing import Any, NamedTuple

import msgspec
from msgspec.structs import replace

from promesa.domain.conduct.conversations import customer_acts
from promesa.domain.conduct.conversations.words import Button, OfferedAct, Reply, Session, Utterance
from promesa.domain.conduct.mandates.sight import ActSight
from promesa.domain.ledger.orders.state import Order, Stage
from promesa.domain.people.cases import numbers
from promesa.domain.people.cases.words import CaseKind, CaseOpener, OpenCase
from promesa.domain.people.consent.state import Consents
from promesa.domain.people.customers import Customers
from promesa.domain.people.intents.words import Intent
from promesa.domain.people.standby import Standby
from promesa.domain.promise.choices import Choices
from promesa.domain.promise.substitutes import Substitutes
from promesa.domain.values.ids import CustomerId, OrderId
from promesa.domain.values.moments import DAY, MINUTE, Instant
from promesa.domain.values.policy import Policy

YES_FOR = 15 * MINUTE
"""So long a yes button does what it says."""
LEVEL_FOR = 30 * MINUTE
"""So long a proof of who they are is good."""
LOCKED_FOR = DAY
TRIES_MAX = 3
MISSES_MAX = 2
"""So often in a row we may fail to understand before a person takes over."""
OFFERED_MAX = 6
MORE, MY_DATA = "more", "my_data"
MENU: tuple[str, ...] = (
    *(Intent.WHERE_IS_MY_ORDER, Intent.CHANGE_DATE, Intent.CHANGE_ADDRESS, Intent.CANCEL, Intent.RETURN, Intent.CLAIM),
    *(Intent.PAY_AGAIN, MORE, Intent.TALK_TO_A_PERSON),
)
REST: tuple[str, ...] = (
    *(Intent.WHEN_WOULD_IT_ARRIVE, Intent.STOCK_AT_MY_STORE, Intent.INVOICE, Intent.EXCHANGE, Intent.CHANGE_TO_PICKUP),
    *(MY_DATA, Intent.STOP, Intent.TALK_TO_A_PERSON),
)
"""What a list of ten rows has no room for."""
RECENT_FOR = 90 * DAY
"""Older orders are found by their number, not in a list."""


class ConsentSight(NamedTuple):
    """What a customer decides about their own data, and by which policy it is read."""

    consents: Consents
    customers: Customers
    policy: Policy


class TalkSight(NamedTuple):
    """What conversations read beside what acts are valued by."""

    sight: ActSight
    choices: Choices
    substitutes: Substitutes
    standby: Standby
    consent: ConsentSight


class Turn(NamedTuple):
    """Where the conversation stands now, what is answered, and which commands are asked of the rules."""

    session: Session
    replies: tuple[Reply, ...] = ()
    asks: tuple[Any, ...] = ()
    order: OrderId | None = None


class Talk(NamedTuple):
    """One utterance of one customer, with all that may be looked at."""

    seen: TalkSight
    customer: CustomerId
    session: Session
    said: Utterance
    now: Instant

    @property
    def level(self) -> int:
        """How sure we are who it is: a phone that we know or a link, and what they have proved not long ago."""
        proved = self.session.level if self.now < self.session.level_until else 0
        return max(customer_acts.least_level(self.said.browser), proved)

    def mentioned(self, kind: str) -> list[str]:
        """What was recognised of that kind, in their order."""
        return [value for name, value in self.said.mentions if name == kind]

    def slot(self, name: str) -> str:
        return dict(self.session.slots).get(name, "")


def own_order(talk: Talk, order: OrderId) -> Order | None:
    """The order where it is this customer's, else None: whoever it belongs to, it looks as if it did not exist.
    On an order's page there is no other."""
    orders = talk.seen.sight.orders
    is_theirs = customer_acts.is_own(orders, talk.customer, order) and customer_acts.is_of_page(
        talk.said.browser, order
    )
    return orders.by_id[order] if is_theirs else None


def own_orders(talk: Talk) -> list[Order]:
    """The customer's orders, newest first: those under way, then those of the last months."""
    orders = talk.seen.sight.orders
    names = orders.by_customer.get(talk.customer, ())
    found = [orders.by_id[name] for name in names if customer_acts.is_of_page(talk.said.browser, name)][::-1]
    under_way = [order for order in found if is_under_way(order)]
    recent = [order for order in found if not is_under_way(order) and talk.now - order.placed_at <= RECENT_FOR]
    return under_way + recent


def is_under_way(order: Order) -> bool:
    return order.stage in (Stage.PLACED, Stage.CONFIRMED)


def awaits(talk: Talk, intent: str, step: str, order: OrderId | None = None, **slots: str) -> Session:
    """The session as it waits for the next word; what was gathered so far stays."""
    kept = {**dict(talk.session.slots), **slots} if talk.session.intent == intent else slots
    about = OrderId("") if order is None else order
    told = tuple(sorted(kept.items()))
    return replace(talk.session, intent=str(intent), step=step, order=about, slots=told, misses=0, at=talk.now)


def rests(talk: Talk) -> Session:
    """The session with nothing awaited; what was offered and proved stays good for its time."""
    return replace(talk.session, intent="", step="", order=OrderId(""), slots=(), misses=0, at=talk.now)


def offer(talk: Talk, session: Session, act: Any) -> tuple[Session, Button]:
    """A yes button for exactly this act, and the session that knows it: an older offer for the order goes."""
    body = msgspec.json.encode(act).decode()
    command, order = type(act).__name__, customer_acts.order_of(act)
    token = token_of(talk.customer, talk.said.heard, command, body)
    made = OfferedAct(token, command, body, order, customer_acts.level_of(act), Instant(talk.now + YES_FOR))
    others = [one for one in session.offered if one.order != order and talk.now < one.until]
    return replace(session, offered=(*others[-OFFERED_MAX + 1 :], made)), Button(f"ok:{token}", "yes")


def token_of(customer: CustomerId, heard: str, command: str, body: str) -> str:
    """The name of one offer: of these arguments, to this customer, in answer to that utterance."""
    said = "\x00".join((customer, heard, command, body))
    return blake2b(said.encode(), digest_size=12).hexdigest()


def say(talk: Talk, text: str, order: OrderId | None = None, *buttons: Button, **words: str) -> Turn:
    """Answer and rest; an order that is spoken of is a word of the answer."""
    told = {"order": str(order), **words} if order is not None else words
    return Turn(rests(talk), (Reply(text, tuple(told.items()), buttons),), (), order)


def hand_on(talk: Talk, kind: CaseKind, order: OrderId | None, *replies: Reply, heard: str = "") -> Turn:
    """A person takes it: the case says by when they answer. What comes from an order's page is about that order."""
    order = order if talk.said.browser is None else talk.said.browser.order
    name = numbers.of_talk(talk.said.heard)
    ask = OpenCase(name, talk.customer, kind, CaseOpener.CUSTOMER, order, message=heard or talk.said.heard)
    return Turn(rests(talk), replies, (ask,), order)


def go(intent: str, order: str = "") -> Button:
    """The button that begins with an intent, of one order or of whichever is chosen."""
    return Button(f"go:{intent}:{order}" if order else f"go:{intent}", str(intent))


SOMETHING_ELSE = Button("menu", "something_else")


def menu(text: str = "menu") -> Reply:
    """What can be done here, as a list."""
    return Reply(text, (), tuple(map(go, MENU)))


def choose_order(talk: Talk, intent: Intent, orders: Sequence[Order]) -> Turn:
    """Which of several: each by its number and what is in it."""
    rows = tuple(
        Button(f"go:{intent.value}:{one.placed.order}", one.placed.order, one.stage.value) for one in orders[:9]
    )
    person = Button(f"go:{Intent.TALK_TO_A_PERSON.value}", Intent.TALK_TO_A_PERSON.value)
    return Turn(awaits(talk, intent, "order"), (Reply("which_order", (), (*rows, person)),))
