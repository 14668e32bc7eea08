"""A race of promises over Olist's real orders: every date named with what was known at its purchase, and no more."""
