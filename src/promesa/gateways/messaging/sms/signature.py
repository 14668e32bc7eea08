"""Whether a posted form is Twilio's.

Source: Twilio, request validation: `X-Twilio-Signature` is the HMAC-SHA1 of the address and of the sorted form under
the auth token, in base64; whether the address has its port in it is not told alike by all of their machines.
"""

import base64
import hmac
from collections.abc import Iterable, Sequence
from urllib.parse import parse_qsl, urlsplit, urlunsplit

from promesa.gateways.messaging.sms.channel import TOLD_AGAIN

HEADER = "x-twilio-signature"
FIELDS_MAX = 100
PORTS = {"https": 443, "http": 80}

Form = Sequence[tuple[str, str]]


def form(body: bytes) -> Form:
    """The fields as they came. Raises ValueError on more of them than any notice has."""
    return parse_qsl(body.decode(errors="replace"), keep_blank_values=True, max_num_fields=FIELDS_MAX)


def sign(token: str, url: str, body: bytes) -> str:
    """The header's value for a posted form."""
    text = url + "".join(name + value for name, value in sorted(set(form(body))))
    return base64.b64encode(hmac.digest(token.encode(), text.encode(), "sha1")).decode()


def addresses(callback_url: str, query: str) -> list[str]:
    """What may have been signed: our address as they were given it, with the query as it came, in all their ways."""
    url = f"{callback_url}?{query}" if query else callback_url
    parts = urlsplit(url)
    usual, host = PORTS.get(parts.scheme), parts.netloc
    found = [url]
    if parts.port is None and usual is not None:
        found.append(urlunsplit(parts._replace(netloc=f"{host}:{usual}")))
    elif parts.port == usual:
        found.append(urlunsplit(parts._replace(netloc=host.rpartition(":")[0])))
    return [*found, *(one + TOLD_AGAIN for one in found)]


def is_genuine(tokens: Iterable[str], urls: Iterable[str], body: bytes, told: str) -> bool:
    """Whether the header fits the form under one of the tokens; without a token or a header nothing does."""
    claimed = told.strip().encode()
    try:
        ours = [sign(token, url, body).encode() for url in urls for token in tokens if token]
    except ValueError:
        return False
    return any(hmac.compare_digest(one, claimed) for one in ours)
