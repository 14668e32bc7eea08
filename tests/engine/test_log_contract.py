"""What every store of the log promises: the same answers as a plain list, whoever asks and whenever."""

import threading
import tracemalloc
from contextlib import suppress
from string import Formatter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from promesa.engine import log as words
from promesa.engine.log import EVERYTHING, Condition, Conflict, Draft, Entry, Log, Query, QueryItem, Unfit
from promesa.engine.memory import MemoryLog
from tests.engine.stores import Store, draft, positions

KINDS = ("Placed", "Paid", "Sañado")
TAGS = ("order:1", "order:2", "sku:A B", "sku:Ñandú 'x' %s", "sku:A", "cart:日本")


class ListLog:
    """The model: a list, and the meaning of a query word for word."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []

    def matching(self, query: Query) -> list[Entry]:
        return [
            entry
            for entry in self.entries
            if not query.items
            or any(
                (not item.kinds or entry.kind in item.kinds) and set(item.tags) <= set(entry.tags)
                for item in query.items
            )
        ]

    def append(self, drafts: list[Draft], condition: Condition | None) -> bool:
        if condition and any(entry.position > condition.after for entry in self.matching(condition.query)):
            return False
        head = len(self.entries)
        for k, d in enumerate(drafts, 1):
            cause = d.cause if d.cause >= 0 else head - d.cause
            self.entries.append(Entry(head + k, d.at, d.by, cause, d.policy, d.kind, d.body, d.tags))
        return True


printable = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=10)
bodies = st.one_of(st.just(b""), printable.map(str.encode), st.just(b'{"a":\t[1,\r\n2]}'), st.just(b"x" * 5000))
tag_lists = st.lists(st.one_of(st.sampled_from(TAGS), printable), max_size=4).map(tuple)
drafts = st.builds(
    Draft,
    at=st.integers(-(2**53), 2**53),
    by=printable,
    cause=st.just(0),
    policy=st.integers(0, 2**31),
    kind=st.sampled_from(KINDS),
    body=bodies,
    tags=tag_lists,
)
items = st.builds(
    QueryItem,
    kinds=st.lists(st.sampled_from(KINDS), max_size=3).map(tuple),
    tags=st.lists(st.sampled_from(TAGS), max_size=3).map(tuple),
)
queries = st.lists(items, max_size=4).map(lambda some: Query(tuple(some)))
conditions = st.one_of(st.none(), st.builds(Condition, query=queries, after=st.integers(0, 20)))


@st.composite
def caused_drafts(draw: st.DrawFn) -> list[Draft]:
    """Drafts of one append, some caused by an earlier one of them."""
    some = draw(st.lists(drafts, max_size=6))
    return [Draft(d.at, d.by, -draw(st.integers(0, k)), d.policy, d.kind, d.body, d.tags) for k, d in enumerate(some)]


appends = st.lists(st.tuples(caused_drafts(), conditions), max_size=8)
questions = st.lists(
    st.tuples(queries, st.integers(0, 30), st.one_of(st.none(), st.integers(0, 10))), min_size=3, max_size=8
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(appends=appends, questions=questions)
def test_it_answers_like_a_list(
    store: Store, small_pages: None, appends: list[tuple[list[Draft], Condition | None]], questions: list
) -> None:
    log, model = store.fresh(), ListLog()
    try:
        for some, condition in appends:
            if model.append(some, condition):
                assert log.append(some, condition) == len(model.entries)
            else:
                with pytest.raises(Conflict):
                    log.append(some, condition)
            assert log.head() == len(model.entries)
        for query, edge, limit in questions:
            agrees(log, model, query, edge, limit)
    finally:
        log.close()


def agrees(log: Log, model: ListLog, query: Query, edge: int, limit: int | None) -> None:
    found = model.matching(query)
    assert list(log.read(query)) == found
    assert list(log.read(query, after=edge, limit=limit)) == [e for e in found if e.position > edge][:limit]
    backwards = [entry for entry in reversed(found) if entry.position < edge]
    assert log.read_back(query, before=edge, limit=limit or 3) == backwards[: limit or 3]
    assert log.read_back(query, limit=3) == found[::-1][:3]


def test_an_entry_comes_back_exactly(log: Log) -> None:
    log.append([draft(tags=("b", "a", "b"), body='{"señal":"☎"}'.encode(), at=-(2**62))])
    assert list(log.read()) == [Entry(1, -(2**62), "tester", 0, 1, "Noted", '{"señal":"☎"}'.encode(), ("b", "a", "b"))]
    assert positions(list(log.read(Query((QueryItem(tags=("b", "b")),))))) == [1]


def test_an_empty_log_and_an_empty_append(log: Log) -> None:
    assert (log.head(), list(log.read()), log.read_back(EVERYTHING, limit=5)) == (0, [], [])
    assert log.append([]) == 0
    log.append([draft()])
    assert log.append([]) == 1
    with pytest.raises(Conflict):
        log.append([], Condition(EVERYTHING, 0))
    assert log.head() == 1


def test_a_query_with_very_many_items(log: Log) -> None:
    log.append([draft(tags=(f"order:{k}",)) for k in range(700)])
    query = Query(tuple(QueryItem(tags=(f"order:{k}",)) for k in range(0, 700, 2)))
    assert positions(list(log.read(query))) == list(range(1, 701, 2))
    with pytest.raises(Conflict):
        log.append([draft()], Condition(query, 698))
    log.append([draft()], Condition(query, 699))


def test_a_read_ends_at_the_head_of_its_beginning(log: Log, small_pages: None) -> None:
    log.append([draft(tags=("t",)) for _ in range(10)])
    for query in (EVERYTHING, Query((QueryItem(tags=("t",)),)), Query((QueryItem(kinds=("Noted",)),))):
        head = log.head()
        reading = log.read(query)
        assert next(reading).position == 1
        log.append([draft(tags=("t",))])
        assert positions(list(reading)) == list(range(2, head + 1))


@pytest.mark.parametrize(
    "unfit",
    [
        draft(kind="A\0B"),
        draft(kind=""),
        draft(tags=("",)),
        draft(tags=("a\tb",)),
        draft(tags=("a\x1eb",)),
        draft(tags=("\ud800",)),
        draft(body=b"\xff"),
        draft(body=b'"\0"'),
        draft(body=b'"\x1d"'),
    ],
)
def test_what_some_store_could_not_keep_is_refused_by_all(log: Log, unfit: Draft) -> None:
    log.append([draft()])
    with pytest.raises(Unfit):
        log.append([draft(), unfit])
    with pytest.raises(Unfit):
        take_turn(log, [draft()], [unfit])
    assert log.head() == 1
    assert log.append([draft()]) == 2


def take_turn(log: Log, *appends: list[Draft], then: Exception | None = None) -> None:
    with log.turn() as turn:
        for some in appends:
            turn.append(some)
        if then:
            raise then


def test_a_cause_must_come_first(log: Log) -> None:
    for cause in (-1, -2, 1, 7):
        with pytest.raises(AssertionError):
            log.append([draft(cause=cause)])
    assert log.append([draft(), draft(cause=-1), draft(cause=1)]) == 3
    assert [entry.cause for entry in log.read()] == [0, 1, 1]


class TestTurn:
    def test_everything_of_a_turn_appears_at_once(self, log: Log) -> None:
        log.append([draft()])
        with log.turn() as turn:
            assert turn.head == 1
            assert turn.append([draft("A"), draft("B", cause=-1)]) == 3
            assert turn.append([]) == 3
            assert turn.append([draft("C"), draft("D", cause=-1), draft("E", cause=2)]) == 6
            assert log.head() == 1
            assert positions(list(log.read())) == [1]
        assert [(entry.kind, entry.cause) for entry in log.read(after=1)] == [
            ("A", 0), ("B", 2), ("C", 0), ("D", 4), ("E", 2),
        ]  # fmt: skip

    def test_an_exception_leaves_nothing(self, log: Log) -> None:
        with pytest.raises(ZeroDivisionError):
            take_turn(log, [draft(tags=("t",))], then=ZeroDivisionError())
        assert log.head() == 0
        assert list(log.read(Query((QueryItem(tags=("t",)),)))) == []
        with log.turn() as turn:
            assert turn.append([draft()]) == 1

    def test_a_turn_without_drafts(self, log: Log) -> None:
        with log.turn() as turn:
            assert turn.head == 0
        assert log.append([draft()]) == 1

    def test_a_turn_inside_a_turn_is_a_bug(self, log: Log) -> None:
        with log.turn() as turn:
            with pytest.raises(AssertionError):
                log.append([draft()])
            turn.append([draft()])
        assert log.head() == 1

    def test_one_thread_at_a_time(self, log: Log) -> None:
        """Each turn sees all that came before it and nothing comes between; readers see no gap."""

        def work() -> None:
            for _ in range(25):
                with log.turn() as turn:
                    mine = log.read_back(EVERYTHING, limit=1)
                    assert turn.head == (mine[0].position if mine else 0)
                    turn.append([draft(tags=(f"n:{turn.head}",)), draft(cause=-1)])

        seen = watched(log, [threading.Thread(target=work) for _ in range(4)])
        assert log.head() == 200
        assert [entry.cause for entry in log.read()] == [k if k % 2 else 0 for k in range(200)]
        assert all(some == list(range(1, len(some) + 1)) for some in seen)


def watched(log: Log, workers: list[threading.Thread]) -> list[list[int]]:
    """What a reader saw, again and again while they worked."""
    failures: list[BaseException] = []
    hook, threading.excepthook = threading.excepthook, lambda args: failures.append(args.exc_value or KeyError())
    try:
        for worker in workers:
            worker.start()
        seen = []
        while any(worker.is_alive() for worker in workers):
            seen.append(positions(list(log.read())))
        for worker in workers:
            worker.join()
    finally:
        threading.excepthook = hook
    assert failures == []
    return seen


def test_conditions_among_threads(log: Log) -> None:
    """Ten units on the shelf, eight who want them: ten are sold, each on what was so."""
    shelf, sold = Query((QueryItem(tags=("sku:A",)),)), []

    def sell() -> None:
        while True:
            taken = log.read_back(shelf, limit=1)
            before = taken[0].position if taken else 0
            if before and int(taken[0].body) == 10:
                return
            number = int(taken[0].body) + 1 if taken else 1
            with suppress(Conflict):
                sold.append(log.append([draft(body=b"%d" % number, tags=("sku:A",))], Condition(shelf, before)))

    watched(log, [threading.Thread(target=sell) for _ in range(8)])
    assert [entry.body for entry in log.read(shelf)] == [b"%d" % k for k in range(1, 11)]
    assert sorted(sold) == list(range(1, 11))


def test_large_bodies_stream_in_bounded_memory(store: Store) -> None:
    if not store.durable:
        pytest.skip("a log in memory is in memory")
    log = store.fresh()
    for k in range(40):
        log.append([draft(body=b"%d" % k + b"x" * 1_000_000, tags=("big",))])
    for query in (EVERYTHING, Query((QueryItem(tags=("big",)),))):
        tracemalloc.start()
        lengths = [len(entry.body) for entry in log.read(query)]
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert lengths == [1_000_001] * 10 + [1_000_002] * 30
        assert peak < 12_000_000
    log.close()


def test_a_very_large_append(log: Log) -> None:
    body = b'"' + bytes(range(97, 123)) * 1_000_000 + b'"'
    assert log.append([draft(body=body)] + [draft(tags=("t", f"u:{k}")) for k in range(12_000)]) == 12_001
    assert next(log.read()).body == body
    assert sum(1 for _ in log.read(Query((QueryItem(tags=("t",)),)))) == 12_000
    assert positions(list(log.read(Query((QueryItem(tags=("u:777", "t")),))))) == [779]
    assert positions(log.read_back(Query((QueryItem(tags=("t",)),)), before=11_000, limit=2)) == [10_999, 10_998]


class TestSnapshots:
    def test_none_at_first(self, log: Log) -> None:
        assert log.load_snapshot("world") is None

    def test_the_newest_comes_back(self, log: Log) -> None:
        log.append([draft() for _ in range(9)])
        log.save_snapshot("world", 3, b"three")
        log.save_snapshot("world", 9, b"")
        log.save_snapshot("world", 5, b"five")
        log.save_snapshot("other", 1, b"\0\xff")
        assert log.load_snapshot("world") == (9, b"")
        assert log.load_snapshot("other") == (1, b"\0\xff")
        log.save_snapshot("world", 9, b"again")
        assert log.load_snapshot("world") == (9, b"again")

    def test_a_large_one(self, log: Log) -> None:
        body = bytes(range(256)) * 80_000  # 20 MB: three parts
        log.save_snapshot("world", 0, body)
        assert log.load_snapshot("world") == (0, body)

    def test_of_what_has_not_happened(self, log: Log) -> None:
        with pytest.raises(AssertionError):
            log.save_snapshot("world", 1, b"")

    def test_turns_go_on_while_one_is_saved(self, log: Log) -> None:
        saving = threading.Thread(target=log.save_snapshot, args=("world", 0, bytes(50_000_000)))
        saving.start()
        while saving.is_alive():
            log.append([draft()])
        saving.join()
        assert log.load_snapshot("world") == (0, bytes(50_000_000))
        assert positions(list(log.read())) == list(range(1, log.head() + 1))


def test_everything_is_there_after_closing(store: Store) -> None:
    if not store.durable:
        pytest.skip("a log in memory is gone")
    for start in (0, 30, 60):
        log = store.open()
        assert log.head() == start
        for k in range(10):
            log.append([draft(tags=("t", f"u:{start + k}"), cause=-j) for j in range(3)])
        log.save_snapshot("world", start, b"%d" % start)
        log.close()
        log.close()
    log = store.open()
    assert positions(list(log.read(Query((QueryItem(tags=("t",)),))))) == list(range(1, 91))
    assert positions(list(log.read(Query((QueryItem(tags=("u:35",)),))))) == [46, 47, 48]
    assert log.load_snapshot("world") == (60, b"60")
    log.close()


def test_every_trouble_can_be_said_in_both_languages() -> None:
    for trouble in words.Trouble.__subclasses__():
        fields = {field for _, field, _, _ in Formatter().parse(trouble.english + trouble.spanish) if field}
        said = trouble(**dict.fromkeys(fields, 7))
        assert said.say("es-MX") != said.say("en") == str(said)
        assert "{" not in said.say("es-MX") + said.say("en")


def test_the_log_in_memory_matches_as_the_words_say() -> None:
    log = MemoryLog()
    log.append([draft("A", tags=("x",)), draft("B", tags=("x", "y"))])
    assert [words.matches(Query((QueryItem(("B",), ("y", "x")),)), entry) for entry in log.read()] == [False, True]
