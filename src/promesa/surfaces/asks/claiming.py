"""Claims on carriers: what could be claimed now and until when, filed with its evidence, and what came of it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from promesa.domain.ledger.shipments import claims
from promesa.domain.ledger.shipments.claims import AnswerClaim, Claim, ClaimKind, FileClaim
from promesa.domain.values import moments
from promesa.domain.values.ids import ClaimId
from promesa.domain.values.refusal import Reason, Refused
from promesa.domain.world import World
from promesa.surfaces import fields
from promesa.surfaces.operations import Call, Command, Nothing, Question, Receipt, receipt

LISTED_MAX = 500
Photo = Annotated[str, Meta(min_length=1, max_length=200, pattern=fields.NAME_PATTERN)]


class FileBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`photos`: names of sealed photos or papers; what is damaged needs at least one."""

    claim: Annotated[ClaimId, Meta(min_length=1, max_length=64, pattern=fields.PLAIN_PATTERN, examples=["q-1"])]
    parcel: fields.Parcel
    kind: ClaimKind
    amount: fields.PaidAmount
    photos: Annotated[tuple[Photo, ...], Meta(max_length=claims.EVIDENCE_MAX)] = ()


class ClaimAnswer(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What the carrier pays, 0 where it refuses."""

    paid: fields.Amount
    reason: fields.Reason = ""


class EvidenceTold(msgspec.Struct, frozen=True):
    what: str
    at: datetime
    where: str


class ClaimTold(msgspec.Struct, frozen=True):
    claim: str
    parcel: str
    order: str
    carrier: str
    kind: str
    amount: int
    filed_at: datetime
    until: datetime
    paid: int | None
    reason: str
    evidence: tuple[EvidenceTold, ...]


class DueTold(msgspec.Struct, frozen=True):
    parcel: str
    order: str
    carrier: str
    kind: str
    amount: int
    until: datetime


class ClaimsTold(msgspec.Struct, frozen=True):
    """What could be claimed, soonest to lapse first, and what was; in centavos what is at stake, asked and paid."""

    due_total: int
    due_centavos: int
    asked_centavos: int
    paid_centavos: int
    due: tuple[DueTold, ...]
    claims: tuple[ClaimTold, ...]


def told(claim: Claim) -> ClaimTold:
    filed, answered = claim.filed, claim.answered
    return ClaimTold(
        claim=filed.claim,
        parcel=filed.parcel,
        order=filed.order,
        carrier=filed.carrier,
        kind=filed.kind.value,
        amount=filed.amount,
        filed_at=moments.utc(claim.filed_at),
        until=moments.utc(filed.until),
        paid=None if answered is None else answered.paid,
        reason="" if answered is None else answered.reason,
        evidence=tuple(EvidenceTold(one.what, moments.utc(one.at), one.where) for one in filed.evidence),
    )


def show_all(world: World, _: Nothing, call: Call) -> ClaimsTold:
    care = world.policies.now.care
    due = sorted(
        claims.due(world.claims, world.orders, world.shipments, world.carriers, care, call.now),
        key=lambda one: (one.until, one.parcel),
    )
    filed = list(world.claims.by_id.values())
    return ClaimsTold(
        due_total=len(due),
        due_centavos=sum(one.amount for one in due),
        asked_centavos=sum(one.filed.amount for one in filed),
        paid_centavos=sum(one.answered.paid for one in filed if one.answered is not None),
        due=tuple(
            DueTold(one.parcel, one.order, one.carrier, one.kind.value, one.amount, moments.utc(one.until))
            for one in due[:LISTED_MAX]
        ),
        claims=tuple(map(told, filed[-LISTED_MAX:][::-1])),
    )


def show(world: World, _: Nothing, call: Call) -> ClaimTold | Refused:
    claim = world.claims.by_id.get(ClaimId(call.path["claim"]))
    return Refused(Reason.UNKNOWN_CLAIM, call.path["claim"]) if claim is None else told(claim)


def _filed(world: World, asked: FileBody, _: Call, __: Sequence[Any]) -> ClaimTold:
    return told(world.claims.by_id[asked.claim])


def _answered(_: World, __: Any, call: Call, facts: Sequence[Any]) -> Receipt:
    return receipt(call.path["claim"], facts)


OPERATIONS = (
    Question(
        name="list_claims",
        method="GET",
        path="/v1/claims",
        scope="read",
        group="Cases",
        summary="What the facts let us claim from carriers while there is time, and what we have claimed.",
        gives=ClaimsTold,
        answer=show_all,
    ),
    Question(
        name="show_claim",
        method="GET",
        path="/v1/claims/{claim}",
        scope="read",
        group="Cases",
        summary="One claim with its evidence.",
        gives=ClaimTold,
        answer=show,
    ),
    Command(
        name="file_claim",
        method="POST",
        path="/v1/claims",
        scope="parcel",
        group="Cases",
        summary="Claim a parcel from its carrier: only what the facts or a photo show, and in time.",
        takes=FileBody,
        gives=ClaimTold,
        status=201,
        command=lambda asked, _: FileClaim(asked.claim, asked.parcel, asked.kind, asked.amount, asked.photos),
        reply=_filed,
    ),
    Command(
        name="answer_claim",
        method="POST",
        path="/v1/claims/{claim}/answer",
        scope="parcel",
        group="Cases",
        summary="What the carrier said: so much is paid, nothing where it refuses.",
        takes=ClaimAnswer,
        gives=Receipt,
        command=lambda asked, call: AnswerClaim(ClaimId(call.path["claim"]), asked.paid, asked.reason),
        reply=_answered,
    ),
)
