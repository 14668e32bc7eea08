"""What a customer's message may be about, and what is proposed because of it."""

from enum import StrEnum

import msgspec


class Intent(StrEnum):
    """What a customer may want; the first fourteen are buttons, the last three are not worth one."""

    WHERE_IS_MY_ORDER = "where_is_my_order"
    STOCK_AT_MY_STORE = "stock_at_my_store"
    WHEN_WOULD_IT_ARRIVE = "when_would_it_arrive"
    CHANGE_ADDRESS = "change_address"
    CHANGE_DATE = "change_date"
    CHANGE_TO_PICKUP = "change_to_pickup"
    CANCEL = "cancel"
    RETURN = "return"
    EXCHANGE = "exchange"
    CLAIM = "claim"
    PAY_AGAIN = "pay_again"
    INVOICE = "invoice"
    TALK_TO_A_PERSON = "talk_to_a_person"
    STOP = "stop"
    GREETING = "greeting"
    THANKS = "thanks"
    OTHER = "other"


INTENTS = tuple(Intent)
SMALL_TALK = frozenset({Intent.GREETING, Intent.THANKS, Intent.OTHER})
"""Not worth a button: a conversation answers them with its menu."""


class Proposal(msgspec.Struct, frozen=True):
    """One thing the customer may want, and how likely. Nobody acts on it: it only becomes a button."""

    intent: Intent
    probability: float


class Lesson(msgspec.Struct, frozen=True):
    """One sentence and all that it asks for."""

    text: str
    intents: tuple[Intent, ...]
