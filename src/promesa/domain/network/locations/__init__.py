"""Where units are and when somebody works there."""
