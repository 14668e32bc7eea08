"""A past stretch of a log lived again under several policies, side by side, each knowing only what was known then."""
