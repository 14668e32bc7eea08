"""The words of the list of orders."""

from promesa.surfaces.console import order_terms

WORDS = order_terms.words(
    {
        "es": {
            "title": "Pedidos",
            "lede": "Cada pedido con su promesa, lo más nuevo primero.",
            "by_state": "Por estado",
            "by_risk": "En riesgo",
            "shown": "{many} pedidos · {money}",
            "shown_one": "{many} pedido · {money}",
            "table": "Pedidos, el más nuevo primero",
            "none": "Ningún pedido pasa este filtro",
            "none_text": "Quita algún filtro, o busca por número de pedido, guía o cliente.",
            "none_yet": "Todavía no hay pedidos",
            "none_yet_text": "En cuanto se confirme el primero aparece aquí.",
            "narrow": "Filtrar",
        },
        "en": {
            "title": "Orders",
            "lede": "Every order with its promise, the newest first.",
            "by_state": "By state",
            "by_risk": "At risk",
            "shown": "{many} orders · {money}",
            "shown_one": "{many} order · {money}",
            "table": "Orders, the newest first",
            "none": "No order passes this filter",
            "none_text": "Take a filter away, or search by order number, guide or customer.",
            "none_yet": "There are no orders yet",
            "none_yet_text": "The first one shows here as soon as it is confirmed.",
            "narrow": "Filter",
        },
    }
)
