"""Plays the month and holds it against WhatsApp's own bill, the auditor, and whoever looked over people's shoulders."""

import resource
import sys
import time
from collections import Counter
from datetime import timedelta

import msgspec

from promesa import app
from promesa.domain.people.messages import billing, tariffs
from promesa.domain.people.messages.state import Messages
from promesa.domain.people.messages.words import WHATSAPP
from promesa.domain.values import moments
from promesa.domain.values.message_policy import MessagePolicy
from promesa.domain.values.moments import Instant
from promesa.engine.memory import MemoryLog
from promesa.lab import auditor, demo, log_hash
from promesa.lab.clock import Clock
from promesa.lab.demo import Progress
from promesa.lab.month.company import TAIL_DAYS, MonthCompany
from promesa.lab.play import Play
from promesa.lab.retailer import demand
from promesa.lab.scenario import LAST_DAY, Scenario

DAYS = 30
HOT_SALE = 2.0
VISITS_PER_ORDER = 1.22
"""Some walk away from a cart, and some are offered nothing that they want."""
CUSTOMERS_PER_ORDER = 0.6
OUTAGES = 3
HANG_UP_DAYS = 12
"""Nobody orders any more, and stories end: their last words are said within days."""
NONE = (0, 0)


class BillLine(msgspec.Struct, frozen=True):
    """A month's messages of one category that are charged: by our ledger, by what we thought ourselves before the
    partner's word came, and by the partner's bill; money in millionths of a dollar."""

    month: str
    category: str
    messages: int
    unaided_messages: int
    billed_messages: int
    micros: int
    unaided_micros: int
    billed_micros: int

    @property
    def is_equal(self) -> bool:
        return (self.messages, self.micros) == (self.billed_messages, self.billed_micros)


class MonthReport(msgspec.Struct, frozen=True):
    """What came of it. `wrong`: what the witness saw; `violations`: what the auditor found in the log; `shown_twice`:
    messages that stood on a screen more than once; `unread`: letters that nobody could read."""

    regime: str
    seed: int
    orders: int
    customers: int
    messages: int
    taken: int
    shown: int
    shown_twice: int
    heard: int
    bill: tuple[BillLine, ...]
    micros: int
    billed_micros: int
    free: dict[str, int]
    disputes: tuple[billing.Dispute, ...]
    silences: dict[str, int]
    people: dict[str, int]
    refusals: dict[str, int]
    partner_refused: dict[int, int]
    recategorised: int
    letters: int
    unread: int
    untold: int
    wrong: dict[str, int]
    first_wrong: tuple[str, ...]
    violations: dict[str, int]
    first_violations: tuple[str, ...]
    invariants: int
    facts: int
    memory_mb: int
    seconds: float
    audit_seconds: float
    log_hash: str

    @property
    def is_good(self) -> bool:
        """The bill is ours to the millionth, and nobody got what they should not have."""
        clean = not (self.wrong or self.violations or self.shown_twice or self.unread or self.untold)
        return clean and bool(self.bill) and all(line.is_equal for line in self.bill)


def play(orders: int, regime: str, seed: int, progress: Progress) -> MonthReport:
    """A month of so many orders, and three days more until all of it is read and told."""
    started = time.perf_counter()
    days = DAYS + TAIL_DAYS
    machine = app.build(MemoryLog(), Clock(demo.begin(days)))
    assert isinstance(machine.clock, Clock)
    company = MonthCompany(Play(machine, machine.clock), scenario(orders, seed), regime)
    company.set_the_stage()
    begins, ends = demo.begin(days), Instant(moments.end_of_day(LAST_DAY, moments.MEXICO_CITY) + 1)
    company.play.run(ends, lambda now: progress((now - begins) / (ends - begins)))
    _hang_up(company)
    seconds = time.perf_counter() - started
    return _report(company, regime, seconds)


def scenario(orders: int, seed: int) -> Scenario:
    """The demo's figures, as busy as it takes."""
    month = [LAST_DAY - timedelta(days=TAIL_DAYS + number) for number in range(DAYS)]
    whole = sum(demand.orders_on(day, 1.0, HOT_SALE) for day in month)
    return Scenario(
        seed=seed,
        days=DAYS + TAIL_DAYS,
        orders_per_day=orders * VISITS_PER_ORDER / whole,
        hot_sale=HOT_SALE,
        customers=max(300, round(orders * CUSTOMERS_PER_ORDER)),
        rethinks=False,
        outages=OUTAGES,
    )


