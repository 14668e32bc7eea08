"""A placed order is changed: units taken out, more added, one line replaced by what its customer accepts."""
