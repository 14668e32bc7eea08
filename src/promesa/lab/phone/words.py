"""What stands on the phone's page, in Spanish and English."""

from collections.abc import Mapping
from types import MappingProxyType

WORDS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "es": {
            "title": "Un teléfono",
            "lede": "Escríbele a Casa Alondra como uno de sus clientes. Lo que mandas pasa por el gemelo de WhatsApp,"
            " firmado, al buzón de verdad; lo que contesta sale de los hechos de este registro.",
            "choose": "¿De quién es el teléfono?",
            "shop": "Casa Alondra",
            "online": "cuenta de empresa",
            "placeholder": "Escribe un mensaje",
            "send": "Enviar",
            "empty": "Escribe, o empieza con una de estas:",
            "try": "¿Dónde está mi pedido?|Quiero cambiar la fecha|Hola|Quiero hablar con una persona|baja",
            "why": "Ver la promesa",
            "console": "Verlo en la consola",
            "other": "English",
            "other_code": "en",
            "moving": "va en camino",
            "planned": "se prepara",
            "packed": "ya está empacado",
            "ready": "listo para recoger",
            "at_branch": "espera en sucursal",
            "placed": "falta pagar",
            "delivered": "entregado",
            "cancelled": "cancelado",
        },
        "en": {
            "title": "A phone",
            "lede": "Write to Casa Alondra as one of its customers. What you send goes through WhatsApp's twin, signed,"
            " to the real inbox; what it answers comes from the facts of this log.",
            "choose": "Whose phone is it?",
            "shop": "Casa Alondra",
            "online": "business account",
            "placeholder": "Write a message",
            "send": "Send",
            "empty": "Write, or begin with one of these:",
            "try": "¿Dónde está mi pedido?|Quiero cambiar la fecha|Hola|Quiero hablar con una persona|baja",
            "why": "See the promise",
            "console": "See it in the console",
            "other": "Español",
            "other_code": "es",
            "moving": "on its way",
            "planned": "being prepared",
            "packed": "packed",
            "ready": "ready to be fetched",
            "at_branch": "waits at a branch",
            "placed": "to be paid",
            "delivered": "delivered",
            "cancelled": "cancelled",
        },
    }
)
