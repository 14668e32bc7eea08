"""What the partner would reject, call marketing or stop, and what we would not say, found before submitting."""

import re
from collections.abc import Iterator, Mapping

import msgspec

from promesa.domain.people.templates import rendering
from promesa.domain.people.templates.words import (
    ENGLISH,
    LANGUAGES,
    SPANISH,
    ButtonKind,
    ParameterKind,
    TemplateCopy,
)

BODY_MAX, HEADER_MAX, FOOTER_MAX = 1024, 60, 60
BUTTON_MAX, BUTTONS_MAX, LINKS_MAX = 25, 10, 2
REPLY_MAX, REPLIES_MAX = 20, 3
"""Of a reply, so that the same fits as buttons where the customer's window is open."""
PAYLOAD_MAX, NAME_MAX = 256, 512
WORDS_PER_PARAMETER = 2
"""Fixed words that a text needs for each parameter, and one more (rejected otherwise, 2388293)."""
NAME = re.compile(r"[a-z0-9_]+")
_EDGE = re.compile(r"^\W*\{|\}\W*$")
_ADJACENT = re.compile(r"\}[\s\W]{0,2}\{")
_FIGURE = re.compile(r"[0-9]|\$|%")
_PROMOTION = {
    SPANISH: re.compile(
        r"\b(ofertas?|descuentos?|promoci[oó]n(es)?|promos?|gratis|cup[oó]n(es)?|cr[eé]dito|regalos?|ahorra|aprovecha"
        r"|rebajas?|solo hoy|compra ya|puntos|bono|vale de)\b",
        re.IGNORECASE,
    ),
    ENGLISH: re.compile(
        r"\b(offers?|discounts?|promotions?|free|coupons?|credits?|gifts?|save|deal|sale|vouchers?)\b", re.IGNORECASE
    ),
}
_SORRY = re.compile(r"\b(perd[oó]n|disculp\w+|lament\w+|lo sentimos|sorry|apolog\w+)\b", re.IGNORECASE)
_GIFT = re.compile(r"\b(cr[eé]dito|cup[oó]n|bono|descuento|vale|regalo|credit|coupon|discount|voucher|gift)\b", re.I)
_REMEDY = re.compile(r"\b(te regresamos|reembolso|te devolvemos|we give back|refund)\b", re.IGNORECASE)
_STIFF = re.compile(
    r"\b(estimad[oa]|usted|le informamos|su pedido|su compra|agradecemos su|dear customer|kindly|valued customer"
    r"|a la brevedad|favor de)\b",
    re.IGNORECASE,
)


class TemplateFinding(msgspec.Struct, frozen=True):
    """`level`: "error" would be rejected or untrue, "warning" is a risk. `found` of `most` where a length is meant."""

    level: str
    rule: str
    template: str
    language: str
    field: str
    found: int = 0
    most: int = 0


Longest = Mapping[str, str]
"""The longest real text of each kind of parameter; of a kind that is not there, the longest that is ever rendered."""


def lint(copy: TemplateCopy, longest: Longest) -> list[TemplateFinding]:
    """Everything wrong with one wording in all its languages."""
    return [found for language in LANGUAGES for found in _all(copy, language, longest)]


def _all(copy: TemplateCopy, language: str, longest: Longest) -> Iterator[TemplateFinding]:
    def found(level: str, rule: str, field: str, count: int = 0, most: int = 0) -> TemplateFinding:
        return TemplateFinding(level, rule, copy.name, language, field, count, most)

    header, body, footer = rendering.texts(copy, language)
    for field, count, most in _lengths(copy, language, longest):
        if count > most:
            yield found("error", "too_long", field, count, most)
    for rule, field in (*_shape(copy, body, header, footer), *_parameters(copy, language)):
        yield found("error", rule, field)
    for level, rule, field in (*_buttons(copy), *_category(copy, language), *_tone(copy, f"{header} {body} {footer}")):
        yield found(level, rule, field)


def _lengths(copy: TemplateCopy, language: str, longest: Longest) -> Iterator[tuple[str, int, int]]:
    header, body, footer = rendering.texts(copy, language)
    filled = {one.name: longest.get(one.kind, "") or utmost(one.kind) for one in copy.parameters}
    yield "name", len(copy.name), NAME_MAX
    yield "body", len(_filled(body, filled)), BODY_MAX
    yield "header", len(_filled(header, filled)), HEADER_MAX
    yield "footer", len(footer), FOOTER_MAX
    yield "buttons", len(copy.buttons), BUTTONS_MAX
    yield "replies", sum(one.kind is ButtonKind.QUICK_REPLY for one in copy.buttons), REPLIES_MAX
    yield "links", sum(one.kind is ButtonKind.URL for one in copy.buttons), LINKS_MAX
    for at, button in enumerate(copy.buttons):
        most = REPLY_MAX if button.kind is ButtonKind.QUICK_REPLY else BUTTON_MAX
        yield f"button {at}", len(rendering.label(button, language)), most
        code = longest.get(ParameterKind.CODE, "") or utmost(ParameterKind.CODE)
        yield f"button {at} payload", len(rendering.NAMED.sub(code, button.path)), PAYLOAD_MAX


