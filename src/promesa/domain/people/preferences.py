"""What a customer stopped or resumed with the partner's own button, as the partner tells it."""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from promesa.domain.people.customers import AddressesNoted, ContactChanged, CustomerMet
from promesa.domain.values import ids
from promesa.domain.values.ids import CustomerId
from promesa.domain.values.moments import Instant
from promesa.domain.values.refusal import Reason, Refused

MARKETING_MESSAGES = "marketing_messages"
CATEGORY_MAX = 100


class RecordPreference(msgspec.Struct, frozen=True):
    """At that moment the customer allowed messages of a category on a channel, or stopped them."""

    customer: CustomerId
    channel: str
    category: str
    allowed: bool
    at: Instant


class PreferenceChanged(msgspec.Struct, frozen=True):
    customer: CustomerId
    channel: str
    category: str
    allowed: bool
    at: Instant


class Wish(msgspec.Struct, frozen=True, gc=False):
    """The newest word; of two of one moment the no counts."""

    at: Instant
    allowed: bool


class Preferences(msgspec.Struct):
    """By customer, then by "channel/category"; `became`: who a stranger turned out to be, for what is told late."""

    by_customer: dict[CustomerId, dict[str, Wish]] = {}
    became: dict[CustomerId, CustomerId] = {}


def is_stopped(preferences: Preferences, customer: CustomerId, channel: str, category: str) -> bool:
    """Whether the customer's newest word on it is no."""
    known = preferences.by_customer.get(customer, {}).get(f"{channel}/{category}")
    return known is not None and not known.allowed


def record(preferences: Preferences, ask: RecordPreference, _: Instant) -> list[PreferenceChanged] | Refused:
    """The same again, or what is older than what we know, changes nothing."""
    if not ids.is_sound(ask.customer) or not ids.is_plain(ask.channel) or ask.at <= 0:
        return Refused(Reason.INVALID, ask.customer)
    if not 0 < len(ask.category) <= CATEGORY_MAX:
        return Refused(Reason.INVALID, ask.category[:CATEGORY_MAX])
    customer = ask.customer
    while customer in preferences.became:
        customer = preferences.became[customer]
    known = preferences.by_customer.get(customer, {}).get(f"{ask.channel}/{ask.category}")
    if known is not None and (ask.at, not ask.allowed) <= (known.at, not known.allowed):
        return []
    return [PreferenceChanged(customer, ask.channel, ask.category, ask.allowed, ask.at)]


def _changed(preferences: Preferences, fact: PreferenceChanged, _: Instant) -> None:
    known = preferences.by_customer.setdefault(fact.customer, {})
    known[f"{fact.channel}/{fact.category}"] = Wish(fact.at, fact.allowed)


def _linked(preferences: Preferences, fact: CustomerMet | ContactChanged | AddressesNoted, _: Instant) -> None:
    """What a stranger stopped is stopped for the customer who they turned out to be."""
    preferences.became.pop(fact.customer, None)
    for stranger in fact.was:
        preferences.became[stranger] = fact.customer
        for name, wish in preferences.by_customer.get(stranger, {}).items():
            known = preferences.by_customer.setdefault(fact.customer, {})
            before = known.get(name)
            if before is None or (wish.at, not wish.allowed) > (before.at, not before.allowed):
                known[name] = wish


FOLD: Mapping[type, Callable[[Any, Any, Instant], None]] = {
    PreferenceChanged: _changed,
    CustomerMet: _linked,
    ContactChanged: _linked,
    AddressesNoted: _linked,
}
RULES: Mapping[type, Callable[[Any, Any, Instant], Any]] = {RecordPreference: record}
