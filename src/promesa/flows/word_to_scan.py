"""A partner's word was taught: what had waited for its meaning is read."""

from promesa.domain.ledger.shipments.partner_words import NOTHING, WordTaught
from promesa.domain.ledger.shipments.words import RecordScan, Scan
from promesa.domain.values.moments import Instant
from promesa.domain.world import World
from promesa.flows.steps import Do, Steps


def read_what_waited(_: World, fact: WordTaught, __: Instant) -> Steps:
    if fact.means != NOTHING:
        for one in fact.waiting:
            yield Do(RecordScan(one.parcel, Scan(fact.means), one.scanned_at))


WHEN = {WordTaught: (read_what_waited,)}
