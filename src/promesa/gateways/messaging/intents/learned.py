"""The model of what customers want, learned from the sentences beside this file when it is first asked for."""

from functools import lru_cache
from pathlib import Path
from threading import Lock

from promesa.domain.people.intents import features, learning
from promesa.domain.people.intents.learning import IntentModel
from promesa.domain.people.intents.words import Lesson

HERE = Path(__file__).parent
_ONE_LEARNS = Lock()


def lessons() -> list[Lesson]:
    """Every sentence that the model learns from."""
    return learning.lessons(_read("sentences.txt"), _read("slots.txt"))


def model() -> IntentModel:
    """Learned once a process, in a second or so, by whoever asks first; who asks meanwhile waits for that.

    No file is kept and nothing is fetched.
    """
    with _ONE_LEARNS:
        return _learned()


@lru_cache(maxsize=1)
def _learned() -> IntentModel:
    return learning.learn(lessons(), features.read_lexicon(_read("lexicon.txt")))


def _read(name: str) -> str:
    return (HERE / name).read_text("utf-8")
