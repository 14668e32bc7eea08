"""GET /cases: what a person must bring to an end, by what is due first; one case with all that it takes; claims."""

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

import msgspec

from promesa.domain.ledger.shipments.claims import Claim
from promesa.domain.people.cases import state as states
from promesa.domain.people.cases.words import CaseRemedy
from promesa.domain.people.messages import state as messages
from promesa.domain.values.ids import CaseId, OrderId
from promesa.domain.values.moments import Instant
from promesa.domain.values.refusal import Reason, Refused
from promesa.domain.world import World
from promesa.engine.log import Query, QueryItem
from promesa.surfaces import dossier
from promesa.surfaces.boards.care_board import NEVER, CareBoard, CaseRow
from promesa.surfaces.boards.claim_board import ClaimBoard
from promesa.surfaces.console import care_views, care_words, conversations, threads
from promesa.surfaces.console.cases_words import WORDS
from promesa.surfaces.operations import Room
from promesa.surfaces.speech import dossier as speech
from promesa.surfaces.web.page import STAFF, Asked, File, Page

PAGE, SCAN_MAX = 40, 2_000
CLAIMS_MAX = 60
THREAD_MAX = 40
KINDS = tuple(kind for kind in care_words.KINDS if kind)


def listed(room: Room, asked: Asked) -> Mapping[str, Any]:
    """Due first before, as the board keeps them; a filter looks at so many, and goes on from there."""
    care, claims = room.boards.of(CareBoard), room.boards.of(ClaimBoard)
    if asked.query.get("tab") == "claims":
        found: dict[str, Any] = room.machine.ask(_claims, claims, asked)
    else:
        found = room.machine.ask(_cases, care, asked)
    due = claims.due(asked.now)
    total, late = care.case_total, care.overdue(asked.now)
    about = {"total": total, "late": late, "claims_due": len(due), "claims_centavos": sum(one.amount for one in due)}
    return {**about, **found, "kinds": _pairs(asked.language), "said_claim": care_words.CLAIM_KINDS}


def _pairs(language: str) -> list[tuple[str, str]]:
    return [(kind, care_words.said(care_words.KINDS, kind, language)) for kind in KINDS]


def _cases(_: World, board: CareBoard, asked: Asked) -> dict[str, Any]:
    first = _number(asked.query.get("from", ""))
    rows, upto = [], first
    for row in islice(board.cases(), first, first + SCAN_MAX):
        upto += 1
        if _is_wanted(row, asked):
            rows.append(_shown(row, asked))
        if len(rows) >= PAGE:
            break
    kept = {name: value for name, value in asked.query.items() if name != "from"}
    return {"tab": "cases", "rows": rows, "kept": kept, "upto": upto if upto < board.case_total else 0, "first": first}


def _is_wanted(row: CaseRow, asked: Asked) -> bool:
    query = asked.query
    if query.get("who") == "mine" and row.assigned != asked.person.by:
        return False
    if query.get("who") == "nobody" and row.assigned:
        return False
    if query.get("late") and row.due >= asked.now:
        return False
    return query.get("kind", "") in ("", row.kind)


def _shown(row: CaseRow, asked: Asked) -> dict[str, Any]:
    language = asked.language
    return {
        "case": row.case,
        "kind": care_words.said(care_words.KINDS, row.kind, language),
        "order": row.order,
        "customer": row.customer,
        "opener": care_words.said(care_words.OPENERS, row.opener, language),
        "assigned": conversations.short(row.assigned),
        "unread": row.unread,
        "waits_for": care_words.said(care_words.PARTIES, row.waits_for, language),
        "due": None if row.due == NEVER else row.due,
        "is_late": row.due < asked.now,
        "centavos": row.centavos,
    }


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 9 else 0


def _claims(world: World, board: ClaimBoard, asked: Asked) -> dict[str, Any]:
    filed = list(world.claims.by_id.values())[-CLAIMS_MAX:][::-1]
    due = board.due(asked.now)[:CLAIMS_MAX]
    return {"tab": "claims", "due": due, "filed": [_claim(one) for one in filed], "rows": [], "may_file": _may(asked)}


def _may(asked: Asked) -> bool:
    return asked.person.role in care_views.READERS


def _claim(one: Claim) -> dict[str, Any]:
    paid = None if one.answered is None else one.answered.paid
    return {"filed": one.filed, "at": one.filed_at, "paid": paid, "reason": one.answered and one.answered.reason}


