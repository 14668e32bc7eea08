"""The small words that every noun speaks: ids, money, moments, place, chance, refusal."""
