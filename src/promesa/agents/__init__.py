"""Programs that read the world by questions and propose commands; what may be done is decided by the rules alone."""
