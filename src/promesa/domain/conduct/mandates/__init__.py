"""What programs may do by themselves, up to which limit, and how each act of theirs is told, undone and judged."""
