"""What is done when a plan will not hold: another way, a new date, or the customer's choice."""
