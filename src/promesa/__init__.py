"""Promesa makes a retailer's promises and keeps them."""

__version__ = "0.1.0"
