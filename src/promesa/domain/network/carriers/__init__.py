"""Who carries, where to, in how long and for how much."""
