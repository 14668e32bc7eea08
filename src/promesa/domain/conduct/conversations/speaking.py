"""A reply as the words of a message, and back: the log keeps codes, the phone gets sentences."""

from collections.abc import Sequence

from promesa.domain.conduct.conversations import sayings
from promesa.domain.conduct.conversations.sayings import SpokenReply
from promesa.domain.conduct.conversations.words import Button, Reply

PREFIX = "talk:"
"""What the template of a reply begins with: there is no template of that name, it is said in the window only."""
BUTTON = "button"
BAR = "\x1f"
"""Between the parts of a button: a unit separator, which no name has."""


def template_of(reply: Reply) -> str:
    return f"{PREFIX}{reply.text}"


def is_reply(template: str) -> bool:
    """Whether a message is a step of a conversation."""
    return template.startswith(PREFIX)


def as_words(reply: Reply) -> tuple[tuple[str, str], ...]:
    """The words of the sentence, then its buttons in their order."""
    buttons = ((BUTTON, BAR.join((one.id, one.title, one.about))) for one in reply.buttons)
    return (*reply.words, *buttons)


def read(template: str, words: Sequence[tuple[str, str]]) -> Reply:
    """The reply that was told as these words."""
    plain = tuple((name, word) for name, word in words if name != BUTTON)
    buttons = tuple(Button(*word.split(BAR)) for name, word in words if name == BUTTON)
    return Reply(template.removeprefix(PREFIX), plain, buttons)


def spoken(template: str, words: Sequence[tuple[str, str]], zone: str, language: str = "es") -> SpokenReply:
    """What stands on the phone."""
    return sayings.say(read(template, words), zone, language)
