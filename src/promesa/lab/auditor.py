"""Reads a log once, from its first entry, and says which invariants do not hold: of a log, or of a running machine."""

import time
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

import msgspec

from promesa import app
from promesa.domain.world import World
from promesa.engine import desk as desks
from promesa.engine.codec import UnknownKind
from promesa.engine.desk import Desk
from promesa.engine.log import Entry, Log
from promesa.engine.machine import Machine
from promesa.engine.model import Model
from promesa.lab import compare
from promesa.lab import log_hash as fingerprint
from promesa.lab.audit import agreement
from promesa.lab.audit.books import Books
from promesa.lab.audit.capacity import CapacityFamily
from promesa.lab.audit.cargo import CargoFamily
from promesa.lab.audit.cases import CaseFamily
from promesa.lab.audit.consent import ConsentFamily
from promesa.lab.audit.contingencies import ContingencyFamily
from promesa.lab.audit.conversations import ConversationFamily
from promesa.lab.audit.counter import CounterFamily
from promesa.lab.audit.findings import Family, Findings, Violation
from promesa.lab.audit.halts import HaltFamily
from promesa.lab.audit.kits import KitFamily
from promesa.lab.audit.mandates import MandateFamily
from promesa.lab.audit.markdowns import MarkdownFamily
from promesa.lab.audit.messages import MessageFamily
from promesa.lab.audit.money import MoneyFamily
from promesa.lab.audit.orders import OrderFamily
from promesa.lab.audit.outside import OutsideFamily
from promesa.lab.audit.picks import PickFamily
from promesa.lab.audit.promises import PromiseFamily
from promesa.lab.audit.rethinking import RethinkFamily
from promesa.lab.audit.sending import SendingFamily
from promesa.lab.audit.sources import SourceFamily
from promesa.lab.audit.staff import StaffFamily
from promesa.lab.audit.stock import StockFamily
from promesa.lab.audit.tidings import TidingsFamily

NO_GAPS = "positions_without_gaps"
FORWARD = "time_moves_forward"
CAUSED = "causes_come_first"
POLICY = "policies_exist"
READABLE = "every_entry_can_be_read"
FOLDS = "the_log_folds"
ADDS_UP = "the_fold_is_what_the_facts_add_up_to"
SAME_WORLD = "the_fold_is_the_world"
_OWN = (NO_GAPS, FORWARD, CAUSED, POLICY, READABLE, FOLDS, ADDS_UP, SAME_WORLD)

FAULTS = (AssertionError, LookupError, TypeError, ValueError, ArithmeticError, AttributeError)
"""What a fold may throw at a log that cannot have been."""
PROGRESS_EVERY = 10_000
Progress = Callable[[int], None]
"""Hears how many entries were read."""


class AuditReport(msgspec.Struct, frozen=True):
    """`violations` tells the first of each invariant one by one; `counts` has them all."""

    facts: int
    invariants: tuple[str, ...]
    violations: tuple[Violation, ...]
    counts: dict[str, int]
    seconds: float

    @property
    def clean(self) -> bool:
        return not self.counts


