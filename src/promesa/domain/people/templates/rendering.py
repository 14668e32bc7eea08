"""A wording and the facts that it stands on, made into one message for any channel."""

import re
from collections.abc import Mapping

from promesa.domain.people.templates import writing
from promesa.domain.people.templates.words import (
    ENGLISH,
    ButtonCopy,
    ButtonKind,
    GroundedMessage,
    OrderLinks,
    ParameterCopy,
    ParameterKind,
    RenderedButton,
    RenderedHeader,
    RenderedParameter,
    RenderedTemplate,
    TemplateCopy,
    TemplateGround,
)
from promesa.domain.values.refusal import Reason, Refused

NAMED = re.compile(r"\{(\w+)\}")
WORD_MAX = 120
"""Letters of a name of a place or a product: more is cut at a word, since nobody reads it and the partner counts it."""

LINK = "link"
NO_LINKS = OrderLinks()
WHOLE = frozenset({ParameterKind.CODE, ParameterKind.DATE, ParameterKind.MOMENT, ParameterKind.MONEY})
"""What would be wrong if it were cut."""


def render(
    copy: TemplateCopy, said: GroundedMessage, language: str, links: OrderLinks = NO_LINKS, picture: str = ""
) -> RenderedTemplate | Refused:
    """`links`: how the buttons' links begin and end, and codes; `picture`: of the product, where there is one.

    A parameter without a ground is not filled in: the message is refused (NOT_BACKED), by the parameter's name.
    """
    missing = next((one.name for one in copy.parameters if one.name not in said.grounds), None)
    if missing is not None:
        return Refused(Reason.NOT_BACKED, f"{copy.name}: {missing}")
    filled = tuple(_parameter(one, said, language, links) for one in copy.parameters)
    words = {one.name: one.text for one in filled}
    header, body, footer = texts(copy, language)
    return RenderedTemplate(
        meaning=copy.meaning,
        name=copy.name,
        version=copy.version,
        language=language,
        category=copy.category,
        header=_header(copy, header.format_map(words), picture),
        parameters=filled,
        buttons=tuple(_button(one, at, said, language, links) for at, one in enumerate(copy.buttons)),
        text="\n\n".join(part for part in (header.format_map(words), body.format_map(words), footer) if part),
        footer=footer,
    )


def texts(copy: TemplateCopy, language: str) -> tuple[str, str, str]:
    """(header, body, footer) with their braces."""
    if language == ENGLISH:
        return copy.header_en, copy.en, copy.footer_en
    return copy.header_es, copy.es, copy.footer_es


def used(text: str) -> list[str]:
    """The parameters of a text, in the order in which they stand."""
    return NAMED.findall(text)


def label(button: ButtonCopy, language: str) -> str:
    return button.en if language == ENGLISH else button.es


def shortened(text: str, most: int = WORD_MAX) -> str:
    """Cut at a word, with a sign that it was."""
    if len(text) <= most:
        return text
    cut = text[: most - 1]
    return (cut.rsplit(" ", 1)[0] if " " in cut[most // 2 :] else cut).rstrip(" ,;.") + "…"


def _parameter(copy: ParameterCopy, said: GroundedMessage, language: str, links: OrderLinks) -> RenderedParameter:
    ground = said.grounds[copy.name]
    if copy.kind is ParameterKind.COUNTER_CODE:
        return RenderedParameter(copy.name, links.code_of(str(ground.value)), ground)
    text = writing.written(copy.name, copy.kind, ground.value, language, said.zone)
    return RenderedParameter(copy.name, text if copy.kind in WHOLE else shortened(text), ground)


def _header(copy: TemplateCopy, text: str, picture: str) -> RenderedHeader | None:
    if copy.picture and picture:
        return RenderedHeader("image", link=picture)
    return RenderedHeader("text", text) if text else None


def _button(copy: ButtonCopy, at: int, said: GroundedMessage, language: str, links: OrderLinks) -> RenderedButton:
    path = NAMED.sub(lambda name: _named(name[1], said.grounds, links), copy.path)
    if copy.kind is ButtonKind.QUICK_REPLY:
        return RenderedButton(copy.kind, at, label(copy, language), path)
    end = path.removeprefix(ends(copy)[0])
    return RenderedButton(copy.kind, at, label(copy, language), end, f"{links.address}{path}")


def ends(copy: ButtonCopy) -> tuple[str, str]:
    """(what is approved of a link's path, the one parameter at its end)."""
    base, _, end = copy.path.partition("{")
    return base, end.removesuffix("}")


def _named(name: str, grounds: Mapping[str, TemplateGround], links: OrderLinks) -> str:
    if name == LINK:
        return links.end_of(str(grounds["order"].value))
    return str(grounds[name].value)
