"""E-mail and SMS against servers that speak as theirs do: taken, refused, never asked, and not known."""

import random
import socket
from email import message_from_string

import httpx2
import pytest

from promesa.domain.people.messages.questions import SendableMessage
from promesa.domain.people.messages.words import MessageWanted, Silence
from promesa.domain.people.templates.words import RenderedTemplate
from promesa.domain.values.ids import CustomerId, OrderId
from promesa.domain.values.moments import SECOND, Instant
from promesa.gateways.messaging import spoken
from promesa.gateways.messaging.channel import Accepted, Declined, Remedy, Unknown, Unreached
from promesa.gateways.messaging.mail.channel import Mail, MailChannel, Relay, message_id
from promesa.gateways.messaging.sms import channel as sms
from promesa.gateways.messaging.sms.channel import Sms, SmsChannel
from promesa.lab.twins.mail import MailTwin
from promesa.lab.twins.sms import LANDLINE, STOPPED, SmsTwin

SENDER = "Tienda <avisos@tienda.example>"
NOW = Instant(1_795_300_000 * SECOND)
ACCOUNT = sms.Account("AC1", "token", "+525511111111", "https://promesa.example/v1/webhooks/sms")


def relay(port: int) -> Relay:
    return Relay("127.0.0.1", port, sender=SENDER, security="none", timeout_seconds=2.0)


def mail(to: str = "ana@example.com", subject: str = "Tu pedido llega mañana") -> Mail:
    return Mail(to, subject, "Hola, Ana:\n\nllega el martes.", "o1:delayed#2")


def test_a_letter_is_taken_whole_and_bears_a_name_of_its_own() -> None:
    with MailTwin() as twin:
        found = MailChannel(relay(twin.port)).send(mail())
    assert found == Accepted(message_id("o1:delayed#2", SENDER))
    ((to, text),) = twin.letters
    told = message_from_string(text)
    assert to == "ana@example.com"
    assert told["Message-ID"] == found.provider_id
    assert "o1" not in told["Message-ID"]
    assert "llega el martes." in told.get_payload(decode=True).decode()


@pytest.mark.parametrize(
    ("to", "code", "remedy"),
    [("nobody@example.com", "550", Remedy.FALL_BACK), ("full@example.com", "452", Remedy.RETRY)],
)
def test_a_servers_no_is_by_its_number(to: str, code: str, remedy: Remedy) -> None:
    with MailTwin() as twin:
        found = MailChannel(relay(twin.port)).send(mail(to))
    assert isinstance(found, Declined)
    assert (found.code, found.remedy) == (code, remedy)
    assert twin.letters == []


def test_a_cut_after_the_letter_was_handed_over_is_not_known_to_be_a_no() -> None:
    with MailTwin() as twin:
        found = MailChannel(relay(twin.port)).send(mail("cut@example.com"))
    assert isinstance(found, Unknown)
    assert len(twin.letters) == 1


def test_where_nobody_listens_nobody_was_asked() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    assert isinstance(MailChannel(relay(port)).send(mail()), Unreached)


def test_an_address_of_several_lines_goes_nowhere() -> None:
    found = MailChannel(relay(1)).send(mail("ana@example.com\nBcc: all@example.com"))
    assert isinstance(found, Declined)
    assert found.remedy == Remedy.BUG


def twin(clock=lambda: NOW) -> tuple[SmsTwin, SmsChannel]:
    made = SmsTwin(clock, random.Random(1), ACCOUNT)
    return made, SmsChannel(ACCOUNT, transport=made)


def test_a_text_is_taken_and_its_statuses_name_it() -> None:
    made, channel = twin()
    found = channel.send(Sms("+525512345678", "Llega el martes", "o1:delayed#2"))
    assert isinstance(found, Accepted)
    ((sid, told),) = made.texts.items()
    assert (sid, told["To"], told["From"], told["Body"]) == (
        found.provider_id,
        "+525512345678",
        ACCOUNT.sender,
        "Llega el martes",
    )
    assert told["StatusCallback"].endswith("?reference=o1%3Adelayed%232" + sms.TOLD_AGAIN)


@pytest.mark.parametrize(("to", "remedy"), [(LANDLINE, Remedy.FALL_BACK), (STOPPED, Remedy.SUPPRESS)])
def test_a_number_that_cannot_or_will_not(to: str, remedy: Remedy) -> None:
    found = twin()[1].send(Sms(to, "Llega"))
    assert isinstance(found, Declined)
    assert found.remedy == remedy


@pytest.mark.parametrize(
    ("status", "raw", "kind", "remedy"),
    [
        (401, b'{"code":20003}', Declined, Remedy.STOP),
        (429, b'{"code":20429}', Declined, Remedy.SLOW_DOWN),
        (400, b'{"code":99999}', Declined, Remedy.BUG),
        (500, b"", Unknown, None),
        (201, b"{}", Unknown, None),
    ],
)
def test_what_an_answer_means(status: int, raw: bytes, kind: type, remedy: Remedy | None) -> None:
    found = sms.outcome(status, raw)
    assert isinstance(found, kind)
    assert getattr(found, "remedy", None) == remedy


@pytest.mark.parametrize(("error", "kind"), [(httpx2.ConnectError("x"), Unreached), (httpx2.ReadTimeout("x"), Unknown)])
def test_only_what_never_left_was_never_asked(error: httpx2.HTTPError, kind: type) -> None:
    def fail(_: httpx2.Request) -> httpx2.Response:
        raise error

    channel = SmsChannel(ACCOUNT, transport=httpx2.MockTransport(fail))
    assert isinstance(channel.send(Sms("+52", "x")), kind)


@pytest.mark.parametrize(("letters", "fits"), [(1, True), (1_600, True), (0, False), (1_601, False)])
def test_as_much_as_fits_in_a_text(letters: int, fits: bool) -> None:
    assert isinstance(twin()[1].send(Sms("+525512345678", "a" * letters)), Accepted) is fits


# --- our messages ---

WANTED = MessageWanted("o1:delayed", OrderId("o1"), CustomerId("c1"), "delayed")
RENDERED = RenderedTemplate(
    "delayed", "demorado_1", 1, "es_MX", "utility", None, (), (), "Tu pedido se demora.\nLlega el martes."
)


class Kept:
    def __init__(self) -> None:
        self.said = []

    def send(self, said: object) -> Accepted:
        self.said.append(said)
        return Accepted("id")


def found(says: int = 2) -> SendableMessage:
    return SendableMessage("o1:delayed", 1, "email", "template", (WANTED,) * says)


def test_one_breath_is_one_letter_and_as_many_texts() -> None:
    kept = Kept()
    (post,) = spoken.by_mail(kept, lambda _: "ana@example.com", lambda _: RENDERED)(found())
    assert post("o1:delayed#1") == Accepted("id")
    (said,) = kept.said
    assert said.subject == "Tu pedido se demora."
    assert said.text.count("Llega el martes.") == 2
    posts = spoken.by_sms(kept, lambda _: "+525512345678", lambda _: RENDERED)(found())
    assert [post("o1:delayed#1") for post in posts] == [Accepted("id")] * 2
    assert kept.said[-1] == Sms("+525512345678", "Tu pedido se demora. Llega el martes.", "o1:delayed#1")


@pytest.mark.parametrize("line", [spoken.by_mail, spoken.by_sms])
def test_what_is_not_so_or_has_no_address_is_not_said(line) -> None:
    assert line(Kept(), lambda _: "", lambda _: RENDERED)(found()) == Silence.UNDELIVERABLE
    assert line(Kept(), lambda _: "x", lambda _: Silence.UNTRUE)(found()) == Silence.UNTRUE
