"""R18: a cut-off belongs to its location's zone, and no part of Mexico that matters here has summer time any more."""

from datetime import date, time

import pytest

from promesa.domain.network.locations import days
from promesa.domain.network.locations.words import week
from tests.regressions.shop import CANCUN, CDMX, Shop

HERMOSILLO = "America/Hermosillo"
ZONES = {CDMX: ("America/Mexico_City", time(16)), CANCUN: ("America/Cancun", time(17))}


@pytest.mark.parametrize("day", [date(2027, 1, 8), date(2027, 7, 8)], ids=["winter", "summer"])
def test_r18_three_zones_no_summer_time(day: date) -> None:
    """Cut-off 15:00 in Hermosillo: 16:00 in Mexico City and 17:00 in Cancún, in January and in July."""
    here = Shop(f"{day} 12:00+00:00").sells("A")
    here.opens("N1", "26", zone=HERMOSILLO, cutoffs=week("15:00", "15:00", "15:00")).carries("P", 3).has("N1", A=9)
    next_day = date.fromordinal(day.toordinal() + 1)
    for clock, processed in (("21:59:30", day), ("22:00:30", next_day)):
        here.passes_to(f"{day} {clock}+00:00")
        for postal_code, (zone, ends_at) in ZONES.items():
            offer = here.offers({"A": 1}, postal_code)[0]
            assert offer.legs[0].process_on == processed, (postal_code, clock)
            at = here.world.locations.by_id["N1"]
            countdown = days.countdown(at, here.now, zone)
            assert countdown is not None
            assert (countdown[0].date(), countdown[0].time()) == (processed, ends_at), postal_code
        assert countdown[1] == (30 if processed == day else 24 * 3_600 - 30)
