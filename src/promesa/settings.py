"""Where things are and which secrets open them, read once at the start; business policy is facts, not settings."""

import os
import secrets
from collections.abc import Mapping
from pathlib import Path

import msgspec

NOWHERE = "https://example.com"


class Settings(msgspec.Struct, frozen=True):
    """One value for the whole process; every field is an environment variable PROMESA_<FIELD>."""

    store: str = "promesa.db"
    """An SQLite file, or a postgresql:// URL."""
    tenant: str = "promesa"
    """The PostgreSQL schema that holds this retailer's log."""
    host: str = "127.0.0.1"
    port: int = 8080
    secret: str = ""
    """Signs quotes (several, separated by spaces: the first signs, all are believed); empty: one is made and kept
    beside an SQLite store (mode 0600)."""
    language: str = "es"
    """The language of refusals where a request does not say: "es" or "en"."""
    fresh_ms: int = 50
    """How old a process's view of a shared PostgreSQL log may be when it answers a question."""
    open: bool = False
    """Callers on this very machine need no API key: for demos."""
    snapshot_every: int = 200_000
    """Entries between two snapshots of a serving process."""
    orders_url: str = NOWHERE
    """Our own address as customers see it: links in messages begin with it."""
    whatsapp_number_id: str = ""
    """The `phone_number_id` that we write from; empty: no WhatsApp."""
    whatsapp_phone: str = ""
    """The same as customers dial it ("+525512345678"): the pages of orders lead to a chat with it; empty: none."""
    whatsapp_token: str = ""
    """Of the system user; what we send is sent with it."""
    whatsapp_app_secret: str = ""
    """Meta signs its notices with it (several, separated by spaces, while it is changed); empty: none is believed."""
    whatsapp_verify_token: str = ""
    """What Meta shows when the webhook is set up; a word of ours."""
    whatsapp_per_second: float = 80.0
    """Messages a second that Meta grants the number: 80, or 1,000."""
    whatsapp_url: str = "https://graph.facebook.com/v26.0"
    """Where the Graph API answers; the twin's address in tests."""
    smtp_host: str = ""
    """The server that takes our e-mail; empty: no e-mail."""
    smtp_port: int = 587
    smtp_user: str = ""
    smtp_password: str = ""
    smtp_from: str = ""
    """From whom our e-mail is."""
    smtp_security: str = "starttls"
    """"starttls", "tls" from the first byte, or "none"."""
    sms_sid: str = ""
    """The account at Twilio, or at whoever speaks as it does; empty: no SMS."""
    sms_token: str = ""
    """Of the account (several, separated by spaces, while it is changed: the first sends, all are believed)."""
    sms_from: str = ""
    """A number, or a messaging service."""
    sms_url: str = "https://api.twilio.com"
    sms_status_url: str = ""
    """Where statuses of our texts are posted, as the partner reaches us; empty: at our own address, where it is set."""
    understander_url: str = ""
    """A chat endpoint as OpenAI's (".../v1"), which reads customers' texts and only proposes; empty: none leaves."""
    understander_model: str = ""
    understander_key: str = ""
    oidc_issuer: str = ""
    """The company's identity provider, as it names itself (https://...); empty: people sign in with a password."""
    oidc_client_id: str = ""
    oidc_client_secret: str = ""
    oidc_roles: str = ""
    """What its groups mean here: "directors=director; tienda 12=store:T012"."""
    oidc_scopes: str = "openid profile"
    oidc_name_claim: str = "preferred_username"
    oidc_groups_claim: str = "groups"
    inbox_days: int = 7
    """How long a partner's notice that is done is kept, sealed, before its day's key is destroyed."""


FROM_FILES = (
    "secret",
    "whatsapp_token",
    "whatsapp_app_secret",
    "whatsapp_verify_token",
    "smtp_password",
    "sms_token",
    "understander_key",
    "oidc_client_secret",
)
"""Secrets: PROMESA_<FIELD>_FILE names a file that holds the value, where PROMESA_<FIELD> is not set."""


def read(environment: Mapping[str, str] | None = None, **given: object) -> Settings:
    """Settings from what was given, else the environment, else the defaults.

    Raises ValueError on a bad figure, and where a file that should hold a secret cannot be read.
    """
    source = os.environ if environment is None else environment
    values: dict[str, object] = {}
    for field in msgspec.structs.fields(Settings):
        if given.get(field.name) is not None:
            values[field.name] = given[field.name]
        elif (text := source.get(f"PROMESA_{field.name.upper()}")) is not None:
            values[field.name] = text
        elif field.name in FROM_FILES and (path := source.get(f"PROMESA_{field.name.upper()}_FILE")):
            values[field.name] = _held_by(path)
    try:
        return msgspec.convert(values, Settings, strict=False)
    except msgspec.ValidationError as error:
        raise ValueError(f"PROMESA settings: {error}") from error


def _held_by(path: str) -> str:
    try:
        return Path(path).read_text().strip()
    except OSError as error:
        raise ValueError(f"PROMESA settings: {error}") from error


def is_postgres(store: str) -> bool:
    return store.startswith(("postgresql://", "postgres://"))


def own_address(settings: Settings) -> str:
    """Our own address, ending in "/"."""
    return settings.orders_url.rstrip("/") + "/"


def public_address(settings: Settings) -> str:
    """The same where it was set; empty where it was not: then a page's address is the one that it was asked by."""
    return "" if settings.orders_url == NOWHERE else own_address(settings)


def sms_status_address(settings: Settings) -> str:
    """Where statuses of texts are posted; empty where nobody reaches us: then none are asked for."""
    own = public_address(settings)
    return settings.sms_status_url or (f"{own}v1/webhooks/sms" if own else "")


def secrets_of(settings: Settings) -> list[str]:
    """The signing secrets, the newest first; raises as `secret_of`."""
    return [secret for secret in secret_of(settings).split() if secret]


def secret_of(settings: Settings) -> str:
    """The signing secret: the given one, else the one beside the SQLite file, made on first use."""
    if settings.secret:
        return settings.secret
    if is_postgres(settings.store) or settings.store == ":memory:":
        raise ValueError("PROMESA_SECRET must be set when the store is shared")
    path = Path(settings.store + ".secret")
    if not path.exists():
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(32))
    return path.read_text().strip()
