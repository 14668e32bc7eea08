"""The engine makes a domain durable; it knows no word of the business and could run a bank."""
