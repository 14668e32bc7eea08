"""Old shapes are read for ever; unknown ones are refused loudly."""

import msgspec
import pytest

from promesa.engine.codec import Codec, UnknownKind


class Paid(msgspec.Struct, frozen=True):
    order: str
    centavos: int
    rail: str


def to_two(raw: dict[str, object]) -> dict[str, object]:
    return {"order": raw["id"], "centavos": round(float(str(raw["pesos"])) * 100)}


def to_three(raw: dict[str, object]) -> dict[str, object]:
    return {**raw, "rail": "card"}


@pytest.fixture
def codec() -> Codec:
    return Codec([Paid], {"order": "order"}, {("Paid", 1): to_two, ("Paid", 2): to_three})


def test_every_old_shape_becomes_todays(codec: Codec) -> None:
    today = Paid("o1", 850_00, "card")
    assert codec.encode(today) == ("Paid@3", b'{"order":"o1","centavos":85000,"rail":"card"}')
    assert codec.decode(*codec.encode(today)) == today
    assert codec.decode("Paid@2", b'{"order":"o1","centavos":85000}') == today
    assert codec.decode("Paid", b'{"id":"o1","pesos":"850.00"}') == today
    assert codec.tags(today) == ("order:o1",)


@pytest.mark.parametrize("kind", ["Paid@4", "Stolen", "Paid@0"])
def test_a_shape_from_the_future_is_refused(codec: Codec, kind: str) -> None:
    with pytest.raises(UnknownKind):
        codec.decode(kind, b"{}")


def test_a_body_that_is_none_is_refused(codec: Codec) -> None:
    with pytest.raises(msgspec.ValidationError):
        codec.decode("Paid@3", b'{"order":"o1"}')
    with pytest.raises(KeyError):
        codec.encode(object())
