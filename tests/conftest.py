"""What every test may ask for: seeds, files of public data, and a guard that keeps pure rooms off the network."""

import gc
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NoReturn

import pytest
from hypothesis import settings

HERE = Path(__file__).resolve().parent
SHARED_DATA = HERE.parent / ".." / "shared" / "data"
PURE = ("domain", "kernels", "flows")
SEEDS_ON_EACH_PUSH = 3

# The same examples every time on a push, few enough that the pure rooms take seconds; new ones and eighty times as many
# when there is time (`make soak`): so no test of a pure room names a number of its own. Busy cores keep no deadline.
settings.register_profile("push", max_examples=25, derandomize=True, deadline=None, print_blob=True)
settings.register_profile("long", max_examples=2_000, deadline=None, print_blob=True)
settings.load_profile("push")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--seeds", type=int, default=SEEDS_ON_EACH_PUSH, help="how many seeds a test with `seed` sees")


def pytest_collection_finish() -> None:
    """What was imported and collected stays to the end: no collector need look through it again and again."""
    gc.freeze()
    gc.set_threshold(100_000, 50, 50)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test that takes `seed` is run once per seed; its name says which one failed."""
    if "seed" in metafunc.fixturenames:
        metafunc.parametrize("seed", range(1, metafunc.config.getoption("seeds") + 1))


@pytest.fixture(scope="session")
def shared_data() -> Callable[[str], Path]:
    """`shared_data("olist/orders.csv")` is that file beside the repository, or a skip that names what is missing."""

    def find(name: str) -> Path:
        path = SHARED_DATA / name
        if not path.exists():
            pytest.skip(f"public data not here: ../shared/data/{name}")
        return path.resolve()

    return find


def refuse_sockets(patch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> NoReturn:
        raise AssertionError("a test of a pure room opened a socket")

    for way in ("socket", "socketpair", "create_connection", "create_server", "getaddrinfo"):
        patch.setattr(socket, way, refuse)


@pytest.fixture
def no_sockets(monkeypatch: pytest.MonkeyPatch) -> None:
    """Any socket opened while this is in force fails the test."""
    refuse_sockets(monkeypatch)


def is_pure(path: Path) -> bool:
    """Whether a test file speaks of a room that must not know the outside."""
    return path.is_relative_to(HERE) and path.relative_to(HERE).parts[0] in PURE


@pytest.fixture(scope="module", autouse=True)
def pure_rooms_stay_inside(request: pytest.FixtureRequest) -> Iterator[None]:
    """Once for a file: the pure rooms have a thousand tests of a millisecond."""
    with pytest.MonkeyPatch.context() as patch:
        if is_pure(request.path):
            refuse_sockets(patch)
        yield
