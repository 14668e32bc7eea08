"""Customers who know what they want, whatever happens on the way there.

A script is a goal, the state of the order that it is about, and a seed. The customer reads the buttons and chooses by
their meaning; in between they are told twice, stray, wait too long, mistype, send stickers. What must be so at the end
is worked out without any conversation: by the plain command, on a shop that was built the same way.
"""

import random
from collections.abc import Callable
from datetime import date
from typing import Any, NamedTuple

from promesa.domain.conduct.conversations import identity, sayings
from promesa.domain.conduct.conversations.words import ConversationStepped, RecordCode, TalkOn, Utterance
from promesa.domain.ledger.orders.words import CancelOrder
from promesa.domain.ledger.shipments.state import of_order
from promesa.domain.ledger.shipments.words import MarkReady
from promesa.domain.people.cases.words import CaseKind
from promesa.domain.people.consent import state as consents
from promesa.domain.people.consent.words import AskRight, ConsentLayer, RecordConsent, Right
from promesa.domain.people.intents.words import Intent
from promesa.domain.promise.editing.words import ChangeDelivery
from promesa.domain.values.ids import CustomerId, OrderId, PostalCode
from promesa.domain.values.moments import MINUTE, Instant
from tests.regressions.shop import CDMX, GUADALAJARA, Shop

ME, OTHER = "ana", "eve"
STATES = ("unpaid", "planned", "packed", "moving", "delivered", "counter", "ready", "cancelled")
STEPS_MAX = 400


def shop_with(state: str, several: bool) -> Shop:
    """My order in that state, perhaps another one of mine, and one of somebody else's."""
    shop = Shop("2027-03-01 10:00").sells("A", "B").carries("P", 2, 80)
    shop.opens("N1", pickup=True, hours=(("09:00", "20:00"),) * 7, postal_code=GUADALAJARA).has("N1", A=50, B=50)
    if several:
        _order(shop, "mine2", "planned", ME)
    _order(shop, "mine", state, ME)
    _order(shop, "theirs", "planned", OTHER, CDMX)
    return shop


def _order(shop: Shop, name: str, state: str, customer: str, place: str = GUADALAJARA) -> None:
    at_counter = state in ("counter", "ready")
    about: dict[str, Any] = {"postal_code": None, "pickup_location": "N1"} if at_counter else {"postal_code": place}
    shop.places(name, {"A": 2}, customer=customer, rail="oxxo" if state == "unpaid" else "card", **about)
    if state == "unpaid":
        return
    shop.pays(name)
    if state in ("packed", "moving", "delivered", "ready"):
        parcel = shop.world.shipments.by_order[name][0]
        shop.packs(parcel)
        if state == "ready":
            shop.put(MarkReady(parcel))
        if state in ("moving", "delivered"):
            shop.hands_over(parcel)
        if state == "delivered":
            shop.delivers(parcel)
    if state == "cancelled":
        shop.cancels(name)


def digest(shop: Shop, *, cases: bool = True) -> dict[str, Any]:
    """All that a conversation may change, without moments: orders, money, units, parcels, cases by what they say."""
    w = shop.world
    orders = {}
    for name, order in w.orders.by_id.items():
        account = w.payments.by_order.get(name)
        parcels = [(p.planned.location, p.planned.takes, p.status.value) for p in of_order(w.shipments, name)]
        money = None if account is None else (account.captured, account.refunded, account.due)
        orders[name] = (order.stage.value, order.placed.total, order.placed.lines, order.return_reason, money, parcels)
    opened = sorted((c.opened.customer, c.kind, c.opened.order or "", c.unread > 0) for c in w.cases.by_id.values())
    shelves = {sku: shop.shelf(sku) for sku in ("A", "B")}
    own = {**orders, "data": own_data(shop, ME)}
    return {"orders": own, "shelves": shelves, "cases": opened if cases else []}


def own_data(shop: Shop, customer: str) -> Any:
    """What somebody allows, how many words they said about it, and which rights they asked for."""
    consent = consents.of(shop.world.consents, CustomerId(customer))
    said = {name: word.allowed for name, word in consent.words.items()}
    asked = [one.asked for one in shop.world.consents.requests.values() if one.asked.customer == customer]
    return said, sorted((one.right.value, one.purpose) for one in asked)


