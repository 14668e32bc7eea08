"""What is heard in a text: names that we know, days as people mean them, and nothing else of it."""

from datetime import date

import pytest

from promesa.domain.values.ids import CustomerId
from promesa.engine.vault import MemoryKeys, Vault
from promesa.gateways.messaging import ears
from promesa.gateways.messaging.ears import Ears
from promesa.gateways.messaging.intents import learned
from tests.regressions.shop import GUADALAJARA, Shop

TODAY = date(2027, 3, 3)
"""A Wednesday."""


def shop() -> Shop:
    here = Shop("2027-03-03 10:00").sells("A").opens("Tienda Del Valle", pickup=True, postal_code=GUADALAJARA)
    here.carries("P", 2, 80).has("Tienda Del Valle", A=9)
    here.places("W-1042", {"A": 1}, customer="ana")
    return here


def mentions(text: str, customer: str = "ana") -> dict[str, list[str]]:
    here = shop()
    found = Ears(here.machine, Vault(MemoryKeys()), learned.model).hear(
        CustomerId(customer), "h1", here.now, "text", text
    )
    told: dict[str, list[str]] = {}
    for kind, value in found.mentions:
        told.setdefault(kind, []).append(value)
    return told


@pytest.mark.parametrize(
    ("text", "kind", "values"),
    [
        ("mi pedido w-1042 porfa", "order", ["W-1042"]),
        ("pedido W-9999", "order", None),
        ("es para el 44100 en guadalajara", "postal_code", ["44100"]),
        ("mi cel es 5512345678", "postal_code", None),
        ("mándalo a la tienda del valle", "location", ["Tienda Del Valle"]),
        ("mañana puedo", "day", ["2027-03-04"]),
        ("baja", "exact", ["stop"]),
        ("asesor", "exact", ["talk_to_a_person"]),
        ("Hola, quiero un asesor por favor!", "exact", ["talk_to_a_person"]),
        ("no quiero baja calidad", "exact", None),
    ],
)
def test_names_that_we_know_are_heard(text: str, kind: str, values: list[str] | None) -> None:
    assert mentions(text).get(kind) == values


def test_nothing_of_the_text_itself_leaves() -> None:
    """A name, a phone, an address and a card are in nobody's mentions."""
    text = "Soy Ana López, 5512345678, Av. Siempre Viva 742, tarjeta 4111 1111 1111 1111, ana@correo.mx"
    assert mentions(text) == {}


def test_a_code_is_a_mark_of_its_customer() -> None:
    vault, here = Vault(MemoryKeys()), shop()
    listening = Ears(here.machine, vault, learned.model)
    said = {
        customer: dict(listening.hear(CustomerId(customer), "h", here.now, "text", "es 123456").mentions)["code"]
        for customer in ("ana", "eve")
    }
    assert said["ana"] == listening.mark(CustomerId("ana"), "123456") != said["eve"]
    assert "123456" not in said["ana"]


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("mañana", ["2027-03-04"]),
        ("pasado mañana", ["2027-03-05"]),
        ("por la mañana", []),
        ("el viernes", ["2027-03-05"]),
        ("el miércoles", ["2027-03-10"]),
        ("el 15 de marzo", ["2027-03-15"]),
        ("15/03", ["2027-03-15"]),
        ("el 1 de enero", ["2028-01-01"]),
        ("31 de febrero", []),
        ("cuando puedan", []),
    ],
)
def test_days_are_meant_as_people_mean_them(text: str, days: list[str]) -> None:
    assert [day.isoformat() for day in ears.days(text, TODAY)] == days


def test_a_tap_is_no_text() -> None:
    here = shop()
    listening = Ears(here.machine, Vault(MemoryKeys()), learned.model)
    said = listening.hear(CustomerId("ana"), "h", here.now, "button_reply", "Cancelar", button="go:cancel")
    assert (said.kind, said.button, said.proposals, said.mentions) == ("button", "go:cancel", (), ())
