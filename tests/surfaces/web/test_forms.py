"""Fields of forms as structs: nested, listed, in pesos, on a wall clock."""

from datetime import datetime
from typing import Any

import msgspec
import pytest

from promesa.surfaces.http.bodies import Hindered
from promesa.surfaces.web import forms

ZONE = "America/Mexico_City"


class Line(msgspec.Struct, forbid_unknown_fields=True):
    sku: str
    units: int = 1


class Body(msgspec.Struct, forbid_unknown_fields=True):
    lines: tuple[Line, ...] = ()
    price: int | None = None
    at: datetime | None = None
    names: tuple[str, ...] = ()
    sure: bool = False
    share: float | None = None
    note: str = ""


def read(body: str) -> Any:
    told = forms.pairs(body.encode())
    assert isinstance(told, list), told
    return forms.struct(Body, told, ZONE)


@pytest.mark.parametrize(
    ("body", "meant"),
    [
        ("", Body()),
        ("note=+hola%20+", Body(note="hola")),
        ("note=", Body()),
        ("note=e%CC%81", Body(note="é")),
        ("lines.0.sku=A&lines.0.units=2&lines.1.sku=0012", Body(lines=(Line("A", 2), Line("0012")))),
        ("lines.10.sku=B&lines.2.sku=A", Body(lines=(Line("A"), Line("B")))),
        ("names=a&names=b", Body(names=("a", "b"))),
        ("names[]=a", Body(names=("a",))),
        ("price:pesos=$1,299.50", Body(price=129_950)),
        ("price=129950", Body(price=129_950)),
        ("sure:flag=1", Body(sure=True)),
        ("share:percent=12.5 %25".replace(" ", "+"), Body(share=0.125)),
    ],
)
def test_a_form_means_a_struct(body: str, meant: Body) -> None:
    assert read(body) == meant


def test_a_wall_clock_is_of_the_zone() -> None:
    assert read("at:local=2027-07-08T05:40").at == datetime.fromisoformat("2027-07-08T05:40:00-06:00")


@pytest.mark.parametrize(
    "body",
    [
        "strange=1",
        "price:pesos=1.999",
        "price:pesos=NaN",
        "price:pesos=mucho",
        "price:pesos=1e30",
        "price=mucho",
        "lines.0=A&lines.0.sku=A",
        "lines.0.sku=A&lines=2",
        "lines.0.strange=A",
        "lines.0.units=2",
        "note.a.b.c.d.e.f.g=1",
        "at:local=ayer",
        "share:percent=x",
    ],
)
def test_what_cannot_be_meant_is_no_struct(body: str) -> None:
    assert isinstance(read(body), Hindered)


@pytest.mark.parametrize("body", [b"\xff=1", b"&".join(b"a=1" for _ in range(forms.FIELDS_MAX + 1))])
def test_what_is_no_form_is_not_read(body: bytes) -> None:
    assert isinstance(forms.pairs(body), Hindered)
