"""The command line: the roof of the house, which starts everything below it."""
