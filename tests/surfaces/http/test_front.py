"""The short way in answers what the frame answers."""

import pytest

from promesa.surfaces import table
from promesa.surfaces.http.front import Front
from tests.surfaces.http.city import Client

PATHS = sorted({operation.path for operation in table.OPERATIONS} | {"/healthz", "/nothing", "/v1/orders/"})


@pytest.mark.parametrize("method", ["GET", "HEAD", "DELETE"])
@pytest.mark.parametrize("path", PATHS)
def test_it_is_the_same_by_either_way(unchanged: Client, method: str, path: str) -> None:
    frame = unchanged.crew.app
    assert not isinstance(frame, Front)
    slow = unchanged.ask(method, path)
    try:
        unchanged.crew.app = Front(frame)
        quick = unchanged.ask(method, path)
    finally:
        unchanged.crew.app = frame
    assert (quick.status, quick.headers) == (slow.status, slow.headers)
