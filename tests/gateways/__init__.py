"""Tests of the gateways: saved samples, never a socket."""
