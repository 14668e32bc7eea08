"""The demo retailer: where it is, what it sells, who carries for it and who buys from it."""
