"""A few of the demo's customers write by themselves, so that whoever opens the console finds somebody waiting."""

from collections.abc import Mapping

from promesa.domain.values.ids import CustomerId
from promesa.domain.world import World
from promesa.lab.phone import people
from promesa.lab.phone.people import Holder

WRITE: Mapping[str, tuple[str, ...]] = {
    "moving": ("¿Dónde está mi pedido?",),
    "delivered": ("Llegó rota la caja y le falta una pieza", "asesor"),
    "planned": ("Me mudé, ¿me lo pueden mandar a otro lado?", "asesor"),
    "ready": ("¿Hasta qué hora puedo pasar por él?",),
}
"""By where their order is: what they write, one thing after the other, as anybody does on a phone."""


def who_writes(world: World) -> list[tuple[CustomerId, tuple[str, ...]]]:
    """One customer of each; nobody where anybody has written before: the demo is only served again."""
    if world.messages.heard:
        return []
    found: dict[str, Holder] = {}
    for holder in people.holders(world):
        if holder.state in WRITE:
            found.setdefault(holder.state, holder)
    return [(found[state].customer, texts) for state, texts in WRITE.items() if state in found]
