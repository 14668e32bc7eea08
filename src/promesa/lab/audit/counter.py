"""The counter: whoever guesses codes is given nothing while the parcel's code is locked."""

from promesa.domain.ledger.shipments.counter import COUNTED_FOR, LOCKED_FOR, WRONG_CODES_MAX, CodeProof
from promesa.domain.ledger.shipments.words import ParcelDelivered, WrongCodeShown
from promesa.engine.log import Entry
from promesa.lab.audit.books import Books
from promesa.lab.audit.findings import Findings, Heard

NOT_GUESSED = "guessed_codes_open_nothing"


class CounterFamily:
    """Knows when wrong codes were shown for each parcel."""

    invariants = (NOT_GUESSED,)

    def __init__(self, _: Books, findings: Findings) -> None:
        self._findings = findings
        self._wrong: dict[str, list[int]] = {}
        self.hears: dict[type, Heard] = {WrongCodeShown: self._was_wrong, ParcelDelivered: self._given}

    def _was_wrong(self, fact: WrongCodeShown, entry: Entry) -> None:
        self._refuse_if_locked(fact.parcel, entry)
        self._wrong.setdefault(fact.parcel, []).append(entry.at)

    def _given(self, fact: ParcelDelivered, entry: Entry) -> None:
        if fact.proof == CodeProof.CODE:
            self._refuse_if_locked(fact.parcel, entry)
        self._wrong.pop(fact.parcel, None)

    def _refuse_if_locked(self, parcel: str, entry: Entry) -> None:
        last = self._wrong.get(parcel, [])[-WRONG_CODES_MAX:]
        many = len(last) == WRONG_CODES_MAX and last[-1] - last[0] <= COUNTED_FOR
        if many and entry.at < last[-1] + LOCKED_FOR:
            self._findings.add(NOT_GUESSED, entry.position, f"{parcel}: looked at after wrong codes")

    def instant_over(self, position: int) -> None:
        """Nothing waits."""

    def log_over(self, position: int, at: int) -> None:
        """Nothing waits."""