def utmost(kind: str) -> str:
    """The longest text of a kind that rendering ever gives: a name is cut, a date and an amount have their longest."""
    if kind in (ParameterKind.PLACE, ParameterKind.PRODUCT, ParameterKind.WORD, ParameterKind.PHRASE):
        return "x" * rendering.WORD_MAX
    if kind == ParameterKind.CODE:
        return "x" * 64
    if kind == ParameterKind.COUNTER_CODE:
        return "204 816"
    return "miércoles 30 de septiembre, 23:59 h"


def _filled(text: str, filled: Mapping[str, str]) -> str:
    return rendering.NAMED.sub(lambda name: filled.get(name[1], ""), text)


def _shape(copy: TemplateCopy, body: str, header: str, footer: str) -> Iterator[tuple[str, str]]:
    """What the partner's form refuses whatever it says."""
    if NAME.fullmatch(copy.name) is None:
        yield "bad_name", "name"
    if _EDGE.search(body):
        yield "parameter_at_edge", "body"
    if _ADJACENT.search(body):
        yield "adjacent_parameters", "body"
    words = len(rendering.NAMED.sub(" ", body).split())
    count = len(rendering.used(body))
    if count and words < WORDS_PER_PARAMETER * count + 1:
        yield "too_many_parameters", "body"
    if len(rendering.used(header)) > 1:
        yield "too_many_parameters", "header"
    if rendering.used(footer):
        yield "parameter_in_footer", "footer"
    if re.search(r"\n{3,}|\t| {5,}", body):
        yield "too_much_space", "body"
    if not copy.for_operations and _FIGURE.search(rendering.NAMED.sub("", f"{header} {body} {footer}")):
        yield "figure_without_fact", "body"


def _parameters(copy: TemplateCopy, language: str) -> Iterator[tuple[str, str]]:
    header, body, _ = rendering.texts(copy, language)
    used, declared = {*rendering.used(header), *rendering.used(body)}, {one.name for one in copy.parameters}
    yield from (("unknown_parameter", name) for name in sorted(used - declared))
    yield from (("unused_parameter", name) for name in sorted(declared - used))
    for one in copy.parameters:
        if not (one.example_en if language == ENGLISH else one.example_es).strip():
            yield "no_example", one.name


def _buttons(copy: TemplateCopy) -> Iterator[tuple[str, str, str]]:
    kinds = [button.kind for button in copy.buttons]
    if any(kinds[at] is not kinds[at - 1] and kinds[at] in kinds[: at - 1] for at in range(2, len(kinds))):
        yield "error", "replies_not_grouped", "buttons"
    for language in LANGUAGES:
        labels = [rendering.label(button, language) for button in copy.buttons]
        if len(set(labels)) < len(labels):
            yield "error", "same_label_twice", "buttons"
    for at, button in enumerate(copy.buttons):
        if button.kind is ButtonKind.URL and (button.path.count("{") != 1 or not button.path.endswith("}")):
            yield "error", "parameter_not_at_end_of_link", f"button {at}"


def _category(copy: TemplateCopy, language: str) -> Iterator[tuple[str, str, str]]:
    """Mixed content is marketing, even "sorry, here is a credit"."""
    said = " ".join((*rendering.texts(copy, language), *(rendering.label(one, language) for one in copy.buttons)))
    if copy.category != "marketing":
        if _SORRY.search(said) and _GIFT.search(said):
            yield "error", "sorry_with_a_gift_is_marketing", "body"
        elif _PROMOTION[language].search(said):
            yield "error", "promotion_in_utility", "body"
    elif not any(button.path == "stop" for button in copy.buttons):
        yield "error", "marketing_without_a_way_out", "buttons"


def _tone(copy: TemplateCopy, said: str) -> Iterator[tuple[str, str, str]]:
    if _STIFF.search(said):
        yield "warning", "stiff", "body"
    money = any(one.kind is ParameterKind.MONEY for one in copy.parameters)
    if _REMEDY.search(said) and not money:
        yield "error", "remedy_without_fact", "body"
    if "!" in said or said.isupper():
        yield "warning", "loud", "body"
