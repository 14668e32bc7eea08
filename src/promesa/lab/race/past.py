"""The log as it was, entry by entry: the world it folds to, the entries of one instant together."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from promesa.domain.world import World
from promesa.engine import desk as desks
from promesa.engine import snapshots
from promesa.engine.desk import Desk
from promesa.engine.log import Entry, Log
from promesa.engine.model import Model
from promesa.engine.snapshots import Snapshot


class Told(NamedTuple):
    """An entry with its fact."""

    entry: Entry
    fact: Any


class Past:
    """Owns the world as it really was, up to `position`."""

    def __init__(self, log: Log, model: Model[World], until: int) -> None:
        """Ready to fold from the newest snapshot that is older than `until`, else from the beginning."""
        self.log, self.model = log, model
        kept = snapshots.load(log, model)
        if kept is None or kept.last_at >= until:
            kept = Snapshot(model.new_world(), Desk(), 0, 0)
        self.world: World = kept.world
        self.desk: Desk = kept.desk
        self.position, self.last_at = kept.position, kept.last_at

    def told(self, upto: int | None = None) -> Iterator[Told]:
        """Entries not folded yet, with their facts, up to that position."""
        decode = self.model.codec.decode
        for entry in self.log.read(after=self.position):
            if upto is not None and entry.position > upto:
                return
            yield Told(entry, decode(entry.kind, entry.body))

    def beats(self, upto: int | None = None) -> Iterator[list[Told]]:
        """The same, the entries of one instant together."""
        beat: list[Told] = []
        for told in self.told(upto):
            if beat and told.entry.at != beat[0].entry.at:
                yield beat
                beat = []
            beat.append(told)
        if beat:
            yield beat

    def fold(self, told: Told) -> None:
        entry, fact = told
        assert entry.position == self.position + 1, (entry.position, self.position)
        self.position, self.last_at = entry.position, entry.at
        fold = self.model.folds.get(type(fact))
        if fold is not None:
            fold(self.world, fact, entry.at)
        else:
            desks.FOLD[type(fact)](self.desk, fact, entry.position, entry.at)

    def snapshot(self) -> bytes:
        """All of it as bytes: where other worlds go on from."""
        return snapshots.encode(Snapshot(self.world, self.desk, self.position, self.last_at))
