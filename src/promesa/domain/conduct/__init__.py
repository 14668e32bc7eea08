"""How we behave: policies, mandates, approvals, indicators."""
