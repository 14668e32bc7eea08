"""Partners through whom we talk with customers: one folder for each."""
