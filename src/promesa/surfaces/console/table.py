"""All pages of the console, and its navigation: a room adds its pages here, and is in the navigation with the first."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from promesa.surfaces.console import (
    campaigns,
    cases,
    conversations,
    customers,
    drills,
    inventory,
    inventory_location,
    inventory_sku,
    order,
    orders,
    partners,
    people,
    planning,
    policies,
    promises,
    search,
    sourcing,
    today,
    why,
)
from promesa.surfaces.web.page import Entry, Page, Topic

PAGES: tuple[Page, ...] = (
    *campaigns.PAGES,
    *customers.PAGES,
    *cases.PAGES,
    *conversations.PAGES,
    *today.PAGES,
    *promises.PAGES,
    *orders.PAGES,
    *order.PAGES,
    *why.PAGES,
    *policies.PAGES,
    *drills.PAGES,
    *sourcing.PAGES,
    *search.PAGES,
    *people.PAGES,
    *inventory.PAGES,
    *inventory_sku.PAGES,
    *inventory_location.PAGES,
    *planning.PAGES,
    *partners.PAGES,
)

NAVIGATION: tuple[Entry, ...] = (
    Entry("today", "/", "pulse", "Hoy", "Today", "h", at_hand=True),
    Entry("promises", "/promises", "ledger", "Promesas", "Promises", "p"),
    Entry("orders", "/orders", "box", "Pedidos", "Orders", "o", at_hand=True),
    Entry("inventory", "/inventory", "shelf", "Inventario", "Inventory", "i"),
    Entry("sourcing", "/sourcing", "route", "Surtido", "Sourcing", "s"),
    Entry(
        "conversations",
        "/conversations",
        "chat",
        "Conversaciones",
        "Conversations",
        "c",
        at_hand=True,
        es_short="Chats",
        en_short="Chats",
    ),
    Entry("cases", "/cases", "case", "Casos", "Cases", "k", at_hand=True),
    Entry("customers", "/customers", "person", "Clientes", "Customers", "u"),
    Entry("campaigns", "/campaigns", "megaphone", "Campañas", "Campaigns", "m"),
    Entry("planning", "/planning", "calendar", "Planeación", "Planning", "l"),
    Entry("partners", "/partners", "plug", "Socios", "Partners", "n"),
    Entry("policies", "/policies", "rules", "Políticas", "Policies", "r"),
    Entry("people", "/people", "badge", "Personas", "People", "e"),
)
"""In the order in which they stand; an entry without a page is not shown."""

TOPICS: Mapping[str, Topic] = MappingProxyType({**today.TOPICS, **conversations.TOPICS, **policies.TOPICS})
"""What is pushed to open consoles."""

SAYINGS: Mapping[str, Callable[[Any, str], str]] = MappingProxyType({**people.SAYINGS})
"""What is said after an operation, where "Done." is not enough."""
