"""Writes a dossier as a paper (Markdown) that a consumer authority, a carrier or a lawyer can read, es-MX or en."""

from collections.abc import Iterator
from datetime import date, datetime

from promesa.surfaces.dossier import Dossier
from promesa.surfaces.speech import why as speech
from promesa.surfaces.speech.writing import clock, day, written
from promesa.surfaces.why_told import Money

Pair = tuple[str, str]

TITLE: Pair = ("Expediente del pedido {order}", "Dossier of order {order}")
HEADINGS: dict[str, Pair] = {
    "sold": ("Qué se vendió", "What was sold"),
    "money": ("Dinero", "Money"),
    "parcels": ("Entrega", "Delivery"),
    "cases": ("Atención al cliente", "Customer care"),
    "claims": ("Reclamos a la paquetería", "Claims on the carrier"),
    "story": ("Qué se prometió y qué pasó", "What was promised and what happened"),
    "law": ("Disposiciones que suelen citarse", "Provisions that are often cited"),
    "seal": ("Sello", "Seal"),
}
MADE: Pair = (
    "Hecho el {made_at} (hora de {zone}) a partir del registro de hechos. No contiene datos personales: el contacto"
    " está sellado aparte.",
    "Made on {made_at} ({zone} time) from the log of facts. It holds no personal data: the contact is sealed apart.",
)
SOLD: Pair = (
    "Pedido del {placed_at} por {channel}, a pagar con {rail}.",
    "Ordered on {placed_at} through {channel}, to be paid by {rail}.",
)
LINE: Pair = (
    "{units} × {name} ({sku}) a {price}, descuento {discount}",
    "{units} × {name} ({sku}) at {price}, discount {discount}",
)
MONEY: Pair = (
    "Total {total}; cobrado {captured}; por devolver o devuelto {owed}; ya devuelto {paid}.",
    "Total {total}; captured {captured}; owed back or returned {owed}; already returned {paid}.",
)
PARCEL: Pair = (
    "Paquete {parcel} desde {location} por {service}, guía {tracking}: planeado para el {planned_for}, entregado a la"
    " paquetería {handed_at}, recibido {delivered_at}.",
    "Parcel {parcel} from {location} by {service}, tracking {tracking}: planned for {planned_for}, handed over"
    " {handed_at}, received {delivered_at}.",
)
CASE: Pair = (
    "Caso {case} ({kind}), abierto {opened_at}; {messages} mensaje(s) del cliente; primera respuesta {answered_at};"
    " resuelto {resolved_at} ({remedy}); plazo {resolve_by}: {in_time}.",
    "Case {case} ({kind}), opened {opened_at}; {messages} message(s) of the customer; first answer {answered_at};"
    " resolved {resolved_at} ({remedy}); deadline {resolve_by}: {in_time}.",
)
IN_TIME: dict[bool | None, Pair] = {
    True: ("a tiempo", "in time"),
    False: ("tarde", "late"),
    None: ("sin concluir", "not concluded"),
}
CLAIM: Pair = (
    "Reclamo {claim} a {carrier} ({kind}) por {amount}, presentado {filed_at}; la paquetería pagó {paid}.",
    "Claim {claim} on {carrier} ({kind}) for {amount}, filed {filed_at}; the carrier paid {paid}.",
)
LAW: tuple[Pair, ...] = (
    (
        "Ley Federal de Protección al Consumidor, artículo 7: respetar precios, plazos, fechas y términos ofrecidos.",
        "Federal Consumer Protection Law, article 7: prices, terms, dates and conditions offered are to be respected.",
    ),
    (
        "Artículo 76 bis: obligaciones de quien vende por medios electrónicos (información, confidencialidad, medios"
        " para reclamar).",
        "Article 76 bis: duties of who sells by electronic means (information, confidentiality, ways to complain).",
    ),
    (
        "Artículo 92: reposición, bonificación o devolución cuando lo entregado no corresponde a lo acordado.",
        "Article 92: replacement, allowance or refund where what was delivered is not what was agreed.",
    ),
    (
        "Es una lista para orientarse, no asesoría legal.",
        "A list to find one's way, not legal advice.",
    ),
)
SEAL: Pair = (
    "{count} hechos; cada huella (SHA-256) incluye la anterior. Última: `{seal}`",
    "{count} facts; each fingerprint (SHA-256) includes the one before. Last: `{seal}`",
)


def say(dossier: Dossier, language: str = "es") -> str:
    """The whole paper; `language` is "es" or "en"."""
    return "\n".join(_paper(dossier, language)) + "\n"


def _paper(told: Dossier, language: str) -> Iterator[str]:
    yield f"# {_say(TITLE, language, order=told.order)}"
    yield ""
    yield _say(MADE, language, made_at=told.made_at, zone=told.zone)
    sold = [_say(SOLD, language, placed_at=told.placed_at, channel=told.channel, rail=_code(told.rail, language))]
    sold += [_say(LINE, language, **_fields(line)) for line in told.lines]
    yield from _section("sold", sold, language)
    sums = {"total": told.total, "captured": told.captured, "owed": told.owed_back, "paid": told.paid_back}
    yield from _section("money", [_say(MONEY, language, **sums)], language)
    yield from _section("parcels", list(_parcels(told, language)), language)
    yield from _section("cases", list(_cases(told, language)), language)
    claims = [
        _say(CLAIM, language, **_fields(one) | {"kind": _code(f"claim {one.kind}", language)}) for one in told.claims
    ]
    yield from _section("claims", claims, language)
    yield ""
    yield f"## {_pick(HEADINGS['story'], language)}"
    yield ""
    yield "```"
    yield speech.say(told.story, language)
    yield "```"
    yield from _section("law", [_pick(pair, language) for pair in LAW], language)
    yield from _section("seal", [_say(SEAL, language, count=len(told.fingerprints), seal=told.seal)], language)


def _parcels(told: Dossier, language: str) -> Iterator[str]:
    for one in told.parcels:
        yield _say(PARCEL, language, **_fields(one))
        yield from (f"  {clock(at, language)}: {_code(scan, language)}" for scan, at in one.scans)


def _cases(told: Dossier, language: str) -> Iterator[str]:
    for one in told.cases:
        words = {"kind": _code(one.kind, language), "remedy": _code(one.remedy, language) or "-"}
        yield _say(CASE, language, **_fields(one) | words | {"in_time": _pick(IN_TIME[one.in_time], language)})


def _section(heading: str, lines: list[str], language: str) -> Iterator[str]:
    if lines:
        yield ""
        yield f"## {_pick(HEADINGS[heading], language)}"
        yield ""
        yield from (f"- {line}" if not line.startswith("  ") else f"  - {line.strip()}" for line in lines)


def _fields(row: object) -> dict[str, object]:
    return {name: getattr(row, name) for name in row.__struct_fields__}  # type: ignore[attr-defined]  # a msgspec struct


def _say(pair: Pair, language: str, **words: object) -> str:
    return _pick(pair, language).format_map({name: _word(word, language) for name, word in words.items()})


def _word(word: object, language: str) -> str:
    if word is None or word == "":
        return "-"
    if isinstance(word, datetime):
        return clock(word, language)
    if isinstance(word, date):
        return day(word, language)
    return written(word, language) if isinstance(word, Money) else str(word)


def _code(code: str, language: str) -> str:
    return speech.coded(code, language)


def _pick(pair: Pair, language: str) -> str:
    return pair[0] if language == "es" else pair[1]
