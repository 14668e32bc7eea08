"""Words that the rooms of care share: what a case is about, how far it is, how it ended, who speaks."""

from promesa.surfaces.speech import code_words

KINDS: dict[str, tuple[str, str]] = {
    "at_risk": ("Promesa movida", "Promise moved"),
    "late": ("Va tarde", "It is late"),
    "not_arrived": ("No le llegó", "It did not arrive"),
    "damaged": ("Llegó dañado", "It came damaged"),
    "missing_units": ("Faltan piezas", "Units are missing"),
    "wrong_units": ("Llegó otra cosa", "Something else came"),
    "return": ("Devolución", "Return"),
    "refund": ("Reembolso", "Refund"),
    "payment": ("Pago", "Payment"),
    "invoice": ("Factura", "Invoice"),
    "contact": ("Dirección o contacto", "Address or contact"),
    "privacy": ("Datos personales", "Personal data"),
    "other": ("Otra cosa", "Something else"),
    "": ("", ""),
}
STAGES: dict[str, tuple[str, str]] = {
    "open": ("Abierto", "Open"),
    "waiting": ("En espera", "Waiting"),
    "resolved": ("Resuelto", "Resolved"),
    "closed": ("Cerrado", "Closed"),
}
OPENERS: dict[str, tuple[str, str]] = {
    "customer": ("lo abrió el cliente", "opened by the customer"),
    "promise": ("lo abrió la promesa", "opened by the promise"),
    "person": ("lo abrió una persona", "opened by a person"),
}
PARTIES: dict[str, tuple[str, str]] = {
    "customer": ("el cliente", "the customer"),
    "carrier": ("la paquetería", "the carrier"),
    "": ("", ""),
}
REMEDIES: dict[str, tuple[str, str]] = {
    "none_needed": ("No hizo falta nada", "Nothing was needed"),
    "explained": ("Se explicó", "It was explained"),
    "refunded": ("Se devolvió dinero", "Money was given back"),
    "sent_again": ("Se mandó otra vez", "It was sent again"),
    "moved": ("Quedó otra fecha", "Another date was agreed"),
    "taken_back": ("Se recibió la devolución", "The return was taken back"),
    "refused": ("No procedió", "It was refused"),
    "": ("", ""),
}
CLAIM_KINDS: dict[str, tuple[str, str]] = {
    "lost": ("Perdido", "Lost"),
    "late": ("Tarde", "Late"),
    "damaged": ("Dañado", "Damaged"),
}
OPTIONS: dict[str, tuple[str, str]] = {
    "save": ("Enviarlo desde otra ubicación", "Send it from another location"),
    "move": ("Confirmar la nueva fecha", "Confirm the new date"),
    "cancel": ("Cancelar y devolver", "Cancel and give back"),
    "refund_fee": ("Devolver el envío", "Give the delivery fee back"),
    "refund_all": ("Devolver todo", "Give everything back"),
    "write": ("Escribirle con plantilla", "Write by template"),
}
OUTCOMES: dict[str, tuple[str, str]] = {
    "open": ("abierta", "open"),
    "kept": ("cumplida", "kept"),
    "broken": ("incumplida", "broken"),
    "withdrawn": ("retirada", "withdrawn"),
}
PARCELS: dict[str, tuple[str, str]] = {
    "planned": ("planeado", "planned"),
    "packed": ("empacado", "packed"),
    "ready": ("listo para recoger", "ready to be fetched"),
    "moving": ("en camino", "on its way"),
    "at_branch": ("en sucursal", "at a branch"),
    "delivered": ("entregado", "delivered"),
    "lost": ("perdido", "lost"),
    "cancelled": ("cancelado", "cancelled"),
    "regrouped": ("reagrupado", "regrouped"),
}
ORDERS: dict[str, tuple[str, str]] = {
    "placed": ("por pagar", "to be paid"),
    "confirmed": ("en curso", "under way"),
    "closed": ("terminado", "over"),
    "cancelled": ("cancelado", "cancelled"),
}
OPENINGS: dict[str, tuple[str, str]] = {
    "call_back": ("Le voy a llamar", "I am going to call"),
    "delivery": ("Hay un problema con su entrega", "There is a problem with the delivery"),
    "identity": ("Compruebo quién es", "I check who it is"),
    "correction": ("Pidió corregir sus datos", "They asked for a correction"),
    "legal": ("Lo pide la ley", "The law asks for it"),
}
AREAS: dict[str, tuple[str, str]] = {
    "operations": ("Operación", "Operations"),
    "service": ("Atención", "Service"),
    "marketing": ("Promociones", "Offers"),
}
CATEGORIES: dict[str, tuple[str, str]] = {
    "utility": ("Utilidad", "Utility"),
    "marketing": ("Mercadotecnia", "Marketing"),
    "authentication": ("Autenticación", "Authentication"),
    "service": ("Servicio", "Service"),
    "template": ("Plantilla", "Template"),
}


def said(pairs: dict[str, tuple[str, str]], code: str, language: str) -> str:
    """The words of a code; the code itself where nobody gave it any."""
    return pairs.get(code, (code, code))[0 if language == "es" else 1]


def spoken(code: str, language: str) -> str:
    """A code of a fact (a template, a channel, a reason of silence) as `why` says it."""
    return said(code_words.CODES, code, language)
