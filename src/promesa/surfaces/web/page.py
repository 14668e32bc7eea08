"""The words of every page: who asks, what is asked, and what a page is."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import msgspec

from promesa.domain.values.moments import Instant
from promesa.domain.values.refusal import Refused
from promesa.surfaces.operations import Room

DIRECTOR, OPERATIONS, STORE, CARE, AUDITOR, NOBODY = "director", "operations", "store", "care", "auditor", "nobody"
"""Roles; `nobody` is who has not signed in."""
STAFF = frozenset({DIRECTOR, OPERATIONS, CARE, AUDITOR})
"""Who may read the console."""
EVERYBODY = frozenset({*STAFF, STORE, NOBODY})
LANGUAGES = ("es", "en")
THEMES = ("auto", "light", "dark")

Words = Mapping[str, Mapping[str, str]]
"""Language -> name -> text; the same names in each language."""


class Person(msgspec.Struct, frozen=True):
    """Who looks at a page or acts on it. `scopes`: of operations; `location`: the one of a person in a store."""

    name: str
    role: str
    location: str = ""
    scopes: frozenset[str] = frozenset()
    by: str = ""
    """The name under which the log remembers what they did; nobody does nothing."""


class Asked(NamedTuple):
    """What surrounds a page: the first value of each name of the query, the names in the path, the mark for forms."""

    person: Person
    language: str
    now: Instant
    query: Mapping[str, str]
    path: Mapping[str, str]
    csrf: str
    here: str = "/"
    """The address of this page, to come back to."""


class Elsewhere(NamedTuple):
    """In place of a page's values: look there instead; `for_good` where the page has moved."""

    to: str
    for_good: bool = False


class File(NamedTuple):
    """In place of a page's values: something to keep, under that name; without a name: for the browser itself."""

    name: str
    kind: str
    body: bytes


Told = Mapping[str, Any] | Elsewhere | File | Refused


class Page(msgspec.Struct, frozen=True):
    """One address that people read. A template that extends nothing makes it a fragment.

    `view`: (room, asked) -> the values of the template, or a refusal; it reads, decides nothing and may take a moment,
    for it is not run on the event loop. `entry`: the entry of the navigation that is lit.
    """

    path: str
    name: str
    template: str
    roles: frozenset[str]
    view: Callable[[Room, Asked], Told]
    words: Words
    entry: str = ""


class Entry(msgspec.Struct, frozen=True):
    """A line of the navigation; shown to whom its page is shown, and where there is such a page."""

    name: str
    path: str
    icon: str
    es: str
    en: str
    key: str
    """Pressed after `g` it leads there."""
    at_hand: bool = False
    """Stands in the bar of a phone, beside the menu."""
    es_short: str = ""
    en_short: str = ""
    """What it is called there, where its name is too long."""


class Topic(msgspec.Struct, frozen=True):
    """`page`: the name of a fragment; `kinds`: names of the facts that touch it, none: every fact.

    `pulse`: where nothing is drawn: a word that is another one once there is something new on that page, of the
    location that the listener belongs to, or else names.
    """

    page: str
    kinds: frozenset[str] = frozenset()
    pulse: Callable[[Room, str], str] | None = None


class Shell(NamedTuple):
    """What a house shows: its pages, its navigation, and where templates lie (prefix -> folder).

    `sayings`: name of an operation -> (its answer, language) -> what a person is told after it; else "Done.".
    `topics`: what is pushed to whoever looks: topic -> the page of its fragment and the facts that touch it.
    """

    pages: tuple[Page, ...]
    navigation: tuple[Entry, ...]
    templates: Mapping[str, str]
    sayings: Mapping[str, Callable[[Any, str], str]]
    topics: Mapping[str, Topic]
