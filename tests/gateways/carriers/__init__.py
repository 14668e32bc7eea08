"""Carriers' samples in, words out; words in, requests out."""
