"""Tests of the retailer's own files: written here, read there, applied to a real machine."""
