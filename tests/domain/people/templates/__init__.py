"""Copy as data, and what is looked at before it is submitted."""
