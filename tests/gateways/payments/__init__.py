"""Payment partners: their saved words in, ours out, and the other way."""
