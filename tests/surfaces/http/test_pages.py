"""The pages of a closed house, and the shares that they say."""

import base64

import pytest
from msgspec import structs

from promesa.domain.conduct.indicators import IndicatorPeriod
from promesa.surfaces.http import chart
from tests.surfaces.http.city import SETTINGS, Client, city


def test_a_closed_page_asks_for_the_key() -> None:
    with city(settings=structs.replace(SETTINGS, open=False)) as client:
        assert (client.get("/").status, client.get("/").headers["location"]) == (303, "/sign-in?next=%2F")
        told = client.get("/", {"Authorization": "Basic bm90"})
        assert told.status == 401
        assert told.headers["www-authenticate"].startswith("Basic")
        assert "Hace falta una llave" in told.body.decode()
        shown = base64.b64encode(f":{client.give_key('eyes', ('read',))}".encode()).decode()
        assert client.get("/", {"Authorization": f"Basic {shown}"}).status == 200
        wrong = base64.b64encode(f":{client.give_key('shop', ('order',))}".encode()).decode()
        for value in (wrong, "%%%", "bm90"):
            assert client.get("/", {"Authorization": f"Basic {value}"}).status == 401


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
