"""Acts on prices: a planned markdown waits while its units sell at full price anyway; none makes cheaper."""

from itertools import islice
from typing import Any, NamedTuple

from promesa.domain.conduct.mandates.sight import (
    AGENT_SAYS,
    ActInverse,
    ActKind,
    ActSight,
    Facts,
    JudgedAct,
    ShadowNote,
    ValuedAct,
)
from promesa.domain.ledger.orders.state import Stage
from promesa.domain.ledger.stock import questions
from promesa.domain.network import kits, markdowns
from promesa.domain.network.kits import NO_KIT
from promesa.domain.network.locations import state as locations
from promesa.domain.network.markdowns import DelayMarkdown, Markdown, ResumeMarkdown
from promesa.domain.values import moments
from promesa.domain.values.ids import OrderId, Sku
from promesa.domain.values.moments import DAY, HOUR, Instant
from promesa.domain.values.money import Centavos, pesos
from promesa.domain.values.refusal import Reason, Refused

NO_ORDER = OrderId("")
LOOKED_BACK = 7 * DAY
ORDERS_MAX = 2_000
"""So many of the newest orders are read back at most: the rate is then that of a shorter time."""


class MarkdownFigures(NamedTuple):
    """What is known of a SKU whose markdown would wait; times in microseconds."""

    available: int
    """Units at all locations that work."""
    sold: int
    """Units ordered and not cancelled,"""
    over: int
    """in so long."""
    waits: int
    runs: int
    """From now on, without the delay, to its end."""

    def sells(self, time: int) -> int:
        """Units that go in such a time at the present rate, and are there."""
        return min(self.available, self.sold * time // self.over)


def _figures(sight: ActSight, known: Markdown, until: Instant, now: Instant) -> MarkdownFigures:
    told = known.planned
    begins = max(now, told.starts_at)
    sold, over = _sold(sight, told.sku, now)
    return MarkdownFigures(
        _available(sight, told.sku), sold, over, max(0, until - begins), max(1, told.ends_at - begins)
    )


def _available(sight: ActSight, sku: Sku) -> int:
    """Of a kit as many as its components make, location by location."""
    parts = sight.parts
    made_of = parts.catalog.kits.get(sku, NO_KIT)
    found = 0
    for at in locations.active(parts.locations):
        if made_of:
            free = {one.sku: questions.available(parts.stock, one.sku, at.location) for one in made_of}
            found += kits.whole(made_of, free)
        else:
            found += max(0, questions.available(parts.stock, sku, at.location))
    return found


def _sold(sight: ActSight, sku: Sku, now: Instant) -> tuple[int, int]:
    """Units of the SKU in the newest orders, and the time in which they were placed; at least an hour."""
    units, since, seen = 0, Instant(now - LOOKED_BACK), 0
    for order in islice(reversed(sight.orders.by_id.values()), ORDERS_MAX):
        if order.placed_at < since:
            return units, LOOKED_BACK
        seen, oldest = seen + 1, order.placed_at
        if order.stage is not Stage.CANCELLED:
            units += sum(line.units for line in order.placed.lines if line.sku == sku)
    return units, max(HOUR, now - oldest) if seen == ORDERS_MAX else LOOKED_BACK


def _value(sight: ActSight, ask: Any, _: Facts, now: Instant) -> ValuedAct | Refused:
    """Left alone, units that sell anyway would go for less. Delayed, units that do not sell by themselves lose that
    share of their time; an act takes both of its limits."""
    catalog = sight.parts.catalog
    known = catalog.markdowns.by_id[ask.markdown]
    told = known.planned
    if markdowns.is_delayed(known, now):
        return Refused(Reason.WRONG_STATE, ask.markdown)
    full = catalog.products[told.sku].price
    figures = _figures(sight, known, ask.until, now)
    anyway = figures.sells(figures.waits)
    stays = max(1, figures.available) - figures.sells(figures.runs)
    leaving = Centavos(anyway * max(0, full - told.price))
    acting = Centavos(max(0, stays) * told.price * min(figures.waits, figures.runs) // figures.runs)
    pair = _sentences(sight, told, figures, anyway, full, ask.until)
    words = (
        ("available", str(figures.available)),
        ("sold", str(figures.sold)),
        ("sold_in_days", f"{figures.over / DAY:.1f}"),
        ("sells_anyway", str(anyway)),
        ("at_full_price", pesos(Centavos(anyway * full))),
        ("marked_down", pesos(Centavos(anyway * told.price))),
        ("does_not_sell", str(max(0, stays))),
    )
    return ValuedAct(NO_ORDER, Centavos(acting + leaving), acting, leaving, *pair, words)


def _sentences(
    sight: ActSight, told: Any, figures: MarkdownFigures, anyway: int, full: Centavos, until: Instant
) -> tuple[tuple[str, str], tuple[str, str]]:
    clock = f"{moments.local(until, sight.parts.policy.zone):%Y-%m-%d %H:%M}"
    high, low = pesos(full), pesos(told.price)
    days, gets, less = f"{figures.over / DAY:.1f}", pesos(Centavos(anyway * full)), pesos(Centavos(anyway * told.price))
    sentence = (
        f"Aplazar la rebaja {told.markdown} de {told.sku} hasta {clock}: mientras tanto se vende a {high}, no a {low}.",
        f"Delay markdown {told.markdown} of {told.sku} until {clock}: meanwhile it is sold for {high}, not for {low}.",
    )
    otherwise = (
        f"La rebaja corre como está planeada. Hay {figures.available} piezas y se vendieron {figures.sold} en los "
        f"últimos {days} días: a ese ritmo {anyway} se venderían igual en ese tiempo, por {gets} pesos a precio "
        f"completo o {less} rebajadas.",
        f"The markdown runs as planned. There are {figures.available} units and {figures.sold} were sold in the "
        f"last {days} days: at that rate {anyway} would sell anyway in that time, for {gets} pesos at full price "
        f"or {less} marked down.",
    )
    return sentence, otherwise


def _status(sight: ActSight, ask: Any) -> str:
    """What `ActInverse.after` is compared with: until when it waits and who said so, or that it has ended."""
    known = sight.parts.catalog.markdowns.by_id.get(ask.markdown)
    if known is None or known.ended:
        return "ended"
    return _delay(known.delayed_until, known.delay_reason)


def _delay(until: Instant | None, reason: str) -> str:
    return "as planned" if until is None else f"{until} {reason}"


def _judge(sight: ActSight, ask: Any, note: ShadowNote, now: Instant) -> JudgedAct:
    """People delayed or ended it too; or its units are gone, so they sold. Else the delay was for nothing."""
    status = _status(sight, ask)
    same = status != note.before and status != "as planned"
    known = sight.parts.catalog.markdowns.by_id.get(ask.markdown)
    is_gone = known is None or _available(sight, known.planned.sku) == 0
    return JudgedAct(same, 0 if same or is_gone else note.pesos, status)


def _unfit(ask: Any, _: str) -> Refused | None:
    return None if ask.reason == AGENT_SAYS else Refused(Reason.NOT_OF_KIND, "reason")


DELAY = ActKind(
    name="markdown_delay",
    spanish="aplazar una rebaja",
    english="delay a markdown",
    commands={"DelayMarkdown": DelayMarkdown},
    facts=frozenset(("MarkdownDelayed",)),
    is_told=False,
    value=_value,
    judge=_judge,
    before=_status,
    inverses={"ResumeMarkdown": ResumeMarkdown},
    inverse=lambda _, ask, __, ___: ActInverse(ResumeMarkdown(ask.markdown), _delay(ask.until, ask.reason)),
    after=_status,
    unfit=_unfit,
)
