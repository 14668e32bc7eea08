"""What becomes of a wording at the partner, in whatever order it is told, and what is sent instead of it."""

from itertools import permutations

import pytest

from promesa.domain.people import handsets as lines
from promesa.domain.people.handsets import Handsets, RecordHandset
from promesa.domain.people.templates import library, registry
from promesa.domain.people.templates.registry import CATEGORY, QUALITY, STATUS, ChosenTemplate, TemplateStatus
from promesa.domain.values.moments import Instant
from promesa.domain.values.refusal import Reason, Refused

Told = tuple[str, str, str, int]


def knows(*told: Told) -> Handsets:
    """(wording, kind, change, at)."""
    handsets = Handsets()
    for name, kind, change, at in told:
        facts = lines.record(
            handsets, RecordHandset("whatsapp", f"{name}/es_MX", kind, change, Instant(at)), Instant(at)
        )
        assert not isinstance(facts, Refused)
        for fact in facts:
            lines.FOLD[type(fact)](handsets, fact, Instant(at))
    return handsets


def chosen(handsets: Handsets, meaning: str = "delayed") -> str:
    found = registry.choose(handsets, meaning, "es_MX")
    return found.copy.name if isinstance(found, ChosenTemplate) else found.about


@pytest.mark.parametrize(
    ("told", "name"),
    [
        ((), "delayed_v1"),
        ((("delayed_v1", STATUS, "APPROVED", 1),), "delayed_v1"),
        ((("delayed_v1", STATUS, "PAUSED", 1),), "delayed_v1b"),
        ((("delayed_v1", STATUS, "PAUSED", 1), ("delayed_v1", STATUS, "APPROVED", 2)), "delayed_v1"),
        ((("delayed_v1", STATUS, "DISABLED", 1), ("delayed_v1b", STATUS, "APPROVED", 1)), "delayed_v1b"),
        ((("delayed_v1b", STATUS, "APPROVED", 1),), "delayed_v1b"),
        ((("delayed_v1", STATUS, "FLAGGED", 1), ("delayed_v1b", STATUS, "APPROVED", 1)), "delayed_v1b"),
        ((("delayed_v1", STATUS, "FLAGGED", 1), ("delayed_v1b", STATUS, "REJECTED", 1)), "delayed_v1"),
        ((("delayed_v1", CATEGORY, "MARKETING", 1),), "delayed_v1b"),
        ((("delayed_v1", CATEGORY, "UTILITY", 1),), "delayed_v1"),
        ((("delayed_v1", STATUS, "SOMETHING_NEW", 1),), "delayed_v1b"),
        ((("delayed_v1", QUALITY, "RED", 1),), "delayed_v1"),
    ],
)
def test_which_wording_is_sent(told: tuple[Told, ...], name: str) -> None:
    assert chosen(knows(*told)) == name


@pytest.mark.parametrize("change", ["PENDING", "REJECTED", "PAUSED", "DISABLED", "PENDING_DELETION", "LIMIT_EXCEEDED"])
def test_where_none_may_be_sent_it_is_said_why(change: str) -> None:
    handsets = knows(("delayed_v1", STATUS, change, 1), ("delayed_v1b", STATUS, "PAUSED", 1))
    found = registry.choose(handsets, "delayed", "es_MX")
    assert isinstance(found, Refused)
    assert found.reason is Reason.NO_APPROVED_TEMPLATE
    assert found.about.startswith("delayed_v1 ")
    assert found.about.endswith("delayed_v1b paused")


def test_what_was_passed_over_is_told() -> None:
    found = registry.choose(knows(("delayed_v1", STATUS, "PAUSED", 1)), "delayed", "es_MX")
    assert isinstance(found, ChosenTemplate)
    assert found.passed_over == (("delayed_v1", "paused"),)
    other = registry.choose(knows(("delayed_v1", STATUS, "PAUSED", 1)), "delayed", "en")
    assert isinstance(other, ChosenTemplate), "the other language is a template of its own"
    assert other.copy.name == "delayed_v1"


def test_any_order_of_telling_ends_alike() -> None:
    life: tuple[Told, ...] = (
        ("delayed_v1", STATUS, "PENDING", 1),
        ("delayed_v1", STATUS, "APPROVED", 2),
        ("delayed_v1", STATUS, "PAUSED", 3),
        ("delayed_v1", QUALITY, "YELLOW", 2),
        ("delayed_v1", CATEGORY, "MARKETING", 4),
    )
    ends = {registry.standing(knows(*order), library.of("delayed")[0], "es_MX") for order in permutations(life)}
    (end,) = ends
    assert (end.status, end.quality, end.category) == (TemplateStatus.PAUSED, "yellow", "marketing")


def test_every_wording_is_listed_in_every_language() -> None:
    assert len(registry.every(Handsets())) == 2 * len(library.ALL)
    unknown = registry.choose(Handsets(), "no_such_meaning", "es_MX")
    assert isinstance(unknown, Refused)
    assert unknown.reason is Reason.UNKNOWN_TEMPLATE
