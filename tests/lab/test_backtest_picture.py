"""The backtest's sheet is drawn from its report, in two languages, also where nothing was delivered."""

import xml.etree.ElementTree as ET
from datetime import date

import numpy as np
import pytest
from msgspec.structs import replace

from promesa.kernels import calibration
from promesa.lab.backtest import picture
from promesa.lab.backtest.report import Report, Row
from promesa.surfaces.pictures import drawing


def report() -> Report:
    rng = np.random.default_rng(1)
    chance = rng.uniform(0.8, 1.0, 500)
    kept = rng.random(500) < chance
    rows = tuple(Row(name, 250, 0.1, 0.09, 18.0, 12.0, 6.0, 0.1, 23.0) for name in ("2018-03", "2018-04"))
    states = tuple(
        Row(name, orders, 0.1, 0.12, 18.0, 12.0, 6.0, 0.1, 23.0) for name, orders in (("RJ", 100), ("SP", 400))
    )
    return Report(
        since=date(2018, 3, 1),
        until=date(2018, 4, 30),
        late=0.1,
        orders=500,
        late_share=0.1,
        foreseen_late_share=0.1,
        mean_promised_days=18.0,
        mean_actual_days=12.0,
        mean_absolute_slack_days=6.0,
        platform_late_share=0.1,
        platform_mean_promised_days=23.0,
        by_month=rows,
        by_state=states,
        methods=(),
        scores=calibration.scores(chance, kept),
        bins=tuple(calibration.bins(chance, kept)),
        slack={-3: 50, 0: 100, 6: 350},
    )


@pytest.mark.parametrize("language", ["es", "en"])
def test_the_sheet_says_whose_it_is(language: str) -> None:
    tree = ET.fromstring(drawing.document(picture.of(report(), language)))
    said = " ".join(tree.itertext())
    for word in ("Olist", "18.0", "23.0", "SP", "RJ", "500"):
        assert word in said
    assert said.index("SP") < said.index("RJ"), "the largest state first"


def test_a_window_without_orders_is_an_empty_field() -> None:
    nothing = replace(report(), scores=None, bins=(), slack={}, by_month=(), by_state=(), mean_promised_days=None)
    ET.fromstring(drawing.document(picture.of(nothing, "en")))
