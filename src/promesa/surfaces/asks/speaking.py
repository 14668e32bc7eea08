"""Policies said in Spanish: shown back as figures, and put in force by a person who approves what was shown."""

import hashlib
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from promesa.domain.conduct import spoken_policies
from promesa.domain.conduct.mandates.words import GrantMandate
from promesa.domain.conduct.policies import SetPolicy
from promesa.domain.conduct.spoken_policies import SpokenPolicy
from promesa.domain.values.refusal import Reason, Refused
from promesa.domain.world import World
from promesa.surfaces.operations import Call, Errand, Question, Receipt, Room, receipt

Text = Annotated[
    str,
    Meta(min_length=1, max_length=spoken_policies.TEXT_MAX, examples=["Envío gratis desde 799 pesos."]),
]


class SpokenAsked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Sentences in Spanish, apart by full stops."""

    text: Text


class SpokenApproved(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The same text, and the fingerprint of what was shown for it."""

    text: Text
    shown: Annotated[str, Meta(min_length=24, max_length=24)]


class ChangeTold(msgspec.Struct, frozen=True):
    sentence: str
    field: str
    was: str
    becomes: str
    said_es: str
    said_en: str


class SpokenTold(msgspec.Struct, frozen=True):
    """What was understood, and what was not: with a sentence of those nothing can be approved."""

    can_be_approved: bool
    changes: tuple[ChangeTold, ...]
    unknown: tuple[str, ...]
    shown: str
    """What an approval names, so that nothing else is approved than what was seen."""


def compile_text(world: World, asked: SpokenAsked, _: Call) -> SpokenTold:
    return told(world, asked.text)


def told(world: World, text: str) -> SpokenTold:
    said = _read(world, text)
    changes = tuple(ChangeTold(**msgspec.structs.asdict(one)) for one in said.changes)
    return SpokenTold(said.is_whole, changes, said.unknown, _shown(said))


def _read(world: World, text: str) -> SpokenPolicy:
    return spoken_policies.read(text, world.policies.now, world.mandates)


def _shown(said: SpokenPolicy) -> str:
    return hashlib.blake2b(msgspec.json.encode(said), digest_size=12).hexdigest()


def approve_policy(room: Room, asked: SpokenApproved, call: Call) -> Receipt | Refused:
    """The policy as it was shown; the rule may still want to see it replayed first."""
    said = room.machine.ask(_read, asked.text)
    if not said.is_whole or said.policy is None or said.mandates or _shown(said) != asked.shown:
        return Refused(Reason.INVALID, "shown")
    return _put(room, SetPolicy(said.policy), "policy", call)


def approve_mandate(room: Room, asked: SpokenApproved, call: Call) -> Receipt | Refused:
    """The limits of one mandate as they were shown."""
    said = room.machine.ask(_read, asked.text)
    if not said.is_whole or said.policy is not None or len(said.mandates) != 1 or _shown(said) != asked.shown:
        return Refused(Reason.INVALID, "shown")
    (mandate,) = said.mandates
    return _put(room, GrantMandate(mandate, call.by), f"{mandate.agent} {mandate.kind}", call)


def _put(room: Room, command: Any, about: str, call: Call) -> Receipt | Refused:
    verdict = room.machine.submit(command, call.by)
    return verdict.refusal if isinstance(verdict.refusal, Refused) else receipt(about, verdict.facts)


OPERATIONS = (
    Question(
        name="read_spoken_policy",
        method="GET",
        path="/v1/policies/spoken",
        scope="read",
        group="Conduct",
        summary="Sentences in Spanish as figures of the policy or of a mandate: shown, not put in force.",
        takes=SpokenAsked,
        gives=SpokenTold,
        answer=compile_text,
    ),
    Errand(
        name="approve_spoken_policy",
        method="POST",
        path="/v1/policies/spoken",
        scope="policy",
        group="Conduct",
        summary="A person puts the policy in force that was shown for these sentences.",
        takes=SpokenApproved,
        gives=Receipt,
        run=approve_policy,
    ),
    Errand(
        name="approve_spoken_mandate",
        method="POST",
        path="/v1/mandates/spoken",
        scope="mandate",
        group="Agents",
        summary="A person changes the limits of a mandate as they were shown for these sentences.",
        takes=SpokenApproved,
        gives=Receipt,
        run=approve_mandate,
    ),
)
