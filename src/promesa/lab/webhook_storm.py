"""Posts mutated webhooks at a shop's inbox and says what was lost, doubled, believed wrongly, or ended otherwise."""

import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

import msgspec

from promesa import app, partners
from promesa.domain.people import customers
from promesa.domain.people.messages import state
from promesa.domain.people.messages.words import RecordAccepted, Status, WantMessage
from promesa.domain.people.preferences import MARKETING_MESSAGES
from promesa.domain.values.ids import CustomerId, OrderId
from promesa.domain.world import World
from promesa.engine import inbox_work
from promesa.engine.inbox import Arrived, Inbox
from promesa.engine.log import Query, QueryItem
from promesa.engine.machine import Machine
from promesa.engine.memory import MemoryLog
from promesa.engine.memory_inbox import MemoryInbox
from promesa.engine.vault import MemoryKeys, Vault
from promesa.gateways.messaging.whatsapp import signature
from promesa.gateways.messaging.whatsapp.marks import Marks
from promesa.gateways.messaging.whatsapp.meaning import Meaning
from promesa.lab.mutated_webhooks import START_SECONDS, Mutator, Post, Truth, whose
from promesa.surfaces.webhooks import Posted

SECRET = "5e0c1bd1c0ffee"
ROUND_ITEMS = 3_000
OURS = 200
"""Messages of ours that statuses speak of, a round."""
DAY = 86_400_000_000
PERSONAL = re.compile(rb"521?5500000\d{3}|MX\.(ENT\.)?\d|wamid")
"""The persons of a storm: their numbers begin with so many zeros that no mark can look like one by chance."""


class StormReport(msgspec.Struct):
    """What a storm came to; all but the first four are 0 where everything held."""

    webhooks: int = 0
    forged: int = 0
    items: int = 0
    facts: int = 0
    lost: int = 0
    doubled: int = 0
    crashes: int = 0
    believed: int = 0
    """Forged ones that were taken."""
    leaked: int = 0
    """Facts that hold a phone, an id of a person or an id of a message as Meta writes them."""
    wrong_states: int = 0
    """Messages, preferences and words that do not stand as the truth says, or differ between two orders of telling."""
    faults: list[str] = []

    @property
    def is_well(self) -> bool:
        return not (self.lost or self.doubled or self.crashes or self.believed or self.leaked or self.wrong_states)


class Retailer:
    """A shop in memory with an inbox that believes Meta, and messages on their way."""

    def __init__(self) -> None:
        self.now = START_SECONDS * 1_000_000 + 2 * DAY
        self.vault = Vault(MemoryKeys())
        self.machine: Machine[World] = app.build(MemoryLog(), lambda: self.now)
        self.inbox = Inbox(MemoryInbox(), self.vault, lambda: self.now)
        self.gate = partners.whatsapp_gate([SECRET], "word")
        self.marks, self.meaning = Marks(self.vault), Meaning(self.machine, self.vault)

    def says(self, message: str) -> None:
        """One message of ours, taken by Meta."""
        asked = WantMessage(message, OrderId(""), CustomerId(f"k-{whose(message)}"), "confirmed")
        taken = RecordAccepted(message, 1, self.marks.provider(f"wamid.{message}"))
        for command in (asked, taken):
            assert self.machine.submit(command, "storm").accepted

    def takes(self, post: Post) -> bool:
        """Whether the door believed it; then it is kept."""
        secret = SECRET if post.genuine else "somebody else's"
        posted = Posted(post.body, {}, {signature.HEADER: signature.sign(secret, post.body)})
        if not self.gate.is_genuine(posted):
            return False
        self.inbox.put([Arrived("whatsapp", self.now, post.body)])
        return True

    def reads(self) -> None:
        while inbox_work.work(self.inbox, self.machine, {"whatsapp": self.meaning.begin}):
            pass


def storm(webhooks: int, seed: int = 1) -> StormReport:
    """At least so many webhooks, in rounds of a shop each; each round is told twice, in two orders and cuttings."""
    report, number = StormReport(), 0
    while report.webhooks < webhooks:
        _round(report, seed * 10_000 + number, min(ROUND_ITEMS, 8 * (webhooks - report.webhooks)))
        number += 1
    return report


