"""Policies said in Spanish: a small closed grammar that compiles to figures and shows them back, and never guesses.

A sentence is understood whole or not at all. What comes out is a policy, or mandates, for a person to look at and
approve; nothing is done by saying it.
"""

import re
import unicodedata
from collections.abc import Callable
from typing import Any, NamedTuple

import msgspec
from msgspec.structs import replace

from promesa.domain.conduct.mandates.state import Mandates
from promesa.domain.conduct.mandates.words import Mandate
from promesa.domain.values.money import MAX_CENTAVOS, Centavos, pesos
from promesa.domain.values.policy import Policy

TEXT_MAX = 4_000
SENTENCES_MAX = 40


class PolicyChange(msgspec.Struct, frozen=True):
    """One sentence and the figure that it changes, as it was and as it would be."""

    sentence: str
    field: str
    was: str
    becomes: str
    said_es: str
    said_en: str


class SpokenPolicy(msgspec.Struct, frozen=True):
    """What was understood, and the sentences that were not: with one of those nothing can be approved."""

    changes: tuple[PolicyChange, ...]
    unknown: tuple[str, ...]
    policy: Policy | None
    """The whole policy as it would be; None where no sentence speaks of it."""
    mandates: tuple[Mandate, ...]
    """Those that would change, as they would be."""

    @property
    def is_whole(self) -> bool:
        return bool(self.changes) and not self.unknown


class PolicyWord(NamedTuple):
    """A kind of sentence about policy: its pattern, its field, the unit of its figure, and how it is said back."""

    pattern: str
    field: str
    unit: str
    said_es: str
    said_en: str


AMOUNT = r"\$? ?(?P<n>\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?|\d+(?:\.\d{1,2})?)(?: ?pesos)?"
COUNT = r"(?P<n>\d{1,6})"
SHARE = r"(?:un )?(?P<n>\d{1,2}(?:\.\d+)?) ?(?:%|por ciento)"

WORDS: tuple[PolicyWord, ...] = (
    PolicyWord(rf"envio gratis (?:desde|a partir de) {AMOUNT}", "free_fee_from", "pesos",
               "Envío gratis desde {} pesos.", "Free delivery from {} pesos."),
    PolicyWord(rf"(?:el )?envio cuesta {AMOUNT}", "flat_fee", "pesos",
               "El envío cuesta {} pesos.", "Delivery costs {} pesos."),
    PolicyWord(rf"no prometas (?:entregas? )?con menos de {SHARE}(?: de probabilidad)?",
               "keep_probability_min", "share",
               "No se promete con menos de {} de probabilidad.", "Nothing is promised below a chance of {}."),
    PolicyWord(rf"no prometas (?:pickup|recoger en tienda) con menos de {SHARE}(?: de probabilidad)?",
               "shelf_probability_min", "share",
               "No se ofrece recoger en tienda con menos de {} de probabilidad.",
               "No pickup is offered below a chance of {}."),
    PolicyWord(rf"maximo {COUNT} paquetes? por pedido", "parcels_max", "count",
               "Máximo {} paquetes por pedido.", "At most {} parcels an order."),
    PolicyWord(rf"maximo {COUNT} renglones por pedido", "lines_max", "count",
               "Máximo {} renglones por pedido.", "At most {} lines an order."),
    PolicyWord(rf"(?:el )?carrito (?:dura|vale) {COUNT} minutos", "cart_minutes", "count",
               "El carrito aparta por {} minutos.", "A cart reserves for {} minutes."),
    PolicyWord(rf"(?:la )?cotizacion (?:dura|vale) {COUNT} minutos", "quote_minutes", "count",
               "La cotización vale {} minutos.", "A quote is good for {} minutes."),
    PolicyWord(rf"(?:un|cada) paquete mas (?:nos )?cuesta {AMOUNT}", "split_cost", "pesos",
               "Un paquete más nos cuesta {} pesos.", "One more parcel costs us {} pesos."),
    PolicyWord(rf"(?:un|cada) dia (?:de retraso|tarde) (?:nos )?cuesta {AMOUNT}", "late_day_cost", "pesos",
               "Un día de retraso nos cuesta {} pesos.", "A day late costs us {} pesos."),
    PolicyWord(rf"no prometas (?:a mas de|mas alla de) {COUNT} dias", "horizon_days", "count",
               "No se promete a más de {} días.", "Nothing is promised farther away than {} days."),
)  # fmt: skip

KIND_WORDS = {
    "reembolsos": ("refund", "Reembolsos", "Refunds"),
    "cambios de ruta": ("reroute", "Cambios de ruta", "Reroutes"),
    "cambios de fecha": ("re_promise", "Cambios de fecha", "New dates"),
    "mensajes": ("message", "Mensajes", "Messages"),
    "cancelaciones": ("cancel", "Cancelaciones", "Cancellations"),
    "pausas": ("pause_location", "Pausas", "Pauses"),
}
_KINDS = "|".join(KIND_WORDS)
MANDATE = (
    rf"(?P<kind>{_KINDS}) (?:del agente(?: (?P<agent>[a-z0-9._-]+))?)"
    rf"(?: hasta {AMOUNT})?(?:,? (?:hasta )?(?P<count>\d{{1,6}}) al dia)?"
)

