"""What customers want is learned once a process, whoever asks, and before anybody does where we serve."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache

import pytest

from promesa.gateways.messaging.intents import learned
from promesa.partners import Partners
from tests.surfaces.http.city import city


def test_many_who_ask_at_once_learn_it_once(monkeypatch: pytest.MonkeyPatch) -> None:
    times: list[object] = []

    @lru_cache(maxsize=1)
    def slowly() -> object:
        times.append(object())
        time.sleep(0.05)
        return times[-1]

    monkeypatch.setattr(learned, "_learned", slowly)
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: learned.model(), range(16)))
    assert len(times) == 1
    assert all(one is times[0] for one in found)


@pytest.mark.parametrize("warm", [True, False])
def test_only_who_serves_learns_before_somebody_writes(warm: bool) -> None:
    begun = threading.Event()
    with city(partners=Partners(learn=begun.set), warm=warm):
        assert begun.wait(10.0 if warm else 0.3) is warm
