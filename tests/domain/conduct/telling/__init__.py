"""What may truly be said."""
