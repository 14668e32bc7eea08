"""What a person of ours answers is said: in the window in their words, else announced and said when it opens."""

from promesa.domain.conduct.conversations import attending
from promesa.domain.conduct.conversations.words import AnswerWritten, ConversationTaken
from promesa.domain.people.cases import state as cases
from promesa.domain.people.cases.words import AnswerCase, AssignCase
from promesa.domain.people.messages.words import NO_ORDER, TEMPLATE, TEXT, CustomerHeard, WantMessage
from promesa.domain.values.moments import Instant
from promesa.domain.world import World
from promesa.flows.steps import Do, Steps


def say(_: World, fact: AnswerWritten, __: Instant) -> Steps:
    """The planner decides as of any message: the window, consent, hours, another channel where this one fails."""
    order = fact.order or NO_ORDER
    forms = (TEXT, TEMPLATE)
    yield Do(WantMessage(fact.message, order, fact.customer, attending.WAITING, (), forms, fact.replies_to))


def answer_the_case(world: World, fact: AnswerWritten, _: Instant) -> Steps:
    """The case that is named, or the one that lives about the same: all that was said in it is read."""
    case = None if fact.case is None else world.cases.by_id[fact.case]
    if case is None:
        case = cases.about(world.cases, fact.customer, fact.order)
    if case is not None and case.stage in cases.LIVING:
        yield Do(AnswerCase(case.opened.case, fact.message))


def say_what_was_announced(world: World, fact: CustomerHeard, _: Instant) -> Steps:
    """They have tapped the template, or written: what it announced can be said."""
    for written in attending.to_say(world.conversations, world.messages, fact.customer):
        order, name = written.order or NO_ORDER, f"{written.message}{attending.AGAIN}"
        yield Do(WantMessage(name, order, fact.customer, attending.WAITING, (), (TEXT, TEMPLATE), fact.heard))


def take_the_case(_: World, fact: ConversationTaken, __: Instant) -> Steps:
    if fact.case is not None:
        yield Do(AssignCase(fact.case, fact.attendant))


WHEN = {
    AnswerWritten: (say, answer_the_case),
    CustomerHeard: (say_what_was_announced,),
    ConversationTaken: (take_the_case,),
}