def one(room: Room, asked: Asked) -> Mapping[str, Any] | Refused:
    """Everything that whoever takes it needs."""
    care = room.boards.of(CareBoard)
    found: dict[str, Any] | Refused = room.machine.ask(_one, care, CaseId(asked.path["case"]), asked)
    if isinstance(found, Refused):
        return found
    opened = care_views.opener(room, found["hand"])
    items = threads.of(room, found["customer"], asked.language, asked.now, opened)[-THREAD_MAX:]
    return {**found, "items": items, "steps": list(_steps(room, found["case"].case))}


def _one(world: World, board: CareBoard, name: CaseId, asked: Asked) -> dict[str, Any] | Refused:
    case = world.cases.by_id.get(name)
    if case is None:
        return Refused(Reason.UNKNOWN_CASE, name)
    language, customer = asked.language, case.opened.customer
    options, drafts = care_views.options_of(world, case, asked.now, language)
    order = case.opened.order
    where = None if order is None else care_views.where_is_it(world, customer, order, asked.now, language)
    drafts = [*drafts, *([where] if where is not None else [])]
    until = messages.window_until(messages.side_of(world.messages, customer))
    row = board.case(name)
    return {
        "case": row if row is not None else _ended(case),
        "is_living": case.stage in states.LIVING,
        "stage": care_words.said(care_words.STAGES, case.stage.value, language),
        "stage_code": case.stage.value,
        "kind": care_words.said(care_words.KINDS, case.kind, language),
        "opener": care_words.said(care_words.OPENERS, case.opened.opener.value, language),
        "remedy": "" if case.remedy is None else care_words.said(care_words.REMEDIES, case.remedy.value, language),
        "waits_for": care_words.said(care_words.PARTIES, case.waits_for.value if case.waits_for else "", language),
        "customer": customer,
        "hand": care_views.hand(world, customer, asked),
        "attendant": conversations.short,
        "openings": conversations.opening_reasons(language),
        "never": NEVER,
        "window_until": until if until > asked.now else None,
        "has_written": until > 0,
        "options": options,
        "drafts": drafts,
        "text": conversations.chosen(drafts, asked.query.get("draft", "")),
        "orders": [] if order is None else [care_views.order_shown(world, order, language)],
        "order": order or "",
        "remedies": [(one.value, care_words.said(care_words.REMEDIES, one.value, language)) for one in CaseRemedy],
        "refunds": _refunds(world, order),
        "claims": [_claim(world.claims.by_id[claim]) for claim in _claims_of(world, order)],
        "said_claim": care_words.CLAIM_KINDS,
    }


def _ended(case: states.Case) -> CaseRow:
    """A case that is over has no place on the board and no clock."""
    told, opened = case.opened, case.opened_at
    about = (told.case, case.kind, case.stage.value, told.customer, told.order or "", told.opener.value, opened)
    return CaseRow(*about, case.assigned, case.unread, "", NEVER, NEVER, 0)


def _refunds(world: World, order: OrderId | None) -> list[tuple[str, int]]:
    """Money that went back of the order, which a remedy may name."""
    account = None if order is None else world.payments.by_order.get(order)
    names = () if account is None else account.refunds
    return [(name, world.payments.refunds[name].owed.amount) for name in names]


def _claims_of(world: World, order: OrderId | None) -> Iterator[Any]:
    parcels = () if order is None else world.shipments.by_order.get(order, ())
    return (claim for parcel in parcels for claim in world.claims.by_parcel.get(parcel, ()))


def _steps(room: Room, case: str) -> Iterator[dict[str, Any]]:
    """What became of the case itself, from the log, oldest first."""
    asked = Query((QueryItem(tuple(one.__name__ for one in states.FOLD), (f"case:{case}",)),))
    for entry in reversed(room.machine.log.read_back(asked, limit=60)):
        fact = room.machine.model.codec.decode(entry.kind, entry.body)
        told = msgspec.to_builtins(fact)
        about = str(told.get("party") or told.get("remedy") or told.get("to") or "")
        yield {"at": Instant(entry.at), "kind": entry.kind, "by": conversations.short(entry.by), "about": about}


def paper(room: Room, asked: Asked) -> File | Refused:
    """The dossier of the case's order as a paper."""
    name = asked.path["case"]
    made = dossier.make(room.machine, name)
    if made is None:
        return Refused(Reason.UNKNOWN_CASE, name)
    body = speech.say(made, asked.language).encode()
    return File(f"{made.order}.md", "text/markdown; charset=utf-8", body)


PAGES: tuple[Page, ...] = (
    Page("/cases", "cases", "console/cases.html", STAFF, listed, WORDS, "cases"),
    Page("/cases/{case}", "case", "console/case.html", STAFF, one, WORDS, "cases"),
    Page("/cases/{case}/dossier", "dossier", "console/case.html", STAFF, paper, WORDS, "cases"),
)
