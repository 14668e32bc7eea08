"""Markdowns: what is sold for less from when until when, and what of it waits."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from promesa.domain.network import markdowns
from promesa.domain.network.markdowns import (
    CHANNELS_MAX,
    DelayMarkdown,
    EndMarkdown,
    Markdown,
    PlanMarkdown,
    ResumeMarkdown,
)
from promesa.domain.values import moments
from promesa.domain.values.ids import ChannelId, Sku
from promesa.domain.values.moments import Instant
from promesa.domain.world import World
from promesa.surfaces import fields
from promesa.surfaces.operations import Call, Command, Nothing, Question, Receipt, receipt


class MarkdownBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`price_centavos` of a unit from `starts_at` (none: now) until before `ends_at`; without channels: on all."""

    markdown: Annotated[str, Meta(min_length=1, max_length=64, pattern=fields.PLAIN_PATTERN), Meta(examples=["BF-27"])]
    sku: fields.StockSku
    price_centavos: fields.PaidAmount
    ends_at: fields.Moment
    starts_at: fields.Moment | None = None
    channels: Annotated[tuple[fields.Channel, ...], Meta(max_length=CHANNELS_MAX)] = ()


class MarkdownEndBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    reason: fields.Reason = ""


class MarkdownDelayBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """It does not apply before `until`; why is said."""

    until: fields.Moment
    reason: Annotated[str, Meta(min_length=1, max_length=200), Meta(examples=["se agota a precio completo"])]


class MarkdownTold(msgspec.Struct, frozen=True, omit_defaults=True):
    """`stage`: planned, in_force, delayed, ended."""

    markdown: str
    sku: Sku
    price_centavos: int
    starts_at: datetime
    ends_at: datetime
    stage: str
    channels: tuple[ChannelId, ...] = ()
    delayed_until: datetime | None = None
    delay_reason: str = ""


class MarkdownsTold(msgspec.Struct, frozen=True):
    """Those that are not over."""

    markdowns: tuple[MarkdownTold, ...]


def _plan(asked: MarkdownBody, call: Call) -> PlanMarkdown:
    return PlanMarkdown(
        markdown=asked.markdown,
        sku=asked.sku,
        price=asked.price_centavos,
        starts_at=call.now if asked.starts_at is None else moments.of(asked.starts_at),
        ends_at=moments.of(asked.ends_at),
        channels=asked.channels,
    )


def _stage(known: Markdown, now: Instant) -> str:
    if markdowns.is_over(known, now):
        return "ended"
    if markdowns.is_delayed(known, now):
        return "delayed"
    return "planned" if now < known.planned.starts_at else "in_force"


def _told(known: Markdown, now: Instant) -> MarkdownTold:
    plan, waits = known.planned, markdowns.is_delayed(known, now)
    return MarkdownTold(
        plan.markdown,
        plan.sku,
        plan.price,
        moments.utc(plan.starts_at),
        moments.utc(plan.ends_at),
        _stage(known, now),
        plan.channels,
        moments.utc(known.delayed_until) if waits and known.delayed_until is not None else None,
        known.delay_reason if waits else "",
    )


def show(world: World, _: Nothing, call: Call) -> MarkdownsTold:
    found, now = world.catalog.markdowns, call.now
    living = (found.by_id[name] for names in found.by_sku.values() for name in names)
    told = [_told(known, now) for known in living if not markdowns.is_over(known, now)]
    return MarkdownsTold(tuple(sorted(told, key=lambda one: (one.starts_at, one.markdown))))


def _reply(_: World, __: Any, call: Call, facts: Sequence[Any]) -> Receipt:
    return receipt(call.path["markdown"], facts)


OPERATIONS = (
    Command(
        name="plan_markdown",
        method="POST",
        path="/v1/markdowns",
        scope="network",
        group="Network",
        summary="A product is sold for less from a moment until a moment, on all channels or on some.",
        takes=MarkdownBody,
        gives=Receipt,
        status=201,
        command=_plan,
        reply=lambda _, asked, __, facts: receipt(asked.markdown, facts),
    ),
    Question(
        name="show_markdowns",
        method="GET",
        path="/v1/markdowns",
        scope="read",
        group="Network",
        summary="All markdowns that are not over: planned, in force or delayed.",
        gives=MarkdownsTold,
        answer=show,
    ),
    Command(
        name="end_markdown",
        method="POST",
        path="/v1/markdowns/{markdown}/end",
        scope="network",
        group="Network",
        summary="It applies no more; what was sold by it stays sold at its price.",
        takes=MarkdownEndBody,
        gives=Receipt,
        command=lambda asked, call: EndMarkdown(call.path["markdown"], asked.reason),
        reply=_reply,
    ),
    Command(
        name="delay_markdown",
        method="POST",
        path="/v1/markdowns/{markdown}/delay",
        scope="network",
        group="Network",
        summary="It does not apply before a moment: its units are few and sell at full price anyway.",
        takes=MarkdownDelayBody,
        gives=Receipt,
        command=lambda asked, call: DelayMarkdown(call.path["markdown"], moments.of(asked.until), asked.reason),
        reply=_reply,
    ),
    Command(
        name="resume_markdown",
        method="POST",
        path="/v1/markdowns/{markdown}/resume",
        scope="network",
        group="Network",
        summary="It is delayed no longer.",
        gives=Receipt,
        command=lambda _, call: ResumeMarkdown(call.path["markdown"]),
        reply=_reply,
    ),
)
