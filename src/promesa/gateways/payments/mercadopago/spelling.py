"""How our ids and sums are spelled where Mercado Pago allows few letters, and read back."""

import hashlib
import re

from promesa.domain.values.moments import DAY, HOUR, MINUTE, SECOND, Instant
from promesa.domain.values.money import Centavos
from promesa.gateways.payments.trouble import Garbled, TurnedDown

REFERENCE_MAX = 64
KEY_MAX = 128


def reference(payment: str) -> str:
    """Our id in the letters of an external reference (A-Z a-z 0-9 - _, up to 64): `o1:1` -> `o1_3a1`."""
    spelled = re.sub(r"[^A-Za-z0-9-]", lambda found: f"_{ord(found[0]):02x}", payment)
    if len(spelled) > REFERENCE_MAX or from_reference(spelled) != payment:
        raise TurnedDown(0, "payment_id_not_valid", payment)
    return spelled


def from_reference(spelled: str) -> str:
    """The id that `reference` spelled; a reference that is not ours stays as it is."""
    read = re.sub(r"_([2-7][0-9a-f])", lambda found: chr(int(found[1], 16)), spelled)
    again = re.sub(r"[^A-Za-z0-9-]", lambda found: f"_{ord(found[0]):02x}", read)
    return read if again == spelled else spelled


def idempotency_key(verb: str, about: str, key: str) -> str:
    """What is asked about what, and which asking it is: the same only for a repetition, also after a new log began."""
    whole = f"{verb}-{about}-{key}"
    return whole if re.fullmatch(rf"[!-~]{{1,{KEY_MAX}}}", whole) else hashlib.sha256(whole.encode()).hexdigest()


def plain_id(text: str) -> str:
    """An id of theirs that becomes part of a path: only what such an id is made of."""
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", text):
        raise TurnedDown(0, "order_id_not_valid", text)
    return text


def pesos(amount: Centavos) -> str:
    """85000 -> `850.00`: no thousands separator, always two decimals."""
    assert amount > 0, amount
    return f"{amount // 100}.{amount % 100:02d}"


def centavos(text: str) -> Centavos:
    """`850.00` -> 85000; raises Garbled for anything that is not pesos with at most two decimals."""
    if not re.fullmatch(r"[0-9]{1,13}(\.[0-9]{1,2})?", text):
        raise Garbled(f"amount {text!r}")
    whole, _, part = text.partition(".")
    return Centavos(int(whole) * 100 + int(part.ljust(2, "0")))


def duration(start: Instant, end: Instant) -> str:
    """ISO 8601 in whole seconds: `P2DT2H29M59S`."""
    assert end - start >= SECOND, (start, end)
    days, rest = divmod(end - start, DAY)
    hours, rest = divmod(rest, HOUR)
    minutes, rest = divmod(rest, MINUTE)
    clock = "".join(f"{n}{unit}" for n, unit in ((hours, "H"), (minutes, "M"), (rest // SECOND, "S")) if n)
    return "P" + (f"{days}D" if days else "") + (f"T{clock}" if clock else "")
