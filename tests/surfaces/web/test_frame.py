"""Every page stands on its own, under a strict policy, in two languages, and says no in a way that people can read."""

import gzip
import re
from collections.abc import Iterator
from urllib.parse import quote

import pytest

from promesa.surfaces import faces
from promesa.surfaces.web import static
from promesa.surfaces.web.page import DIRECTOR, NOBODY
from tests.surfaces.http.city import CLOSED, Client, city
from tests.surfaces.web.browsing import Browser

PAGES = [page for page in faces.shell().pages if not {"{", "."} & {*page.path} and DIRECTOR in page.roles]
PATHS = ["/docs", *sorted(page.path for page in PAGES)]
POLICY = ("default-src 'none'", "script-src 'self'", "style-src 'self'", "form-action 'self'", "frame-ancestors 'none'")


@pytest.fixture(scope="module")
def closed() -> Iterator[Client]:
    with city(settings=CLOSED) as opened:
        yield opened


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("language", ["es", "en"])
def test_a_page_stands_on_its_own(unchanged: Client, path: str, language: str) -> None:
    told = unchanged.get(f"{path}?lang={language}")
    if told.status == 308:
        return  # moved for good
    assert told.status == 200
    text = told.body.decode()
    if told.headers["content-type"] != "text/html; charset=utf-8" or "<html" not in text:
        return
    for part in POLICY:
        assert part in told.headers["content-security-policy"]
    assert "unsafe" not in told.headers["content-security-policy"]
    assert not re.findall(r"""(?:src|href|action)=["'](?:https?:)?//""", text), "something comes from elsewhere"
    assert not re.findall(r"<style|\sstyle=|<script>|\son[a-z]+=", text), "something that the policy forbids"
    assert f'<html lang="{"es-MX" if language == "es" else "en"}"' in text
    assert 'name="viewport"' in text
    assert 'name="csrf" value=""' not in text
    for address in re.findall(r'(?:src|href)="(/static/[^"#]+)', text):
        assert unchanged.get(address).status == 200, address


def test_what_a_browser_chose_is_kept(unchanged: Client) -> None:
    browser = Browser(unchanged)
    assert 'lang="es-MX"' in browser.get("/parts").body.decode()
    assert 'lang="en"' in browser.get("/parts?lang=en&q=1").body.decode()
    assert 'lang="en"' in browser.get("/parts").body.decode()
    assert 'lang="en"' in browser.get("/parts?lang=xx").body.decode()
    assert 'data-theme="dark"' in browser.get("/parts?theme=dark").body.decode()
    assert 'data-theme="dark"' in browser.get("/parts").body.decode()
    assert all("HttpOnly" in one and "SameSite=Lax" in one for one in browser.get("/parts?theme=light").cookies)


def test_a_page_is_only_read(unchanged: Client) -> None:
    assert unchanged.post("/parts").status == 405
    assert unchanged.ask("HEAD", "/parts").status == 200


def test_a_page_is_packed_for_whoever_unpacks(unchanged: Client) -> None:
    told = unchanged.get("/parts", {"accept-encoding": "br, gzip"})
    assert told.headers["content-encoding"] == "gzip"
    assert b"<html" in gzip.decompress(told.body)
    assert "content-encoding" not in unchanged.get("/parts").headers


def test_a_page_asks_who_you_are(closed: Client) -> None:
    for page in PAGES:
        if NOBODY not in page.roles:
            told = closed.get(page.path)
            assert told.status in (303, 401), page.path
            assert b"<main" in told.body or told.status == 303
    assert closed.get("/docs").status == 200


def test_files_have_names_that_change_with_them(unchanged: Client) -> None:
    shelf = static.Shelf()
    address = shelf.address("promesa.css")
    told = unchanged.get(address, {"accept-encoding": "gzip"})
    assert told.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert gzip.decompress(told.body).startswith(b"/*")
    assert unchanged.get("/static/0000/promesa.css").headers["cache-control"] == "no-cache"
    assert shelf.address("nothing.js") == ""


@pytest.mark.parametrize(
    "name", ["../page.py", "..%2fpage.py", "/etc/passwd", "vendor/../../page.py", "nothing", "", "\x00", "a" * 300]
)
def test_nothing_else_is_a_file(unchanged: Client, name: str) -> None:
    assert unchanged.get(f"/static/0000/{quote(name) if '%' not in name else name}").status == 404
    assert unchanged.get(f"/static/0000/{name}").status == 404


def test_a_person_is_shown_a_page_where_there_is_none(unchanged: Client) -> None:
    shown = unchanged.get("/nowhere", {"accept": "text/html,*/*"})
    assert (shown.status, shown.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert "Aquí no hay nada" in shown.body.decode()
    assert "default-src 'none'" in shown.headers["content-security-policy"]
    assert unchanged.get("/nowhere").json["reason"] == "no_such_page"
