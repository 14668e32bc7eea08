"""Money awaited, received, lapsed and given back, rail by rail."""
