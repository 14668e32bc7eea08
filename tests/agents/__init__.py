"""Tests of the programs: a world in, the command that they propose out."""
