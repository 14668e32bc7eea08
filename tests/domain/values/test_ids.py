"""Names are opaque: trimmed once at entry, compared whole (R20)."""

import pytest

from promesa.domain.values import ids


def test_r20_a_name_is_trimmed_and_composed_and_nothing_else() -> None:
    assert ids.entered("  0012 ") == "0012"
    assert ids.entered("12") != ids.entered("0012")
    assert ids.entered("Envi\u0301o rápido  24 h") == "Envío rápido  24 h"
    assert ids.entered("TEST") != ids.entered("test")


@pytest.mark.parametrize("text", ["x", "8", "Envío rápido de la colonia Doctores, con acentos y espacios y 80 letras"])
def test_r20_awkward_names_are_names(text: str) -> None:
    assert ids.is_sound(text)


@pytest.mark.parametrize("text", ["", "   ", "a\nb", "a\x00b", "x" * 201])
def test_what_nobody_can_read_is_no_name(text: str) -> None:
    assert not ids.is_sound(text)
