"""What a person of ours is about to write, held against what we know: others' orders, days and amounts of no fact."""

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from promesa.domain.conduct.telling.parts import MessageParts
from promesa.domain.ledger.shipments.state import live
from promesa.domain.values import moments
from promesa.domain.values.ids import CustomerId, OrderId
from promesa.domain.values.moments import Instant

DATE, AMOUNT = "date", "amount"
_TOKEN = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{1,63}")
_DAY = re.compile(r"(?<![\d/])(\d{1,2})\s*(?:de\s+|/)\s*([a-zñ]{3,10}|\d{1,2})(?!\d)", re.IGNORECASE)
_DAY_ENGLISH = re.compile(r"(?<!\d)(\d{1,2})\s+([a-z]{3,10})(?![a-z])", re.IGNORECASE)
_MONEY = re.compile(r"\$\s?(\d[\d,]*(?:\.\d{1,2})?)|(\d[\d,]*(?:\.\d{1,2})?)\s*(?:pesos|mxn)\b", re.IGNORECASE)
_MONTHS = ("ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic")
_MONTHS_ENGLISH = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


class OwnWords(NamedTuple):
    """`strange_orders`: of other customers, never to be named; `beside`: what no fact of theirs backs."""

    strange_orders: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()


def held_against(parts: MessageParts, customer: CustomerId, text: str, now: Instant) -> OwnWords:
    """Days without a year are this year's or the next's. Nothing of the text is kept."""
    known = parts.orders.by_id
    tried = dict.fromkeys(one for token in _TOKEN.findall(text) for one in (token.rstrip("."), token.upper()))
    named = [OrderId(token) for token in tried if OrderId(token) in known]
    strange = tuple(order for order in named if known[order].placed.customer != customer)
    own = list(parts.orders.by_customer.get(customer, ()))
    beside = []
    if any(told not in set(_days_known(parts, own, now)) for told in _days_told(text)):
        beside.append(DATE)
    if any(told not in set(_amounts_known(parts, own)) for told in _amounts_told(text)):
        beside.append(AMOUNT)
    return OwnWords(strange, tuple(beside))


def _days_told(text: str) -> Iterator[tuple[int, int]]:
    """(month, day) of each day that is named."""
    for told, month in (*_DAY.findall(text), *_DAY_ENGLISH.findall(text)):
        number = int(month) if month.isdigit() else _month(month.lower())
        if number and 1 <= number <= 12 and 1 <= int(told) <= 31:
            yield number, int(told)


def _month(name: str) -> int:
    for months in (_MONTHS, _MONTHS_ENGLISH):
        for number, begins in enumerate(months, 1):
            if name.startswith(begins):
                return number
    return 0


def _amounts_told(text: str) -> Iterator[int]:
    for first, second in _MONEY.findall(text):
        whole, _, rest = (first or second).replace(",", "").partition(".")
        yield int(whole) * 100 + int(rest.ljust(2, "0") or 0)


def _days_known(parts: MessageParts, own: list[OrderId], now: Instant) -> Iterator[tuple[int, int]]:
    found: list[date] = [moments.local_date(now, moments.MEXICO_CITY)]
    for order in own:
        promise = parts.promises.by_order.get(order)
        if promise is not None:
            found += [promise.made.promised_on, promise.told_on, *(one.promised_on for one in promise.told)]
        placed = parts.orders.by_id[order]
        found.append(moments.local_date(placed.placed_at, placed.placed.zone))
        for parcel in live(parts.shipments, order):
            moved = (parcel.handed_at, parcel.delivered_at)
            found += [parcel.planned.arrives_on, *([parcel.eta] if parcel.eta is not None else [])]
            found += [moments.local_date(at, placed.placed.zone) for at in moved if at is not None]
    return ((one.month, one.day) for one in found)


def _amounts_known(parts: MessageParts, own: list[OrderId]) -> Iterator[int]:
    for order in own:
        placed = parts.orders.by_id[order].placed
        yield from (placed.total, placed.fee, *(line.price for line in placed.lines))
        yield from (line.price * line.units - line.discount for line in placed.lines)
        account = parts.payments.by_order.get(order)
        if account is not None:
            yield from (account.captured, account.refunded, account.paid_back, account.captured - account.refunded)
