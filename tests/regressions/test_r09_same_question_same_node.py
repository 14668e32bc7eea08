"""R09: a plan is a function of the question, the world and the policy; ties are broken by a documented key."""

import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from promesa.domain.network.carriers.words import Lanes, Rates
from promesa.domain.promise.words import Offer
from tests.regressions.shop import GUADALAJARA, Shop

ROOT = Path(__file__).resolve().parents[2]
NODES = {"N1": ("02", 1), "N2": ("14", 2), "N3": ("14", 1)}
ASKED = 1_000


def shop(order: list[str]) -> Shop:
    """N1 is four days and 45.00 away with one unit; N2 (two units) and N3 (one) are a day and 20.00 away."""
    here = Shop("2027-03-01 10:00").sells("A")
    for name in order:
        here.opens(name, NODES[name][0])
    lanes = Lanes(("02", "14"), ("14", "14"), (4, 1))
    here.carries("P", 4, lanes=lanes, rates=Rates(same_area_centavos=20_00, other_area_centavos=45_00))
    for name in order:
        here.has(name, A=NODES[name][1])
    return here


def plan(offer: Offer) -> list[tuple[str, int]]:
    return sorted((take.location, take.units) for leg in offer.legs for take in leg.takes)


def answer(order: list[str]) -> tuple[list[tuple[str, int]], str]:
    best = shop(order).offers({"A": 3})[0]
    return plan(best), best.fingerprint


def test_r09_same_question_same_node() -> None:
    """Three units of A: always two from N2 and one from N3, with one fingerprint."""
    rng = random.Random(9)
    asked = set()
    here = shop(["N1", "N2", "N3"])
    for _ in range(ASKED):
        best = here.offers({"A": 3})[0]
        asked.add((tuple(plan(best)), best.fingerprint))
    for _ in range(20):
        order = list(NODES)
        rng.shuffle(order)
        found, fingerprint = answer(order)
        asked.add((tuple(found), fingerprint))
    restarted = Shop("2027-03-01 10:00", log=here.log)
    best = restarted.offers({"A": 3})[0]
    asked.add((tuple(plan(best)), best.fingerprint))
    assert len(asked) == 1
    assert asked.pop()[0] == (("N2", 2), ("N3", 1))
    assert here.story() == [], "asking changes nothing"


@pytest.mark.parametrize("hash_seed", ["1", "2"])
def test_r09_the_same_from_another_process(hash_seed: str) -> None:
    code = f"from {__name__} import answer; print(answer(['N3', 'N1', 'N2'])[1])"
    told = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}", "PYTHONHASHSEED": hash_seed},
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.strip() == answer(["N1", "N2", "N3"])[1]


def test_r09_a_tie_goes_to_the_first_by_name() -> None:
    """Everything equal: the documented key decides, whatever came first."""
    for order in (["N3", "N2"], ["N2", "N3"]):
        here = Shop().sells("A").carries("Q", 2, 20).carries("P", 2, 20)
        for name in order:
            here.opens(name)
        for name in order:
            here.has(name, A=1)
        leg = here.offers({"A": 1}, GUADALAJARA)[0].legs[0]
        assert (leg.location, leg.service) == ("N2", "P")
