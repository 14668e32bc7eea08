"""Partners who carry parcels: one folder for each."""
