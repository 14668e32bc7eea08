"""Mercado Pago: cards, OXXO and SPEI in Mexico through its Orders API."""
