"""Every template there is, by what it means, and the phrases that stand for codes."""

from collections.abc import Mapping, Sequence

from promesa.domain.people.templates import copy_alarms, copy_choices, copy_edits, copy_orders, copy_parcels
from promesa.domain.people.templates.words import ENGLISH, TemplateCopy

ALL: tuple[TemplateCopy, ...] = (
    *copy_orders.COPY,
    *copy_parcels.COPY,
    *copy_choices.COPY,
    *copy_edits.COPY,
    *copy_alarms.COPY,
)

Pair = tuple[str, str]
"""(es-MX, en)."""

RAILS: Mapping[str, Pair] = {
    "card": ("tarjeta", "card"),
    "oxxo": ("OXXO", "OXXO"),
    "spei": ("SPEI", "SPEI transfer"),
    "cod": ("efectivo al recibir", "cash on delivery"),
}

WHY: Mapping[str, Pair] = {
    "shortage": ("ya no había piezas", "there were no units left"),
    "unavailable": ("ya no había piezas", "there were no units left"),
    "payment_declined": ("tu pago no pasó", "your payment did not go through"),
    "late": ("tu pedido ya se había cerrado", "your order had been closed by then"),
    "twice": ("ya lo habías pagado antes", "you had paid it before"),
    "declined": ("nos dijiste que no", "you said no"),
    "lapsed": ("no tuvimos a tiempo tu respuesta o tu pago", "we did not have your answer or payment in time"),
    "gone": ("ya no era posible", "it was no longer possible"),
    "none_needed": ("ya no hacía falta nada más", "nothing more was needed"),
    "explained": ("respondimos tu duda", "we answered your question"),
    "refunded": ("te regresamos tu dinero", "we gave your money back"),
    "sent_again": ("te lo mandamos otra vez", "we sent it again"),
    "moved": ("quedó otra fecha", "another date was agreed"),
    "taken_back": ("recibimos tu devolución", "we took your return back"),
    "refused": ("no era posible lo que pedías", "what you asked for was not possible"),
}
OTHERWISE: Pair = ("no pudimos completarlo", "we could not complete it")

PHRASES: Mapping[str, Mapping[str, Pair]] = {"rail": RAILS, "why": WHY}
"""By the parameter that they fill."""


def of(meaning: str) -> Sequence[TemplateCopy]:
    """Every wording of a meaning, the first choice first."""
    return tuple(copy for copy in ALL if copy.meaning == meaning)


def named(name: str) -> TemplateCopy | None:
    """The wording that the partner knows by this name."""
    return next((copy for copy in ALL if copy.name == name), None)


def phrase(parameter: str, code: str, language: str) -> str:
    """What a code of a closed list is called; one that is not on it is never shown."""
    pair = PHRASES[parameter].get(code, OTHERWISE)
    return pair[1] if language == ENGLISH else pair[0]
