"""Mandates: what an agent may do by itself."""
