"""A template's copy as data, what it is filled in with, and what came out, whatever channel carries it."""

from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum

import msgspec

from promesa.domain.values.moments import Instant

SPANISH, ENGLISH = "es_MX", "en"
LANGUAGES = (SPANISH, ENGLISH)


class ParameterKind(StrEnum):
    """What a parameter is, and so how it is written; nothing else than facts of these kinds is filled in."""

    DATE = "date"
    MONEY = "money"
    MOMENT = "moment"
    UNITS = "units"
    PLACE = "place"
    PRODUCT = "product"
    CODE = "code"
    COUNTER_CODE = "counter_code"
    """What the customer shows at the counter: stands on the parcel's name, and only who holds the key can write it."""
    PHRASE = "phrase"
    """A code of a closed list, written as `phrases` says it."""
    WORD = "word"
    """For our own people only: a word of the fact that raised the alarm, as it is."""


class ButtonKind(StrEnum):
    QUICK_REPLY = "quick_reply"
    URL = "url"


class ParameterCopy(msgspec.Struct, frozen=True):
    """A parameter's name, kind and example in both languages (the reviewer at the partner reads it)."""

    name: str
    kind: ParameterKind
    example_es: str
    example_en: str


class ButtonCopy(msgspec.Struct, frozen=True):
    """`path`: what a tap tells us back, or the end of a link below our own address; `{order}` is filled in; `{link}` is
    the signed end of the link to the order's page."""

    kind: ButtonKind
    es: str
    en: str
    path: str


class TemplateCopy(msgspec.Struct, frozen=True, kw_only=True):
    """One wording of one meaning. Words in braces are parameters. A `sibling` says the same in other words."""

    meaning: str
    version: int = 1
    sibling: str = ""
    category: str = "utility"
    es: str
    en: str
    header_es: str = ""
    header_en: str = ""
    picture: bool = False
    """With the product's picture above the text."""
    footer_es: str = ""
    footer_en: str = ""
    parameters: tuple[ParameterCopy, ...] = ()
    buttons: tuple[ButtonCopy, ...] = ()
    for_operations: bool = False

    @property
    def name(self) -> str:
        """As the partner knows it."""
        return f"{self.meaning}_v{self.version}{self.sibling}"


TemplateValue = date | int | str
"""A date, an instant or centavos or units, a name or a code; the kind of the parameter says which."""


class TemplateGround(msgspec.Struct, frozen=True):
    """What a parameter stands on: the value as the world has it, the kind of fact that told it, and about what."""

    value: TemplateValue
    fact: str
    about: str
    """The tag of the fact: "order:o1"; with the kind it finds its position in the log."""
    at: Instant | None = None


class GroundedMessage(msgspec.Struct, frozen=True):
    """What may be said: which meaning exactly, and the ground of each of its parameters."""

    meaning: str
    grounds: Mapping[str, TemplateGround]
    zone: str = "America/Mexico_City"


def unsigned(order: str) -> str:
    """Where nobody holds a key: for examples, and for tests of wording."""
    return order


def covered(_: str) -> str:
    """Where nobody holds a key: a code that is the customer's alone is not shown."""
    return "··· ···"


class OrderLinks(msgspec.Struct, frozen=True):
    """What of a message needs our key: where it leads, and what is shown at a counter.

    `address`: our own, ending in "/"; `end_of`: what stands at the end of the link to an order's page, signed;
    `code_of`: a parcel's code at the counter.
    """

    address: str = ""
    end_of: Callable[[str], str] = unsigned
    code_of: Callable[[str], str] = covered


class RenderedParameter(msgspec.Struct, frozen=True):
    name: str
    text: str
    ground: TemplateGround


class RenderedHeader(msgspec.Struct, frozen=True):
    """`kind`: "text" or "image"; `link` of a picture."""

    kind: str
    text: str = ""
    link: str = ""


class RenderedButton(msgspec.Struct, frozen=True):
    """`payload`: what a tap tells us, or the end of the link; `url`: the whole link."""

    kind: ButtonKind
    index: int
    text: str
    payload: str
    url: str = ""


class RenderedTemplate(msgspec.Struct, frozen=True):
    """One message ready for any channel: the approved template with its words, and the whole as plain text."""

    meaning: str
    name: str
    version: int
    language: str
    category: str
    header: RenderedHeader | None
    parameters: tuple[RenderedParameter, ...]
    buttons: tuple[RenderedButton, ...]
    text: str
    """For the service window: header, body and footer."""
    footer: str = ""

    @property
    def plain(self) -> str:
        """For e-mail: with the links written out, and what may be answered."""
        links = [f"{button.text}: {button.url}" for button in self.buttons if button.url]
        return "\n\n".join((self.text, *links))

    @property
    def short(self) -> str:
        """For SMS: the text and its first link, on one line."""
        link = next((button.url for button in self.buttons if button.url), "")
        return " ".join(f"{self.text} {link}".split())
