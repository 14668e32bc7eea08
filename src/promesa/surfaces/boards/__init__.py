"""What pages show of the whole, kept by following facts: no request walks over all orders."""
