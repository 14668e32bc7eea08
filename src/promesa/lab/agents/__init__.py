"""Agents that mean well, agents that do not, and a small shop in which their mandates are tried."""
