"""The words of the page that says why."""

WORDS: dict[str, dict[str, str]] = {
    "es": {
        "title": "El porqué",
        "see_order": "El pedido",
        "ask_again": "¿Qué habría traído una fecha más temprana?",
        "ask_again_text": "Vuelve a hacer la pregunta en el mundo de aquel momento: quién perdió y por cuánto.",
        "outcome_kept": "Cumplida",
        "outcome_broken": "Incumplida",
        "outcome_withdrawn": "Retirada",
        "outcome_open": "Abierta",
        "outcome_refused": "Negada",
        "outcome_cancelled": "Cancelado",
        "outcome_none": "Sin promesa",
        "data": "Lo mismo como datos",
    },
    "en": {
        "title": "The why",
        "see_order": "The order",
        "ask_again": "What would have brought an earlier date?",
        "ask_again_text": "Ask the question again in the world of that moment: who lost, and by how much.",
        "outcome_kept": "Kept",
        "outcome_broken": "Broken",
        "outcome_withdrawn": "Withdrawn",
        "outcome_open": "Open",
        "outcome_refused": "Refused",
        "outcome_cancelled": "Cancelled",
        "outcome_none": "No promise",
        "data": "The same as data",
    },
}
