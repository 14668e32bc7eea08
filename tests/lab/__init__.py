"""Simulated pasts, the auditor, and what must be true of both."""
