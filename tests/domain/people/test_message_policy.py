"""Figures of the message policy that no rule could work with are refused when they are set."""

from datetime import date
from typing import Any

import pytest

from promesa.domain.conduct import policies
from promesa.domain.conduct.policies import Policies, SetPolicy
from promesa.domain.values.message_policy import REGIMES, MessagePolicy, MessageRate
from promesa.domain.values.policy import Policy
from promesa.domain.values.refusal import Reason, Refused
from tests.domain.people.spoken import NOON

UNSOUND: list[dict[str, Any]] = [
    {"day_from_hour": 20, "day_until_hour": 9},
    {"day_until_hour": 25},
    {"night_from_hour": 7, "night_until_hour": 22},
    {"week_max": {"marketing": -1}},
    {"merge_seconds": -1.0},
    {"useful_hours": 0.0},
    {"rates": (MessageRate("MX", "utility", date(2026, 10, 1), ()),)},
    {"rates": (MessageRate("MX", "utility", date(2026, 10, 1), ((5, 100),)),)},
    {"regimes": tuple(reversed(REGIMES))},
    {"pesos_per": {}},
    {"account_zone": "America/Atlantis"},
]


@pytest.mark.parametrize("about", UNSOUND, ids=[next(iter(one)) for one in UNSOUND])
def test_unsound_figures_are_refused(about: dict[str, Any]) -> None:
    found = policies.set_policy(Policies(), SetPolicy(Policy(messages=MessagePolicy(**about))), NOON)
    assert isinstance(found, Refused)
    assert found.reason is Reason.INVALID


def test_what_ships_is_sound() -> None:
    assert not isinstance(policies.set_policy(Policies(), SetPolicy(Policy()), NOON), Refused)
