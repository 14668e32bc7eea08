"""Sentences about parcels that are not where they should be, and of which nothing is heard, by fact."""

from collections.abc import Mapping

FACTS: Mapping[str, tuple[str, str]] = {
    "HandOverMissed": ("El paquete {parcel} no salió a su hora.", "Parcel {parcel} did not leave by its hour."),
    "ParcelUnheard": (
        "Nada se sabe del paquete {parcel} desde hace más de {hours} horas hábiles, más de lo que su ruta tarda nunca:"
        " ahora es probable al {likely} que la promesa se cumpla. Se averigua.",
        "Nothing was heard of parcel {parcel} for more than {hours} working hours, longer than its lane ever takes: the"
        " promise is now {likely} likely to be kept. It is being looked into.",
    ),
    "ParcelCaughtUp": ("Ya hay noticias del paquete {parcel}.", "There is news of parcel {parcel} again."),
    "RedeliveryAsked": (
        "Nadie estaba; el cliente pide que el paquete {parcel} se intente otra vez el {arrives_on}.",
        "Nobody was there; the customer wants parcel {parcel} to be tried again on {arrives_on}.",
    ),
    "ArrivalOverdue": (
        "Pasó el día prometido y nadie dijo que llegó.",
        "The promised day is over and nobody said that it arrived.",
    ),
}
