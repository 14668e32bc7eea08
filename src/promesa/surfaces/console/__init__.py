"""The rooms of operations and care: one module a room, each with its table of pages."""
