"""Partners through whom customers pay: one folder for each."""
