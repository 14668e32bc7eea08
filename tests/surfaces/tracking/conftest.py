"""A retailer whose customers have links."""

from tests.surfaces.http.conftest import client

__all__ = ["client"]
