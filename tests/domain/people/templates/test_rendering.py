"""What stands in a message: written for a reader, cut only where cutting is not lying, never without its ground."""

from datetime import date

import pytest

from promesa.domain.people.templates import library, rendering, writing
from promesa.domain.people.templates.words import (
    LANGUAGES,
    GroundedMessage,
    OrderLinks,
    ParameterKind,
    RenderedTemplate,
    TemplateCopy,
    TemplateGround,
)
from promesa.domain.values import moments
from promesa.domain.values.refusal import Reason, Refused

ZONE = "America/Mexico_City"
LATE = int(moments.from_iso("2027-07-05T05:59:59Z"))
"""A second before midnight in Mexico City."""
LINKS = OrderLinks("https://tienda.mx/", lambda order: f"signed-{order}")


@pytest.mark.parametrize(
    ("kind", "value", "spanish", "english"),
    [
        (ParameterKind.DATE, date(2027, 7, 8), "jueves 8 de julio", "Thursday 8 July"),
        (ParameterKind.MOMENT, LATE, "domingo 4 de julio, 23:59 h", "Sunday 4 July, 23:59"),
        (ParameterKind.MONEY, 129_900, "$1,299.00", "$1,299.00 MXN"),
        (ParameterKind.UNITS, 0, "ninguna pieza", "0 units"),
        (ParameterKind.UNITS, 1, "1 pieza", "1 unit"),
        (ParameterKind.UNITS, 12, "12 piezas", "12 units"),
        (ParameterKind.PLACE, " Tienda \n Del  Valle ", "Tienda Del Valle", "Tienda Del Valle"),
    ],
)
def test_it_is_written_for_a_reader(kind: ParameterKind, value: date | int | str, spanish: str, english: str) -> None:
    assert writing.written("x", kind, value, "es_MX", ZONE) == spanish
    assert writing.written("x", kind, value, "en", ZONE) == english


def test_a_code_of_no_list_is_never_shown() -> None:
    assert library.phrase("why", "internal_code_7", "es_MX") == "no pudimos completarlo"
    assert library.phrase("rail", "oxxo", "en") == "OXXO"


def test_a_long_name_is_cut_at_a_word_and_a_code_never() -> None:
    name = "Refrigerador de dos puertas " * 10
    cut = rendering.shortened(name)
    assert len(cut) <= rendering.WORD_MAX
    assert cut.endswith("…")
    assert rendering.shortened("x" * 120) == "x" * 120
    assert len(rendering.shortened("x" * 121)) == 120
    copy = library.of("we_are_looking_into_it")[0]
    said = GroundedMessage(copy.meaning, {"order": TemplateGround("P" * 180, "OrderPlaced", "order:P")})
    found = rendering.render(copy, said, "es_MX")
    assert isinstance(found, RenderedTemplate)
    assert found.parameters[0].text == "P" * 180


@pytest.mark.parametrize("copy", library.ALL, ids=lambda copy: copy.name)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_wording_renders_with_all_its_grounds_and_never_without_one(copy: TemplateCopy, language: str) -> None:
    values: dict[ParameterKind, date | int | str] = {
        ParameterKind.DATE: date(2027, 7, 8),
        ParameterKind.MOMENT: LATE,
        ParameterKind.MONEY: 129_900,
        ParameterKind.UNITS: 2,
    }
    grounds = {one.name: TemplateGround(values.get(one.kind, "x"), "F", "order:o1") for one in copy.parameters}
    linked = {"order": "o1", "case": "c1", "sku": "s1"}
    grounds = {**{name: TemplateGround(value, "F", "t") for name, value in linked.items()}, **grounds}
    found = rendering.render(
        copy,
        GroundedMessage(copy.meaning, grounds),
        language,
        LINKS,
    )
    assert isinstance(found, RenderedTemplate)
    assert "{" not in found.text + found.plain + found.short
    assert [one.name for one in found.parameters] == [one.name for one in copy.parameters]
    for one in copy.parameters:
        less = {name: ground for name, ground in grounds.items() if name != one.name}
        refused = rendering.render(copy, GroundedMessage(copy.meaning, less), language)
        assert isinstance(refused, Refused)
        assert refused.reason is Reason.NOT_BACKED
        assert refused.about == f"{copy.name}: {one.name}"


def test_the_same_for_every_channel() -> None:
    copy = library.of("on_its_way")[0]
    grounds = {
        "order": TemplateGround("A-7", "OrderPlaced", "order:A-7"),
        "arrives_on": TemplateGround(date(2027, 7, 8), "ParcelPlanned", "order:A-7"),
    }
    found = rendering.render(
        copy,
        GroundedMessage("on_its_way", grounds),
        "es_MX",
        LINKS,
    )
    assert isinstance(found, RenderedTemplate)
    assert found.buttons[2].payload == "signed-A-7"
    assert found.buttons[0].payload == "absent:A-7"
    assert found.plain.endswith("\n\nSeguir mi pedido: https://tienda.mx/t/signed-A-7")
    assert found.short.endswith(" https://tienda.mx/t/signed-A-7")
    assert "\n" not in found.short
