"""Numbers in, numbers out: arrays only, no business word and nothing from outside."""
