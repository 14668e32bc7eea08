"""Why: one order told from its log, complete, true, and in two languages."""

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec
import pytest

from promesa import app
from promesa.domain.network.markdowns import PlanMarkdown
from promesa.domain.people.messages.words import Silence
from promesa.domain.promise.promises import Outcome
from promesa.domain.values.ids import TAG_OF_FIELD
from promesa.domain.values.moments import HOUR, Instant
from promesa.domain.values.refusal import SENTENCES
from promesa.domain.world import World
from promesa.engine.machine import Machine
from promesa.engine.memory import MemoryLog
from promesa.gateways.olist import files
from promesa.lab import demo, olist
from promesa.lab.clock import Clock
from promesa.surfaces import why, why_again, why_facts, why_lessons
from promesa.surfaces.speech import code_words, sentences
from promesa.surfaces.speech import why as speech
from promesa.surfaces.speech.writing import written
from promesa.surfaces.why_told import Money, PlannedLeg, Promised, Why
from tests.gateways.olist.folders import a_year
from tests.regressions.shop import Shop

DAYS = 4
ZONE = ZoneInfo("America/Mexico_City")
LANGUAGES = ("es", "en")


@pytest.fixture(scope="module")
def retailer() -> Machine[World]:
    """A few days of the demo: cards, vouchers, cash, pickups, late parcels, cancellations."""
    machine = app.build(MemoryLog(), Clock(demo.begin(DAYS)))
    demo.run(machine, 3, DAYS, lambda _: None)
    return machine


@pytest.fixture(scope="module")
def marketplace(tmp_path_factory: pytest.TempPathFactory) -> Machine[World]:
    machine = app.build(MemoryLog(), lambda: 0)
    olist.run(machine, files.read(a_year().write(tmp_path_factory.mktemp("olist"))))
    return machine


# --- the tables are complete ---


def told_of_orders() -> list[type]:
    """Facts whose entries `why` finds by the tag of an order, a cart, a reservation..."""
    names = {field for field, prefix in TAG_OF_FIELD.items() if prefix in why.NAMES}
    folds = app.model().folds
    return [kind for kind in folds if names & {field.name for field in msgspec.structs.fields(kind)}]


@pytest.mark.parametrize("fact_type", told_of_orders(), ids=lambda kind: kind.__name__)
def test_every_fact_about_an_order_has_its_words(fact_type: type) -> None:
    assert fact_type in why_facts.FACTS


def test_every_fact_with_words_has_a_sentence() -> None:
    assert {kind.__name__ for kind in why_facts.FACTS} == set(sentences.FACTS)


def every_pair() -> dict[str, tuple[str, str]]:
    names = ("OUTCOMES", "PROMISED", "HEADINGS", "LESSONS", "OTHERS", "FACTS")
    tables = {name: getattr(sentences, name) for name in names} | {"CODES": code_words.CODES}
    return {f"{name}.{key}": pair for name, table in tables.items() for key, pair in table.items()}


@pytest.mark.parametrize("name", every_pair())
def test_both_languages_say_the_same_words(name: str) -> None:
    spanish, english = every_pair()[name]
    assert spanish
    assert english
    assert set(re.findall(r"{(\w+)}", spanish)) == set(re.findall(r"{(\w+)}", english))


@pytest.mark.parametrize("reason", list(Silence))
def test_every_reason_of_silence_has_words(reason: Silence) -> None:
    assert reason.value in code_words.CODES


def test_every_outcome_can_be_said() -> None:
    assert {*Outcome, "none", "cancelled", "refused", "unknown"} == set(sentences.OUTCOMES)


# --- stories ---


def stories(machine: Machine[World]) -> Iterator[Why]:
    for order in machine.world.orders.by_id:
        yield why.why(machine, order)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_order_of_a_retailer_can_be_told(retailer: Machine[World], language: str) -> None:
    count = 0
    for story in stories(retailer):
        text = speech.say(story, language)
        assert not {"{", "None"} & set(text.split()), text
        count += 1
    assert count > 50


def test_the_story_agrees_with_the_world(retailer: Machine[World], marketplace: Machine[World]) -> None:
    for machine in (retailer, marketplace):
        for story in stories(machine):
            promise = machine.world.promises.by_order.get(story.order)
            if promise is None:
                assert story.outcome in ("none", "cancelled")
                assert story.promise is None
            else:
                assert story.outcome == promise.outcome
                assert story.cause == promise.cause
                assert story.promise is not None
                assert (story.promise.promised_on, story.promise.told_on) == (promise.made.promised_on, promise.told_on)


