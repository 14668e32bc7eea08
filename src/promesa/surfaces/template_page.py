"""Every template as its reader sees it, and the longest names that a retailer would put into one."""

from collections.abc import Iterator

import msgspec

from promesa.domain.people.templates import library, rendering
from promesa.domain.people.templates.words import ENGLISH, SPANISH, ParameterKind, TemplateCopy
from promesa.domain.world import World


class ShownTemplate(msgspec.Struct, frozen=True):
    name: str
    category: str
    text: str
    buttons: tuple[str, ...]
    for_operations: bool


def shown(language: str) -> Iterator[ShownTemplate]:
    """`language`: "es" or "en"."""
    spoken = ENGLISH if language == "en" else SPANISH
    return (_shown(copy, spoken) for copy in library.ALL)


def _shown(copy: TemplateCopy, language: str) -> ShownTemplate:
    examples = {one.name: one.example_en if language == ENGLISH else one.example_es for one in copy.parameters}
    parts = [part.format_map(examples) for part in rendering.texts(copy, language) if part]
    buttons = tuple(rendering.label(button, language) for button in copy.buttons)
    return ShownTemplate(copy.name, copy.category, "\n\n".join(parts), buttons, copy.for_operations)


def page(language: str) -> str:
    """All of it to be read aloud, as Markdown."""
    customers = [_block(one) for one in shown(language) if not one.for_operations]
    ours = [_block(one) for one in shown(language) if one.for_operations]
    for_ours = "## For our own people" if language == "en" else "## Para nuestra propia gente"
    return "\n\n".join((*customers, for_ours, *ours)) + "\n"


def _block(one: ShownTemplate) -> str:
    buttons = " · ".join(f"[{button}]" for button in one.buttons)
    quoted = "\n".join(f"> {line}".rstrip() for line in one.text.splitlines())
    return "\n>\n".join(part for part in (f"### {one.name}\n\n{quoted}", f"> {buttons}" if buttons else "") if part)


def longest(world: World) -> dict[str, str]:
    """The longest text of each kind of name that this retailer has, as it would be rendered."""
    places = (at.name or str(at.location) for at in world.locations.by_id.values())
    branches = (one.name or str(one.branch) for one in world.carriers.branches.values())
    products = (one.name or str(one.sku) for one in world.catalog.products.values())
    orders = (str(order) for order in world.orders.by_id)
    return {
        ParameterKind.PLACE.value: rendering.shortened(_most((*places, *branches))),
        ParameterKind.PRODUCT.value: rendering.shortened(_most(products)),
        ParameterKind.CODE.value: _most(orders),
    }


def _most(names: Iterator[str] | tuple[str, ...]) -> str:
    return max(names, key=len, default="")
