"""GET /conversations: who waits and by when, one thread with what was said and what was not."""

from collections.abc import Mapping
from itertools import islice
from typing import Any

from promesa.domain.conduct.conversations import state as conversations
from promesa.domain.people.cases import state as cases
from promesa.domain.people.messages import state as messages
from promesa.domain.values.ids import CustomerId, OrderId
from promesa.domain.values.moments import Instant
from promesa.domain.values.refusal import Reason, Refused
from promesa.domain.world import World
from promesa.surfaces.boards import care_board
from promesa.surfaces.boards.care_board import ATTENDED, BOXES, FLOWING, NEVER, WAITING, CareBoard, TalkRow
from promesa.surfaces.console import care_views, care_words, threads
from promesa.surfaces.console.care_views import Draft, Hand
from promesa.surfaces.console.conversations_words import WORDS
from promesa.surfaces.operations import Room
from promesa.surfaces.web.page import STAFF, Asked, Page, Topic

SHOWN = {WAITING: 25, ATTENDED: 12, FLOWING: 12}
PAGE = 40


def inbox(room: Room, asked: Asked) -> Mapping[str, Any]:
    """What matters first, a few of each box; the same for everybody who looks."""
    board = room.boards.of(CareBoard)
    found: Mapping[str, Any] = room.machine.ask(_inbox, board, asked)
    return found


def _inbox(world: World, board: CareBoard, asked: Asked) -> dict[str, Any]:
    boxes = [(box, board.count(box), _rows(world, board, box, 0, SHOWN[box], asked)) for box in BOXES]
    return {"boxes": boxes, "seen": board.seen}


def _rows(world: World, board: CareBoard, box: str, first: int, most: int, asked: Asked) -> list[dict[str, Any]]:
    return [_row(world, row, asked) for row in islice(board.talks(box), first, first + most)]


def _row(world: World, row: TalkRow, asked: Asked) -> dict[str, Any]:
    """As it is at this moment: who had it may have gone, and a window may have closed."""
    attended = conversations.attended(world.conversations, row.customer, asked.now)
    return {
        "customer": row.customer,
        "order": row.order,
        "kind": care_words.said(care_words.KINDS, row.kind, asked.language),
        "unread": row.unread,
        "centavos": row.centavos,
        "answer_by": None if row.answer_by == NEVER or not row.unread else row.answer_by,
        "is_late": row.unread > 0 and row.answer_by < asked.now,
        "window_until": row.window_until if row.window_until > asked.now else None,
        "has_written": row.heard_at > 0,
        "last": row.last,
        "last_at": row.last_at,
        "attendant": "" if attended is None else short(attended.attendant),
    }


def short(by: str) -> str:
    """A name of the log without what says which kind of name it is."""
    return by.removeprefix("person:")


def listed(room: Room, asked: Asked) -> Mapping[str, Any]:
    """The inbox alone, or one of its boxes whole, page by page."""
    board, box = room.boards.of(CareBoard), asked.query.get("box", "")
    found: dict[str, Any] = room.machine.ask(_inbox, board, asked)
    if box not in BOXES:
        return {**found, "box": "", "rows": [], "newer": "", "older": "", "total": 0}
    first = int(told) if (told := asked.query.get("from", "")).isdecimal() else 0
    rows = room.machine.ask(_rows, board, box, first, PAGE, asked)
    total, about = board.count(box), f"/conversations?box={box}&from="
    newer = f"{about}{max(0, first - PAGE)}" if first else ""
    older = f"{about}{first + PAGE}" if first + PAGE < total else ""
    return {**found, "box": box, "rows": rows, "newer": newer, "older": older, "total": total}


def one(room: Room, asked: Asked) -> Mapping[str, Any] | Refused:
    """A thread with its facts beside it."""
    customer = CustomerId(asked.path["customer"])
    board = room.boards.of(CareBoard)
    found: dict[str, Any] | Refused = room.machine.ask(_one, board, customer, asked)
    if isinstance(found, Refused):
        return found
    held: Hand = found["hand"]
    items = threads.of(room, customer, asked.language, asked.now, care_views.opener(room, held))
    return {**found, "items": items}


def _one(world: World, board: CareBoard, customer: CustomerId, asked: Asked) -> dict[str, Any] | Refused:
    known = customer in world.orders.by_customer or customer in world.messages.sides
    if not known and customer not in world.customers.by_id:
        return Refused(Reason.UNKNOWN_CUSTOMER, customer)
    side = messages.side_of(world.messages, customer)
    until = messages.window_until(side)
    found = _case_of(world, customer, asked.query.get("case", ""))
    options, drafts = ([], []) if found is None else care_views.options_of(world, found, asked.now, asked.language)
    orders = care_views.orders_of(world, customer, asked.language, 4)
    order = (found.opened.order if found is not None else None) or (OrderId(orders[0].order) if orders else None)
    where = None if order is None else care_views.where_is_it(world, customer, order, asked.now, asked.language)
    drafts = [*drafts, *([where] if where is not None else [])]
    row = board.talk(customer)
    return {
        **_inbox(world, board, asked),
        "customer": customer,
        "hand": care_views.hand(world, customer, asked),
        "attendant": short,
        "window_until": until if until > asked.now else None,
        "has_written": side.heard_at > 0,
        "row": None if row is None else _row(world, row, asked),
        "case": None if found is None else board.case(found.opened.case),
        "case_kind": "" if found is None else care_words.said(care_words.KINDS, found.kind, asked.language),
        "is_late": found is not None and _is_late(board, found.opened.case, asked.now),
        "never": NEVER,
        "options": options,
        "drafts": drafts,
        "text": chosen(drafts, asked.query.get("draft", "")),
        "orders": orders,
        "order": order or "",
        "openings": opening_reasons(asked.language),
    }


def _case_of(world: World, customer: CustomerId, named: str) -> cases.Case | None:
    """The case that is named, else the living one whose answer is due first."""
    names = world.cases.newest.get(customer, {}).values()
    living = [case for name in names if (case := world.cases.by_id[name]).stage in cases.LIVING]
    chosen = next((case for case in living if case.opened.case == named), None)
    return chosen or min(living, key=lambda case: (not case.unread, case.opened_at), default=None)


def _is_late(board: CareBoard, case: str, now: Instant) -> bool:
    row = board.case(case)
    return row is not None and row.due < now


def opening_reasons(language: str) -> list[tuple[str, str]]:
    """What a contact may be opened for, with its words."""
    return [(code, pair[0 if language == "es" else 1]) for code, pair in care_words.OPENINGS.items()]


def chosen(drafts: list[Draft], name: str) -> str:
    """The text of the prepared answer of that name."""
    return next((one.text for one in drafts if one.name == name), "")


PAGES: tuple[Page, ...] = (
    Page("/conversations", "conversations", "console/conversations.html", STAFF, listed, WORDS, "conversations"),
    Page("/conversations/live", "inbox", "console/inbox.html", STAFF, inbox, WORDS, "conversations"),
    Page("/conversations/{customer}", "conversation", "console/conversation.html", STAFF, one, WORDS, "conversations"),
)
TOPICS: Mapping[str, Topic] = {"conversations": Topic("inbox", care_board.CareBoard.kinds)}
