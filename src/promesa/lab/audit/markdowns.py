"""Prices: what is sold below the catalog's price was said to be, or is marked down at that moment on that channel."""

from collections.abc import Iterable

from promesa.domain.ledger.orders.words import OrderEdited, OrderLine, OrderPlaced, OrderRevised
from promesa.domain.network.catalog import PriceSet, ProductListed, ProductsLoaded
from promesa.domain.network.markdowns import MarkdownDelayed, MarkdownEnded, MarkdownPlanned, MarkdownResumed
from promesa.engine.log import Entry
from promesa.lab.audit.books import Books
from promesa.lab.audit.findings import Findings, Heard

PRICED = "prices_have_a_reason"
LOWER = "markdowns_are_lower_and_alone"
SAID = frozenset(("stated", "waived"))
"""Where a price may come from without being the catalog's or a markdown's."""
NAMED = "markdown:"


class MarkdownFamily:
    """Knows the catalog's prices, the markdowns, and since when lines say where their price comes from."""

    invariants = (PRICED, LOWER)

    def __init__(self, books: Books, findings: Findings) -> None:
        """Stands before the family of orders: it compares a changed order with the lines that it had."""
        self._books, self._findings = books, findings
        self._prices: dict[str, int] = {}
        self._plans: dict[str, MarkdownPlanned] = {}
        self._of_sku: dict[str, list[str]] = {}
        self._ended: set[str] = set()
        self._delays: dict[str, int] = {}
        self._channels: dict[str, str] = {}
        self.hears: dict[type, Heard] = {
            ProductListed: self._price,
            PriceSet: self._price,
            ProductsLoaded: lambda fact, _: self._prices.update(zip(fact.skus, fact.prices, strict=True)),
            MarkdownPlanned: self._planned,
            MarkdownEnded: lambda fact, _: self._ended.add(fact.markdown),
            MarkdownDelayed: self._delayed,
            MarkdownResumed: self._resumed,
            OrderPlaced: self._placed,
            OrderEdited: self._changed,
            OrderRevised: self._changed,
        }

    def _price(self, fact: ProductListed | PriceSet, _: Entry) -> None:
        self._prices[fact.sku] = fact.price

    def _planned(self, fact: MarkdownPlanned, entry: Entry) -> None:
        others = [self._plans[name] for name in self._of_sku.get(fact.sku, ()) if name not in self._ended]
        for other in others:
            apart = other.ends_at <= fact.starts_at or fact.ends_at <= other.starts_at
            shared = not other.channels or not fact.channels or set(other.channels) & set(fact.channels)
            if shared and not apart:
                self._findings.add(LOWER, entry.position, f"{fact.markdown} and {other.markdown} of {fact.sku}")
        wrong = not 0 < fact.price < self._prices.get(fact.sku, 0) or not entry.at <= fact.starts_at < fact.ends_at
        if wrong or fact.markdown in self._plans:
            self._findings.add(LOWER, entry.position, f"{fact.markdown}: {fact.price}, {fact.starts_at}")
        self._plans[fact.markdown] = fact
        self._of_sku.setdefault(fact.sku, []).append(fact.markdown)

    def _delayed(self, fact: MarkdownDelayed, entry: Entry) -> None:
        plan = self._plans.get(fact.markdown)
        is_over = plan is None or fact.markdown in self._ended or entry.at >= plan.ends_at
        if is_over or not entry.at < fact.until or not fact.reason:
            self._findings.add(LOWER, entry.position, f"{fact.markdown} is delayed until {fact.until}")
        self._delays[fact.markdown] = fact.until

    def _resumed(self, fact: MarkdownResumed, _: Entry) -> None:
        self._delays.pop(fact.markdown, None)

    # --- what is sold ---

    def _placed(self, fact: OrderPlaced, entry: Entry) -> None:
        if self._plans:
            self._channels[fact.order] = fact.channel
            self._look(fact.order, fact.channel, fact.lines, entry)

    def _changed(self, fact: OrderEdited | OrderRevised, entry: Entry) -> None:
        """Lines that stay keep their price, whatever it is by now; those that are new have one of now."""
        book, channel = self._books.orders.get(fact.order), self._channels.get(fact.order)
        if book is None or channel is None:
            return
        had = {(line.line, line.sku, line.price, line.price_from) for line in book.lines}
        news = [one for one in fact.lines if (one.line, one.sku, one.price, one.price_from) not in had]
        self._look(fact.order, channel, news, entry)

    def _look(self, order: str, channel: str, lines: Iterable[OrderLine], entry: Entry) -> None:
        for line in lines:
            if not self._is_right(line, channel, entry.at):
                about = f"{order}: {line.sku} for {line.price} ({line.price_from or 'catalog'})"
                self._findings.add(PRICED, entry.position, about)

    def _is_right(self, line: OrderLine, channel: str, at: int) -> bool:
        if line.price_from in SAID:
            return True
        applies = next((name for name in self._of_sku.get(line.sku, ()) if self._applies(name, channel, at)), None)
        price, full = 0 if applies is None else self._plans[applies].price, self._prices.get(line.sku)
        if applies is None or full is None or full <= price:
            return line.price_from == "" and line.price == full
        return (line.price_from, line.price) == (NAMED + applies, price)

    def _applies(self, name: str, channel: str, at: int) -> bool:
        plan = self._plans[name]
        waits = at < max(plan.starts_at, self._delays.get(name, 0))
        over = name in self._ended or at >= plan.ends_at
        return not waits and not over and (not plan.channels or channel in plan.channels)

    def instant_over(self, position: int) -> None:
        """Nothing waits."""

    def log_over(self, position: int, at: int) -> None:
        """Nothing waits."""
