"""Tests of the stories: a fact in, what is done, said and asked out."""
