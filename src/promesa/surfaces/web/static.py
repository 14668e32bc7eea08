"""Files of the pages under names that change with their content: asked once by a browser, then never again."""

import gzip
import hashlib
import mimetypes
from pathlib import Path
from typing import Any, NamedTuple

from promesa.surfaces.http import frame
from promesa.surfaces.http.bodies import Receive
from promesa.surfaces.http.frame import Send

ASSETS = Path(__file__).parent / "assets"
VENDOR = Path(__file__).parent / "static" / "vendor"
"""Libraries of the browser, copied here at set-up."""
PREFIX = "/static"
PATH = f"{PREFIX}/{{mark}}/{{name}}"
FOREVER = b"public, max-age=31536000, immutable"
KINDS = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml; charset=utf-8",
    ".geojson": "application/geo+json",
    ".woff2": "font/woff2",
    ".webmanifest": "application/manifest+json",
}
PACKED_FROM = 512
"""Bytes below which nothing is gained."""


class Kept(NamedTuple):
    """A file as it is sent."""

    mark: str
    kind: bytes
    body: bytes
    packed: bytes | None


class Shelf:
    """Owns the files: read once, when first asked for. What a library's set-up has not brought is not there."""

    def __init__(self, *folders: Path, prefix: str = PREFIX) -> None:
        self._prefix = prefix
        found = [one for folder in folders or (ASSETS, VENDOR) if folder.is_dir() for one in folder.iterdir()]
        self._files = {path.name: path for path in reversed(found) if path.is_file()}
        self._kept: dict[str, Kept] = {}

    def address(self, name: str) -> str:
        """Where a browser asks for the file; empty for a library that the set-up has not brought."""
        found = self.find(name)
        return "" if found is None else f"{self._prefix}/{found.mark}/{name}"

    def find(self, name: str) -> Kept | None:
        """A file of ours by its name; nothing else on this machine is ever looked at."""
        path = self._files.get(name)
        if path is not None and name not in self._kept:
            self._kept[name] = _kept(path)
        return self._kept.get(name)

    async def __call__(self, scope: Any, _: Receive, send: Send) -> None:
        name, mark = scope["path_params"]["name"], scope["path_params"]["mark"]
        found = self.find(name) if scope["method"] in ("GET", "HEAD") else None
        if found is None:
            await frame.send_bytes(send, 404, b"text/plain; charset=utf-8", b"", ())
            return
        life = FOREVER if mark == found.mark else b"no-cache"
        extra = [(b"cache-control", life), (b"x-content-type-options", b"nosniff"), (b"vary", b"accept-encoding")]
        body = found.body
        if found.packed is not None and takes_gzip(scope):
            body = found.packed
            extra.append((b"content-encoding", b"gzip"))
        await frame.send_bytes(send, 200, found.kind, body, extra)


def takes_gzip(scope: Any) -> bool:
    return any(name == b"accept-encoding" and b"gzip" in value for name, value in scope["headers"])


def _kept(path: Path) -> Kept:
    body = path.read_bytes()
    kind = KINDS.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    packed = gzip.compress(body, 9, mtime=0) if len(body) >= PACKED_FROM else None
    mark = hashlib.blake2b(body, digest_size=6).hexdigest()
    return Kept(mark, kind.encode(), body, packed if packed is not None and len(packed) < len(body) else None)
