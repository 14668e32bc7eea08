"""What we write to customers: copy as data, filled in from facts alone, and what became of it at the partner."""
