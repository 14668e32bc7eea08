"""Builds a running Promesa from Settings; the only file that knows every room."""
