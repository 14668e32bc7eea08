"""Markdowns: a SKU is sold for less from a moment until a moment, on all channels or on some; one can be delayed."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import msgspec
from msgspec.structs import replace

from promesa.domain.values import ids
from promesa.domain.values.ids import ChannelId, Sku
from promesa.domain.values.moments import DAY, Instant
from promesa.domain.values.money import Centavos
from promesa.domain.values.refusal import Reason, Refused

LONGEST = 366 * DAY
"""What is cheaper for longer than that has another price, and no markdown."""
CHANNELS_MAX = 100
REASON_LENGTH = 500
FAR = Instant(10**18)


# --- commands ---


class PlanMarkdown(msgspec.Struct, frozen=True, kw_only=True):
    """`price` of one unit from `starts_at` until before `ends_at`; `channels`: on these only, none: on all."""

    markdown: str
    sku: Sku
    price: Centavos
    starts_at: Instant
    ends_at: Instant
    channels: tuple[ChannelId, ...] = ()


class EndMarkdown(msgspec.Struct, frozen=True):
    """From now on it applies no more; again, it changes nothing."""

    markdown: str
    reason: str = ""


class DelayMarkdown(msgspec.Struct, frozen=True):
    """It does not apply before `until`; its end stays where it is."""

    markdown: str
    until: Instant
    reason: str


class ResumeMarkdown(msgspec.Struct, frozen=True):
    """It is delayed no longer."""

    markdown: str


# --- facts ---


class MarkdownPlanned(msgspec.Struct, frozen=True, kw_only=True):
    """What began before it was planned begins when it was planned."""

    markdown: str
    sku: Sku
    price: Centavos
    starts_at: Instant
    ends_at: Instant
    channels: tuple[ChannelId, ...] = ()


class MarkdownEnded(msgspec.Struct, frozen=True):
    markdown: str
    sku: Sku
    reason: str = ""


class MarkdownDelayed(msgspec.Struct, frozen=True):
    markdown: str
    sku: Sku
    until: Instant
    reason: str


class MarkdownResumed(msgspec.Struct, frozen=True):
    markdown: str
    sku: Sku


# --- state ---


class Markdown(msgspec.Struct, frozen=True):
    """As it was planned, and what became of it."""

    planned: MarkdownPlanned
    ended: bool = False
    delayed_until: Instant | None = None
    delay_reason: str = ""


class Markdowns(msgspec.Struct):
    """By name; and of each SKU the names of those that may still apply."""

    by_id: dict[str, Markdown] = {}
    by_sku: dict[Sku, tuple[str, ...]] = {}


def is_delayed(known: Markdown, now: Instant) -> bool:
    return known.delayed_until is not None and now < known.delayed_until


def is_over(known: Markdown, now: Instant) -> bool:
    return known.ended or now >= known.planned.ends_at


def is_in_force(known: Markdown, channel: ChannelId, now: Instant) -> bool:
    """Whether it sets the price of what is sold on that channel at that moment."""
    told = known.planned
    if is_over(known, now) or now < told.starts_at or is_delayed(known, now):
        return False
    return not told.channels or channel in told.channels


def in_force(markdowns: Markdowns, sku: Sku, channel: ChannelId, now: Instant) -> MarkdownPlanned | None:
    """The one that sets the price, if any: of one SKU no two apply at once on one channel."""
    for name in markdowns.by_sku.get(sku, ()):
        known = markdowns.by_id[name]
        if is_in_force(known, channel, now):
            return known.planned
    return None


def changes_at(markdowns: Markdowns, skus: Iterable[Sku], now: Instant) -> Instant:
    """The next moment at which one of them begins, ends or is delayed no longer, if nobody says anything meanwhile."""
    found = FAR
    for sku in skus:
        for name in markdowns.by_sku.get(sku, ()):
            known = markdowns.by_id[name]
            moments = (known.planned.starts_at, known.planned.ends_at, known.delayed_until)
            found = min([found, *(at for at in moments if at is not None and at > now)])
    return found


# --- rules ---


def plan(markdowns: Markdowns, price: Centavos, ask: PlanMarkdown, now: Instant) -> list[MarkdownPlanned] | Refused:
    """`price`: the catalog's. ALREADY_EXISTS, INVALID, BAD_AMOUNT, NOT_LOWER, MARKDOWNS_MEET."""
    fact = MarkdownPlanned(
        markdown=ask.markdown,
        sku=ask.sku,
        price=ask.price,
        starts_at=Instant(max(ask.starts_at, now)),
        ends_at=ask.ends_at,
        channels=tuple(sorted(ask.channels)),
    )
    known = markdowns.by_id.get(ask.markdown)
    if known is not None:
        began = ask.starts_at <= known.planned.starts_at <= now
        same = replace(fact, starts_at=known.planned.starts_at) == known.planned
        is_told_again = same and (began or ask.starts_at == known.planned.starts_at)
        return [] if is_told_again else Refused(Reason.ALREADY_EXISTS, ask.markdown)
    field = _fault(ask, fact)
    if field:
        return Refused(Reason.INVALID, field)
    if ask.price <= 0:
        return Refused(Reason.BAD_AMOUNT, ask.sku)
    if ask.price >= price:
        return Refused(Reason.NOT_LOWER, ask.sku, price)
    other = next((name for name in markdowns.by_sku.get(ask.sku, ()) if _meet(markdowns.by_id[name], fact)), None)
    return [fact] if other is None else Refused(Reason.MARKDOWNS_MEET, other)


