"""Tests of the HTTP API: refusals, keys, repetitions, pages, and an enemy that reads the document."""
