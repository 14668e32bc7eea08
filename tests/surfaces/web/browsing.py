"""A browser without a screen: keeps cookies, reads the mark of a page, sends forms as a page would."""

import re
from collections.abc import Mapping
from urllib.parse import urlencode

from tests.surfaces.http.city import Client, Told

FORM = "application/x-www-form-urlencoded"


class Browser:
    """Owns its cookies."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.cookies: dict[str, str] = {}

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> Told:
        return self._kept(self.client.get(path, {**self._cookie(), **(headers or {})}))

    def send(self, operation: str, fields: Mapping[str, str], headers: Mapping[str, str] | None = None) -> Told:
        """POST /do/{operation} with exactly these fields."""
        return self.post(f"/do/{operation}", fields, headers)

    def post(self, path: str, fields: Mapping[str, str], headers: Mapping[str, str] | None = None) -> Told:
        """A form with exactly these fields."""
        body = urlencode(list(fields.items())).encode()
        said = {"content-type": FORM, **self._cookie(), **(headers or {})}
        return self._kept(self.client.ask("POST", path, headers=said, raw=body))

    def act(self, operation: str, headers: Mapping[str, str] | None = None, **fields: str) -> Told:
        """The same as a form of ours sends it: with its mark."""
        return self.send(operation, {"csrf": self.mark(), "next": "/parts", **fields}, headers)

    def mark(self) -> str:
        found = re.search(r'"x-csrf": "([\w-]+)"', self.get("/parts").body.decode())
        assert found is not None
        return found[1]

    def _cookie(self) -> dict[str, str]:
        return {"cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}

    def _kept(self, told: Told) -> Told:
        for one in told.cookies:
            name, _, rest = one.partition("=")
            value = rest.partition(";")[0]
            if "Max-Age=0" in one:
                self.cookies.pop(name, None)
            else:
                self.cookies[name] = value
        return told
