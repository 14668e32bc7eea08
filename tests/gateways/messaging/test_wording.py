"""What is sent for a message: an approved template, a sibling, the same as text with buttons, or nothing and why."""

import pytest

from promesa.domain.people.handsets import RecordHandset
from promesa.domain.people.messages import topics
from promesa.domain.people.messages.questions import SendableMessage
from promesa.domain.people.messages.words import INTERACTIVE, TEMPLATE, MessageWanted, Silence
from promesa.domain.people.templates import library
from promesa.domain.people.templates.registry import STATUS
from promesa.domain.people.templates.words import OrderLinks
from promesa.gateways.messaging import wording
from promesa.gateways.messaging.whatsapp import contents as c
from promesa.gateways.messaging.whatsapp import write
from tests.regressions.shop import Shop

LINKS = "https://tienda.example/"
WORDED = wording.worded(OrderLinks(LINKS))


def shop() -> Shop:
    here = Shop("2027-03-01 10:00").sells("A").opens("N1").carries("slow", 4, 40).has("N1", A=5)
    here.places("o1", {"A": 2}, rail="card")
    here.pays("o1")
    return here


def sent(here: Shop, form: str = TEMPLATE, template: str = "confirmed") -> list[c.Content] | Silence:
    wanted = next(one for one in here.facts(MessageWanted) if one.template == template)
    found = WORDED(here.world, SendableMessage(wanted.message, 1, "whatsapp", form, (wanted,)), here.now)
    if not isinstance(found, Silence):
        for one in found:
            assert isinstance(write.send(c.Outgoing(one, to="525512345678"), "100"), write.Request), one
        return list(found)
    return found


def tells(here: Shop, name: str, change: str) -> None:
    here.put(RecordHandset("whatsapp", f"{name}/es_MX", STATUS, change, here.now))


def test_a_template_goes_out_with_its_words() -> None:
    here = shop()
    (found,) = sent(here)
    assert isinstance(found, c.Template)
    assert found.name == "confirmed_v1"
    assert dict(found.words) == {"order": "o1", "promised_on": "viernes 5 de marzo"}
    assert [one.sub_type for one in found.buttons] == ["quick_reply", "quick_reply", "url"]


def test_a_paused_one_is_replaced_by_its_sibling_and_then_by_another_channel() -> None:
    here = shop()
    tells(here, "confirmed_v1", "APPROVED")
    assert [one.name for one in sent(here)] == ["confirmed_v1"]
    here.passes_to("2027-03-01 10:05")
    tells(here, "confirmed_v1", "PAUSED")
    assert [one.name for one in sent(here)] == ["confirmed_v1b"]
    tells(here, "confirmed_v1b", "DISABLED")
    assert sent(here) is Silence.NO_CHANNEL
    (found,) = sent(here, INTERACTIVE)
    assert isinstance(found, c.Buttons), "in the customer's window nobody approves anything"


def test_in_the_window_it_is_text_with_the_same_buttons() -> None:
    (found,) = sent(shop(), INTERACTIVE)
    assert isinstance(found, c.Buttons)
    assert found.body.startswith("Tu pedido o1 está confirmado.")
    assert found.body.endswith("Ver mi pedido: https://tienda.example/t/o1")
    assert [one.id for one in found.buttons] == ["change:o1", "cancel:o1"]


def test_what_is_no_longer_so_is_not_sent() -> None:
    here = shop()
    here.cancels("o1")
    assert sent(here) is Silence.UNTRUE
    assert sent(here, INTERACTIVE) is Silence.UNTRUE


def test_of_several_in_one_breath_those_that_are_so_are_said() -> None:
    here = shop()
    confirmed = next(one for one in here.facts(MessageWanted) if one.template == "confirmed")
    lost = MessageWanted("o1-1:lost", confirmed.order, confirmed.customer, "lost", (("parcel", "o1-1"),))
    found = WORDED(here.world, SendableMessage("m", 1, "whatsapp", TEMPLATE, (lost, confirmed)), here.now)
    assert not isinstance(found, Silence)
    assert [one.name for one in found if isinstance(one, c.Template)] == ["confirmed_v1"]


@pytest.mark.parametrize("template", sorted(topics.TOPICS))
def test_whatever_is_a_topic_has_a_wording(template: str) -> None:
    assert any(copy.meaning.startswith(template) for copy in library.ALL)
