"""The store's own pages: an associate's phone at /store."""
