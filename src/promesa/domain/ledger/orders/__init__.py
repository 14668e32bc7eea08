"""What customers have asked of us and we have accepted."""
