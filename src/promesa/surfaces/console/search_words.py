"""The words of what the search box found."""

from promesa.surfaces.console import risk_words

WORDS = risk_words.words(
    {
        "es": {
            "title": "Búsqueda",
            "found": "Lo que empieza con «{}»",
            "kind_order": "Pedidos",
            "kind_parcel": "Paquetes",
            "kind_guide": "Guías",
            "kind_payment": "Pagos",
            "kind_customer": "Clientes",
            "kind_sku": "Productos",
            "kind_location": "Ubicaciones",
            "orders_of": "{} pedidos",
            "orders_of_one": "{} pedido",
            "nothing": "Nada empieza con «{}»",
            "nothing_text": "Se busca por pedido, paquete, guía, pago, cliente, SKU o ubicación: completo o "
            "el principio.",
            "ask": "¿Qué buscas?",
            "ask_text": "Un pedido, guía, SKU, cliente o ubicación: completo o el principio. La tecla / "
            "trae hasta aquí.",
        },
        "en": {
            "title": "Search",
            "found": "What begins with “{}”",
            "kind_order": "Orders",
            "kind_parcel": "Parcels",
            "kind_guide": "Guides",
            "kind_payment": "Payments",
            "kind_customer": "Customers",
            "kind_sku": "Products",
            "kind_location": "Locations",
            "orders_of": "{} orders",
            "orders_of_one": "{} order",
            "nothing": "Nothing begins with “{}”",
            "nothing_text": "Orders, parcels, guides, payments, customers, SKUs and locations: whole or "
            "their beginning.",
            "ask": "What are you looking for?",
            "ask_text": "An order, guide, SKU, customer or location: whole or its beginning. The key / "
            "brings you here.",
        },
    }
)
