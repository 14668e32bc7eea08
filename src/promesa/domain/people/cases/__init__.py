"""Cases: what a person must bring to an end, opened by a customer or by a promise that is about to break."""
