"""Codes go by another way than the conversation, are known by their mark alone; where none can go a person comes."""

import random
import re
from collections.abc import Callable

import msgspec
import pytest

from promesa import partners
from promesa.domain.conduct.conversations.words import CodeSent, ConversationStepped, SendCode
from promesa.domain.people import lines
from promesa.domain.people.customers import NoteAddresses, RecordContact
from promesa.domain.values.ids import CustomerId
from promesa.domain.values.moments import MINUTE, Instant
from promesa.engine import once
from promesa.engine.vault import MemoryKeys, Vault
from promesa.gateways.messaging.channel import (
    Accepted,
    Capabilities,
    Declined,
    Limits,
    Outcome,
    Remedy,
    Unknown,
    Unreached,
)
from promesa.gateways.messaging.ears import mark_of
from promesa.gateways.messaging.mail.channel import Mail
from promesa.gateways.messaging.sms.channel import Sms
from promesa.gateways.messaging.whatsapp import replies
from tests.lab.talking import GUADALAJARA, ME, Phone, shop_with

ANA = CustomerId(ME)
HERE, ELSEWHERE = "5215512345678", "+523312345678"


class Post:
    """A channel of either kind that answers as it is told to, and keeps what it was given."""

    name = "post"
    capabilities = Capabilities(text_max=1_600)
    limits = Limits(per_second=100.0)

    def __init__(self, answers: Callable[[Mail | Sms], Outcome] = lambda _: Accepted("p1")) -> None:
        self._answers, self.sent = answers, list[Mail | Sms]()

    def send(self, said: Mail | Sms) -> Outcome:
        self.sent.append(said)
        return self._answers(said)

    def code(self) -> str:
        (found,) = re.findall(r"(?<!\d)\d{6}(?!\d)", self.sent[-1].text)
        return str(found)


class Writer(Phone):
    """Whose codes come by the hand alone."""

    def _gets_codes(self) -> None:
        pass


class House:
    """Ana's shop, her sealed contact, and the hand that sends codes."""

    def __init__(self, mail: Post | None, sms: Post | None, email: str = "ana@example.com", phone: str = HERE) -> None:
        self.shop, self.vault = shop_with("planned", several=False), Vault(MemoryKeys())
        contact = msgspec.json.encode({"email": email, "phone": phone})
        self.shop.put(RecordContact(ANA, self.vault.seal(ANA, contact)))
        here = replies.seal(self.vault, ANA, replies.ReplyTo(HERE))
        self.shop.put(NoteAddresses(ANA, ("mark",), here))
        self.phone = Writer(self.shop, ME, random.Random(1))
        self.onces = {SendCode: partners.code_hand(self.shop.machine, self.vault, mail, sms)}

    def asks_for_a_code(self) -> None:
        self.phone.says(kind="button", button="go:cancellation")
        self.phone.says(mentions=(("postal_code", GUADALAJARA),))
        assert self.phone.texts() == ["ask_prove_code"]
        self.works()

    def works(self) -> None:
        once.work(self.shop.machine, self.onces, "worker")

    def last_texts(self) -> list[str]:
        return [reply.text for reply in self.shop.facts(ConversationStepped)[-1].replies]

    def has_in_its_log(self, text: str) -> bool:
        alone = re.compile(rf"(?<!\d){text}(?!\d)".encode())
        return any(alone.search(bytes(entry.body)) for entry in self.shop.log.read())


def test_a_code_goes_by_mail_and_only_its_mark_is_known() -> None:
    mail = Post()
    house = House(mail, None)
    house.asks_for_a_code()
    (sent,) = mail.sent
    assert sent.to == "ana@example.com"
    (told,) = house.shop.facts(CodeSent)
    assert told.mark == mark_of(house.vault, ANA, mail.code())
    assert not house.has_in_its_log(mail.code())
    house.phone.says(mentions=(("code", mark_of(house.vault, ANA, mail.code())),))
    assert house.phone.texts() == ["confirm_erasure"]


def test_each_code_is_another() -> None:
    mail = Post()
    house = House(mail, None)
    house.asks_for_a_code()
    first = mail.code()
    house.phone.taps("another_code")
    house.works()
    assert len(mail.sent) == 2
    house.phone.says(mentions=(("code", mark_of(house.vault, ANA, first)),))
    assert house.phone.texts() == (["wrong_proof"] if first != mail.code() else ["confirm_erasure"])


@pytest.mark.parametrize(
    ("mail", "sms", "email", "phone"),
    [
        (None, None, "ana@example.com", HERE),
        (Post(), None, "", HERE),
        (None, Post(), "ana@example.com", HERE),
        (Post(lambda _: Declined("550", Remedy.FALL_BACK)), None, "ana@example.com", HERE),
    ],
    ids=["nothing connected", "no address", "a text to the phone that writes", "nobody there"],
)
def test_where_no_other_way_takes_it_a_person_comes(
    mail: Post | None, sms: Post | None, email: str, phone: str
) -> None:
    house = House(mail, sms, email, phone)
    house.asks_for_a_code()
    assert house.last_texts() == ["code_not_sent"]
    assert len(house.shop.world.cases.by_id) == 1
    assert not house.shop.facts(CodeSent)
    assert not house.shop.refused_steps()


def test_a_text_goes_to_another_phone_where_mail_is_refused() -> None:
    sms = Post()
    house = House(Post(lambda _: Declined("550", Remedy.FALL_BACK)), sms, phone=ELSEWHERE)
    house.asks_for_a_code()
    assert [sent.to for sent in sms.sent] == [ELSEWHERE]
    assert len(house.shop.facts(CodeSent)) == 1


def test_what_may_be_on_its_way_may_be_used() -> None:
    house = House(Post(lambda _: Unknown("timeout")), None)
    house.asks_for_a_code()
    assert len(house.shop.facts(CodeSent)) == 1


def test_a_server_that_is_down_is_asked_again_while_a_code_is_of_use() -> None:
    mail = Post(lambda _: Unreached("down"))
    house = House(mail, None)
    house.asks_for_a_code()
    house.shop.now = Instant(house.shop.now + MINUTE)
    house.works()
    assert len(mail.sent) == 2
    house.shop.now = Instant(house.shop.now + 10 * MINUTE)
    house.works()
    assert len(mail.sent) == 2
    assert house.last_texts() == ["code_not_sent"]


def test_what_breaks_says_nothing_of_the_code() -> None:
    def breaks(said: Mail | Sms) -> Outcome:
        raise RuntimeError(said.text)

    mail = Post(breaks)
    house = House(mail, None)
    house.asks_for_a_code()
    assert mail.sent
    assert not house.has_in_its_log(mail.code())


def test_a_way_that_takes_nothing_of_ours_stands_still_and_is_not_asked_again() -> None:
    mail, sms = Post(lambda _: Declined("535", Remedy.STOP)), Post()
    house = House(mail, sms, phone=ELSEWHERE)
    house.asks_for_a_code()
    assert lines.stopped(house.shop.world.news.handsets) == {"email"}
    house.phone.taps("another_code")
    house.works()
    assert (len(mail.sent), len(sms.sent)) == (1, 2)
