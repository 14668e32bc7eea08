"""From where, by which service, on which days and at what cost a want can be brought: all ways, and the best."""
