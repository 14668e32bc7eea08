"""What a customer allows us to write about, over every layer that may say no, with a receipt for each word."""
