"""WhatsApp through Meta's Cloud API: templates out, the identity of each message back."""
