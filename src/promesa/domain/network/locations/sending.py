"""Who may send what for whom: locations belong to pools, and rules of pools, channels and products say the rest.

A franchise that sends only its own sales, a brand that never leaves an outlet, a marketplace that is served by DCs
alone: each is one rule. Without rules every location sends whatever its channels sell.
"""

from collections.abc import Iterable, Mapping

import msgspec

from promesa.domain.network.locations.words import AboutLocation
from promesa.domain.values import ids
from promesa.domain.values.ids import ChannelId, LocationId, Sku
from promesa.domain.values.refusal import Reason, Refused

ONLY, NEVER, NOTHING_ELSE = "only", "never", "nothing_else"
SAYS = (ONLY, NEVER, NOTHING_ELSE)
"""What matches is sent from these pools alone; never from them; or they send nothing else."""
RULES_MAX = 500


class SendingRule(msgspec.Struct, frozen=True, kw_only=True):
    """One constraint. It speaks of units whose channel, and whose category or SKU, are named; what is empty names all.

    A location without a pool is of the pool "".
    """

    rule: str
    says: str
    pools: tuple[str, ...]
    channels: tuple[ChannelId, ...] = ()
    categories: tuple[str, ...] = ()
    skus: tuple[Sku, ...] = ()


class SetSendingRules(msgspec.Struct, frozen=True):
    """From now on these rules, and no others, say who may send; what is promised stays promised."""

    rules: tuple[SendingRule, ...]


class SendingRulesSet(msgspec.Struct, frozen=True):
    rules: tuple[SendingRule, ...]


def may_send(rules: Iterable[SendingRule], pool: str, channel: ChannelId, category: str, sku: Sku) -> bool:
    """Whether every rule lets a location of the pool send units of the SKU for the channel."""
    return all(_lets(rule, pool, channel, category, sku) for rule in rules)


def _lets(rule: SendingRule, pool: str, channel: ChannelId, category: str, sku: Sku) -> bool:
    speaks = _speaks(rule, channel, category, sku)
    of_pools = pool in rule.pools
    if rule.says == ONLY:
        return of_pools or not speaks
    return not (of_pools and speaks) if rule.says == NEVER else speaks or not of_pools


def _speaks(rule: SendingRule, channel: ChannelId, category: str, sku: Sku) -> bool:
    if rule.channels and channel not in rule.channels:
        return False
    return not (rule.categories or rule.skus) or category in rule.categories or sku in rule.skus


def barred(
    rules: tuple[SendingRule, ...],
    locations: Mapping[LocationId, AboutLocation],
    channel: ChannelId,
    category: str,
    sku: Sku,
) -> frozenset[LocationId]:
    """The locations that may not send units of the SKU for the channel."""
    pools = {about.pool for about in locations.values()}
    shut = {pool for pool in pools if not may_send(rules, pool, channel, category, sku)}
    return frozenset(name for name, about in locations.items() if about.pool in shut)


def set_rules(now: tuple[SendingRule, ...], ask: SetSendingRules) -> list[SendingRulesSet] | Refused:
    """INVALID names the rule at fault; the same rules again change nothing."""
    if len(ask.rules) > RULES_MAX:
        return Refused(Reason.INVALID, "rules", RULES_MAX)
    names = [rule.rule for rule in ask.rules]
    fault = next((rule.rule for rule in ask.rules if not _is_sound(rule) or names.count(rule.rule) > 1), None)
    if fault is not None:
        return Refused(Reason.INVALID, f"rule {fault}".strip())
    return [] if ask.rules == now else [SendingRulesSet(ask.rules)]


def _is_sound(rule: SendingRule) -> bool:
    return ids.is_sound(rule.rule) and rule.says in SAYS and bool(rule.pools)
