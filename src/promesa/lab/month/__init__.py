"""A month of WhatsApp at the demo retailer: people who read, ask, tap, stop and block; a bill, and what it must be."""
