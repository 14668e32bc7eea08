"""Figures as drawings: numbers in, SVG out, in Spanish and English, for pages and for files."""
