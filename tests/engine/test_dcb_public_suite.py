"""The public contract suite of the library `eventsourcing` for this shape of log, run against our stores.

An adapter, for these tests only, presents a Log as the library's DCBRecorder. Nothing of the suite is left out.
"""

import threading
import time
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from eventsourcing.dcb.api import (
    DCBAppendCondition,
    DCBEvent,
    DCBQuery,
    DCBReadResponse,
    DCBRecorder,
    DCBSequencedEvent,
    DCBSubscription,
)
from eventsourcing.dcb.popo import SimpleDCBReadResponse
from eventsourcing.dcb.tests import DCBRecorderTestCase
from eventsourcing.persistence import IntegrityError

from promesa.engine.log import Condition, Conflict, Draft, Entry, Log, Query, QueryItem

POLL_SECONDS = 0.01


class LogAsRecorder(DCBRecorder):
    """Their words for ours. They call what a reader may go on from "head": the last seen, or of the log."""

    def __init__(self, log: Log) -> None:
        self.log = log

    def read(
        self, query: DCBQuery | None = None, *, after: int | None = None, limit: int | None = None
    ) -> DCBReadResponse:
        entries = list(self.log.read(query_of(query), after=after or 0, limit=limit))
        head = self.log.head() if limit is None else (entries[-1].position if entries else None)
        return SimpleDCBReadResponse(iter([event_of(entry) for entry in entries]), head or None)

    def append(self, events: Sequence[DCBEvent], condition: DCBAppendCondition | None = None) -> int:
        drafts = [Draft(0, "suite", 0, 1, event.type, event.data, tuple(event.tags)) for event in events]
        if condition is None:
            return self.log.append(drafts)
        ours = Condition(query_of(condition.fail_if_events_match), condition.after or 0)
        try:
            return self.log.append(drafts, ours)
        except Conflict as conflict:
            raise IntegrityError(str(conflict)) from conflict

    def subscribe(self, query: DCBQuery | None = None, *, after: int | None = None) -> DCBSubscription[Any]:
        return Subscription(self, query, after)


class Subscription(DCBSubscription[LogAsRecorder]):
    """Follows the log by asking again, as our own followers do."""

    def __init__(self, recorder: LogAsRecorder, query: DCBQuery | None, after: int | None) -> None:
        super().__init__(recorder, query, after)
        self._asking = threading.Lock()

    def __next__(self) -> DCBSequencedEvent:
        with self._asking:
            while not self._has_been_stopped:
                for event in self._recorder.read(self._query, after=self._last_position, limit=1):
                    self._last_position = event.position
                    return event
                time.sleep(POLL_SECONDS)
        raise StopIteration


def query_of(theirs: DCBQuery | None) -> Query:
    items = theirs.items if theirs else []
    return Query(tuple(QueryItem(tuple(item.types), tuple(item.tags)) for item in items))


def event_of(entry: Entry) -> DCBSequencedEvent:
    return DCBSequencedEvent(DCBEvent(entry.kind, entry.body, list(entry.tags)), entry.position)


@pytest.fixture
def recorder(log: Log) -> Iterator[LogAsRecorder]:
    return LogAsRecorder(log)


def test_append_and_read(recorder: LogAsRecorder) -> None:
    DCBRecorderTestCase()._test_append_read(recorder)


def test_append_and_subscribe(recorder: LogAsRecorder) -> None:
    DCBRecorderTestCase()._test_append_subscribe(recorder)


def test_subscribe_in_the_middle_of_a_log(recorder: LogAsRecorder) -> None:
    for position in (0, 2, 4):
        DCBRecorderTestCase()._test_append_subscribe(recorder, initial_position=position)
