"""R56: a reader's cursor is a position of the log, so nothing is missed while rows move under it."""

from promesa.domain.ledger.orders.words import CancelOrder
from promesa.engine.machine import Request
from tests.regressions.counter import door_of
from tests.regressions.shop import Shop, place_order
from tests.surfaces.http.city import Client

ORDERS, AT_ONCE, PAGE, CHANGED, CREATED = 10_000, 2_500, 500, 300, 50


def shop() -> Shop:
    """Ten thousand orders, a quarter of them placed at the very same microsecond."""
    here = Shop(flat_fee=0).sells("A").opens("N1").carries("P", 2).has("N1", A=1_000_000)
    place(here, range(AT_ONCE))
    for first in range(AT_ONCE, ORDERS, PAGE):
        here.now = here.now + 1
        place(here, range(first, first + PAGE))
    return here


def place(here: Shop, numbers: range) -> None:
    asked = [Request(place_order(f"o{n}", {"A": 1}, rail="cod"), "test") for n in numbers]
    assert all(verdict.accepted for verdict in here.machine.submit_many(asked))


def read(client: Client, cursor: int, meanwhile: object = None) -> tuple[list[str], int]:
    """Every order to the end of the list, and the cursor to go on from; `meanwhile` is called after each page."""
    seen: list[str] = []
    while True:
        page = client.get(f"/v1/orders?limit={PAGE}&cursor={cursor}").json
        seen += [row["order"] for row in page["orders"]]
        cursor = page["next_cursor"]
        if callable(meanwhile):
            meanwhile(len(seen))
        if not page["more"]:
            return seen, cursor


def test_r56_pages_while_rows_move() -> None:
    """Three hundred change and fifty are created during the read; the reader goes on and misses nothing."""
    here = shop()
    existing = {f"o{n}" for n in range(ORDERS)}
    touched: list[str] = []

    def meanwhile(seen: int) -> None:
        """Some before the cursor and some after it change, and new ones come."""
        here.now = here.now + 1
        if len(touched) < CHANGED:
            batch = [f"o{(seen * 7 + n * 131) % ORDERS}" for n in range(30)]
            fresh = [name for name in dict.fromkeys(batch) if name not in touched]
            for name in fresh[: CHANGED - len(touched)]:
                here.put(CancelOrder(name, "changed my mind"))
                touched.append(name)
        if seen < 6_000:
            first = len(here.world.orders.by_id)
            place(here, range(first, first + min(5, ORDERS + CREATED - first)))

    with door_of(here) as client:
        first_page = client.get(f"/v1/orders?limit={PAGE}").json
        began_at = client.head()
        read_first, cursor = read(client, 0, meanwhile)
        assert {row["order"] for row in first_page["orders"]} <= set(read_first), "the reader started again"
        assert existing <= set(read_first)
        later, end = read(client, cursor)
        created = {f"o{n}" for n in range(ORDERS, len(here.world.orders.by_id))}
        assert len(touched) == CHANGED
        assert len(created) == CREATED
        changed, _ = read(client, began_at)
        assert {*touched, *created} == set(changed), "every later change is found from a cursor of before it"
        assert {*touched, *created} <= {*read_first, *later}
        assert read(client, end) == ([], end)
