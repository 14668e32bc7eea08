"""What is done on the page of an order as a step of its conversation: a form in, our commands out.

What somebody writes and shows is sealed with its customer, as what is written on WhatsApp is; facts hold its name.
"""

import hashlib
import re
from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

import msgspec

from promesa.domain.conduct.conversations import identity
from promesa.domain.conduct.conversations.words import Browser, TalkOn, Utterance
from promesa.domain.people.intents.words import Intent
from promesa.domain.people.messages.words import HearCustomer
from promesa.domain.values.ids import CustomerId
from promesa.domain.values.moments import Instant
from promesa.engine import vault as sealing
from promesa.engine.vault import Vault

PAGE = "page"
"""The channel of what is written there: it opens no window of WhatsApp's."""
TEXT_MAX = 2_000
TAP_MAX = 200
WRITTEN = frozenset(("sealed",))
PHOTO = "photo"
_POSTAL = re.compile(r"\d{5}")
_CODE = re.compile(r"\d{6}")


class Form(NamedTuple):
    """What was filled in: a button of ours, a text, a photo; `key`: of this very form, so that it counts once."""

    key: str
    tap: str = ""
    text: str = ""
    photo: bytes = b""


class Photo(NamedTuple):
    """A picture that is kept: its name, its kind, itself."""

    name: str
    kind: str
    body: bytes


class Told(NamedTuple):
    """The commands, in order, and the photo that they speak of."""

    commands: tuple[Any, ...]
    photo: Photo | None = None


def mark_of(secret: str) -> str:
    """How the log knows a browser: nobody can act as it who reads the log."""
    return hashlib.blake2b(secret.encode(), digest_size=16, person=b"promesa-page").hexdigest()


def told(
    vault: Vault, customer: CustomerId, browser: Browser, step: str, form: Form, kind: str, now: Instant
) -> Told | None:
    """None where the form says nothing that its step could take. `kind`: of the photo ("image/jpeg"), "" for none."""
    heard = _name(browser, form)
    if form.photo and step == PHOTO and kind:
        photo = Photo(heard, kind, form.photo)
        said = Utterance(heard, now, "image", browser=browser)
        shown = {"type": "image", "image": {"id": heard, "mime_type": kind, "caption": form.text[:TEXT_MAX]}}
        return Told((_hears(vault, customer, said, shown), TalkOn(customer, said)), photo)
    if form.tap:
        said = Utterance(heard, now, "button", form.tap[:TAP_MAX], browser=browser)
        is_letter = form.tap.startswith(f"go:{Intent.TALK_TO_A_PERSON.value}") and form.text
        words = (_hears(vault, customer, said, _text(form.text)),) if is_letter else ()
        return Told((*words, TalkOn(customer, said)))
    said = Utterance(heard, now, "text", mentions=_mentions(vault, customer, step, form.text), browser=browser)
    if step in WRITTEN and form.text:
        return Told((_hears(vault, customer, said, _text(form.text)), TalkOn(customer, said)))
    return Told((TalkOn(customer, said),)) if said.mentions else None


def _name(browser: Browser, form: Form) -> str:
    """The same form filled in alike and sent twice is the same thing said."""
    filled = "\x00".join((browser.mark, form.key, form.tap, form.text)).encode()
    return "page-" + hashlib.blake2b(filled + form.photo, digest_size=16).hexdigest()


def _mentions(vault: Vault, customer: CustomerId, step: str, text: str) -> tuple[tuple[str, str], ...]:
    """Only what the step waits for, and only as it must be written."""
    plain = text.strip()
    if step in (identity.PLACE, "postal_code") and _POSTAL.fullmatch(plain):
        return (("postal_code", plain),)
    code = plain.replace(" ", "")
    if step in identity.CODES and _CODE.fullmatch(code):
        return (("code", sealing.code_mark(vault, customer, code)),)
    if step == "day" and _is_day(plain):
        return (("day", plain),)
    return ()


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _hears(vault: Vault, customer: CustomerId, said: Utterance, contents: Mapping[str, Any]) -> HearCustomer:
    """In the shape in which WhatsApp's are sealed, so that whoever reads one reads both."""
    plain = {"id": said.heard, "name": "", "username": "", "said": contents}
    sealed = vault.seal(customer, msgspec.json.encode(plain, order="deterministic"))
    return HearCustomer(customer, said.heard, said.at, said.kind, PAGE, button=said.button, sealed=sealed)


def _text(text: str) -> dict[str, Any]:
    return {"type": "text", "text": {"body": text[:TEXT_MAX]}}
