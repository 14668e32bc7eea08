"""The ledger of what messages cost: how many of each kind were delivered in each month, and what that comes to.

Nothing is priced when it is counted: a month's bill is a function of its counts and of the rates of today's policy, so
it does not depend on the order in which statuses came (R46), and its lines add up to it.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, NamedTuple

import msgspec

from promesa.domain.people.messages import state, tariffs
from promesa.domain.people.messages.state import RANK, Attempt, Messages, Part
from promesa.domain.people.messages.words import (
    SERVICE,
    TEMPLATE,
    WHATSAPP,
    MessageAccepted,
    MessageStatusesTold,
    Pricing,
    Status,
)
from promesa.domain.values.message_policy import MessagePolicy
from promesa.domain.values.moments import Instant
from promesa.domain.values.money import Centavos


class CountedMessage(NamedTuple):
    """What a counted message was: `category` and `kind` as the partner charges, `ours` as we thought it would."""

    month: str
    channel: str
    area: str
    category: str
    kind: str
    our_category: str
    our_kind: str

    @property
    def is_disputed(self) -> bool:
        return (self.category, self.kind) != (self.our_category, self.our_kind)


class MessageLine(msgspec.Struct, frozen=True):
    """So many messages of one kind in a month, and what they cost: millionths of `currency`, and centavos of pesos."""

    month: str
    channel: str
    area: str
    category: str
    kind: str
    messages: int
    micros: int
    currency: str
    centavos: Centavos


class MessageBill(msgspec.Struct, frozen=True):
    """A month's charges of one currency; `centavos` is rounded once, from `micros`."""

    month: str
    currency: str
    messages: int
    micros: int
    centavos: Centavos


class Dispute(msgspec.Struct, frozen=True):
    """The partner charged otherwise than we thought it would."""

    month: str
    ours: str
    theirs: str
    messages: int


class MessageCounting(NamedTuple):
    """The messages with the policy that says by which wall clock months are counted."""

    messages: Messages
    policy: MessagePolicy


# --- ledger ---


def _delivered_at(told: Attempt | Part, channel: str) -> Instant | None:
    """When it was delivered: what was read was delivered by then; other channels charge for what they have taken."""
    if channel != WHATSAPP:
        return min((at for status, at in told.times.items() if status is not Status.FAILED), default=None)
    return min((told.times[status] for status in (Status.DELIVERED, Status.READ) if status in told.times), default=None)


def counted(attempt: Attempt, area: str, policy: MessagePolicy, part: int = 0) -> str:
    """Under which name an attempt, or a part of it, is counted; "" while it is not delivered."""
    told = state.told_of(attempt, part)
    at = _delivered_at(told, attempt.channel)
    if at is None:
        return ""
    month = tariffs.month_of(at, policy.account_zone)
    if attempt.channel != WHATSAPP:
        return "|".join(
            (month.isoformat(), attempt.channel, area, TEMPLATE, tariffs.REGULAR, TEMPLATE, tariffs.REGULAR)
        )
    regime = tariffs.regime_on(month, policy.regimes)
    kind = tariffs.kind_of(regime, attempt.category, attempt.in_window, attempt.free_entry)
    theirs = (told.priced[1] if told.priced else None) or Pricing(kind == tariffs.REGULAR, attempt.category, kind)
    said = (theirs.category, theirs.type, attempt.category, kind)
    return "|".join((month.isoformat(), attempt.channel, area, *said))


def _recount(ledger: MessageCounting, message: str, number: int, part: int = 0) -> None:
    """An attempt, and each part of it, is counted once, under what is known of it now."""
    messages, found = ledger.messages, ledger.messages.by_name[message]
    attempt = found.attempts[number - 1]
    told, name = state.told_of(attempt, part), counted(attempt, found.wanted.area, ledger.policy, part)
    if name == told.counted:
        return
    for key, more in ((told.counted, -1), (name, 1)):
        if key:
            _add(messages.counts, key, more)
            _add(messages.charged, _group_of(key), more)
    told.counted = name


def _add(counts: dict[str, int], key: str, more: int) -> None:
    counts[key] = counts.get(key, 0) + more
    if not counts[key]:
        del counts[key]


def _group_of(key: str) -> str:
    """What is charged together: month, channel, category and kind."""
    one = read(key)
    return "|".join((one.month, one.channel, one.category, one.kind))


def _told(ledger: MessageCounting, fact: MessageStatusesTold, _: Instant) -> None:
    for one in fact.told:
        told = state.told_of(ledger.messages.by_name[one.message].attempts[one.attempt - 1], one.part)
        if one.pricing is not None:
            told.priced = max(told.priced or (0, one.pricing), (RANK[one.status], one.pricing), key=_how_sure)
        _recount(ledger, one.message, one.attempt, one.part)


def is_surer(attempt: Attempt | Part, status: Status, pricing: Pricing | None) -> bool:
    """Whether this says more surely what it costs than anything before."""
    if pricing is None or attempt.priced is None:
        return pricing is not None
    return _how_sure((RANK[status], pricing)) > _how_sure(attempt.priced)


