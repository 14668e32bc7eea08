"""When something that many promises stand on fails at once: what is stopped, and what becomes of each promise."""
