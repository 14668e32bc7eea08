"""Our wordings as the Cloud API takes them: submitted once for review, and filled in for each message.

Source: Meta, WhatsApp Business Management API v26.0, POST /{waba_id}/message_templates, `parameter_format` NAMED.
"""

from typing import Any

from promesa.domain.people.templates import rendering
from promesa.domain.people.templates.words import (
    ENGLISH,
    ButtonCopy,
    ButtonKind,
    ParameterCopy,
    RenderedTemplate,
    TemplateCopy,
)
from promesa.gateways.messaging.whatsapp import contents as c

Body = dict[str, Any]


def submission(copy: TemplateCopy, language: str, links: str, picture_handle: str = "") -> Body:
    """`links`: our own address, ending in "/"; `picture_handle`: of an uploaded sample (`4::...`)."""
    return {
        "name": copy.name,
        "language": language,
        "category": copy.category.upper(),
        "parameter_format": "NAMED",
        "components": [
            *_header(copy, language, picture_handle),
            _body(copy, language),
            *_footer(copy, language),
            *_buttons(copy, language, links),
        ],
    }


def filled(rendered: RenderedTemplate) -> c.Template:
    """What `write` posts: only the parts that are filled in."""
    header: c.Media | str | None = None
    if rendered.header is not None and rendered.header.kind == "image":
        header = c.Media(kind="image", link=rendered.header.link)
    return c.Template(
        name=rendered.name,
        language=rendered.language,
        words=tuple((one.name, one.text) for one in rendered.parameters),
        header=header,
        buttons=tuple(
            c.TemplateButton("url" if one.url else "quick_reply", one.index, one.payload) for one in rendered.buttons
        ),
    )


def _header(copy: TemplateCopy, language: str, picture_handle: str) -> list[Body]:
    text, _, _ = rendering.texts(copy, language)
    if copy.picture and picture_handle:
        return [{"type": "HEADER", "format": "IMAGE", "example": {"header_handle": [picture_handle]}}]
    if not text:
        return []
    found: Body = {"type": "HEADER", "format": "TEXT", "text": spelled(text)}
    names = rendering.used(text)
    if names:
        shown = [_example(one, language) for one in copy.parameters if one.name in names]
        found["example"] = {"header_text_named_params": shown}
    return [found]


def _body(copy: TemplateCopy, language: str) -> Body:
    _, text, _ = rendering.texts(copy, language)
    found: Body = {"type": "BODY", "text": spelled(text)}
    names = rendering.used(text)
    shown = [_example(one, language) for one in copy.parameters if one.name in names]
    if shown:
        found["example"] = {"body_text_named_params": shown}
    return found


def _footer(copy: TemplateCopy, language: str) -> list[Body]:
    _, _, text = rendering.texts(copy, language)
    return [{"type": "FOOTER", "text": text}] if text else []


def _buttons(copy: TemplateCopy, language: str, links: str) -> list[Body]:
    if not copy.buttons:
        return []
    return [{"type": "BUTTONS", "buttons": [_button(one, language, links) for one in copy.buttons]}]


def _button(copy: ButtonCopy, language: str, links: str) -> Body:
    text = rendering.label(copy, language)
    if copy.kind is ButtonKind.QUICK_REPLY:
        return {"type": "QUICK_REPLY", "text": text}
    base, _ = rendering.ends(copy)
    return {"type": "URL", "text": text, "url": f"{links}{base}{{{{1}}}}", "example": [f"{links}{base}A-1042"]}


def _example(copy: ParameterCopy, language: str) -> Body:
    return {"param_name": copy.name, "example": copy.example_en if language == ENGLISH else copy.example_es}


def spelled(text: str) -> str:
    """Our braces are the partner's double ones."""
    return rendering.NAMED.sub(r"{{\1}}", text)
