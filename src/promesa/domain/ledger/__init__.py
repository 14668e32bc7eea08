"""What we hold and owe."""
