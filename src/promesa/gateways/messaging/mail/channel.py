"""E-mail as a channel: one letter, one connection, and what is not known after the text was handed over is not a no.

Source: RFC 5321 (SMTP replies: 4yz passes, 5yz does not), RFC 5322 (Message-ID).
"""

import asyncio
import hashlib
from email.message import EmailMessage

import aiosmtplib
import msgspec

from promesa.gateways.messaging.channel import (
    Accepted,
    Capabilities,
    Declined,
    Limits,
    Outcome,
    Remedy,
    Unknown,
    Unreached,
)

CAPABILITIES = Capabilities(text_max=100_000, documents=True, pictures=True, subject=True)
LIMITS = Limits(per_second=20.0)
SUBJECT_MAX = 150
RETRY_SECONDS = 60.0
REPLY_STOPS = frozenset({530, 534, 535, 538})
"""Who we are was not believed: a person has to look."""


class Relay(msgspec.Struct, frozen=True):
    """The server that takes our mail; `security`: "tls" from the first byte, "starttls", or "none" (tests only)."""

    host: str
    port: int = 587
    user: str = ""
    password: str = ""
    sender: str = ""
    security: str = "starttls"
    timeout_seconds: float = 20.0


class Mail(msgspec.Struct, frozen=True):
    to: str
    subject: str
    text: str
    reference: str
    """Our own name of the message; the same name is the same Message-ID."""


def letter(said: Mail, sender: str) -> EmailMessage:
    """Plain text, nothing that tells on who reads. Raises ValueError for an address or a subject of several lines."""
    made = EmailMessage()
    made["From"], made["To"] = sender, said.to
    made["Subject"] = said.subject[:SUBJECT_MAX]
    made["Message-ID"] = message_id(said.reference, sender)
    made["Auto-Submitted"] = "auto-generated"
    made.set_content(said.text)
    return made


def message_id(reference: str, sender: str) -> str:
    """Says nothing of the order: a digest of our own name at the sender's domain."""
    digest = hashlib.blake2b(reference.encode(), digest_size=16).hexdigest()
    return f"<{digest}@{sender.rpartition('@')[2].strip('> ')}>"


class MailChannel:
    """Owns no connection: what falls back to mail is little."""

    name = "email"
    capabilities = CAPABILITIES
    limits = LIMITS

    def __init__(self, relay: Relay) -> None:
        self._relay = relay

    def send(self, said: Mail) -> Outcome:
        try:
            made = letter(said, self._relay.sender)
        except ValueError as error:
            return Declined("unsendable", Remedy.BUG, str(error))
        return asyncio.run(self._sent(made))

    async def _sent(self, made: EmailMessage) -> Outcome:
        relay = self._relay
        smtp = aiosmtplib.SMTP(
            hostname=relay.host,
            port=relay.port,
            use_tls=relay.security == "tls",
            start_tls=relay.security == "starttls",
            timeout=relay.timeout_seconds,
        )
        try:
            await smtp.connect()
            if relay.user:
                await smtp.login(relay.user, relay.password)
        except aiosmtplib.SMTPResponseException as error:
            return declined(error.code, error.message)
        except (aiosmtplib.SMTPException, OSError) as error:
            return Unreached(type(error).__name__)
        try:
            await smtp.send_message(made)
            return Accepted(made["Message-ID"])
        except aiosmtplib.SMTPRecipientsRefused as error:
            return declined(error.recipients[0].code, error.recipients[0].message)
        except aiosmtplib.SMTPResponseException as error:
            return declined(error.code, error.message)
        except (aiosmtplib.SMTPException, OSError) as error:
            return Unknown(type(error).__name__)
        finally:
            smtp.close()


def declined(code: int, text: str) -> Declined:
    """What a server's reply asks for."""
    if code in REPLY_STOPS:
        return Declined(str(code), Remedy.STOP, text[:200], RETRY_SECONDS)
    if 400 <= code < 500:
        return Declined(str(code), Remedy.RETRY, text[:200], RETRY_SECONDS)
    return Declined(str(code), Remedy.FALL_BACK, text[:200])
