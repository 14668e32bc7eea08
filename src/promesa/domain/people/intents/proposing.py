"""A customer's text in, the buttons worth showing out, the likeliest first; nobody acts on them."""

from collections.abc import Sequence

import numpy as np

from promesa.domain.people.intents import features, patterns
from promesa.domain.people.intents.learning import IntentModel
from promesa.domain.people.intents.words import INTENTS, SMALL_TALK, Intent, Proposal
from promesa.kernels import sparse_logits

SLOPE, SHIFT = 1.39, 1.02
"""Log-odds into honest ones: learned on sentences that the model had not seen (docs/intents.md)."""

PROPOSED = 5
DIGITS = 4


def propose(model: IntentModel, text: str, most: int = PROPOSED) -> list[Proposal]:
    """At least three, best first. Small talk is named only where nothing is likelier: it is no button."""
    log_odds = sparse_logits.score(model.weights, features.row(model.ear, text))
    likely = sparse_logits.chances(SLOPE * log_odds + SHIFT)
    sure = patterns.certain(text)
    found = {intent: max(float(p), sure.get(intent, 0.0)) for intent, p in zip(INTENTS, likely, strict=True)}
    ranked = _ranked(found)[: max(most, 3)]
    return [Proposal(intent, round(found[intent], DIGITS)) for intent in ranked]


def _ranked(found: dict[Intent, float]) -> list[Intent]:
    by_chance = sorted(INTENTS, key=lambda intent: (-found[intent], INTENTS.index(intent)))
    return [intent for place, intent in enumerate(by_chance) if place == 0 or intent not in SMALL_TALK]


def calibrated(log_odds: Sequence[float], true: Sequence[bool]) -> tuple[float, float]:
    """(slope, shift) that make log-odds honest: a logistic regression of the truth on them (Platt 1999), by Newton."""
    held = np.column_stack([np.asarray(log_odds, np.float64), np.ones(len(log_odds))])
    line = np.array([1.0, 0.0])
    for _ in range(25):
        chance = sparse_logits.chances(held @ line)
        bend = (held * (chance * (1.0 - chance))[:, None]).T @ held
        line -= np.linalg.solve(bend, held.T @ (chance - np.asarray(true, np.float64)))
    return float(line[0]), float(line[1])
