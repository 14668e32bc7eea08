"""One conversation as a person has it, step by step: an order is cancelled by buttons, and only by the yes."""

from promesa.domain.conduct.conversations.words import ActConfirmed, ConversationStepped, TalkOn, Utterance
from promesa.domain.ledger.orders.state import Stage
from promesa.domain.people.standby import RecordHandover
from promesa.domain.values.ids import CustomerId
from promesa.domain.values.moments import Instant
from tests.regressions.shop import Shop


class Phone:
    """A customer's phone: what they do, and what comes back."""

    def __init__(self, shop: Shop, customer: str) -> None:
        self.shop, self.customer, self.count = shop, customer, 0
        self.last: ConversationStepped | None = None

    def says(self, **about: object) -> ConversationStepped:
        self.count += 1
        said = Utterance(f"wamid.{self.customer}.{self.count}", self.shop.now, **about)
        facts = self.shop.put(TalkOn(CustomerId(self.customer), said))
        self.last = next(fact for fact in facts if isinstance(fact, ConversationStepped))
        return self.last

    def taps(self, title: str) -> ConversationStepped:
        assert self.last is not None
        button = next(one for reply in self.last.replies for one in reply.buttons if one.title == title)
        return self.says(kind="button", button=button.id)

    def texts(self) -> list[str]:
        assert self.last is not None
        return [reply.text for reply in self.last.replies]


def test_a_customer_cancels_by_buttons_alone() -> None:
    shop = Shop("2027-03-01 10:00").sells("A").opens("N1").carries("P", 2, 80).has("N1", A=9)
    for order in ("o1", "o2"):
        shop.places(order, {"A": 1}, customer="ana")
        shop.pays(order)
    phone = Phone(shop, "ana")
    phone.says(kind="text", proposals=("cancel", "change_date"))
    assert phone.texts() == ["did_you_mean"]
    assert shop.stage("o1") is Stage.CONFIRMED, "free text acts on nothing"
    phone.taps("cancel")
    assert phone.texts() == ["which_order"]
    phone.taps("o1")
    assert phone.texts() == ["confirm_cancel"]
    yes = phone.taps("yes")
    assert phone.texts() == ["ask_prove_place"]
    assert yes.asks == ()
    phone.says(mentions=(("postal_code", "99999"),))
    assert phone.texts() == ["wrong_proof"]
    phone.says(mentions=(("postal_code", "44100"),))
    assert phone.texts() == ["done_CancelOrder"]
    assert (shop.stage("o1"), shop.stage("o2")) == (Stage.CANCELLED, Stage.CONFIRMED)
    (confirmed,) = shop.facts(ActConfirmed)
    assert (confirmed.customer, confirmed.order) == ("ana", "o1")
    assert not shop.refused_steps()


def test_while_the_partners_own_agent_has_it_we_are_silent() -> None:
    shop = Shop("2027-03-01 10:00").sells("A").opens("N1").carries("P", 2, 80).has("N1", A=9)
    shop.places("o1", {"A": 1}, customer="ana")
    shop.put(RecordHandover(CustomerId("ana"), True, shop.now))
    said = Utterance("h1", Instant(shop.now - 1), "button", "go:where_is_my_order")
    assert shop.put(TalkOn(CustomerId("ana"), said)) == []
    shop.now = Instant(shop.now + 60_000_000)
    shop.put(RecordHandover(CustomerId("ana"), False, shop.now))
    again = Utterance("h2", Instant(shop.now + 1), "button", "go:where_is_my_order")
    assert shop.put(TalkOn(CustomerId("ana"), again))
