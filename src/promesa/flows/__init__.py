"""What a fact sets in motion: one story per file, named from_to."""
