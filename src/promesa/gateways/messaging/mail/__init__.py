"""E-mail over SMTP: where what WhatsApp does not deliver goes."""