def _hang_up(company: MonthCompany) -> None:
    """Life goes on until all that was sent has come onto screens, is read, and is told; after so many days no more."""
    play, teller = company.play, company.line.world.teller
    last = play.clock.at + HANG_UP_DAYS * moments.DAY
    while (due := teller.next_at()) is not None and play.clock.at < last:
        play.run_quietly(Instant(max(play.clock.at, due) + moments.HOUR))
        company.line.read()


def _report(company: MonthCompany, regime: str, seconds: float) -> MonthReport:
    machine, twin, voices = company.play.machine, company.line.world, company.voices
    began = time.perf_counter()
    audit = auditor.audit(machine)
    audit_seconds = time.perf_counter() - began
    world, bill = machine.world, bill_of(company)
    tally = dict(sorted(company.play.tally.items()))
    given: Counter[str] = Counter()
    for (_, _, kind), count in twin.bill.given.items():
        given[kind] += count
    return MonthReport(
        regime=regime,
        seed=company.scenario.seed,
        orders=tally.pop("orders", 0),
        customers=company.scenario.customers,
        messages=len(world.messages.by_name),
        taken=len(twin.messages),
        shown=sum(twin.visible.values()),
        shown_twice=sum(times > 1 for times in twin.visible.values()),
        heard=sum(entry.kind == "CustomerHeard" for entry in machine.log.read()),
        bill=bill,
        micros=sum(line.micros for line in bill),
        billed_micros=twin.bill.micros(),
        free=dict(sorted(given.items())),
        disputes=tuple(billing.disputes(world.messages)),
        silences=dict(sorted(world.messages.silences.items())),
        people=dict(sorted(voices.done.items())),
        refusals={what: times for what, times in tally.items() if "refused" in what},
        partner_refused=dict(sorted(twin.refused.items())),
        recategorised=company.line.recategorised,
        letters=company.line.letters,
        unread=company.line.dead,
        untold=twin.teller.pending,
        wrong=dict(sorted(company.witness.wrong.items())),
        first_wrong=tuple(company.witness.told),
        violations=dict(audit.counts),
        first_violations=tuple(f"{one.invariant}: {one.about}" for one in audit.violations[:20]),
        invariants=len(audit.invariants),
        facts=machine.seen,
        memory_mb=_memory_mb(),
        seconds=round(seconds, 1),
        audit_seconds=round(audit_seconds, 1),
        log_hash=log_hash.of(machine.log.read()),
    )


def bill_of(company: MonthCompany) -> tuple[BillLine, ...]:
    """Month by month and category by category, three times."""
    world, bill = company.play.machine.world, company.line.world.bill
    policy = world.policies.now.messages
    ours, unaided = _charged(world.messages, policy), _charged(_unaided(world.messages), policy)
    theirs = bill.lines()
    names = sorted({*ours, *unaided, *theirs})
    return tuple(_line(name, *(book.get(name, NONE) for book in (ours, unaided, theirs))) for name in names)


def _line(name: tuple[str, str], *books: tuple[int, int]) -> BillLine:
    return BillLine(*name, *(count for count, _ in books), *(micros for _, micros in books))


def _charged(messages: Messages, policy: MessagePolicy) -> dict[tuple[str, str], tuple[int, int]]:
    found: dict[tuple[str, str], tuple[int, int]] = {}
    for line in billing.lines(messages, policy):
        if line.channel == WHATSAPP and line.kind == tariffs.REGULAR:
            name = line.month[:7], line.category
            count, micros = found.get(name, NONE)
            found[name] = count + line.messages, micros + line.micros
    return found


def _unaided(messages: Messages) -> Messages:
    """The same counts by what we think ourselves that each is charged."""
    counts: Counter[str] = Counter()
    for key, count in messages.counts.items():
        one = billing.read(key)
        ours = one.our_category, one.our_kind
        counts["|".join((one.month, one.channel, one.area, *ours, *ours))] += count
    return Messages(counts=dict(counts))


def _memory_mb() -> int:
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most // (1 << 20 if sys.platform == "darwin" else 1 << 10)
