"""Who reaches us by screen, line or protocol."""
