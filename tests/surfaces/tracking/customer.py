"""A customer's browser on the page of an order: reads it as they would, fills in its forms, keeps its cookie."""

import html
import re
import secrets
from urllib.parse import urlencode

from promesa.domain.values.ids import OrderId
from promesa.domain.values.moments import Instant
from promesa.surfaces import page_links, tokens
from tests.surfaces.http.city import SETTINGS, Client, Told

FORM = "application/x-www-form-urlencoded"
RING = tokens.ring(SETTINGS.secret.split())


def token(client: Client, order: str, days: int = 60) -> str:
    return page_links.sign(RING, OrderId(order), page_links.last_day(Instant(client.clock()), days))


class Customer:
    """Owns the cookie of one page."""

    def __init__(self, client: Client, order: str) -> None:
        self.client, self.order = client, order
        self.path = f"/t/{token(client, order)}"
        self.cookie = ""

    def reads(self, language: str = "es") -> str:
        told = self.client.get(f"{self.path}?lang={language}", self._headers())
        assert told.status == 200, told.body
        return told.body.decode()

    def sends(self, **fields: str) -> Told:
        body = urlencode(fields).encode()
        told = self.client.ask("POST", self.path, headers={**self._headers(), "content-type": FORM}, raw=body)
        for one in told.cookies:
            self.cookie = one.partition(";")[0]
        return told

    def fills(self, **fields: str) -> str:
        """As a form of the page as it is now; then the page again."""
        page = self.reads()
        csrf = re.search(r'name="csrf" value="([^"]+)"', page)
        key = re.search(r'name="key" value="([^"]+)"', page)
        assert csrf is not None
        assert key is not None
        told = self.sends(csrf=csrf[1], key=key[1], **fields)
        assert told.status == 303, told.body
        return self.reads()

    def begins(self, intent: str) -> str:
        return self.fills(tap=f"go:{intent}:{self.order}")

    def taps(self, label: str) -> str:
        """The button that says so."""
        page = self.reads()
        buttons = {html.unescape(text): html.unescape(tap) for tap, text in BUTTON.findall(page)}
        return self.fills(tap=buttons[label])

    def shows(self, kind: str, photo: bytes) -> str:
        """A file, as browsers send one."""
        page = self.reads()
        csrf = re.search(r'name="csrf" value="([^"]+)"', page)
        key = re.search(r'name="key" value="([^"]+)"', page)
        assert csrf is not None
        assert key is not None
        edge = secrets.token_hex(8)
        body = b"".join(
            f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
            for name, value in (("csrf", csrf[1]), ("key", key[1]))
        )
        head = f'--{edge}\r\nContent-Disposition: form-data; name="photo"; filename="a"\r\nContent-Type: {kind}\r\n\r\n'
        body += head.encode() + photo + f"\r\n--{edge}--\r\n".encode()
        headers = {**self._headers(), "content-type": f"multipart/form-data; boundary={edge}"}
        told = self.client.ask("POST", self.path, headers=headers, raw=body)
        assert told.status == 303, told.body
        return self.reads()

    def _headers(self) -> dict[str, str]:
        return {"cookie": self.cookie} if self.cookie else {}


BUTTON = re.compile(r'<button class="[^"]*" name="tap" value="([^"]+)">([^<]+)</button>')
