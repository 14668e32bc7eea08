"""Passwords: hashed slowly with figures that stand in the hash, and refused where everybody would guess them."""

import pytest

from promesa.surfaces.web import passwords
from promesa.surfaces.web.passwords import Cost

CHEAP = Cost(2**4, 8, 1)
GOOD = "correcto caballo batería"


def test_a_password_fits_its_hash_and_no_other() -> None:
    known = passwords.hashed(GOOD, CHEAP)
    assert passwords.fits(GOOD, known)
    assert not passwords.fits(GOOD + " ", known)
    assert not passwords.fits("", known)
    assert passwords.hashed(GOOD, CHEAP) != known, "salted"


def test_letters_are_the_same_however_they_are_composed() -> None:
    assert passwords.fits("año nuevo en Mérida", passwords.hashed("an\u0303o nuevo en Me\u0301rida", CHEAP))


def test_the_figures_are_those_that_owasp_names_and_stand_in_the_hash() -> None:
    known = passwords.hashed(GOOD)
    assert known.split("$")[:4] == ["scrypt", str(2**15), "8", "3"]
    assert passwords.fits(GOOD, known)


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("", "short"),
        ("once letras", "short"),
        ("x" * 129, "long"),
        ("aaaaaaaaaaaaaaaa", "simple"),
        ("123456789012", "simple"),
        ("abcdefghijklm", "simple"),
        ("anamaria2027", "simple"),
        ("Promesa-anamaria", "simple"),
        (GOOD, ""),
        ("tres tristes tigres", ""),
    ],
)
def test_what_everybody_would_guess_is_refused(password: str, why: str) -> None:
    assert passwords.weakness(password, "anamaria") == why
