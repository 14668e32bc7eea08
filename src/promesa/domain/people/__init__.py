"""Whom we talk with, and what we say."""
