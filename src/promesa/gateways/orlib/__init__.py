"""OR-Library: published cases of operations research with known optima."""