def _round(report: StormReport, seed: int, items: int) -> None:
    names = [f"o{number}:confirmed" for number in range(OURS)]
    mutator = Mutator(seed, names)
    told = mutator.items(items)
    report.items += len(told)
    ends = [_play(report, mutator.posts(told), names, mutator.truth, seed) for _ in range(2)]
    for name in names:
        if ends[0][name] != ends[1][name]:
            _wrong(report, f"{seed}: {name} ends in two states: {ends[0][name]} and {ends[1][name]}")


def _play(report: StormReport, posts: Sequence[Post], names: Sequence[str], truth: Truth, seed: int) -> dict[str, Any]:
    retailer = Retailer()
    for name in names:
        retailer.says(name)
    for post in posts:
        taken = retailer.takes(post)
        report.believed += taken and not post.genuine
        report.lost += post.genuine and not taken
        report.forged += not post.genuine
    report.webhooks += len(posts)
    try:
        retailer.reads()
    except Exception as error:  # noqa: BLE001 - whatever it is, it is a crash, and it is counted
        report.crashes += 1
        report.faults.append(f"{seed}: {type(error).__name__}: {error}")
    _judge(report, retailer, truth, seed)
    return {name: _end(retailer, name) for name in names}


def _end(retailer: Retailer, name: str) -> tuple[str, dict[str, int], str]:
    """How far the message came, and when."""
    attempt = state.attempt_of(retailer.machine.world.messages, name, 1)
    assert attempt is not None
    times = {str(word): at // 1_000_000 for word, at in attempt.times.items() if word is not Status.ACCEPTED}
    return str(state.status_of(attempt)), times, ""


def _judge(report: StormReport, retailer: Retailer, truth: Truth, seed: int) -> None:
    """Against the truth: each heard once, each status, preference and word as it was really told."""
    lag = retailer.inbox.lag()
    if lag.waiting or lag.dead:
        report.crashes += lag.waiting + lag.dead
        report.faults += [f"{seed}: {letter.error}" for letter in retailer.inbox.dead(5)]
    kinds = Counter(entry.kind for entry in retailer.machine.log.read())
    report.facts += sum(kinds.values())
    report.leaked += sum(PERSONAL.search(entry.body) is not None for entry in retailer.machine.log.read())
    told = retailer.machine.log.read(Query((QueryItem(kinds=("CustomerHeard",)),)))
    heard = Counter(_field(entry.body, "heard") for entry in told)
    expected = {retailer.marks.provider(wamid) for wamid in truth.heard}
    report.lost += len(expected - set(heard))
    report.doubled += sum(times - 1 for times in heard.values())
    report.believed += len(set(heard) & {retailer.marks.provider(wamid) for wamid in truth.forged})
    if set(heard) - expected:
        _wrong(report, f"{seed}: heard what nobody said")
    if kinds["StepRefused"]:
        _wrong(report, f"{seed}: {kinds['StepRefused']} refused")
    _judge_states(report, retailer, truth, seed)


def _judge_states(report: StormReport, retailer: Retailer, truth: Truth, seed: int) -> None:
    world = retailer.machine.world
    for name, times in truth.statuses.items():
        if _end(retailer, name)[1] != times:
            _wrong(report, f"{seed}: {name} has {_end(retailer, name)[1]}, told were {times}")
    words = world.news.handsets.words.get("whatsapp", set())
    if words != truth.words:
        _wrong(report, f"{seed}: words {sorted(words ^ truth.words)}")
    for phone, (at, stops) in truth.preferences.items():
        owner = customers.found(world.customers, (retailer.marks.address(f"5255{phone}"),))
        wishes = {} if owner is None else world.news.preferences.by_customer.get(owner, {})
        wish = wishes.get(f"whatsapp/{MARKETING_MESSAGES}")
        if wish is None or (wish.at // 1_000_000, not wish.allowed) != (at, stops):
            _wrong(report, f"{seed}: the wish of {phone} is {wish}, told was {(at, stops)}")


def _field(body: bytes, name: str) -> str:
    return str(msgspec.json.decode(body)[name])


def _wrong(report: StormReport, fault: str) -> None:
    report.wrong_states += 1
    report.faults.append(fault)
