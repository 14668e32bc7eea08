"""The customer's page of an order, opened by a signed link: where it is, when it comes, what can be done about it."""
