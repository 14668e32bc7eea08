"""Every template in every state that a long story comes through: it renders and is so, or it refuses."""

from collections import Counter
from datetime import date

from promesa import app
from promesa.domain.conduct.telling import saying
from promesa.domain.ledger.orders.state import Stage
from promesa.domain.ledger.shipments.state import Status, live
from promesa.domain.people.messages import topics
from promesa.domain.people.messages.words import MessageWanted
from promesa.domain.people.templates import library
from promesa.domain.people.templates.words import ParameterKind, RenderedTemplate
from promesa.domain.values.ids import CustomerId, OrderId
from promesa.domain.values.moments import Instant
from promesa.domain.world import World
from tests.golden import story

PARCEL_STATES = {
    "on_its_way": Status.MOVING,
    "delivered": Status.DELIVERED,
    "ready_for_pickup": Status.READY,
    "at_branch": Status.AT_BRANCH,
    "lost": Status.LOST,
    "failed_attempt": Status.MOVING,
}
OVER = {
    "order_cancelled",
    "order_cancelled_unpaid",
    "order_lapsed",
    "payment_returned",
    "refund_paid",
    "substitute_ended",
}
"""All that is ever said of an order that is no more."""
LOOKED_AT_EACH = 7
"""Every so many entries, all orders and all templates: the story is long."""


def contradicts(world: World, order: OrderId, template: str, said: RenderedTemplate) -> str:
    """What is wrong with what was rendered, looked at from the other side."""
    stage, promise = world.orders.by_id[order].stage, world.promises.by_order.get(order)
    if stage is Stage.CANCELLED and said.meaning not in OVER:
        return "said of a cancelled order"
    wanted = PARCEL_STATES.get(template)
    if wanted is not None and all(one.status is not wanted for one in live(world.shipments, order)):
        return f"no parcel is {wanted}"
    told = (
        set()
        if promise is None
        else {promise.made.promised_on, promise.told_on, *(one.promised_on for one in promise.told)}
    )
    kinds = saying.kinds(said.meaning)
    for one in said.parameters:
        value = one.ground.value
        if one.name in ("promised_on", "was_on") and value not in told:
            return f"{one.name} was never promised"
        if one.name == "promised_on" and promise is not None and value != promise.told_on:
            return "an old promised date"
        if kinds[one.name] is ParameterKind.DATE:
            assert isinstance(value, date)
        if kinds[one.name] is ParameterKind.MONEY:
            assert isinstance(value, int)
            assert value > 0, one
        assert one.ground.fact
        assert ":" in one.ground.about
    return ""


def test_every_template_in_every_state_renders_truly_or_refuses() -> None:
    model, told = app.model(), story.tell()
    folds, world = model.folds, World()
    rendered: Counter[str] = Counter()
    for number, entry in enumerate(told.log.read()):
        fact = model.codec.decode(entry.kind, entry.body)
        if type(fact) in folds:
            folds[type(fact)](world, fact, entry.at)
        if number % LOOKED_AT_EACH == 0:
            rendered.update(_looked_at(world, Instant(entry.at)))
    assert len(rendered) >= 15, rendered


def _looked_at(world: World, now: Instant) -> Counter[str]:
    rendered: Counter[str] = Counter()
    for order in tuple(world.orders.by_id):
        parcels = [one.planned.parcel for one in live(world.shipments, order)] or [""]
        for template in saying.TELLS:
            for parcel in parcels if template in PARCEL_STATES else parcels[:1]:
                words = (("parcel", str(parcel)),) if parcel else ()
                wanted = MessageWanted(f"{order}:{template}", order, CustomerId("c"), template, words)
                said = saying.render(world, wanted, now)
                if isinstance(said, RenderedTemplate):
                    wrong = contradicts(world, order, template, said)
                    assert not wrong, (order, said.text, wrong)
                    rendered[said.meaning] += 1
    return rendered


def test_what_every_story_wants_to_say_can_be_said_when_it_is_wanted() -> None:
    model, told = app.model(), story.tell()
    world, waiting, last = World(), [], 0
    said: Counter[str] = Counter()

    def say() -> None:
        for wanted, at in waiting:
            found = saying.render(world, wanted, at)
            if isinstance(found, RenderedTemplate):
                said[found.meaning] += 1
            else:  # whoever chooses to write may choose what is not so; a story never does
                assert wanted.template in topics.WRITTEN, (wanted, found)
        waiting.clear()

    for entry in told.log.read():
        if not entry.cause or entry.at != last:  # another command, or another moment
            say()
        last = entry.at
        fact = model.codec.decode(entry.kind, entry.body)
        if type(fact) in model.folds:
            model.folds[type(fact)](world, fact, entry.at)
        if isinstance(fact, MessageWanted):
            waiting.append((fact, Instant(entry.at)))
    say()
    assert len(said) >= 10, said
    assert set(said) <= {copy.meaning for copy in library.ALL}
