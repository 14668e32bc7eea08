"""The store's phone, asked in process and in a browser."""
