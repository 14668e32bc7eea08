"""A body that could be sent, for each operation where one says more than a table of fields."""

from typing import Any

BODIES: dict[str, dict[str, Any]] = {
    "ask_quote": {"channel": "web", "postal_code": "44100", "lines": [{"sku": "SKU-1", "units": 1}]},
    "place_order": {
        "order": "W-1001",
        "customer": "c-1",
        "rail": "card",
        "channel": "web",
        "postal_code": "44100",
        "lines": [{"sku": "SKU-1", "units": 1}],
        "contact": {"name": "Ana Núñez", "phone": "+525512345678", "street": "Av. Juárez", "number": "12"},
    },
    "open_checkout": {
        "cart": "cart-77",
        "customer": "c-1",
        "channel": "web",
        "postal_code": "44100",
        "lines": [{"sku": "SKU-1", "units": 1}],
    },
    "complete_checkout": {"rail": "spei"},
    "cancel_order": {"reason": "changed my mind", "by_customer": True},
    "reduce_order": {"edit": "e-1", "line": 1, "units": 1},
    "add_to_order": {"addition": "W-1001-b", "lines": [{"sku": "SKU-1", "units": 1}]},
    "propose_substitute": {"edit": "e-2", "line": 1, "substitute": "SKU-2"},
    "answer_substitute": {"edit": "e-2", "accept": True},
    "regroup_parcels": {"parcels": ["W-1001-1"], "groups": [[["SKU-1", 1]]]},
    "choose_for_order": {"choice": "ship", "postal_code": "44100"},
    "missing_parcel": {"sku": "SKU-1", "units": 1, "reason": "not_found"},
    "receive_payment": {
        "payment": "W-1001:1",
        "amount_centavos": 129900,
        "paid_at": "2026-07-08T05:40:00Z",
        "rail": "card",
        "order": "W-1001",
    },
    "authorise_payment": {"amount_centavos": 129900, "order": "W-1001"},
    "decline_payment": {"reason": "insufficient_funds"},
    "refund_order": {"refund": "r-1", "line": 1, "units": 1, "reason": "too small"},
    "scans_parcel": {"scan": "in_transit", "scanned_at": "2026-07-08T05:40:00Z", "eta": "2026-07-10"},
    "book_parcel": {"carrier": "estafeta", "tracking": "805512345678"},
    "count_stock": {"sku": "SKU-1", "location": "cedis-mx", "units": 120, "source": "erp", "version": 103},
    "adjust_stock": {"sku": "SKU-1", "location": "cedis-mx", "units": -2, "source": "wms", "reason": "damaged"},
    "load_stock": {"source": "erp", "batch": "2026-07-08", "rows": [["SKU-1", "cedis-mx", 120]]},
    "set_capacity": {"location": "cedis-mx", "bucket": "2027-07-08", "places": 400},
    "set_collection": {
        "service": "estafeta-terrestre",
        "hours": ["17:00", "17:00", "17:00", "17:00", "17:00", "13:00", None],
    },
    "set_delivery_slots": {
        "area": "14",
        "slots": [{"starts": "19:00", "ends": "20:00", "places": 12, "weekdays": [0, 1, 2, 3, 4]}],
        "closes_minutes": 120,
    },
    "set_slot_places": {"area": "14", "slot": "2027-07-08 19:00-20:00", "places": 30},
    "set_labour": {
        "slots": [
            {"weekday": 0, "starts": "09:00", "ends": "13:00", "minutes": 240},
            {"weekday": 0, "starts": "13:00", "ends": "18:00", "minutes": 300},
        ]
    },
    "load_places": {
        "places": [{"postal_code": "44100", "area": "14", "municipality": "Guadalajara", "city": "Guadalajara"}]
    },
    "load_branches": {
        "branches": [{"branch": "ceiba-oax-2", "carrier": "ceiba", "postal_code": "44100", "name": "Oficina Centro"}]
    },
    "reject_pick": {"reason": "not_found", "units": [["SKU-1", 1]]},
    "give_parcel": {"code": "204613"},
    "set_shelf_places": {"rows": [["SKU-1", "A-03-2"]], "source": "planogram"},
    "ask_counts": {"most": 5},
    "pause_location": {"reason": "sin luz", "until": "2027-07-08T15:00:00Z"},
    "set_sending_rules": {
        "rules": [
            {"rule": "franquicia", "says": "nothing_else", "pools": ["franquicia"], "channels": ["web-franquicia"]}
        ]
    },
    "load_locations": {
        "locations": [
            {
                "location": "cedis-mx",
                "name": "CEDIS Cuautitlán",
                "kind": "dc",
                "postal_code": "54730",
                "area": "15",
                "cutoffs": ["16:00", "16:00", "16:00", "16:00", "16:00", "11:00", None],
            }
        ]
    },
    "load_products": {"products": [{"sku": "SKU-1", "name": "Playera", "price_centavos": 29900, "grams": 250}]},
    "offer_service": {
        "service": "estafeta-terrestre",
        "carrier": "estafeta",
        "transit_days": 3,
        "rates": {"same_area_centavos": 8900, "other_area_centavos": 11900, "per_kg_centavos": 900},
    },
    "set_coverage": {"reach": "door", "areas": ["*"]},
    "give_key": {"name": "shop", "scopes": ["quote", "order", "read"]},
}
