"""Telling a noun something: the rule decides, the fold takes the facts in."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from promesa.domain.values import moments
from promesa.domain.values.moments import Instant
from promesa.domain.values.refusal import Refused

NOW = Instant(1_800_000_000_000_000)


def tell(
    state: Any, rules: Mapping[type, Callable[..., Any]], fold: Mapping[type, Callable[..., Any]], *asks: Any
) -> list[Any] | Refused:
    """Put the commands one after another; what the last one led to."""
    answer: list[Any] | Refused = []
    for ask in asks:
        answer = rules[type(ask)](state, ask, NOW)
        if not isinstance(answer, Refused):
            for fact in answer:
                fold[type(fact)](state, fact, NOW)
    return answer


def at(text: str, zone: str = "America/Mexico_City") -> Instant:
    """A wall clock in a zone, or any instant with its offset, as an instant."""
    moment = datetime.fromisoformat(text)
    return moments.of(moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone)))
