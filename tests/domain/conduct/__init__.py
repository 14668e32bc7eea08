"""Tests of how the house behaves."""
