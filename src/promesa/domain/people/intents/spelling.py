"""Chat Spanish as it sounds: accents, doubled letters and abbreviations no longer make two words of one."""

import re
import unicodedata
from functools import lru_cache

SHORT = {
    **dict.fromkeys(("q", "k", "ke", "qe"), "que"),
    **dict.fromkeys(("xq", "pq", "xk", "porq", "pork", "xke"), "porque"),
    **dict.fromkeys(("x",), "por"),
    **dict.fromkeys(("d",), "de"),
    **dict.fromkeys(("pa", "p"), "para"),
    **dict.fromkeys(("dnd", "dnde", "ond", "onde", "ontá"), "donde"),
    **dict.fromkeys(("xfa", "xfas", "porfa", "porfas", "porfis", "plis", "pls", "plz", "xfavor"), "porfavor"),
    **dict.fromkeys(("msj", "msjs", "msg", "mens"), "mensaje"),
    **dict.fromkeys(("num", "nro", "nm"), "numero"),
    **dict.fromkeys(("dir", "direc"), "direccion"),
    **dict.fromkeys(("tmb", "tb", "tmbn", "tbn"), "tambien"),
    **dict.fromkeys(("tel", "tels"), "telefono"),
    **dict.fromkeys(("toy",), "estoy"),
    **dict.fromkeys(("ta",), "esta"),
    **dict.fromkeys(("orita", "aorita", "horita", "ahoritita"), "ahorita"),
    **dict.fromkeys(("bn",), "bien"),
    **dict.fromkeys(("hr", "hrs", "hs"), "horas"),
    **dict.fromkeys(("suc",), "sucursal"),
    **dict.fromkeys(("depa", "depto", "dpto"), "departamento"),
    **dict.fromkeys(("fac", "fact"), "factura"),
    **dict.fromkeys(("cel",), "celular"),
    **dict.fromkeys(("cod",), "codigo"),
    **dict.fromkeys(("pedidito", "pediditos"), "pedido"),
    **dict.fromkeys(("paquetito",), "paquete"),
    **dict.fromkeys(("grax", "grasias", "gracia", "thx", "thanx"), "gracias"),
    **dict.fromkeys(("nomas", "namas", "nadamas"), "nomas"),
    **dict.fromkeys(("kmbio",), "cambio"),
}
"""What Mexican thumbs leave out."""

_PIECES = re.compile(r"[a-z]+|[0-9]+|[?!]|[^\x00-\x7f\w]")
_AGAIN = re.compile(r"(.)\1{2,}")
_SOUNDS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        ("ch", "5"),
        ("sh", "5"),
        ("h", ""),
        ("ph", "f"),
        ("qu(?=[ei])", "k"),
        ("q", "k"),
        ("c(?=[ei])", "s"),
        ("c", "k"),
        ("z", "s"),
        ("v", "b"),
        ("w", "gu"),
        ("ll", "y"),
        ("gu(?=[ei])", "g"),
        ("g(?=[ei])", "j"),
        ("m(?=[bp])", "n"),
        ("5", "ch"),
        ("(.)\\1", r"\1"),
    )
)


def words(text: str) -> list[str]:
    """The pieces of a text as they are heard: words, figures by their length, marks and emojis."""
    flat = unicodedata.normalize("NFKD", text.lower())
    flat = _AGAIN.sub(r"\1", "".join(sign for sign in flat if not unicodedata.combining(sign)))
    return [_heard(piece) for piece in _PIECES.findall(flat)]


def _heard(piece: str) -> str:
    if piece.isdigit():
        return "0" * min(len(piece), 6)
    return sound(SHORT.get(piece, piece))


@lru_cache(maxsize=20_000)
def sound(word: str) -> str:
    """A word of plain letters as it sounds in Mexico: b and v, s, c and z, a silent h."""
    for pattern, heard in _SOUNDS:
        word = pattern.sub(heard, word)
    return word