def test_the_chain_of_causes_is_whole(retailer: Machine[World]) -> None:
    """Every step but the first ones of a chain is deeper than what led to it, and no cause comes later."""
    for story in stories(retailer):
        depth = {step.position: step.depth for step in story.timeline}
        assert list(depth) == sorted(depth)
        for step in story.timeline:
            assert step.cause < step.position
            if step.cause in depth:
                assert step.depth == depth[step.cause] + 1


OPTIONAL = {"reference", "until", "template"}
"""Words that a fact may lack: a voucher has no reference yet, only a message has a template."""


def test_every_sentence_gets_all_its_words(retailer: Machine[World], marketplace: Machine[World]) -> None:
    for machine in (retailer, marketplace):
        for story in stories(machine):
            for step in story.timeline:
                wanted = set(re.findall(r"{(\w+)}", sentences.FACTS[step.fact][0]))
                assert wanted <= {*step.words} | OPTIONAL, (step.fact, step.words)
            for lesson in story.lessons:
                wanted = set(re.findall(r"{(\w+)}", sentences.LESSONS[lesson.name][0]))
                assert wanted <= {*lesson.words}, lesson


def test_a_kept_promise_says_its_grounds_and_its_slack(marketplace: Machine[World]) -> None:
    story = why.why(marketplace, "o009")
    assert story.outcome == "kept"
    assert story.promise is not None
    assert [leg.location_name for leg in story.promise.legs] == ["belo horizonte (MG)", "sao paulo (SP)"]
    assert {lesson.name for lesson in story.lessons} == {"days_to_spare", "platform_kept"}
    spanish, english = speech.say(story, "es"), speech.say(story, "en")
    assert "Promesa cumplida" in spanish
    assert "Con qué se contaba" in spanish
    assert "Promise kept" in english
    assert "with a 9" in english


def test_a_broken_promise_says_what_would_have_changed_it(marketplace: Machine[World]) -> None:
    broken = [story for story in stories(marketplace) if story.outcome == "broken" and story.days is not None]
    assert broken
    for story in broken:
        assert story.promise is not None
        assert story.days is not None
        later = next(lesson for lesson in story.lessons if lesson.name == "a_later_date")
        assert later.words["promised_on"] == story.promise.promised_on - timedelta(days=story.days)


@pytest.mark.parametrize(
    ("order", "spanish", "english"),
    [
        ("empty", "El pedido no tiene artículos", "The order has no items"),
        ("never-heard-of", "Nadie conoce «never-heard-of»", "Nobody knows “never-heard-of”"),
    ],
)
def test_what_was_refused_or_never_heard_of_gets_a_clear_sentence(
    marketplace: Machine[World], order: str, spanish: str, english: str
) -> None:
    story = why.why(marketplace, order)
    assert spanish in speech.say(story, "es")
    assert english in speech.say(story, "en")
    assert story.promise is None


def test_later_news_that_was_refused_is_told_too(marketplace: Machine[World]) -> None:
    story = why.why(marketplace, "sent-then-gone")
    assert [(refusal.command, refusal.reason) for refusal in story.refusals] == [("CancelOrder", "already_shipped")]


@pytest.mark.parametrize("prefix", ["parcel", "cart", "payment"])
def test_an_order_is_found_by_the_names_of_its_things(retailer: Machine[World], prefix: str) -> None:
    world = retailer.world
    names = {
        "parcel": next((p.planned.parcel, p.planned.order) for p in world.shipments.by_id.values()),
        "cart": next((o.placed.cart, o.placed.order) for o in world.orders.by_id.values() if o.placed.cart),
        "payment": next((name, p.order) for name, p in world.payments.by_id.items()),
    }
    name, order = names[prefix]
    assert name is not None
    found, direct = why.why(retailer, name), why.why(retailer, order)
    assert found.order == order
    assert found.timeline == direct.timeline


def test_asked_again_as_of_then_the_same_plan_is_among_the_offers(retailer: Machine[World]) -> None:
    """The world of the past, folded anew: what was promised is not called another option of itself."""
    for story in list(stories(retailer))[:8]:
        again = why_again.again(retailer.log, retailer.model, story)
        assert again.others is not None
        if story.promise is not None:
            taken = (story.promise.kind, tuple(leg.location for leg in story.promise.legs), story.promise.promised_on)
            assert taken not in [(o.kind, o.locations, o.promised_on) for o in again.others]


