"""The bench of pages, small: every page it asks answers, and every console hears of every order."""

import pytest

from promesa.lab import bench_pages, bench_store, benches


def test_it_has_a_name() -> None:
    assert "pages" in benches.BENCHES


@pytest.mark.slow
def test_every_page_answers_and_every_console_hears() -> None:
    told = bench_pages.run(300, 1, bench_store.SQLITE, lambda _, __: None)
    assert {"/", "/orders", "/orders/{order}", "/parts"} <= set(told["pages"])
    assert 0 < told["live_p50_ms"] <= told["live_p99_ms"] <= told["live_max_ms"]
    assert told["pages"][told["slowest"]]["p95"] == told["p95_ms"]
