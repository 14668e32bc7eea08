"""How what we know is said to people, in the Spanish of Mexico and in English."""
