"""What we commit to."""
