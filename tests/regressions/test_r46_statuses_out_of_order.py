"""R46: statuses out of order: the merge is commutative, idempotent and monotonic, whoever reads them."""

from itertools import permutations
from typing import Any

import pytest

from promesa.domain.people.messages import state
from promesa.domain.people.messages.state import RANK
from promesa.domain.people.messages.words import Status
from promesa.engine import inbox_work
from promesa.gateways.messaging.whatsapp.meaning import Meaning
from tests.regressions import whatsapp as meta
from tests.regressions.whatsapp import Letterbox

T = 1_814_882_400
"""10:00:00."""
SENT, DELIVERED, READ = T + 1, T + 3, T + 300
TIMES = {Status.SENT: SENT * 1_000_000, Status.DELIVERED: DELIVERED * 1_000_000, Status.READ: READ * 1_000_000}


def told(box: Letterbox, name: str) -> tuple[Status | None, dict[Status, int]]:
    attempt = state.attempt_of(box.machine.world.messages, name, 1)
    assert attempt is not None
    return state.status_of(attempt), {word: at for word, at in attempt.times.items() if word is not Status.ACCEPTED}


def three(name: str, callback: bool) -> list[bytes]:
    about = name if callback else ""
    words = (("sent", SENT), ("delivered", DELIVERED), ("read", READ))
    return [meta.statuses(meta.status(f"wamid.{name}", word, about, at=at)) for word, at in words]


@pytest.mark.parametrize("callback", [True, False], ids=["echoed", "by wamid"])
def test_r46_every_order_twice_over_two_workers(monkeypatch: pytest.MonkeyPatch, callback: bool) -> None:
    with meta.letterbox(monkeypatch) as box:
        workers = [Meaning(box.machine, box.vault).begin for _ in range(2)]
        for number, order in enumerate(permutations(range(3))):
            name = f"o{number}:confirmed"
            box.says(name, wamid=f"wamid.{name}")
            bodies = three(name, callback)
            seen: list[Status | None] = [told(box, name)[0]]
            for which in (*order, *order):
                assert box.posts(bodies[which]).status == 200
            turn = 0
            while inbox_work.work(box.inbox, box.machine, {"whatsapp": workers[turn % 2]}, limit=1):
                turn += 1
                seen.append(told(box, name)[0])
            assert turn == 6
            ranks = [0 if one is None else RANK[one] for one in seen]
            assert ranks == sorted(ranks), f"{order}: seen to go back: {seen}"
            assert told(box, name) == (Status.READ, TIMES), order


def test_r46_a_failure_never_hides_that_it_was_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """A failure told after or before a delivery: the higher counts, in every order."""
    words: tuple[dict[str, Any], ...] = (
        {"word": "sent", "at": SENT},
        {"word": "failed", "at": SENT + 1, "errors": meta.failure(131026)},
        {"word": "delivered", "at": DELIVERED},
    )
    with meta.letterbox(monkeypatch) as box:
        for number, order in enumerate(permutations(words)):
            name = f"o{number}:confirmed"
            box.says(name, wamid=f"wamid.{name}")
            box.hears(*[meta.statuses(meta.status(f"wamid.{name}", message=name, **word)) for word in order])
            assert told(box, name)[0] is Status.DELIVERED, order


def test_r46_a_status_may_come_before_our_own_answer_does(monkeypatch: pytest.MonkeyPatch) -> None:
    """The post has not been settled yet when Meta tells that it was delivered: its echo says which message it was."""
    with meta.letterbox(monkeypatch) as box:
        box.says("o1:confirmed")
        box.hears(*three("o1:confirmed", callback=True))
        assert told(box, "o1:confirmed") == (Status.READ, TIMES)
        assert box.machine.world.messages.by_provider[box.marks.provider("wamid.o1:confirmed")] == ("o1:confirmed", 1)
