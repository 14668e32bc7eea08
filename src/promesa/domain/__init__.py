"""The business, pure: words, state and rules."""
