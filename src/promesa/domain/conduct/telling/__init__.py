"""What may truly be said in a message right now, and what each word of it stands on."""
