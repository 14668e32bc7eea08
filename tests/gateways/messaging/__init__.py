"""Messages out, identities back."""