_PATTERNS = tuple((re.compile(word.pattern), word) for word in WORDS)
_MANDATE = re.compile(MANDATE)


def read(text: str, policy: Policy, mandates: Mandates) -> SpokenPolicy:
    """All sentences in their order, each on what the ones before it made; the same text gives the same answer."""
    changes: list[PolicyChange] = []
    unknown: list[str] = []
    said, changed = policy, dict[tuple[str, str], Mandate]()
    for sentence in sentences(text):
        plain = normal(sentence)
        found = _of_policy(sentence, plain, said)
        if found is not None:
            change, said = found
            changes.append(change)
            continue
        granted = _of_mandate(sentence, plain, mandates, changed)
        if granted is None:
            unknown.append(sentence)
            continue
        more, mandate = granted
        changes += more
        changed[mandate.agent, mandate.kind] = mandate
    return SpokenPolicy(tuple(changes), tuple(unknown), None if said == policy else said, tuple(changed.values()))


def sentences(text: str) -> list[str]:
    """Apart by full stops, semicolons and lines; a point within a figure is none of these."""
    parts = re.split(r"[;\n]+|\.(?!\d)", text[:TEXT_MAX])
    return [part.strip() for part in parts if part.strip()][:SENTENCES_MAX]


def normal(sentence: str) -> str:
    """Lower case, without accents, single spaces."""
    bare = "".join(one for one in unicodedata.normalize("NFD", sentence.lower()) if not unicodedata.combining(one))
    return re.sub(r"\s+", " ", bare).strip()


def _of_policy(sentence: str, plain: str, policy: Policy) -> tuple[PolicyChange, Policy] | None:
    for pattern, word in _PATTERNS:
        found = pattern.fullmatch(plain)
        if found is None:
            continue
        value = _READS[word.unit](found["n"])
        if value is None:
            return None
        shown = _shown(word.unit, value)
        was = getattr(policy, word.field)
        change = PolicyChange(
            sentence,
            f"policy.{word.field}",
            "-" if was is None else _shown(word.unit, was),
            shown,
            word.said_es.format(shown),
            word.said_en.format(shown),
        )
        return change, replace(policy, **{word.field: value})
    return None


def _of_mandate(
    sentence: str, plain: str, mandates: Mandates, changed: dict[tuple[str, str], Mandate]
) -> tuple[list[PolicyChange], Mandate] | None:
    """A limit of an act or of a day's acts; the agent may be left out where only one has such a mandate."""
    found = _MANDATE.fullmatch(plain)
    if found is None or (found["n"] is None and found["count"] is None):
        return None
    kind, spanish, english = KIND_WORDS[found["kind"]]
    agents = [name for name, kinds in mandates.by_agent.items() if kind in kinds]
    agent = found["agent"] or (agents[0] if len(agents) == 1 else "")
    if agent not in agents:
        return None
    known = changed.get((agent, kind)) or mandates.by_agent[agent][kind].mandate
    limits, changes = known.limits, []
    name = f"mandate.{agent}.{kind}"
    if found["n"] is not None:
        amount = _centavos(found["n"])
        if amount is None or amount > known.caps.act_centavos:
            return None
        shown = pesos(amount)
        spanish_said = f"{spanish} de {agent}: hasta {shown} pesos cada uno."
        said = (spanish_said, f"{english} of {agent}: up to {shown} pesos each.")
        changes.append(PolicyChange(sentence, f"{name}.act_centavos", pesos(limits.act_centavos), shown, *said))
        limits = replace(limits, act_centavos=amount)
    if found["count"] is not None:
        count = int(found["count"])
        if count > known.caps.day_acts:
            return None
        said = (f"{spanish} de {agent}: {count} al día.", f"{english} of {agent}: {count} a day.")
        changes.append(PolicyChange(sentence, f"{name}.day_acts", str(limits.day_acts), str(count), *said))
        limits = replace(limits, day_acts=count)
    return changes, replace(known, limits=limits)


# --- figures ---


def _centavos(text: str) -> Centavos | None:
    whole, _, part = text.replace(",", "").partition(".")
    amount = int(whole) * 100 + int((part or "0").ljust(2, "0"))
    return Centavos(amount) if amount <= MAX_CENTAVOS else None


def _count(text: str) -> int | None:
    return int(text) or None


def _share(text: str) -> float | None:
    share = round(float(text) / 100, 6)
    return share if 0.0 < share < 1.0 else None


_READS: dict[str, Callable[[str], Any]] = {"pesos": _centavos, "count": _count, "share": _share}


def _shown(unit: str, value: Any) -> str:
    if unit == "pesos":
        return pesos(value)
    return str(value) if unit == "count" else f"{value * 100:.4g} %"
