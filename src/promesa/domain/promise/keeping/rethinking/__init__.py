"""Second thoughts: better plans for the orders that are not picked yet, all seen together."""
