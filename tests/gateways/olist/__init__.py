"""Olist's public files: read as they are, played as they happened."""