class Auditor:
    """Owns the books, and a world of its own that is folded from the same entries."""

    def __init__(self, model: Model[World]) -> None:
        self._model, self.findings, self.books = model, Findings(), Books()
        promises = PromiseFamily(self.books, self.findings)
        self.outside = OutsideFamily(promises, self.findings)
        self.stock = StockFamily(self.books, self.findings)
        self.capacity = CapacityFamily(self.books, self.findings)
        self.mandates = MandateFamily(self.books, self.findings)
        self.staff = StaffFamily(self.books, self.findings)
        self.families: tuple[Family, ...] = (
            MarkdownFamily(self.books, self.findings),
            CounterFamily(self.books, self.findings),
            OrderFamily(self.books, self.findings),
            self.stock,
            self.capacity,
            MoneyFamily(self.books, self.findings),
            promises,
            self.outside,
            SendingFamily(self.books, self.findings),
            RethinkFamily(self.books, self.findings),
            self.mandates,
            PickFamily(self.books, self.findings),
            ContingencyFamily(self.books, self.findings),
            CaseFamily(self.books, self.findings),
            ConversationFamily(self.books, self.findings),
            CargoFamily(self.books, self.findings),
            SourceFamily(self.stock, self.books, self.findings),
            TidingsFamily(self.findings),
            KitFamily(self.books, self.findings),
            MessageFamily(self.books, self.findings),
            ConsentFamily(self.books, self.findings),
            HaltFamily(self.books, self.findings),
            self.staff,
        )
        self.world, self.desk = model.new_world(), Desk()
        self.position, self.at = 0, 0
        self._folds = True
        self._hear = {fact_type: self._ears(fact_type) for fact_type in (*model.folds, *desks.FOLD)}

    @property
    def invariants(self) -> tuple[str, ...]:
        return (*_OWN, *(name for family in self.families for name in family.invariants))

    def _ears(self, fact_type: type) -> tuple[Callable[[Any, Entry], None], ...]:
        return tuple(family.hears[fact_type] for family in self.families if fact_type in family.hears)

    def read(self, entries: Iterable[Entry], progress: Progress) -> None:
        """Hear entries that follow those heard so far."""
        decode, hear = self._model.codec.decode, self._hear
        for entry in entries:
            if entry.at != self.at:
                self._instant_over()
            self._check_line(entry)
            try:
                fact = decode(entry.kind, entry.body)
            except (msgspec.MsgspecError, UnknownKind) as error:
                self.findings.add(READABLE, entry.position, f"{entry.kind}: {error}")
                continue
            if self._folds:
                self._fold(fact, entry)
            self.mandates.see(fact, entry)
            self.staff.see(fact, entry)
            for ear in hear[type(fact)]:
                ear(fact, entry)
            if entry.position % PROGRESS_EVERY == 0:
                progress(entry.position)

    def finish(self) -> None:
        """The log ends here."""
        self._instant_over()
        for family in self.families:
            family.log_over(self.position, self.at)
        if self._folds:
            taken, minutes = self.capacity.taken, self.capacity.minutes
            for path in agreement.differences(self.books, self.stock.shelves, taken, minutes, self.world):
                self.findings.add(ADDS_UP, self.position, path)

    def compare(self, world: World, desk: Desk) -> None:
        """The fold of the log must be the world that somebody lives in; call it with that world at rest."""
        if not self._folds:
            return
        for path in [*compare.differences(self.world, world), *compare.differences(_desk(self.desk), _desk(desk))]:
            self.findings.add(SAME_WORLD, self.position, path)

    def _instant_over(self) -> None:
        for family in self.families:
            family.instant_over(self.position)
        self.books.touched.clear()

    def _check_line(self, entry: Entry) -> None:
        if entry.position != self.position + 1:
            self.findings.add(NO_GAPS, entry.position, f"follows {self.position}")
        if entry.at < self.at:
            self.findings.add(FORWARD, entry.position, f"{entry.at} after {self.at}")
        if not 0 <= entry.cause < entry.position:
            self.findings.add(CAUSED, entry.position, f"caused by {entry.cause}")
        if entry.policy != self.books.policy.version:
            self.findings.add(POLICY, entry.position, f"{entry.policy}, in force is {self.books.policy.version}")
        self.position, self.at = entry.position, entry.at

    def _fold(self, fact: Any, entry: Entry) -> None:
        """A log that does not fold is a violation; from there on only the books go on."""
        try:
            fold = self._model.folds.get(type(fact))
            if fold is not None:
                fold(self.world, fact, entry.at)
            else:
                desks.FOLD[type(fact)](self.desk, fact, entry.position, entry.at)
        except FAULTS as error:
            self._folds = False
            self.findings.add(FOLDS, entry.position, f"{entry.kind}: {type(error).__name__} {error}")


def audit(subject: Machine[World] | Log, progress: Progress = lambda _: None) -> AuditReport:
    """Audit a log; of a machine also that the world it lives in is what its log folds to.

    The machine may go on working meanwhile: only for the comparison at the end its world must hold still.
    """
    started = time.perf_counter()
    if not isinstance(subject, Machine):
        auditor = Auditor(app.model())
        auditor.read(subject.read(), progress)
    else:
        auditor = Auditor(subject.model)
        auditor.read(subject.log.read(), progress)
        subject.ask(lambda world: _compare(auditor, subject, world), fresh=True)
    auditor.finish()
    found = auditor.findings
    order = Counter({name: -number for number, name in enumerate(auditor.invariants)})
    counts = dict(sorted(found.counts.items(), key=lambda pair: -order[pair[0]]))
    seconds = round(time.perf_counter() - started, 3)
    return AuditReport(auditor.position, auditor.invariants, tuple(found.violations), counts, seconds)


def log_hash(log: Log) -> str:
    """The fingerprint of a whole log, read as a stream: the same entries, the same hash."""
    return fingerprint.of(log.read())


def _compare(auditor: Auditor, machine: Machine[World], world: World) -> None:
    auditor.read(machine.log.read(after=auditor.position), lambda _: None)
    auditor.compare(world, machine.desk)


def _desk(desk: Desk) -> Desk:
    """The heap of timers holds some that have fired, until somebody looks: those are no difference."""
    due = sorted(pair for pair in desk.due if pair[1] in desk.timers)
    return msgspec.structs.replace(desk, due=due)
