"""What messaging partners told of us and themselves: handsets, who has a conversation, what customers stopped."""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from promesa.domain.people import handsets, lines, preferences, standby
from promesa.domain.people.handsets import Handsets
from promesa.domain.people.preferences import Preferences
from promesa.domain.people.standby import Standby
from promesa.domain.values.moments import Instant


class PartnerNews(msgspec.Struct):
    """Each noun apart; each of them ends the same in whatever order it is told."""

    handsets: Handsets = msgspec.field(default_factory=Handsets)
    standby: Standby = msgspec.field(default_factory=Standby)
    preferences: Preferences = msgspec.field(default_factory=Preferences)


_NOUNS: tuple[tuple[Callable[[PartnerNews], Any], Any], ...] = (
    (lambda news: news.handsets, handsets),
    (lambda news: news.handsets, lines),
    (lambda news: news.standby, standby),
    (lambda news: news.preferences, preferences),
)


def _of(noun_of: Callable[[PartnerNews], Any], told: Callable[[Any, Any, Instant], Any]) -> Callable[..., Any]:
    return lambda news, said, at: told(noun_of(news), said, at)


FOLD: Mapping[type, Callable[[Any, Any, Instant], None]] = {
    kind: _of(noun_of, fold) for noun_of, noun in _NOUNS for kind, fold in noun.FOLD.items()
}
RULES: Mapping[type, Callable[[Any, Any, Instant], Any]] = {
    kind: _of(noun_of, rule) for noun_of, noun in _NOUNS for kind, rule in noun.RULES.items()
}
