"""Outcomes and failures of promises as people say them, in the Spanish of Mexico and in English."""

from promesa.domain.promise.failures import Failure

Pair = tuple[str, str]

FAILURES: dict[str, Pair] = {
    Failure.STORE_REJECTED: ("la tienda lo rechazó", "the store rejected it"),
    Failure.SHORT_PICK: ("faltó al surtir", "units were missing at picking"),
    Failure.HANDED_OVER_LATE: ("se entregó tarde a la paquetería", "handed over late"),
    Failure.CARRIER_LATE: ("la paquetería tardó", "the carrier was late"),
    Failure.FAILED_ATTEMPT: ("nadie recibió: intento fallido", "a delivery attempt failed"),
    Failure.ADDRESS: ("problema con el domicilio", "the address"),
    Failure.LOST: ("se extravió", "lost"),
    Failure.CUSTOMS: ("detenido en aduana", "held at customs"),
    Failure.PAYMENT_LATE: ("el pago no llegó a tiempo", "the payment came late or never"),
    Failure.CAPACITY: ("no había capacidad", "no capacity was left"),
    Failure.UNKNOWN: ("no se sabe", "unknown"),
}

CAUSED_BY: dict[str, Pair] = {
    Failure.STORE_REJECTED: ("la tienda", "the store"),
    Failure.SHORT_PICK: ("la tienda o el CEDIS que surtía", "the location that was picking"),
    Failure.HANDED_OVER_LATE: ("quien debía entregarlo a la paquetería", "the location that was to hand it over"),
    Failure.CARRIER_LATE: ("la paquetería", "the carrier"),
    Failure.FAILED_ATTEMPT: ("la última milla: nadie recibió", "the last mile: nobody was there"),
    Failure.ADDRESS: ("los datos del domicilio", "the address as it was given"),
    Failure.LOST: ("la paquetería", "the carrier"),
    Failure.CUSTOMS: ("la aduana", "customs"),
    Failure.PAYMENT_LATE: ("el pago", "the payment"),
    Failure.CAPACITY: ("la capacidad de la ubicación", "the capacity of the location"),
    Failure.UNKNOWN: ("nadie que sepamos", "nobody that we know of"),
}

OUTCOMES: dict[str, Pair] = {
    "kept": ("cumplida", "kept"),
    "broken": ("incumplida", "broken"),
    "withdrawn": ("retirada", "withdrawn"),
    "moved": ("cambiada", "moved"),
    "open": ("abierta", "open"),
}


def say(pairs: dict[str, Pair], code: str, language: str) -> str:
    """The words of a code; the code itself where it has none."""
    pair = pairs.get(code)
    return code if pair is None else pair[language != "es"]
