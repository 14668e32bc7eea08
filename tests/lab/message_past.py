"""What the auditor must find about messages and consent, planted in a good log."""

from typing import Any

from promesa.domain.people.consent import receipts
from promesa.domain.people.consent.words import ConsentLayer, ConsentRecorded
from promesa.domain.values.ids import CustomerId
from promesa.domain.values.moments import Instant
from promesa.engine.log import Entry
from promesa.lab.audit import consent, messages
from tests.lab.past import body_of, entries, where, with_again, with_more

Planted = tuple[str, dict[str, Any]]


def _wanted(message: str = "planted", **about: Any) -> Planted:
    said = {"message": message, "order": "", "customer": "ana", "template": "payment_pending"}
    return "MessageWanted", {**said, **about}


def _dispatched(message: str = "planted", attempt: int = 1, **about: Any) -> Planted:
    said = {"message": message, "attempt": attempt, "order": "", "channel": "whatsapp", "form": "template"}
    return "MessageDispatched", {**said, "category": "utility", **about}


def _told(status: str, at: int, attempt: int = 1) -> Planted:
    return "MessageStatusesTold", {"told": [["planted", attempt, status, at]], "told_of": [""]}


def _about_a_cancelled_order() -> list[Entry]:
    order = body_of(next(iter(where("OrderCancelled"))))["order"]
    return with_more(_wanted(order=order, template="on_its_way"), _dispatched(order=order))


def _too_many() -> list[Entry]:
    """Five offers where four are the most, each in the budget's own area."""
    names = [f"planted {number}" for number in range(5)]
    said = [(_wanted(name, area="marketing", template="offer"), _dispatched(name)) for name in names]
    return with_more(*(one for pair in said for one in pair))


def _freely(heard_hours: float | None) -> list[Entry]:
    heard: list[Planted] = []
    if heard_hours is not None:
        at = entries()[-1].at + 1 - int(heard_hours * 3_600_000_000)
        heard = [("CustomerHeard", {"customer": "ana", "heard": "w1", "at": at, "kind": "text"})]
    return with_more(*heard, _wanted(forms=["text"], replies_to="w1"), _dispatched(form="text"))


def _arrived_and_sent_again() -> list[Entry]:
    return with_more(_wanted(), _dispatched(), _told("delivered", 5), _dispatched(attempt=2, channel="email"))


def _sent_after_its_end() -> list[Entry]:
    ended = ("MessageNotSent", {"message": "planted", "order": "", "reason": "budget"})
    return with_more(_wanted(), ended, _dispatched())


def _offered(*before: Planted) -> list[Entry]:
    return with_more(*before, _wanted(area="marketing", template="offer"), _dispatched())


def _word(allowed: bool, layer: ConsentLayer, number: int = 1, receipt: str | None = None) -> Planted:
    about = (CustomerId("ana"), layer, allowed, Instant(number), "advertising", True, "web", "form 7", number, "")
    said = receipts.sealed(ConsentRecorded(*about), "")
    body = {name: getattr(said, name) for name in said.__struct_fields__}
    return "ConsentRecorded", {**body, "receipt": said.receipt if receipt is None else receipt}


def _stopped() -> list[Entry]:
    switch = {"customer": "ana", "channel": "whatsapp", "category": "marketing_messages", "allowed": False, "at": 9}
    return _offered(_word(True, ConsentLayer.DATA_LAW), ("PreferenceChanged", switch))


def _registered() -> list[Entry]:
    known = ("AddressesNoted", {"customer": "ana", "marks": ["m1"]})
    return _offered(_word(True, ConsentLayer.DATA_LAW), known, ("RegisterLoaded", _listed(2)))


def _listed(at: int) -> dict[str, Any]:
    return {"name": "repep", "entered_at": at, "marks": ["m1"]}


def _blocked() -> list[Entry]:
    asked = ("RightAsked", {"request": "r1", "customer": "ana", "right": "cancellation"})
    answered = ("RightAnswered", {"request": "r1", "customer": "ana", "granted": True})
    return with_more(asked, answered, _wanted(), _dispatched())


def _at_night() -> list[Entry]:
    return with_more(_wanted(template="on_its_way"), _dispatched())


PLANTS = {
    "told in the night": (messages.HOURS, _at_night),
    "free text to who never wrote": (messages.WINDOW, lambda: _freely(None)),
    "free text a day later": (messages.WINDOW, lambda: _freely(24)),
    "too many offers": (messages.BUDGET, _too_many),
    "on its way though cancelled": (messages.TRUE, _about_a_cancelled_order),
    "dispatched twice": (messages.ONCE, lambda: with_again(next(iter(where("MessageDispatched"))))),
    "arrived and sent again": (messages.ONCE, _arrived_and_sent_again),
    "sent after its end": (messages.ONCE, _sent_after_its_end),
    "a status told again": (
        messages.FORWARD,
        lambda: with_more(_wanted(), _dispatched(), _told("read", 5), _told("read", 6)),
    ),
    "a status of nothing": (messages.FORWARD, lambda: with_more(_wanted(), _told("sent", 5))),
    "an offer without a yes": (consent.CONSENT, _offered),
    "an offer after the partner's stop": (consent.CONSENT, _stopped),
    "an offer to who refused advertising": (
        consent.CONSENT,
        lambda: _offered(_word(False, ConsentLayer.CONSUMER_LAW)),
    ),
    "an offer to who opposed": (consent.CONSENT, lambda: _offered(_word(False, ConsentLayer.DATA_LAW))),
    "an offer to who is registered": (consent.CONSENT, _registered),
    "written to though blocked": (consent.CONSENT, _blocked),
    "a receipt that was forged": (consent.CHAIN, lambda: with_more(_word(True, ConsentLayer.DATA_LAW, receipt="0"))),
    "a word that is missing": (consent.CHAIN, lambda: with_more(_word(True, ConsentLayer.DATA_LAW, number=2))),
}
"""By name: the invariant that must be found broken, and the log."""

INNOCENT = {
    "free text just inside the window": (messages.WINDOW, lambda: _freely(23.9)),
    "an offer after a yes": (consent.CONSENT, lambda: _offered(_word(True, ConsentLayer.DATA_LAW))),
    "a chain of one": (consent.CHAIN, lambda: with_more(_word(True, ConsentLayer.DATA_LAW))),
    "two statuses": (
        messages.FORWARD,
        lambda: with_more(_wanted(), _dispatched(), _told("read", 5), _told("sent", 4)),
    ),
}
"""The same the other way round: what is not wrong must not be found."""