class Phone:
    """A customer's phone: what they do, what comes back, and how clumsy they are."""

    def __init__(self, shop: Shop, customer: str, dice: random.Random, clumsy: float = 0.0) -> None:
        self.shop, self.customer, self.dice, self.clumsy = shop, customer, dice, clumsy
        self.count = 0
        self.last: ConversationStepped | None = None

    def says(self, **about: Any) -> ConversationStepped:
        self.count += 1
        self.shop.now = Instant(self.shop.now + self.dice.randrange(1, 30) * 1_000_000)
        about.setdefault("at", self.shop.now)
        said = Utterance(f"wamid.{self.customer}.{self.shop.machine.seen}.{self.count}", **about)
        converse = TalkOn(CustomerId(self.customer), said)
        facts = self.shop.put(converse)
        self.last = next(fact for fact in facts if isinstance(fact, ConversationStepped))
        self._gets_codes()
        if self.dice.random() < self.clumsy:
            assert self.shop.put(converse) == [], "the same utterance did something twice"
        for reply in self.last.replies:
            for language in ("es", "en"):
                spoken = sayings.say(reply, "America/Mexico_City", language)
                assert spoken.body
                assert "{" not in spoken.body
        return self.last

    def _gets_codes(self) -> None:
        """What `SendCode` brings by another way, at once."""
        assert self.last is not None
        if any(name == "SendCode" for name, _ in self.last.asks):
            self.shop.put(RecordCode(CustomerId(self.customer), CODE, Instant(self.shop.now + identity.CODE_FOR)))

    def buttons(self) -> dict[str, str]:
        """Titles on the screen, and the ids that come back."""
        assert self.last is not None
        return {one.title: one.id for reply in self.last.replies for one in reply.buttons}

    def texts(self) -> list[str]:
        assert self.last is not None
        return [reply.text for reply in self.last.replies]

    def taps(self, title: str) -> ConversationStepped:
        return self.says(kind="button", button=self.buttons()[title])


class Goal(NamedTuple):
    """What a customer wants: its intent, and what the plain commands of it are (none: nothing changes)."""

    name: str
    intent: str
    answers: tuple[str, ...] = ()
    """Titles that they choose on the way, in any order."""
    says_no: bool = False
    case: CaseKind | None = None
    """The case that must be open at the end."""
    plain: Callable[[str], Any] | None = None
    photo: bool = False
    states: tuple[str, ...] = STATES
    about: str = "mine"
    """The order of the case; "" where it is about themselves."""


DAY, PLACE, CODE = "2027-03-05", CDMX, "123456"


def another_day(order: str) -> ChangeDelivery:
    return ChangeDelivery(OrderId(order), "plain", arrives_on=date.fromisoformat(DAY))


def elsewhere(order: str) -> ChangeDelivery:
    return ChangeDelivery(OrderId(order), "plain", PostalCode(PLACE))


def no_offers(_: str) -> RecordConsent:
    return RecordConsent(CustomerId(ME), ConsentLayer.CONSUMER_LAW, False, Instant(1), proof="plain")


def asks_for(right: Right, purpose: str = "") -> Callable[[str], AskRight]:
    return lambda _: AskRight("plain", CustomerId(ME), right, purpose)


SOME = ("planned", "delivered", "ready")
RIGHTS = tuple(
    Goal(f"right: {right.value}", right.value, answers, case=CaseKind.PRIVACY, plain=plain, states=SOME, about="")
    for right, answers, plain in (
        (Right.ACCESS, ("yes",), asks_for(Right.ACCESS)),
        (Right.RECTIFICATION, ("yes",), asks_for(Right.RECTIFICATION)),
        (Right.CANCELLATION, ("yes",), asks_for(Right.CANCELLATION)),
        (Right.OPPOSITION, ("profiling", "yes"), asks_for(Right.OPPOSITION, "profiling")),
    )
)
GOALS = (
    *RIGHTS,
    Goal("erasure, or rather not", Right.CANCELLATION.value, ("no",), says_no=True, states=SOME),
    Goal("no more offers", Intent.STOP.value, plain=no_offers, states=SOME),
    Goal("where is it", Intent.WHERE_IS_MY_ORDER),
    Goal("pay", Intent.PAY_AGAIN),
    Goal("cancel", Intent.CANCEL, ("yes",), plain=lambda order: CancelOrder(order, "customer")),
    Goal("cancel, or rather not", Intent.CANCEL, ("no",), says_no=True),
    Goal("return", Intent.RETURN, ("damaged",), case=CaseKind.RETURN, states=("delivered",)),
    Goal("exchange", Intent.EXCHANGE, ("wrong_units",), case=CaseKind.RETURN, states=("delivered",)),
    Goal("return too early", Intent.RETURN, states=("planned", "packed", "moving", "counter")),
    Goal("claim: not here", Intent.CLAIM, ("not_arrived",), case=CaseKind.NOT_ARRIVED),
    Goal("claim with a photo", Intent.CLAIM, ("damaged",), case=CaseKind.DAMAGED, photo=True),
    Goal("claim without", Intent.CLAIM, ("damaged", "no_photo"), case=CaseKind.DAMAGED),
    Goal("claim: too few", Intent.CLAIM, ("missing_units",), case=CaseKind.MISSING_UNITS),
    Goal("another day", Intent.CHANGE_DATE, (DAY, "yes"), plain=another_day, states=("planned",)),
    Goal("another day, or rather not", Intent.CHANGE_DATE, (DAY, "no"), says_no=True, states=("planned",)),
    Goal("another place", Intent.CHANGE_ADDRESS, ("yes",), case=CaseKind.CONTACT, plain=elsewhere, states=("planned",)),
    Goal("invoice", Intent.INVOICE, case=CaseKind.INVOICE),
)


