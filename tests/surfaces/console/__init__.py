"""The rooms of the console, asked in process."""
