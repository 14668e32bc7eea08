"""R48: the 24-hour window is judged when a message is sent, and a text that is too late is never sent as text again."""

from typing import Any

import pytest

from promesa.domain.people.messages import questions
from promesa.domain.people.messages.questions import SendableMessage
from promesa.domain.people.messages.words import (
    HearCustomer,
    MessageDispatched,
    MessageNotSent,
    Silence,
    Transmit,
    WantMessage,
)
from promesa.domain.values.ids import CustomerId, OrderId
from promesa.domain.values.moments import SECOND, Instant
from promesa.engine import outbox
from promesa.gateways.messaging import hand
from promesa.gateways.messaging.channel import Accepted, Declined, Outcome
from promesa.gateways.messaging.hand import Post
from promesa.gateways.messaging.whatsapp import errors
from promesa.surfaces import why_facts
from promesa.surfaces.why_facts import Manner
from tests.regressions.shop import Shop

TEXT, TEMPLATE = "text", "template"
FORMS = {"c1": (TEXT, TEMPLATE), "c2": (TEXT,)}
WINDOW_GONE = 131047


class WhatsApp:
    """Posts nothing and remembers all; `refuses`: forms that the partner declines with 131047."""

    def __init__(self, shop: Shop, refuses: tuple[str, ...] = ()) -> None:
        self.shop, self.refuses = shop, refuses
        self.posted: list[tuple[str, str]] = []

    def line(self, found: SendableMessage) -> list[Post]:
        def post(_: str) -> Outcome:
            self.posted.append((found.says[0].customer, found.form))
            if found.form in self.refuses:
                return Declined(str(WINDOW_GONE), errors.remedy(WINDOW_GONE))
            return Accepted(f"wamid.{len(self.posted)}")

        return [post]

    def look(self, effect: Transmit) -> SendableMessage | Silence:
        return questions.still_sendable(self.shop.world.messages, effect, Instant(self.shop.machine.now()))

    def drain(self) -> None:
        hands: Any = hand.hands({"whatsapp": self.line}, self.look)
        while outbox.work(self.shop.machine, hands, "sender"):
            pass


def queued(seconds_later: float) -> Shop:
    """Both wrote on Monday at 10:00:00; answers queued on Tuesday 09:59:50, and the clock so much later."""
    shop = Shop("2027-03-01 10:00:00")
    for customer in FORMS:
        shop.put(HearCustomer(CustomerId(customer), f"w-{customer}", shop.now))
    shop.passes_to("2027-03-02 09:59:50")
    for customer, forms in FORMS.items():
        about = (OrderId(""), CustomerId(customer), "we_are_looking_into_it")
        shop.put(WantMessage(f"answer-{customer}", *about, forms=forms, replies_to=f"w-{customer}"))
    shop.passes_to(Instant(shop.now + int(seconds_later * SECOND)))
    return shop


def test_r48_a_text_taken_too_late_becomes_a_template_or_is_shown_as_not_sendable() -> None:
    shop = queued(15)
    whatsapp = WhatsApp(shop)
    whatsapp.drain()
    assert whatsapp.posted == [("c1", TEMPLATE)]
    again = shop.facts(MessageDispatched)[-1]
    assert (again.message, again.form, again.reason) == ("answer-c1", TEMPLATE, Silence.WINDOW_CLOSED)
    (lost,) = shop.facts(MessageNotSent)
    assert (lost.message, lost.reason) == ("answer-c2", Silence.WINDOW_CLOSED)
    assert why_facts.of(lost, Manner("UTC", "MXN", str)) is not None


@pytest.mark.parametrize("refuses", [(TEXT,), (TEXT, TEMPLATE)])
def test_r48_what_the_partner_calls_too_late_is_never_sent_as_text_again(refuses: tuple[str, ...]) -> None:
    shop = queued(5)
    whatsapp = WhatsApp(shop, refuses)
    whatsapp.drain()
    assert whatsapp.posted == [("c1", TEXT), ("c2", TEXT), ("c1", TEMPLATE)]
    reasons = {fact.message: fact.reason for fact in shop.facts(MessageNotSent)}
    assert reasons["answer-c2"] is Silence.WINDOW_CLOSED
    assert ("answer-c1" in reasons) is (TEMPLATE in refuses)