def expected(goal: Goal, state: str, several: bool) -> dict[str, Any]:
    """What must be so at the end, by the plain command alone."""
    shop = shop_with(state, several)
    if goal.plain is not None:
        shop.submit(goal.plain("mine"))
    told = digest(shop)
    if goal.case is not None:
        told["cases"] = [(ME, goal.case.value, goal.about, True)]
    return told


def stray(phone: Phone, goal: Goal) -> None:
    """Something that has nothing to do with it, and leads back to nothing."""
    kind = phone.dice.randrange(6)
    if kind == 0:
        phone.says(kind="reaction")
    elif kind == 1:
        phone.says(kind="button", button="ok:0123456789abcdef01234567")
    elif kind == 2:
        phone.says(kind="button", button="something:old")
    elif kind == 3:
        phone.says(proposals=(Intent.WHERE_IS_MY_ORDER.value,))
    elif kind == 4:
        phone.says(kind="button", button="menu")
    else:
        phone.shop.passes_to(Instant(phone.shop.now + phone.dice.choice((MINUTE, 20 * MINUTE))))


def play(goal: Goal, state: str, several: bool, seed: int, clumsy: float) -> Shop:
    """Live the script to its end; the shop as it is then."""
    dice = random.Random(f"{goal.name} {state} {several} {seed}")
    shop = shop_with(state, several)
    phone = Phone(shop, ME, dice, clumsy)
    left = list(goal.answers)
    begin(phone, goal)
    for _ in range(STEPS_MAX):
        if dice.random() < clumsy:
            stray(phone, goal)
            begin(phone, goal)
            left = list(goal.answers)
            continue
        if not step(phone, goal, left):
            return shop
    raise AssertionError(f"no end: {goal.name}, {state}, {seed}: {phone.texts()}")


def begin(phone: Phone, goal: Goal) -> None:
    """By free text and the button that it proposes, or by the menu where the intent stands in it."""
    if goal.intent not in list(Intent):
        open_my_data(phone)
        phone.taps(goal.intent)
        return
    is_asked_for_words = phone.last is not None and phone.last.session.step == "sealed"
    if phone.dice.random() < 0.5 and not is_asked_for_words:
        others = [intent.value for intent in phone.dice.sample(list(Intent), 2) if intent != goal.intent]
        proposals = [goal.intent, *others]
        phone.dice.shuffle(proposals)
        phone.says(proposals=tuple(proposals))
    else:
        phone.says(kind="button", button="menu")
        if goal.intent not in phone.buttons():
            phone.says(proposals=(goal.intent,))
    phone.taps(goal.intent)


def open_my_data(phone: Phone) -> None:
    """By the word alone, or through the menu."""
    if phone.dice.random() < 0.5:
        phone.says(mentions=(("exact", "my_data"),))
        return
    phone.says(kind="button", button="menu")
    phone.taps("more")
    phone.taps("my_data")


def step(phone: Phone, goal: Goal, left: list[str]) -> bool:
    """One answer towards the goal; False where there is nothing more to do."""
    texts, shown = phone.texts(), phone.buttons()
    if "which_order" in texts:
        phone.taps("mine")
        return True
    if {"ask_prove_place", "wrong_proof", "ask_prove_number"} & set(texts):
        prove(phone)
        return True
    if "ask_new_place" in texts:
        phone.says(mentions=(("postal_code", PLACE),))
        return True
    if {"ask_street", "ask_what_to_correct"} & set(texts):
        phone.says(kind="text")
        return True
    if "ask_prove_code" in texts:
        if "another_code" in shown and phone.shop.now >= phone.shop.world.conversations.sessions[ME].code_until:
            phone.taps("another_code")
        phone.says(mentions=(("code", CODE),))
        return True
    if "ask_photo" in texts and goal.photo:
        phone.says(kind="image")
        return False
    for title in list(left):
        if title in shown:
            left.remove(title)
            phone.taps(title)
            return True
    return False


def prove(phone: Phone) -> None:
    """The right answer, at times after a wrong one."""
    if "ask_prove_number" in phone.texts():
        phone.says(mentions=(("order", "mine"),))
        return
    if "wrong_proof" not in phone.texts() and phone.dice.random() < phone.clumsy:
        phone.says(mentions=(("postal_code", "00000"),))
        return
    kind = "postal_code" if phone.shop.world.orders.by_id["mine"].placed.postal_code else "order"
    phone.says(mentions=((kind, GUADALAJARA if kind == "postal_code" else "mine"),))
