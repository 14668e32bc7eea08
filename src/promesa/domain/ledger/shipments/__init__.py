"""Parcels, from plan to door."""
