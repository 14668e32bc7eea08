"""The life of a message: wanted, planned, sent, and what became of it."""
