"""What must be true of every log, each thing said once, on books kept beside the world's own fold."""
