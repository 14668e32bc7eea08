"""The `quote` bench over HTTP, on a small world for a moment: every question is answered, and the figures are there."""

import numpy as np

from promesa.lab import bench_quote, bench_quote_http
from promesa.lab.bench_quote import A_CUT_OFF, Size


def test_a_small_world_is_asked_over_http() -> None:
    rng, size = np.random.default_rng(1), Size(locations=40, skus=50, postal_codes=300)
    parts = bench_quote.world(rng, size)
    asks = [bench_quote.an_ask(rng, size) for _ in range(100)]
    figures = bench_quote_http.run(parts, asks, A_CUT_OFF, 0.2)
    assert figures["http_rate_per_s"] > 0
    assert 0 < figures["http_p50_ms"] <= figures["http_p99_ms"]
    assert 0 < figures["http_paced_p50_ms"] <= figures["http_paced_p99_ms"]
    assert figures["http_paced_rate_per_s"] < 2 * bench_quote_http.PACE_PER_S
