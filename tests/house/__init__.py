"""The house looks after itself: contracts, tidiness, words, pages."""
