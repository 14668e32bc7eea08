"""What a step of a conversation asks of the rules is asked, and what it answers is said, in the step's own append."""

import msgspec

from promesa.domain.conduct.conversations import customer_acts, speaking
from promesa.domain.conduct.conversations.words import ConversationStepped, SendCode
from promesa.domain.people.messages.words import INTERACTIVE, NO_ORDER, TEXT, WantMessage
from promesa.domain.values.moments import Instant
from promesa.domain.world import World
from promesa.flows.steps import Do, Steps, Tell


def do_what_was_asked(_: World, fact: ConversationStepped, __: Instant) -> Steps:
    """Only what stands in the closed list, and only in the customer's own name."""
    for name, body in fact.asks:
        if name == SendCode.__name__:
            code = msgspec.json.decode(body, type=SendCode)
            assert code.customer == fact.customer and code.browser == fact.browser, fact.heard
            yield Tell(code)
            continue
        ask = msgspec.json.decode(body, type=customer_acts.ASKED[name])
        assert customer_acts.speaks_for(fact.customer, ask, fact.browser), fact.heard
        yield Do(ask)


def answer(_: World, fact: ConversationStepped, __: Instant) -> Steps:
    """Each reply under the name of what it answers, so that it is said once; a page shows its own."""
    if fact.browser is not None:
        return
    for number, reply in enumerate(fact.replies, start=1):
        yield Do(
            WantMessage(
                message=f"talk:{fact.heard}:{number}",
                order=fact.order or NO_ORDER,
                customer=fact.customer,
                template=speaking.template_of(reply),
                words=speaking.as_words(reply),
                forms=(INTERACTIVE,) if reply.buttons else (TEXT,),
                replies_to=fact.heard,
            )
        )


WHEN = {ConversationStepped: (do_what_was_asked, answer)}
