"""Which partners the settings connect us with: how their doors are kept, who reads their letters, who acts there."""

from collections.abc import Mapping, Sequence
from functools import partial

import msgspec

from promesa.domain.world import World
from promesa.engine.inbox_work import Begin
from promesa.engine.log import Trouble
from promesa.engine.machine import Machine
from promesa.engine.outbox import Hand
from promesa.engine.vault import Vault
from promesa.gateways.messaging.ears import Ears
from promesa.gateways.messaging.intents import learned
from promesa.gateways.messaging.whatsapp import signature
from promesa.gateways.messaging.whatsapp.meaning import Meaning
from promesa.settings import Settings
from promesa.surfaces.webhooks import Gate, Posted

WHATSAPP = "whatsapp"
WHATSAPP_NEEDS = ("whatsapp_app_secret", "whatsapp_verify_token", "whatsapp_token")


class HalfConnected(Trouble):
    """A partner is named and something that it needs is not: nothing is believed without a secret, nothing half off."""

    english = "PROMESA_WHATSAPP_NUMBER_ID is set, so {missing} must be too."
    spanish = "PROMESA_WHATSAPP_NUMBER_ID está puesto; falta {missing}."


class Partners(msgspec.Struct, frozen=True):
    """By partner: its door and its reader; by effect: the hand that does it."""

    gates: Mapping[str, Gate] = {}
    readers: Mapping[str, Begin] = {}
    hands: Mapping[type, Hand] = {}


def connect(settings: Settings, machine: Machine[World], vault: Vault) -> Partners:
    """Raises HalfConnected."""
    if not settings.whatsapp_number_id:
        return Partners()
    missing = [f"PROMESA_{name.upper()}" for name in WHATSAPP_NEEDS if not getattr(settings, name)]
    if missing:
        raise HalfConnected(missing=", ".join(missing))
    gate = whatsapp_gate(settings.whatsapp_app_secret.split(), settings.whatsapp_verify_token)
    return Partners(
        {WHATSAPP: gate}, {WHATSAPP: Meaning(machine, vault, Ears(machine, vault, learned.model)).begin}, {}
    )


def whatsapp_gate(secrets: Sequence[str], verify_token: str) -> Gate:
    """Meta's door: signed with the app secret (several while it is changed), set up with the verify token."""
    return Gate(partial(_is_metas, tuple(secrets)), partial(signature.challenge, verify_token))


def _is_metas(secrets: tuple[str, ...], posted: Posted) -> bool:
    return signature.is_genuine(secrets, posted.body, posted.headers.get(signature.HEADER, ""))
