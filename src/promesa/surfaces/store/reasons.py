"""Why a store does not pack, as its people say it, and what each reason does to the shelf and to the order."""

from collections.abc import Mapping

from promesa.domain.ledger.shipments.pick_words import NoPick

Said = tuple[str, str]
"""The reason, and its effect."""

REASONS: Mapping[str, Mapping[NoPick, Said]] = {
    "es": {
        NoPick.NOT_FOUND: ("No está", "El anaquel queda con lo que sí encontraste."),
        NoPick.DAMAGED: ("Está dañado", "El anaquel queda con esas piezas menos."),
        NoPick.SOLD: ("Se vendió en caja", "El anaquel queda con esas piezas menos."),
        NoPick.ON_DISPLAY: ("Solo queda exhibición", "Esas piezas ya no se prometen."),
        NoPick.TOO_BUSY: ("No nos damos abasto", "El anaquel no cambia; lo surte otra tienda."),
        NoPick.CANNOT_SHIP: ("No se puede enviar", "El anaquel no cambia; lo surte otra tienda."),
        NoPick.CLOSED: ("Estamos cerrados", "El anaquel no cambia; se avisa para pausar la tienda."),
        NoPick.NO_POWER: ("No hay luz", "El anaquel no cambia; se avisa para pausar la tienda."),
    },
    "en": {
        NoPick.NOT_FOUND: ("Not there", "The shelf has what you did find."),
        NoPick.DAMAGED: ("Damaged", "The shelf has so many fewer."),
        NoPick.SOLD: ("Sold at the till", "The shelf has so many fewer."),
        NoPick.ON_DISPLAY: ("Only the display piece", "Those units are promised no more."),
        NoPick.TOO_BUSY: ("Too busy", "The shelf stays as it is; another store does it."),
        NoPick.CANNOT_SHIP: ("Cannot be shipped", "The shelf stays as it is; another store does it."),
        NoPick.CLOSED: ("We are closed", "The shelf stays as it is; operations hear of it."),
        NoPick.NO_POWER: ("No power", "The shelf stays as it is; operations hear of it."),
    },
}
OF_UNITS = (NoPick.NOT_FOUND, NoPick.DAMAGED, NoPick.SOLD, NoPick.ON_DISPLAY)
"""What can be wrong with some of the units; the others are about the whole store."""


def choices(language: str, of_units: bool = False) -> list[tuple[str, str, str]]:
    """(value, reason, effect) in the order in which they are offered."""
    return [
        (reason.value, said, effect)
        for reason, (said, effect) in REASONS[language].items()
        if not of_units or reason in OF_UNITS
    ]
