"""What can be asked and told, one file per noun, each ending in its rows of the table."""