def _how_sure(priced: tuple[int, Pricing]) -> tuple[int, str, str, bool]:
    """What a later status says of its price is surer; of two that differ always the same one."""
    rank, pricing = priced
    return rank, pricing.category, pricing.type, pricing.billable


def _accepted(ledger: MessageCounting, fact: MessageAccepted, _: Instant) -> None:
    _recount(ledger, fact.message, fact.attempt)


FOLD: Mapping[type, Callable[[Any, Any, Instant], None]] = {MessageStatusesTold: _told, MessageAccepted: _accepted}


# --- reading ---


def read(key: str) -> CountedMessage:
    return CountedMessage(*key.split("|"))


def lines(messages: Messages, policy: MessagePolicy) -> list[MessageLine]:
    """What was delivered, month by month; each category's charge is shared by its areas as they used it."""
    groups: dict[tuple[str, str, str, str], dict[str, int]] = {}
    for key, count in messages.counts.items():
        one = read(key)
        shares = groups.setdefault((one.month, one.channel, one.category, one.kind), {})
        shares[one.area] = shares.get(one.area, 0) + count
    found = [line for group, shares in groups.items() for line in _lines(group, shares, policy)]
    return sorted(found, key=lambda one: (one.month, one.channel, one.category, one.kind, one.area))


def _lines(group: tuple[str, str, str, str], shares: dict[str, int], policy: MessagePolicy) -> list[MessageLine]:
    month, channel, category, kind = group
    whole, currency = _charge(group, sum(shares.values()), policy)
    micros = _shared(whole, shares)
    return [
        MessageLine(
            *(month, channel, area, category, kind, count, micros[area], currency),
            tariffs.centavos_of(micros[area], currency, policy.pesos_per),
        )
        for area, count in shares.items()
    ]


def _charge(group: tuple[str, str, str, str], count: int, policy: MessagePolicy) -> tuple[int, str]:
    """(millionths, currency) of so many messages of one group."""
    month, channel, category, kind = group
    if channel != WHATSAPP:
        return policy.channel_micros.get(channel, 0) * count, "MXN"
    day = date.fromisoformat(month)
    regime = tariffs.regime_on(day, policy.regimes)
    rated = category if regime is None or category != SERVICE else regime.rated_as
    rate = tariffs.rate_on(policy.rates, policy.market, rated, day)
    currency = "USD" if rate is None else rate.currency
    if kind != tariffs.REGULAR or regime is None:
        return 0, currency
    return tariffs.month_cost(regime, policy.rates, policy.market, category, day, count), currency


def _shared(whole: int, shares: dict[str, int]) -> dict[str, int]:
    """Whole millionths that add up to `whole`, as near to the shares as can be (largest remainders first)."""
    count = sum(shares.values())
    parts = {area: whole * share // count for area, share in shares.items()}
    order = sorted(shares, key=lambda area: (-(whole * shares[area] % count), area))
    for area in order[: whole - sum(parts.values())]:
        parts[area] += 1
    return parts


def bills(messages: Messages, policy: MessagePolicy) -> list[MessageBill]:
    """Each month's whole charge."""
    sums: dict[tuple[str, str], tuple[int, int]] = {}
    for line in lines(messages, policy):
        count, micros = sums.get((line.month, line.currency), (0, 0))
        sums[line.month, line.currency] = (count + line.messages, micros + line.micros)
    return [
        MessageBill(month, currency, count, micros, tariffs.centavos_of(micros, currency, policy.pesos_per))
        for (month, currency), (count, micros) in sorted(sums.items())
    ]


def disputes(messages: Messages) -> list[Dispute]:
    """Where the partner's word and ours differ, and how often."""
    found: dict[tuple[str, str, str], int] = {}
    for key, count in messages.counts.items():
        one = read(key)
        if one.is_disputed:
            name = (one.month, f"{one.our_category}/{one.our_kind}", f"{one.category}/{one.kind}")
            found[name] = found.get(name, 0) + count
    return [Dispute(*name, count) for name, count in sorted(found.items())]


def next_cost(
    messages: Messages, policy: MessagePolicy, category: str, in_window: bool, free_entry: bool, now: Instant
) -> Centavos:
    """What one more message by WhatsApp would cost now, in centavos, up."""
    month = tariffs.month_of(now, policy.account_zone)
    regime = tariffs.regime_on(month, policy.regimes)
    if regime is None or tariffs.kind_of(regime, category, in_window, free_entry) != tariffs.REGULAR:
        return Centavos(0)
    group = (month.isoformat(), WHATSAPP, category, tariffs.REGULAR)
    count = messages.charged.get("|".join(group), 0)
    before, _ = _charge(group, count, policy)
    after, currency = _charge(group, count + 1, policy)
    return Centavos(-(-int((after - before) * policy.pesos_per.get(currency, 1.0)) // 10_000))
