"""Tests of the business rules: pure, tables and properties."""
