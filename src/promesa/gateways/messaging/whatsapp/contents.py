"""What may be said through WhatsApp, one frozen struct for each kind of message, in our words.

Source: Meta, WhatsApp Cloud API v26.0, messages. Lengths are checked by `limits`, not here: a content that is too long
can be built, so that it can be refused with the name of what is too long.
"""

from typing import Any, Literal

import msgspec


class Text(msgspec.Struct, frozen=True):
    body: str
    preview_url: bool = False


class Media(msgspec.Struct, frozen=True):
    """By the id of what was uploaded, or by a public link; `voice` marks a recorded voice note."""

    kind: Literal["image", "video", "audio", "document", "sticker"]
    id: str = ""
    link: str = ""
    caption: str = ""
    filename: str = ""
    voice: bool | None = None


class Location(msgspec.Struct, frozen=True):
    latitude: float
    longitude: float
    name: str = ""
    address: str = ""


class Contacts(msgspec.Struct, frozen=True):
    """Cards as Meta spells them: name, phones, emails, urls, addresses, org, birthday."""

    cards: tuple[dict[str, Any], ...]


class Reaction(msgspec.Struct, frozen=True):
    """An empty emoji takes the reaction back."""

    message_id: str
    emoji: str


class Button(msgspec.Struct, frozen=True):
    id: str
    title: str


class Row(msgspec.Struct, frozen=True):
    id: str
    title: str
    description: str = ""


class Section(msgspec.Struct, frozen=True):
    title: str
    rows: tuple[Row, ...]


class Frame(msgspec.Struct, frozen=True, kw_only=True):
    """What stands around the action of an interactive message: a header of text or media, the body, a footer."""

    body: str = ""
    header: str | Media = ""
    footer: str = ""


class Buttons(Frame, frozen=True, kw_only=True):
    buttons: tuple[Button, ...]


class Choices(Frame, frozen=True, kw_only=True):
    """A list behind one button."""

    button: str
    sections: tuple[Section, ...]


class Link(Frame, frozen=True, kw_only=True):
    title: str
    url: str


class LocationRequest(Frame, frozen=True, kw_only=True):
    """Asks the customer for a place on the map."""


class ContactRequest(Frame, frozen=True, kw_only=True):
    """Asks for the phone of somebody of whom only the business-scoped id is known."""


class CallPermission(Frame, frozen=True, kw_only=True):
    """Asks whether we may call."""


class VoiceCall(Frame, frozen=True, kw_only=True):
    """A button that calls us; `ttl_minutes` until it goes."""

    title: str = ""
    ttl_minutes: int = 0


class Flow(Frame, frozen=True, kw_only=True):
    """Opens a form; by its id or by its name. `screen` and `data` are for `navigate` only."""

    title: str
    token: str
    flow_id: str = ""
    flow_name: str = ""
    action: Literal["navigate", "data_exchange"] = "navigate"
    screen: str = ""
    data: dict[str, Any] | None = None
    mode: Literal["published", "draft"] = "published"


class Product(Frame, frozen=True, kw_only=True):
    catalog: str
    sku: str


class ProductSection(msgspec.Struct, frozen=True):
    title: str
    skus: tuple[str, ...]


class ProductList(Frame, frozen=True, kw_only=True):
    catalog: str
    sections: tuple[ProductSection, ...]


class Catalog(Frame, frozen=True, kw_only=True):
    thumbnail_sku: str = ""


class Card(msgspec.Struct, frozen=True):
    """One card of a carousel: a picture or a film by link, and either a link or reply buttons, as on every other."""

    media: Media
    body: str = ""
    link: Link | None = None
    buttons: tuple[Button, ...] = ()


class Carousel(Frame, frozen=True, kw_only=True):
    cards: tuple[Card, ...]


class TemplateButton(msgspec.Struct, frozen=True):
    """What fills one button of a template, by its place: the end of a URL, a payload, a code, a flow's token..."""

    sub_type: Literal["url", "quick_reply", "copy_code", "flow", "catalog", "mpm"]
    index: int
    text: str = ""
    data: dict[str, Any] | None = None
    sections: tuple[ProductSection, ...] = ()


class TemplateCard(msgspec.Struct, frozen=True):
    header: Media
    words: tuple[tuple[str, str], ...] = ()
    buttons: tuple[TemplateButton, ...] = ()


class Template(msgspec.Struct, frozen=True):
    """An approved template and what fills it; a word without a name is filled in by its place."""

    name: str
    language: str
    words: tuple[tuple[str, str], ...] = ()
    header: str | Media | Location | None = None
    header_name: str = ""
    """The name of the header's word, where the template names its words."""
    buttons: tuple[TemplateButton, ...] = ()
    cards: tuple[TemplateCard, ...] = ()


Plain = Text | Media | Location | Contacts | Reaction
Interactive = (
    Buttons
    | Choices
    | Link
    | LocationRequest
    | ContactRequest
    | CallPermission
    | VoiceCall
    | Flow
    | Product
    | ProductList
    | Catalog
    | Carousel
)
Content = Plain | Interactive | Template


class Outgoing(msgspec.Struct, frozen=True):
    """One message to one person: by phone (`to`, digits), by business-scoped id (`recipient`), or both."""

    content: Content
    to: str = ""
    recipient: str = ""
    callback: str = ""
    """Comes back with every status of the message."""
    reply_to: str = ""
    identity_hash: str = ""
    category: Literal["", "utility"] = ""
    """Direct Send: Meta makes the template of a plain or interactive message itself."""
    direct_template: str = ""
    marketing: bool = False
    """Through the Marketing Messages API, templates only."""
    share_activity: bool | None = None