def _fault(ask: PlanMarkdown, fact: MarkdownPlanned) -> str:
    """The field that makes no sense, or ""."""
    if not ids.is_plain(ask.markdown):
        return "markdown"
    if not fact.starts_at < ask.ends_at <= fact.starts_at + LONGEST:
        return "ends_at"
    sound = all(map(ids.is_sound, ask.channels)) and len(set(ask.channels)) == len(ask.channels) <= CHANNELS_MAX
    return "" if sound else "channels"


def _meet(known: Markdown, fact: MarkdownPlanned) -> bool:
    """Whether both could apply at one moment on one channel."""
    told = known.planned
    apart = known.ended or told.ends_at <= fact.starts_at or fact.ends_at <= told.starts_at
    return not apart and (not told.channels or not fact.channels or not set(told.channels).isdisjoint(fact.channels))


def end(markdowns: Markdowns, ask: EndMarkdown, now: Instant) -> list[MarkdownEnded] | Refused:
    """Also one that has not begun; one that is over stays so."""
    known = markdowns.by_id.get(ask.markdown)
    if known is None:
        return Refused(Reason.UNKNOWN_MARKDOWN, ask.markdown)
    if len(ask.reason) > REASON_LENGTH:
        return Refused(Reason.INVALID, "reason")
    return [] if is_over(known, now) else [MarkdownEnded(ask.markdown, known.planned.sku, ask.reason.strip())]


def delay(markdowns: Markdowns, ask: DelayMarkdown, now: Instant) -> list[MarkdownDelayed] | Refused:
    """Said again of one that is delayed, the newest word counts. UNKNOWN_MARKDOWN, WRONG_STATE where it is over,
    INVALID without a reason, in the past or beyond its end, NOTHING_CHANGES where it begins later anyway."""
    known = markdowns.by_id.get(ask.markdown)
    if known is None:
        return Refused(Reason.UNKNOWN_MARKDOWN, ask.markdown)
    if is_over(known, now):
        return Refused(Reason.WRONG_STATE, ask.markdown)
    reason = ask.reason.strip()
    if not reason or len(reason) > REASON_LENGTH:
        return Refused(Reason.INVALID, "reason")
    if not now < ask.until <= known.planned.ends_at:
        return Refused(Reason.INVALID, "until")
    if ask.until <= known.planned.starts_at:
        return Refused(Reason.NOTHING_CHANGES, ask.markdown)
    same = (known.delayed_until, known.delay_reason) == (ask.until, reason)
    return [] if same else [MarkdownDelayed(ask.markdown, known.planned.sku, ask.until, reason)]


def resume(markdowns: Markdowns, ask: ResumeMarkdown, now: Instant) -> list[MarkdownResumed] | Refused:
    """One that is not delayed stays as it is."""
    known = markdowns.by_id.get(ask.markdown)
    if known is None:
        return Refused(Reason.UNKNOWN_MARKDOWN, ask.markdown)
    waits = is_delayed(known, now) and not is_over(known, now)
    return [MarkdownResumed(ask.markdown, known.planned.sku)] if waits else []


# --- the fold ---


def _fold_planned(markdowns: Markdowns, fact: MarkdownPlanned, at: Instant) -> None:
    markdowns.by_id[fact.markdown] = Markdown(fact)
    others = markdowns.by_sku.get(fact.sku, ())
    living = [name for name in others if name != fact.markdown and not is_over(markdowns.by_id[name], at)]
    markdowns.by_sku[fact.sku] = (*living, fact.markdown)


def _fold_ended(markdowns: Markdowns, fact: MarkdownEnded, _: Instant) -> None:
    known = markdowns.by_id[fact.markdown]
    markdowns.by_id[fact.markdown] = replace(known, ended=True)
    left = tuple(name for name in markdowns.by_sku.pop(fact.sku, ()) if name != fact.markdown)
    if left:
        markdowns.by_sku[fact.sku] = left


def _fold_delayed(markdowns: Markdowns, fact: MarkdownDelayed, _: Instant) -> None:
    known = markdowns.by_id[fact.markdown]
    markdowns.by_id[fact.markdown] = replace(known, delayed_until=fact.until, delay_reason=fact.reason)


def _fold_resumed(markdowns: Markdowns, fact: MarkdownResumed, _: Instant) -> None:
    known = markdowns.by_id[fact.markdown]
    markdowns.by_id[fact.markdown] = replace(known, delayed_until=None, delay_reason="")


RULES: Mapping[type, Callable[[Any, Any, Instant], Any]] = {
    EndMarkdown: end,
    DelayMarkdown: delay,
    ResumeMarkdown: resume,
}
FOLD: Mapping[type, Callable[[Any, Any, Instant], None]] = {
    MarkdownPlanned: _fold_planned,
    MarkdownEnded: _fold_ended,
    MarkdownDelayed: _fold_delayed,
    MarkdownResumed: _fold_resumed,
}
