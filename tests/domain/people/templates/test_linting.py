"""Every limit at its last good length and one beyond, and each fault found where it was planted."""

from typing import Any

import pytest
from msgspec.structs import replace

from promesa.domain.people.templates import library, linting, making
from promesa.domain.people.templates.linting import TemplateFinding
from promesa.domain.people.templates.words import ParameterCopy, ParameterKind, TemplateCopy

SOUND = TemplateCopy(
    meaning="sound",
    es="Tu pedido {order} ya salió y va en camino a tu casa.",
    en="Your order {order} has left and is on its way to you.",
    parameters=(making.ORDER,),
    buttons=(making.PERSON, making.TRACK),
)
SHORT = {ParameterKind.CODE.value: "A-1"}
PLAIN = replace(SOUND, es="x", en="x", parameters=())


def rules(copy: TemplateCopy, **longest: str) -> set[str]:
    return {found.rule for found in linting.lint(copy, {**SHORT, **longest})}


def test_what_we_have_is_sound() -> None:
    found: list[TemplateFinding] = [one for copy in library.ALL for one in linting.lint(copy, {})]
    assert found == []
    assert rules(SOUND) == set()


@pytest.mark.parametrize(
    ("field", "most", "about"),
    [
        ("body", 1024, lambda n: {"es": "x" * n}),
        ("header", 60, lambda n: {"header_es": "x" * n}),
        ("footer", 60, lambda n: {"footer_es": "x" * n}),
        ("name", 512, lambda n: {"meaning": "x" * (n - 3)}),
        ("replies", 3, lambda n: {"buttons": tuple(making.reply(f"s{a}", f"e{a}", "x") for a in range(n))}),
        ("links", 2, lambda n: {"buttons": tuple(making.link(f"s{a}", f"e{a}", "p/{order}") for a in range(n))}),
        ("button 0", 20, lambda n: {"buttons": (making.reply("x" * n, "y", "x"),)}),
        ("button 0", 25, lambda n: {"buttons": (making.link("x" * n, "y", "p/{order}"),)}),
        ("button 0 payload", 256, lambda n: {"buttons": (making.reply("x", "y", "x" * n),)}),
    ],
)
def test_each_limit_at_its_end_and_one_beyond(field: str, most: int, about: Any) -> None:
    def long(count: int) -> list[TemplateFinding]:
        return [one for one in linting.lint(replace(PLAIN, **about(count)), SHORT) if one.rule == "too_long"]

    assert long(most) == []
    beyond = long(most + 1)
    assert {one.field for one in beyond} == {field}
    assert (beyond[0].found, beyond[0].most) == (most + 1, most)


@pytest.mark.parametrize(("count", "fits"), [(10, True), (11, False)])
def test_so_many_buttons_in_all(count: int, fits: bool) -> None:
    buttons = tuple(making.reply(f"s{a}", f"e{a}", "x") for a in range(count))
    found = linting.lint(replace(PLAIN, buttons=buttons), SHORT)
    assert ("buttons" not in {one.field for one in found if one.rule == "too_long"}) is fits


@pytest.mark.parametrize(("length", "fits"), [(3, True), (4, False)])
def test_lengths_are_those_of_the_longest_real_values(length: int, fits: bool) -> None:
    text = "Va {order} " + "x" * (1024 - len("Va  ") - 3)
    copy = replace(SOUND, es=text)
    assert ("too_long" not in rules(copy, code="o" * length)) is fits


@pytest.mark.parametrize(
    ("rule", "about"),
    [
        ("parameter_at_edge", {"es": "{order} ya salió y va para allá."}),
        ("parameter_at_edge", {"es": "Ya salió y va para allá tu pedido {order}."}),
        ("adjacent_parameters", {"es": "Va {order}, {order} para que lo tengas hoy en tu casa."}),
        ("too_many_parameters", {"es": "Va {order} a {order} hoy."}),
        ("unknown_parameter", {"es": "Ya salió {pedido} de la bodega."}),
        ("unused_parameter", {"es": "Ya salió de la bodega."}),
        ("no_example", {"parameters": (ParameterCopy("order", ParameterKind.CODE, "", "A-1"),)}),
        ("parameter_in_footer", {"footer_es": "Pedido {order} de hoy"}),
        ("too_much_space", {"es": "Ya salió {order} de\n\n\nla bodega."}),
        ("bad_name", {"meaning": "Va en camino"}),
        ("replies_not_grouped", {"buttons": (making.PERSON, making.TRACK, making.CANCEL)}),
        ("same_label_twice", {"buttons": (making.PERSON, making.PERSON)}),
        ("parameter_not_at_end_of_link", {"buttons": (making.link("Ver", "See", "{order}/ver"),)}),
        ("figure_without_fact", {"es": "Tu pedido {order} llega en 3 días a tu casa."}),
        ("figure_without_fact", {"es": "Tu pedido {order} trae $ de regreso a tu casa."}),
        ("promotion_in_utility", {"es": "Tu pedido {order} va, y aprovecha la oferta que hay."}),
        ("promotion_in_utility", {"en": "Your order {order} comes with a discount for you."}),
        ("sorry_with_a_gift_is_marketing", {"es": "Perdón por tu pedido {order}, te damos un crédito por la espera."}),
        ("remedy_without_fact", {"es": "Del pedido {order} te regresamos lo que pagaste."}),
        ("stiff", {"es": "Estimado cliente, su pedido {order} va en camino."}),
        ("loud", {"es": "Tu pedido {order} ya va en camino!"}),
        ("marketing_without_a_way_out", {"category": "marketing"}),
    ],
)
def test_a_planted_fault_is_found(rule: str, about: dict[str, Any]) -> None:
    assert rule in rules(replace(SOUND, **about))


def test_both_languages_say_the_same_things() -> None:
    for copy in library.ALL:
        assert sorted(linting.rendering.used(copy.es)) == sorted(linting.rendering.used(copy.en)), copy.name


def test_a_sibling_says_the_same_with_the_same_words() -> None:
    for copy in library.ALL:
        first = library.of(copy.meaning)[0]
        assert {one.name for one in copy.parameters} <= {one.name for one in first.parameters} | {"order"}, copy.name
        assert (copy.es == first.es) is (copy is first), copy.name


def test_names_are_given_once() -> None:
    names = [copy.name for copy in library.ALL]
    assert len(names) == len(set(names))
