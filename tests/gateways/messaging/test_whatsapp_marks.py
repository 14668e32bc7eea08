"""What a fact may hold of a phone and of a message id, and what we ask to be echoed."""

import pytest

from promesa.engine.vault import MemoryKeys, Vault
from promesa.gateways.messaging import callback
from promesa.gateways.messaging.whatsapp.marks import Marks


def test_marks_are_one_for_one_person_and_need_the_key() -> None:
    vault = Vault(MemoryKeys())
    marks = Marks(vault)
    assert (
        marks.address("5215512345678")
        == marks.address("whatsapp:+525512345678")
        == Marks(vault).address("525512345678")
    )
    assert marks.address("15215551234") != marks.address("5215551234")
    assert marks.address("5512345678") != Marks(Vault(MemoryKeys())).address("5512345678")
    assert len(marks.address("MX.1")) == len(marks.provider("wamid.X")) == 32
    assert marks.address("MX.1") != marks.provider("MX.1"), "one key for each use"
    assert marks.address(" ") == marks.provider("") == ""


@pytest.mark.parametrize(("message", "attempt"), [("o1:confirmed", 1), ("a#b", 12), ("o#1", 99_999)])
def test_the_echo_says_which_attempt_it_was(message: str, attempt: int) -> None:
    assert callback.read(callback.say(message, attempt)) == (message, attempt, 0)
    assert callback.read(callback.say(message, attempt, 7)) == (message, attempt, 7), "one of its parts"


def test_an_echo_that_is_not_ours() -> None:
    assert callback.read("") == callback.NOBODY
    assert callback.read("o1:confirmed") == ("o1:confirmed", 1, 0)
    for odd in ("o1#", "#1", "o1#x", "o1#-1", "o1#٣", "o1#1234567", "o1#1/", "o1#1/x", "o1#/1", "#1/1"):
        assert callback.read(odd) == callback.NOBODY
