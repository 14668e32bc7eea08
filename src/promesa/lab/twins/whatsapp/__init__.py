"""A WhatsApp world that speaks the Graph API and posts signed webhooks: seeded, on a given clock, with a bill."""
