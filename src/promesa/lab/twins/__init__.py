"""Partners as they would behave, speaking their own documented formats: one file for each."""
