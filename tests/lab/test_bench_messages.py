"""The messages bench, small: everything arrives once, over real sockets, and every figure of the budget is there."""

from promesa.lab import bench_messages, benches

KEYS = {"rate_per_s", "p50_ms", "p99_ms", "webhook_p95_ms", "lost", "doubled", "seconds", "peak_mb"}


def test_everything_arrives_once() -> None:
    told: list[float] = []
    figures = bench_messages.run(120, 1, "sqlite", lambda done, _: told.append(done))
    assert set(figures) >= KEYS | {"workload", "machine"}
    assert (figures["lost"], figures["doubled"]) == (0, 0)
    assert figures["updates"] >= 2 * 120
    assert figures["rate_per_s"] > 0
    assert figures["p50_ms"] <= figures["p99_ms"]


def test_it_is_known_by_its_name() -> None:
    assert "messages" in benches.BENCHES
