"""Puts our messages into words for a channel, from facts, at the moment of sending; what is not so is not said."""

from collections.abc import Callable, Sequence

from promesa.domain.conduct.conversations import attending, speaking
from promesa.domain.conduct.telling import saying
from promesa.domain.conduct.telling.parts import HERE
from promesa.domain.people.messages.questions import SendableMessage
from promesa.domain.people.messages.words import TEMPLATE, MessageWanted, Silence
from promesa.domain.people.templates import registry
from promesa.domain.people.templates.words import SPANISH, ButtonKind, OrderLinks, RenderedTemplate, TemplateCopy
from promesa.domain.values.ids import CustomerId
from promesa.domain.values.moments import Instant
from promesa.domain.values.refusal import Reason, Refused
from promesa.domain.world import World
from promesa.gateways.messaging.whatsapp import contents as c
from promesa.gateways.messaging.whatsapp import submissions

REPLIES_MAX = 3
"""Buttons that a message in the window shows."""
MENU = ("Ver opciones", "See options")

Worded = Callable[[World, SendableMessage, Instant], Sequence[c.Content] | Silence]
"""What is sent for a message, read from the world as it is now; or why nothing is."""


Opened = Callable[[CustomerId, bytes], bytes | None]
"""What was sealed for a customer in the clear; None once their key is destroyed."""


def nothing_opens(_: CustomerId, __: bytes) -> None:
    """Where no vault is at hand: a person's own words cannot be said."""


def worded(links: OrderLinks, language: str = SPANISH, opened: Opened = nothing_opens) -> Worded:
    """For WhatsApp: a template's words, or the same as text with buttons where the customer's window is open."""

    def said(world: World, found: SendableMessage, now: Instant) -> Sequence[c.Content] | Silence:
        parts = [_one(world, wanted, found.form, now, links, language, opened) for wanted in found.says]
        contents = [part for part in parts if not isinstance(part, Silence)]
        silences = [part for part in parts if isinstance(part, Silence)]
        return contents or silences[0]

    return said


def render(
    world: World,
    wanted: MessageWanted,
    now: Instant,
    links: OrderLinks,
    language: str,
    form: str,
    opened: Opened = nothing_opens,
) -> RenderedTemplate | Silence:
    """An approved wording for a template, else the first one: in the window and on other channels nobody approves.

    What a person answered is said as they wrote it wherever no template is needed.
    """
    if wanted.template == attending.WAITING and form != TEMPLATE:
        return _answered(world, wanted, language, opened)

    def chosen(meaning: str, spoken: str) -> TemplateCopy | Refused:
        if form != TEMPLATE:
            return saying.first_wording(meaning, spoken)
        found = registry.choose(world.news.handsets, meaning, spoken)
        return found if isinstance(found, Refused) else found.copy

    found = saying.render(world, wanted, now, language, links, chosen)
    if isinstance(found, Refused):
        return Silence.NO_CHANNEL if found.reason is Reason.NO_APPROVED_TEMPLATE else Silence.UNTRUE
    return found


def _answered(world: World, wanted: MessageWanted, language: str, opened: Opened) -> RenderedTemplate | Silence:
    """A person's own words, opened at the moment of sending."""
    kept = attending.answer_of(world.conversations, wanted.message)
    if kept is None or kept.written.customer != wanted.customer:
        return Silence.UNTRUE
    plain = opened(wanted.customer, kept.written.sealed)
    if plain is None:
        return Silence.FORGOTTEN
    name = attending.WAITING
    return RenderedTemplate(name, name, 0, language, "service", None, (), (), plain.decode("utf-8", "replace"))


def _one(
    world: World, wanted: MessageWanted, form: str, now: Instant, links: OrderLinks, language: str, opened: Opened
) -> c.Content | Silence:
    if speaking.is_reply(wanted.template):
        return _reply(world, wanted, language)
    found = render(world, wanted, now, links, language, form, opened)
    if isinstance(found, Silence):
        return found
    return submissions.filled(found) if form == TEMPLATE else free(found)


def free(found: RenderedTemplate) -> c.Content:
    """The same in the customer's window: text, links written out, and its replies as buttons."""
    replies = [button for button in found.buttons if button.kind is ButtonKind.QUICK_REPLY]
    buttons = tuple(c.Button(one.payload, one.text) for one in replies[:REPLIES_MAX])
    return c.Buttons(body=found.plain, buttons=buttons) if buttons else c.Text(found.plain)


def _reply(world: World, wanted: MessageWanted, language: str) -> c.Content:
    """A step of a conversation: a few buttons, or a list where there are more."""
    promise = world.promises.by_order.get(wanted.order)
    zone = promise.made.zone if promise is not None else HERE
    said = speaking.spoken(wanted.template, wanted.words, zone, "es" if language == SPANISH else "en")
    if said.rows:
        button = MENU[0] if language == SPANISH else MENU[1]
        rows = tuple(c.Row(*row) for row in said.rows)
        return c.Choices(body=said.body, button=button, sections=(c.Section(button, rows),))
    if said.buttons:
        return c.Buttons(body=said.body, buttons=tuple(c.Button(*one) for one in said.buttons))
    return c.Text(said.body)
