"""What the process measures of itself, in the text format that Prometheus reads."""

import threading
from bisect import bisect_left
from collections import Counter

SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)
SIZES = (1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0)


class Histogram:
    """Counts of observations up to each bound, and their sum; written by one thread at a time."""

    def __init__(self, bounds: tuple[float, ...]) -> None:
        self.bounds = bounds
        self.counts = [0] * (len(bounds) + 1)
        self.total = 0.0

    def add(self, value: float) -> None:
        self.counts[bisect_left(self.bounds, value)] += 1
        self.total += value

    def lines(self, name: str) -> list[str]:
        """In the exposition format: cumulative buckets, sum, count."""
        told, running = [f"# TYPE {name} histogram"], 0
        for bound, count in zip((*self.bounds, "+Inf"), self.counts, strict=True):
            running += count
            told.append(f'{name}_bucket{{le="{bound}"}} {running}')
        return [*told, f"{name}_sum {self.total:.6f}", f"{name}_count {running}"]


class Meter:
    """All measures of one process; owns its counters."""

    def __init__(self) -> None:
        self.answers: Counter[tuple[str, int]] = Counter()
        self.request_seconds = Histogram(SECONDS)
        self.commit_seconds = Histogram(SECONDS)
        self.webhook_seconds = Histogram(SECONDS)
        self.group_size = Histogram(SIZES)
        self._lock = threading.Lock()
        self._folded: tuple[float, int] | None = None

    def fold_rate(self, now: float, position: int) -> float:
        """Entries folded per second since this was last asked."""
        with self._lock:
            before, self._folded = self._folded, (now, position)
        if before is None or now <= before[0]:
            return 0.0
        return (position - before[1]) / (now - before[0])

    def text(self, gauges: dict[str, float]) -> str:
        """The whole page of figures."""
        lines = ["# TYPE promesa_answers_total counter"]
        for (name, status), count in sorted(self.answers.items()):
            lines.append(f'promesa_answers_total{{operation="{name}",status="{status}"}} {count}')
        lines += self.request_seconds.lines("promesa_request_seconds")
        lines += self.commit_seconds.lines("promesa_commit_seconds")
        lines += self.webhook_seconds.lines("promesa_webhook_seconds")
        lines += self.group_size.lines("promesa_group_size")
        for name, value in gauges.items():
            lines += [f"# TYPE promesa_{name} gauge", f"promesa_{name} {value:g}"]
        return "\n".join(lines) + "\n"
