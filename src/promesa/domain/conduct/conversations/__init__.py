"""Conversations: what a customer taps or writes becomes an answer from facts, or an act that they confirmed."""
