"""The watchman beside a serving machine: it sleeps until it is trusted with something, and then acts once."""

from promesa.agents import watching
from tests.domain.conduct.mandates.agency import Agency


def test_it_sleeps_without_a_mandate_and_acts_once_with_one() -> None:
    shop = Agency()
    shop.sells_one()
    look = watching.step(shop.machine)
    assert look() == watching.ASLEEP_SECONDS
    shop.passes_to("2027-03-01 15:30")
    seen = shop.machine.seen
    assert look() == watching.ASLEEP_SECONDS
    assert shop.machine.seen == seen
    shop.grants("reroute", "bounded", agent="watchman")
    assert look() == watching.LOOKS_EVERY_SECONDS
    assert shop.parcels()[-1] == ("N2", "slow", "planned")
    seen = shop.machine.seen
    shop.sells_one("o2")
    twin = watching.step(shop.machine)
    for _ in range(2):
        look()
        twin()
    assert [act.receipt.order for act in shop.world.mandates.acts.values()] == ["o1", "o2"]
    assert shop.machine.seen > seen
    assert shop.is_clean()
