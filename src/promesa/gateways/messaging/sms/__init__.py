"""Text messages over a documented HTTP API (Twilio's Messages resource): the last way to say something."""