def test_every_reason_can_be_said_as_a_cause() -> None:
    for reason in SENTENCES:
        for language in LANGUAGES:
            assert speech.reason(reason, language)


# --- lessons ---

DAY = date(2027, 3, 10)


def a_promise(handed: datetime | None, delivered: datetime | None, platform: date | None = None) -> Promised:
    """Promised for 10 March, to leave by the 5th at 18:00."""
    leg = PlannedLeg(
        location="N1",
        location_name="Centro",
        service="S1",
        units=1,
        skus=("A",),
        process_on=date(2027, 3, 4),
        hand_over_by=datetime(2027, 3, 5, 18, tzinfo=ZONE),
        arrives_on=DAY,
        keep_probability=0.9,
        cost=(),
        parcel="o1-1",
        handed_at=handed,
        delivered_at=delivered,
    )
    nothing = Money(0, "MXN")
    return Promised(
        made_at=datetime(2027, 3, 4, 9, tzinfo=ZONE),
        position=1,
        kind="delivery",
        promised_on=DAY,
        told_on=DAY,
        moves=0,
        keep_probability=0.9,
        policy=1,
        fee=nothing,
        cost=nothing,
        fingerprint="",
        platform_promised_on=platform,
        legs=(leg,),
    )


def march(day: int, hour: int = 12) -> datetime:
    return datetime(2027, 3, day, hour, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("outcome", "days", "handed", "delivered", "names"),
    [
        ("kept", 3, march(5), march(7), ["days_to_spare"]),
        ("kept", 0, march(5), march(10), ["on_the_last_day"]),
        ("broken", -2, march(5), march(12), ["slow_on_the_road", "a_later_date"]),
        ("broken", -1, march(8, 18), march(11), ["left_late", "kept_had_it_left", "a_later_date"]),
        ("broken", -9, march(6, 18), march(19), ["left_late", "late_even_had_it_left", "a_later_date"]),
        ("broken", None, None, None, ["ended_before_arrival"]),
        ("withdrawn", None, None, None, ["ended_before_arrival"]),
        ("open", None, None, None, ["waits_to_leave"]),
        ("open", None, march(5), None, ["under_way"]),
    ],
)
def test_what_decided_it(
    outcome: str, days: int | None, handed: datetime | None, delivered: datetime | None, names: list[str]
) -> None:
    found = why_lessons.lessons(outcome, "x", days, a_promise(handed, delivered))
    assert [lesson.name for lesson in found] == names
    assert set(names) <= set(sentences.LESSONS)


@pytest.mark.parametrize(
    ("platform", "name"), [(date(2027, 3, 11), "platform_broken"), (date(2027, 3, 12), "platform_kept")]
)
def test_how_the_other_date_would_have_ended(platform: date, name: str) -> None:
    found = why_lessons.lessons("broken", "carrier", -2, a_promise(march(5), march(12), platform))
    assert [lesson.name for lesson in found][-1] == name


def test_words_are_written_as_each_language_does() -> None:
    words = (DAY, march(10, 9), Money(123_456, "MXN"), 0.953, "x", 7)
    assert [written(word, "es") for word in words] == [
        "miércoles 10 de marzo de 2027",
        "10 mar 2027, 09:00",
        "$1,234.56 MXN",
        "95 %",
        "x",
        "7",
    ]
    assert written(DAY, "en") == "Wednesday 10 March 2027"


def test_a_price_that_comes_from_a_markdown_is_told_as_such() -> None:
    here = Shop().sells("A", "B").opens("N1").carries("P", 2, 0)
    here.has("N1", A=9, B=9)
    here.put(PlanMarkdown(markdown="BF", sku="A", price=70_00, starts_at=here.now, ends_at=Instant(here.now + HOUR)))
    here.places("o1", {"A": 1, "B": 1}, rail="cod")
    here.places("o2", {"B": 1}, rail="cod")
    story = why.why(here.machine, "o1")
    assert "; rebajado: A $70.00 MXN (BF)." in speech.say(story)
    assert "; marked down: A $70.00 MXN (BF)." in speech.say(story, "en")
    assert "rebajado" not in speech.say(why.why(here.machine, "o2"))
