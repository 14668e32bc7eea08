"""The sentences about what would have brought another date, and about how likely a promise was, in both languages."""

from promesa.surfaces.speech.sentences import Pair

HEADING: Pair = ("Qué habría dado una mejor fecha o un mejor costo", "What would have brought a better date or cost")

CHANGES: dict[str, Pair] = {
    "earlier": (
        "Pedido {span} antes (antes del {before}): {promised_on}, {days} antes; {cost}; {fee}.",
        "Ordered {span} earlier (before {before}): {promised_on}, {days} earlier; {cost}; {fee}.",
    ),
    "nearer_unit": (
        "Con lo pedido en el anaquel de {location}: {promised_on}, {days} antes; {cost}; {fee}.",
        "With the units on the shelf of {location}: {promised_on}, {days} earlier; {cost}; {fee}.",
    ),
    "nearer_unit_cheaper": (
        "Con lo pedido en el anaquel de {location}, la misma fecha: {cost}; {fee}.",
        "With the units on the shelf of {location}, the same date: {cost}; {fee}.",
    ),
    "next_service": (
        "Por {service}, que se ofrecía: {promised_on}, {days} antes; {cost}; {fee}.",
        "By {service}, which was on offer: {promised_on}, {days} earlier; {cost}; {fee}.",
    ),
    "counter": (
        "Recogido en {location}: {promised_on}, {days} antes; {cost}; {fee}.",
        "Picked up at {location}: {promised_on}, {days} earlier; {cost}; {fee}.",
    ),
    "paid_at_once": (
        "Pagado al momento, con tarjeta: {promised_on}, {days} antes; por {rail} el dinero tardó {hours} h;"
        " {cost}; {fee}.",
        "Paid at once, by card: {promised_on}, {days} earlier; by {rail} the money took {hours} h; {cost}; {fee}.",
    ),
}

FLIPPED: Pair = ("Qué habría cambiado de dónde sale", "What would have changed where it is sent from")

FLIPS: dict[str, Pair] = {
    "cheaper": (
        "{location} por {service} ({promised_on}, {cost}): si el envío desde ahí costara {needs} menos.",
        "{location} by {service} ({promised_on}, {cost}): if sending from there cost {needs} less.",
    ),
    "sooner": (
        "{location} por {service} ({promised_on}, {cost}): si desde ahí llegara {days} antes.",
        "{location} by {service} ({promised_on}, {cost}): if it came from there {days} sooner.",
    ),
    "units": (
        "{location} por {service} ({promised_on}, {cost}): con {missing} más ahí; costaría {needs} menos.",
        "{location} by {service} ({promised_on}, {cost}): with {missing} more there; it would cost {needs} less.",
    ),
}

NOTHING: Pair = (
    "Nada de lo que se probó: pedirlo antes, tenerlo más cerca, un servicio más rápido, recogerlo en mostrador, pagarlo"
    " al momento. Era la mejor fecha que había.",
    "Nothing that was tried: ordering earlier, units nearer, a faster service, picking it up, paying at once. It was"
    " the best date there was.",
)

DIFFERENCES: dict[str, Pair] = {
    "day": ("1 día", "1 day"),
    "days": ("{days} días", "{days} days"),
    "span": ("{hours} h {minutes} min", "{hours} h {minutes} min"),
    "cost_more": ("nos cuesta {money} más", "costs us {money} more"),
    "cost_less": ("nos cuesta {money} menos", "costs us {money} less"),
    "cost_same": ("nos cuesta lo mismo", "costs us the same"),
    "fee_more": ("el cliente paga {money} más", "the customer pays {money} more"),
    "fee_less": ("el cliente paga {money} menos", "the customer pays {money} less"),
    "fee_same": ("el cliente paga lo mismo", "the customer pays the same"),
}

LIKELY: tuple[tuple[float, Pair], ...] = (
    (0.985, ("Casi segura: falla 1 de cada {of}.", "Almost certain: 1 in {of} fails.")),
    (0.93, ("Muy probable: falla 1 de cada {of}.", "Very likely: 1 in {of} fails.")),
    (0.8, ("Probable: falla 1 de cada {of}.", "Likely: 1 in {of} fails.")),
    (0.6, ("Más probable que no: falla 1 de cada {of}.", "More likely than not: 1 in {of} fails.")),
    (0.0, ("Dudosa: falla 1 de cada {of}.", "Doubtful: 1 in {of} fails.")),
)
"""From which keep probability on; 1 of how many fails."""

FAILED: Pair = ("Qué falló: {failure}. Lo causó {culprit}.", "What failed: {failure}. Caused by {culprit}.")
