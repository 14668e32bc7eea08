"""What the auditor must find about conversations, planted in a good log."""

from typing import Any

from promesa.engine.log import Entry
from promesa.lab.audit import conversations
from tests.lab import message_past
from tests.lab.past import body_of, where, with_more


def _order() -> dict[str, Any]:
    return body_of(next(iter(where("OrderPlaced"))))


def _stepped(heard: str = "h1", level: int = 2, **about: Any) -> tuple[str, dict[str, Any]]:
    """A step in which the order's customer is offered a cancellation."""
    order = _order()
    act = ["t1", "CancelOrder", "{}", order["order"], 2, 2**60]
    names = ("token", "command", "body", "order", "level", "until")
    offered = {**dict(zip(names, act, strict=True)), **about}
    session = {"offered": [offered], "level": level, "level_until": 2**60}
    return "ConversationStepped", {"customer": order["customer"], "heard": heard, "session": session}


def _confirmed(**about: Any) -> tuple[str, dict[str, Any]]:
    order = _order()
    said = {"customer": order["customer"], "token": "t1", "command": "CancelOrder", "body": "{}"}
    return "ActConfirmed", {**said, "order": order["order"], **about}


def _never_offered() -> list[Entry]:
    return with_more(_stepped(), _confirmed(token="t2"))


def _with_other_words() -> list[Entry]:
    return with_more(_stepped(), _confirmed(body='{"by_customer":false}'))


def _too_late() -> list[Entry]:
    return with_more(_stepped(until=1), _confirmed())


def _proved_too_little() -> list[Entry]:
    return with_more(_stepped(level=1), _confirmed())


def _of_somebody_else() -> list[Entry]:
    mine = _order()["customer"]
    order = body_of(next(iter(where("OrderPlaced", lambda body: body["customer"] != mine))))["order"]
    return with_more(_stepped(order=order), _confirmed(order=order))


def _twice() -> list[Entry]:
    return with_more(_stepped(), _confirmed(), _stepped("h2"), _confirmed())


def _answered_twice() -> list[Entry]:
    return with_more(_stepped(), _stepped())


def _right(customer: str, right: str = "access", level: int = 2) -> list[Entry]:
    """A right that is asked for in a customer's name."""
    body = f'{{"request":"r1","customer":"{customer}","right":"{right}"}}'
    about: dict[str, Any] = {"command": "AskRight", "body": body, "order": ""}
    return with_more(_stepped(level=level, **about), _confirmed(**about))


def _on_the_page_of(order: str, **about: Any) -> tuple[str, dict[str, Any]]:
    kind, body = _stepped("page1")
    return kind, {**body, "order": _order()["order"], "browser": [order, "browser1"], **about}


def _on_a_page_of_another_order() -> list[Entry]:
    mine = _order()["customer"]
    order = body_of(next(iter(where("OrderPlaced", lambda body: body["customer"] != mine))))["order"]
    return with_more(_on_the_page_of(order))


def _proved_by_another_browser() -> list[Entry]:
    order = _order()["order"]
    return with_more(_on_the_page_of(order), _confirmed(browser=[order, "browser2"]))


def _heard(name: str = "h9", **about: Any) -> tuple[str, dict[str, Any]]:
    said = {"customer": _order()["customer"], "heard": name, "at": 5, "kind": "text"}
    return "CustomerHeard", {**said, **about}


def _taken(**about: Any) -> tuple[str, dict[str, Any]]:
    return "ConversationTaken", {"customer": _order()["customer"], "attendant": "person:eva", **about}


def _answered(replies: list[dict[str, Any]], heard: str = "h9") -> tuple[str, dict[str, Any]]:
    return "ConversationStepped", {
        "customer": _order()["customer"],
        "heard": heard,
        "session": {},
        "replies": replies,
    }


def _written(**about: Any) -> tuple[str, dict[str, Any]]:
    said = {"answer": "a1", "customer": _order()["customer"], "attendant": "person:eva", "message": "answer:a1"}
    return "AnswerWritten", {**said, "sealed": "c2VhbGVk", **about}


def _said(**about: Any) -> tuple[str, dict[str, Any]]:
    said = {"message": "answer:a1", "order": "", "customer": _order()["customer"], "template": "answer_waiting"}
    return "MessageWanted", {**said, "forms": ["text"], **about}


def _spoken_over() -> list[Entry]:
    return with_more(_heard(), _taken(), _answered([{"text": "menu"}]))


def _to_somebody_else() -> list[Entry]:
    mine = _order()["customer"]
    other = body_of(next(iter(where("OrderPlaced", lambda body: body["customer"] != mine))))["customer"]
    return with_more(_taken(), _written(), _said(customer=other))


def _of_anothers_order() -> list[Entry]:
    mine = _order()["customer"]
    order = body_of(next(iter(where("OrderPlaced", lambda body: body["customer"] != mine))))["order"]
    return with_more(_taken(), _written(order=order))


INNOCENT = {
    **message_past.INNOCENT,
    "a stop where a person attends": (
        conversations.ATTENDED,
        lambda: with_more(_heard(), _taken(), _answered([{"text": "stopped"}])),
    ),
    "a button where a person attends": (
        conversations.ATTENDED,
        lambda: with_more(_heard(button="menu"), _taken(), _answered([{"text": "menu"}])),
    ),
    "a flow after the person": (
        conversations.ATTENDED,
        lambda: with_more(
            _heard(),
            _taken(),
            ("ConversationHandedBack", {"customer": _order()["customer"], "attendant": "person:eva"}),
            _answered([{"text": "menu"}]),
        ),
    ),
    "a person's answer": (conversations.WRITTEN, lambda: with_more(_taken(), _written(), _said())),
}

PLANTS = {
    "a page that speaks of another order": (conversations.PAGED, _on_a_page_of_another_order),
    "a yes in a browser that proved nothing": (conversations.OFFERED, _proved_by_another_browser),
    "a flow speaks over a person": (conversations.ATTENDED, _spoken_over),
    "a person's words to somebody else": (conversations.WRITTEN, _to_somebody_else),
    "a person's words of another's order": (conversations.WRITTEN, _of_anothers_order),
    "an answer of who does not have it": (conversations.WRITTEN, lambda: with_more(_written())),
    "an answer that nobody wrote": (conversations.WRITTEN, lambda: with_more(_taken(), _said())),
    "a right asked for in another's name": (conversations.OWN, lambda: _right("somebody else")),
    "data erased without a code": (conversations.OFFERED, lambda: _right(_order()["customer"], "cancellation")),
    "a yes that was never offered": (conversations.OFFERED, _never_offered),
    "a yes to other words": (conversations.OFFERED, _with_other_words),
    "a yes that came too late": (conversations.OFFERED, _too_late),
    "a yes of who proved too little": (conversations.OFFERED, _proved_too_little),
    "a yes on somebody else's order": (conversations.OWN, _of_somebody_else),
    "a yes that counts twice": (conversations.ONCE, _twice),
    "answered twice": (conversations.ANSWERED, _answered_twice),
}
