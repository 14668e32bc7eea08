"""Partners' words into ours and ours into theirs, one folder per real partner."""
