"""A retailer's pages for each test."""

from tests.surfaces.http.conftest import client, unchanged

__all__ = ["client", "unchanged"]
