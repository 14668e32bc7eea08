"""A log that begins at a snapshot and forgets what is written: a world may go on from any moment of another log."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from promesa.engine import turns
from promesa.engine.log import EVERYTHING, Condition, Draft, Entry, Query

Hear = Callable[[Sequence[Entry]], None]


def _nobody(_: Sequence[Entry]) -> None:
    """Hears nothing."""


class ScratchLog:
    """Keeps its head alone; `hear` is given what each turn wrote. For one thread and one machine."""

    def __init__(self, position: int, snapshot: bytes, hear: Hear = _nobody) -> None:
        self._head, self._begins, self._snapshot, self._hear = position, position, snapshot, hear

    def head(self) -> int:
        return self._head

    def read(self, query: Query = EVERYTHING, *, after: int = 0, limit: int | None = None) -> Iterator[Entry]:
        return iter(())

    def read_back(self, query: Query, *, before: int | None = None, limit: int) -> list[Entry]:
        return []

    def append(self, drafts: Sequence[Draft], condition: Condition | None = None) -> int:
        with self.turn() as turn:
            return turn.append(drafts)

    @contextmanager
    def turn(self) -> Iterator[turns.Buffer]:
        turn = turns.Buffer(self._head)
        yield turn
        self._head += len(turn.entries)
        self._hear(turn.entries)

    def save_snapshot(self, name: str, position: int, body: bytes) -> None:
        """Nobody comes back here."""

    def load_snapshot(self, name: str) -> tuple[int, bytes] | None:
        return self._begins, self._snapshot

    def close(self) -> None:
        pass
