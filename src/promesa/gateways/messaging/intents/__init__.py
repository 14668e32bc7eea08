"""The sentences, the lexicon and the slots that intents are learned from."""
