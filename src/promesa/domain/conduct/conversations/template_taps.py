"""What the buttons under our templates mean: a flow of the conversation begins, a yes is asked for, or nothing more."""

from collections.abc import Callable, Mapping
from typing import Any

from promesa.domain.conduct.conversations.talk import Talk, Turn, go, offer, own_order, rests, say
from promesa.domain.conduct.conversations.words import Button, Reply
from promesa.domain.people.intents.words import Intent
from promesa.domain.promise.choices import Choice, MakeChoice
from promesa.domain.promise.substitutes import AnswerSubstitute
from promesa.domain.values.ids import OrderId
from promesa.domain.values.refusal import Refused

BEGINS: Mapping[str, Intent] = {
    "stop": Intent.STOP,
    "person": Intent.TALK_TO_A_PERSON,
    "cancel": Intent.CANCEL,
    "change": Intent.CHANGE_DATE,
    "absent": Intent.CHANGE_DATE,
    "address": Intent.CHANGE_ADDRESS,
    "claim": Intent.CLAIM,
    "missing": Intent.CLAIM,
    "paid": Intent.PAY_AGAIN,
    "extend": Intent.TALK_TO_A_PERSON,
    "reopen": Intent.TALK_TO_A_PERSON,
}
"""By the first word of a button's path (`people/templates`)."""
NOTED = frozenset(("wait", "fine", "coming", "address_ok", "answers"))
"""All is well: whatever we answered would only cost."""
CHOICES: Mapping[str, tuple[Choice, str]] = {
    "ship": (Choice.SHIP, "confirm_ship"),
    "leave_out": (Choice.LEAVE_OUT, "confirm_leave_out"),
    "branch": (Choice.BRANCH, "confirm_branch"),
}

Start = Callable[[Talk, str, OrderId], Turn]


def tapped(talk: Talk, button: str, start: Start) -> Turn | None:
    """The answer; None where the button is none of a template's. `start`: begins an intent about an order."""
    verb, _, rest = button.partition(":")
    if verb in NOTED:
        return Turn(rests(talk))
    if verb in BEGINS:
        return start(talk, BEGINS[verb].value, OrderId("" if verb in ("stop", "reopen") else rest))
    what, _, order = rest.partition(":")
    if verb == "choice":
        return _chosen(talk, what, OrderId(order), start)
    if verb == "substitute":
        return _substitute(talk, accept=what == "yes", order=OrderId(order))
    return None


def _chosen(talk: Talk, what: str, order: OrderId, start: Start) -> Turn:
    """Another store is for a person to find."""
    if what not in CHOICES:
        return start(talk, Intent.TALK_TO_A_PERSON.value, order)
    choice, text = CHOICES[what]
    return _offered(talk, order, MakeChoice(order, choice), text)


def _substitute(talk: Talk, *, accept: bool, order: OrderId) -> Turn:
    waiting = talk.seen.substitutes.open.get(order)
    if waiting is None:
        return say(talk, "old_button")
    text = "confirm_substitute" if accept else "confirm_no_substitute"
    return _offered(talk, order, AnswerSubstitute(order, waiting.proposed.edit, accept), text)


def _offered(talk: Talk, order: OrderId, act: Any, text: str) -> Turn:
    """A yes for exactly this, where it is theirs and would be done."""
    if own_order(talk, order) is None:
        return say(talk, "no_such_order")
    facts = talk.seen.sight.decide(act)
    if isinstance(facts, Refused):
        person = go(Intent.TALK_TO_A_PERSON, order)
        return say(talk, "refused", order, person, reason=facts.reason.value, about=facts.about)
    session, yes = offer(talk, rests(talk), act)
    return Turn(session, (Reply(text, (("order", order),), (yes, Button("no", "no"))),), (), order)
