"""What each template is about: who says it, how soon it must be known, and what knowing it is worth."""

from collections.abc import Mapping
from enum import StrEnum

import msgspec

from promesa.domain.people.messages.words import MARKETING, OPERATING, SERVICE, UTILITY
from promesa.domain.values.money import Centavos


class Timing(StrEnum):
    """How soon something must be known."""

    ANSWER = "answer"
    """The customer did something a moment ago and looks at their phone."""
    BAD_NEWS = "bad_news"
    """At once, before they find out themselves."""
    DAYTIME = "daytime"


class Topic(msgspec.Struct, frozen=True):
    """`worth`: what it saves on average that the customer knows it (a call to us, a door in vain), in centavos."""

    area: str = OPERATING
    category: str = UTILITY
    timing: Timing = Timing.DAYTIME
    worth: Centavos = Centavos(300)


_ANSWER = Topic(timing=Timing.ANSWER)
_BAD = Topic(timing=Timing.BAD_NEWS, worth=Centavos(2_500))
_CHOICE = Topic(timing=Timing.BAD_NEWS, worth=Centavos(4_000))
_ORDINARY = Topic()
_SERVICE = Topic(area=SERVICE, timing=Timing.ANSWER)

TOPICS: Mapping[str, Topic] = {
    "payment_pending": Topic(timing=Timing.ANSWER, worth=Centavos(2_000)),
    "confirmed": Topic(timing=Timing.ANSWER, worth=Centavos(800)),
    "order_edited": _ANSWER,
    "choice_made": _ANSWER,
    "order_revised": _ANSWER,
    "anything_else": _ANSWER,
    "edit_ended": _ANSWER,
    "redirected": _ANSWER,
    "substitute_ended": _ANSWER,
    "return_on_arrival": _ANSWER,
    "on_its_way": _ORDINARY,
    "delivered": Topic(worth=Centavos(100)),
    "ready_for_pickup": Topic(worth=Centavos(1_500)),
    "at_branch": Topic(worth=Centavos(1_500)),
    "date_confirmed": _ORDINARY,
    "payment_returned": _BAD,
    "order_lapsed": _BAD,
    "order_cancelled": _BAD,
    "units_missing": _BAD,
    "delayed": _BAD,
    "lost": _BAD,
    "choice_wanted": _CHOICE,
    "substitute_wanted": _CHOICE,
    "delay_apology": Topic(area=SERVICE),
    "address_check": Topic(area=SERVICE, worth=Centavos(2_000)),
    "pickup_reminder": Topic(area=SERVICE, worth=Centavos(1_000)),
    "thanks_for_waiting": Topic(area=SERVICE, worth=Centavos(100)),
    "we_are_looking_into_it": _SERVICE,
    "case_opened": _SERVICE,
    "claim_opened": _SERVICE,
    "case_closed": Topic(area=SERVICE),
    "answer_waiting": Topic(area=SERVICE, timing=Timing.BAD_NEWS, worth=Centavos(4_000)),
    "offer": Topic(area=MARKETING, category=MARKETING, worth=Centavos(200)),
}
"""By template (`claim_opened` is a wording of `case_opened`); what is not here is of operations, in the daytime."""

WRITTEN = ("delay_apology", "address_check", "pickup_reminder", "thanks_for_waiting", "we_are_looking_into_it")
"""The templates that somebody may choose to write to a customer with; all others are said by stories."""


def of(template: str) -> Topic:
    """What the template is about."""
    return TOPICS.get(template, _ORDINARY)
