"""Tries cost longer waits, buckets fill again, and neither grows without bound."""

from promesa.surfaces.web import waits
from promesa.surfaces.web.waits import Buckets, Waits


class Hand:
    """A clock that the test moves."""

    now = 1_000.0

    def __call__(self) -> float:
        return self.now


def test_each_failure_after_some_costs_twice_the_wait_up_to_the_most() -> None:
    clock = Hand()
    tries = Waits(clock, 60.0)
    left = []
    for _ in range(12):
        tries.fail("ana")
        left.append(tries.left("ana"))
    assert left == [0, 0, 0, 2, 4, 8, 16, 32, 60, 60, 60, 60]
    clock.now += 59.0
    assert tries.left("ana") == 1.0
    clock.now += 1.0
    assert tries.left("ana") == 0.0
    assert tries.left("eva") == 0.0
    tries.clear("ana")
    tries.fail("ana")
    assert tries.left("ana") == 0.0


def test_what_failed_long_ago_is_forgotten() -> None:
    clock = Hand()
    tries = Waits(clock, 60.0)
    for _ in range(9):
        tries.fail("ana")
    clock.now += waits.FORGET_SECONDS + 1.0
    tries.fail("ana")
    assert tries.left("ana") == 0.0


def test_a_bucket_gives_at_once_and_then_as_it_fills() -> None:
    clock = Hand()
    buckets = Buckets(clock, 3.0, 2.0)
    assert [buckets.take("a") for _ in range(4)] == [True, True, True, False]
    assert buckets.take("b"), "each has a bucket of their own"
    clock.now += 0.5
    assert [buckets.take("a") for _ in range(2)] == [True, False]
    clock.now += 100.0
    assert [buckets.take("a") for _ in range(4)] == [True, True, True, False]


def test_memory_is_bounded_whoever_comes() -> None:
    tries, buckets = Waits(Hand(), 60.0), Buckets(Hand(), 3.0, 1.0)
    for number in range(waits.KNOWN_MAX + 500):
        tries.fail(str(number))
        buckets.take(str(number))
    assert len(tries._failed) == len(buckets._left) == waits.KNOWN_MAX


def test_a_caller_is_an_address_or_a_whole_network_of_the_new_kind() -> None:
    def of(host: str) -> str:
        return waits.address_of({"client": (host, 1)})

    assert of("203.0.113.7") == "203.0.113.7"
    assert of("2001:db8:1:2::1") == of("2001:db8:1:2:ffff::9") != of("2001:db8:1:3::1")
    assert of("::ffff:203.0.113.7") == "203.0.113.7"
    assert of("testclient") == "testclient"
    assert waits.address_of({}) == ""
