"""The pages: in two languages, on their own, and with the figures of the world."""

import base64
import re

import pytest
from msgspec import structs

from promesa.domain.conduct.indicators import IndicatorPeriod
from promesa.surfaces.http import chart, page_words
from tests.surfaces.http.city import SETTINGS, Client, city

PAGES = [f"{page}?lang={language}" for page in ("/docs",) for language in ("es", "en")]


@pytest.mark.parametrize("page", PAGES)
def test_a_page_stands_on_its_own(unchanged: Client, page: str) -> None:
    told = unchanged.get(page)
    assert (told.status, told.headers["content-type"]) == (200, "text/html; charset=utf-8")
    text = told.body.decode()
    assert "<script" not in text
    assert not re.findall(r"""(?:src|href)=["'](?:https?:)?//""", text), "something on the page comes from elsewhere"
    assert "@import" not in text
    assert not re.findall(r"url\((?!data:)", text)
    assert "default-src 'none'" in told.headers["content-security-policy"]
    assert f'<html lang="{"es-MX" if page.endswith("es") else "en"}">' in text
    assert 'name="viewport"' in text
    assert "prefers-color-scheme: dark" in text


def test_spanish_comes_first(unchanged: Client) -> None:
    assert 'lang="es-MX"' in unchanged.get("/").body.decode()
    assert 'lang="en"' in unchanged.get("/docs?lang=en").body.decode()
    assert 'lang="es-MX"' in unchanged.get("/docs?lang=fr").body.decode()


def test_the_words_are_the_same_in_both_languages() -> None:
    assert set(page_words.WORDS["es"]) == set(page_words.WORDS["en"])


def test_a_closed_page_asks_for_the_key() -> None:
    with city(settings=structs.replace(SETTINGS, open=False)) as client:
        told = client.get("/")
        assert told.status == 401
        assert told.headers["www-authenticate"].startswith("Basic")
        assert "Hace falta una llave" in told.body.decode()
        shown = base64.b64encode(f":{client.give_key('eyes', ('read',))}".encode()).decode()
        assert client.get("/", {"Authorization": f"Basic {shown}"}).status == 200
        wrong = base64.b64encode(f":{client.give_key('shop', ('order',))}".encode()).decode()
        for value in (wrong, "%%%", "bm90"):
            assert client.get("/", {"Authorization": f"Basic {value}"}).status == 401
        assert client.get("/docs").status == 200


def test_a_page_is_only_read(unchanged: Client) -> None:
    assert unchanged.post("/").status == 405
    assert unchanged.ask("HEAD", "/").status == 200


@pytest.mark.parametrize(
    ("kept", "broken", "percent"), [(0, 0, None), (1, 0, 100.0), (0, 1, 0.0), (99_999, 1, 99.9), (2, 1, 66.7)]
)
def test_a_hundred_percent_is_said_of_all_only(kept: int, broken: int, percent: float | None) -> None:
    assert chart.share(kept, broken) == percent


def test_bars_stay_inside_the_drawing_and_one_broken_promise_is_seen() -> None:
    periods = [IndicatorPeriod(f"2027-07-{day:02d}", 1_000 * day, day % 2) for day in range(1, 32)]
    drawn = chart.bars(periods, "es")
    assert len(drawn.bars) == 31
    for bar, period in zip(drawn.bars, periods, strict=True):
        assert bar.x >= chart.LEFT
        assert bar.x + bar.width <= chart.WIDTH
        assert bar.broken_y >= chart.TOP - 2
        assert bar.kept_y + bar.kept_height == pytest.approx(drawn.ground, abs=0.2)
        assert (bar.broken_height > 0) == bool(period.broken)
    assert drawn.bars[0].label == "1 jul"
    assert sum(bool(bar.label) for bar in drawn.bars) <= 8
    narrow = chart.bars(periods, "es", chart.WIDTH_OF_A_PHONE)
    assert narrow.bars[-1].x + narrow.bars[-1].width <= chart.WIDTH_OF_A_PHONE
    assert sum(bool(bar.label) for bar in narrow.bars) <= 4
    assert chart.bars([], "es").bars == ()
    assert chart.label("2027-07", "en") == "Jul 27"
