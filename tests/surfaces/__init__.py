"""Tests of how people and programs reach us."""
