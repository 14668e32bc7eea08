"""A promise becomes an order with its stock, capacity and payment window, all or nothing."""
