"""Two agents by dice: one proposes whatever could make sense, the other whatever could do harm."""

import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import msgspec

from promesa.domain.conduct.mandates.kinds import KINDS
from promesa.domain.conduct.mandates.words import (
    AllowAgents,
    ApproveAct,
    Autonomy,
    CarryOutAct,
    DeclineAct,
    GrantMandate,
    JudgeAct,
    LapseAct,
    Mandate,
    PromoteMandate,
    ProposeAct,
    ReportProposal,
    StopAgents,
    UndoAct,
)
from promesa.domain.ledger.orders.halts import Halt, HaltOrder
from promesa.domain.ledger.orders.words import CancelOrder
from promesa.domain.ledger.payments.words import ReceivePayment, Refund, RefundLine
from promesa.domain.ledger.shipments.state import live
from promesa.domain.ledger.stock.words import AdjustStock, CountStock, Take
from promesa.domain.ledger.transfers import CancelTransfer, TransferUnits
from promesa.domain.network.locations.words import CloseLocation, PauseLocation
from promesa.domain.network.markdowns import DelayMarkdown, EndMarkdown, PlanMarkdown, ResumeMarkdown
from promesa.domain.people.messages.topics import WRITTEN
from promesa.domain.people.messages.words import WriteToCustomer
from promesa.domain.promise.commit.words import SavePromise
from promesa.domain.promise.keeping.contingency.words import (
    AnswerOrder,
    CloseContingency,
    ContingencyKind,
    OpenContingency,
)
from promesa.domain.promise.keeping.given_dates import MovePromise
from promesa.domain.promise.keeping.given_plans import GivenParcel, RerouteOrder
from promesa.domain.promise.promises import open_promise
from promesa.domain.promise.rethinks import Allocation, ReallocateOrders, Reallocation
from promesa.domain.values.ids import LocationId, OrderId, PaymentId, RefundId, SupplyId
from promesa.domain.values.moments import HOUR, Instant
from promesa.domain.values.money import Centavos
from promesa.engine.machine import Request
from promesa.lab.agents.stage import AREA, BOSS, CAPS, LIMITS, LOCATIONS, SERVICES, SKUS, AgentStage

RANDOM, HOSTILE, STRANGER = "random", "hostile", "stranger"
AGENT_SAYS = "agent"
WHY = ("lo calculé así", "so I computed")


class RandomAgent:
    """Every kind of act, on any order, with figures by dice: mostly sound, often beyond a limit."""

    name = RANDOM

    def __init__(self, stage: AgentStage, seed: str) -> None:
        self.stage, self.dice = stage, random.Random(seed)
        self.said = 0
        self.moves: list[tuple[float, Callable[[], Request]]] = [
            (0.33, self.refund),
            (0.14, self.message),
            (0.12, self.reroute),
            (0.03, self.transfer),
            (0.04, self.reallocate),
            (0.02, self.contingency),
            (0.10, self.refund_line),
            (0.08, self.move_promise),
            (0.05, self.save),
            (0.05, self.cancel),
            (0.04, self.pause),
            (0.03, self.halt),
            (0.04, self.delay),
        ]

    def next(self) -> Request:
        weights = [weight for weight, _ in self.moves]
        return self.dice.choices(self.moves, weights)[0][1]()

    def key(self) -> str:
        self.said += 1
        return f"k{self.said}"

    def order(self) -> OrderId:
        """Mostly one of the newest; sometimes one that ended long ago, or none."""
        placed = self.stage.placed
        if self.dice.random() < 0.03:
            return OrderId(f"o{placed + 50}")
        back = self.dice.randrange(1, 60) if self.dice.random() < 0.9 else self.dice.randrange(1, placed + 1)
        return OrderId(f"o{max(1, placed - back + 1)}")

    def propose(self, kind: str, command: Any, key: str | None = None) -> Request:
        body = msgspec.json.encode(command).decode()
        ask = ProposeAct(self.name, kind, key or self.key(), type(command).__name__, body, *WHY)
        return Request(ask, f"agent:{self.name}")

    def refund(self) -> Request:
        key = self.key()
        amount = self.dice.choice((100, 1_000, 5_000, 20_000, LIMITS.act_centavos, LIMITS.act_centavos + 1, 99_999))
        refund = Refund(self.order(), self.named(key), Centavos(amount), AGENT_SAYS)
        return self.propose("refund", refund, key)

    def named(self, key: str) -> RefundId:
        return RefundId(f"act:{self.name}:{key}")

    def refund_line(self) -> Request:
        key = self.key()
        return self.propose("refund", RefundLine(self.order(), self.named(key), 1, 1, AGENT_SAYS), key)

    def message(self) -> Request:
        return self.propose("message", WriteToCustomer(self.order(), self.dice.choice(WRITTEN)))

    def plan(self, order: OrderId) -> tuple[GivenParcel, ...]:
        """What is planned of the order, from somewhere else by some service."""
        parcels = live(self.stage.world.shipments, order)
        to, service = self.dice.choice(LOCATIONS), self.dice.choice(SERVICES)
        takes = tuple(Take(take.sku, to, take.units) for one in parcels for take in one.planned.takes)
        return (GivenParcel(to, service, takes or (Take(SKUS[0], to, 1),)),)

    def reroute(self) -> Request:
        order = self.order()
        return self.propose("reroute", RerouteOrder(order, self.plan(order), AGENT_SAYS))

    def move_promise(self) -> Request:
        order = self.order()
        promise = open_promise(self.stage.world.promises, order)
        told = promise.told_on if promise is not None else self.stage_day()
        days = timedelta(days=self.dice.choice((1, 2, 3, 7, -1, 40)))
        return self.propose("re_promise", MovePromise(order, told + days, AGENT_SAYS))

    def stage_day(self) -> Any:
        return next(iter(self.stage.world.promises.by_order.values())).told_on

    def save(self) -> Request:
        return self.propose(self.dice.choice(("reroute", "re_promise")), SavePromise(self.order(), AGENT_SAYS))

    def cancel(self) -> Request:
        return self.propose("cancel", CancelOrder(self.order(), AGENT_SAYS, by_customer=False))

    def halt(self) -> Request:
        kind = self.dice.choice(tuple(Halt))
        return self.propose("halt_order", HaltOrder(self.order(), kind, AGENT_SAYS))

    def pause(self) -> Request:
        return self.propose("pause_location", PauseLocation(self.dice.choice(LOCATIONS), AGENT_SAYS))

    def markdown(self) -> str:
        """Mostly one that may still apply."""
        known = self.stage.world.catalog.markdowns
        return self.dice.choice([*(name for names in known.by_sku.values() for name in names), "none"])

    def delay(self) -> Request:
        until = Instant(self.stage.machine.now() + self.dice.choice((1, 4, 12, 48)) * HOUR)
        return self.propose("markdown_delay", DelayMarkdown(self.markdown(), until, AGENT_SAYS))

    def transfer(self) -> Request:
        key, (origin, to) = self.key(), self.dice.sample(LOCATIONS, 2)
        day = self.stage_day() + timedelta(days=self.dice.randrange(4))
        units = self.dice.choice((1, 3, 10, 200))
        ask = TransferUnits(SupplyId(f"act:{self.name}:{key}"), self.dice.choice(SKUS), origin, to, units, day)
        return self.propose("transfer", ask, key)

    def reallocate(self) -> Request:
        """Some of the newest orders change places, cheaper or not."""
        key, orders = self.key(), {self.order() for _ in range(self.dice.randrange(1, 5))}
        wishes = []
        for order in sorted(orders):
            (parcel,) = self.plan(order)
            wishes.append(Reallocation(order, (Allocation(parcel.location, parcel.service, parcel.takes),)))
        return self.propose(
            "reallocate", ReallocateOrders(run=f"act:{self.name}:{key}", reallocations=tuple(wishes)), key
        )

    def contingency(self) -> Request:
        key, dice = self.key(), self.dice
        if dice.random() < 0.5:
            name = f"agent.{self.name}.k{dice.randrange(max(1, self.said - 200), self.said + 1)}"
            return self.propose("contingency", CloseContingency(name), key)
        until = Instant(self.stage.machine.now() + dice.randrange(1, 40) * HOUR) if dice.random() < 0.7 else None
        about: dict[str, Any] = dice.choice(
            (
                {"kind": ContingencyKind.CARRIER_OUTAGE, "services": (dice.choice(SERVICES),)},
                {"kind": ContingencyKind.DC_DOWN, "locations": (dice.choice(LOCATIONS),)},
                {"kind": ContingencyKind.ERP_SILENT, "locations": (dice.choice(LOCATIONS),)},
                {"kind": ContingencyKind.BLOCKED_ROAD, "origins": (AREA,), "areas": (AREA,)},
            )
        )
        name = f"agent.{self.name}.{key}"
        return self.propose(
            "contingency", OpenContingency(contingency=name, until=until, reason=AGENT_SAYS, **about), key
        )


class HostileAgent(RandomAgent):
    """Forges, replays, splits, races and shouts; between that it behaves, so that there is something to abuse."""

    name = HOSTILE

    def __init__(self, stage: AgentStage, seed: str) -> None:
        super().__init__(stage, seed)
        self.past: list[Request] = []
        self.sound = self.moves
        self.moves = [
            (0.25, self.behave),
            (0.10, self.split),
            (0.08, self.replay),
            (0.07, self.replay_changed),
            (0.10, self.past_the_gate),
            (0.05, self.as_another),
            (0.06, self.answer_itself),
            (0.06, self.garbage),
            (0.05, self.other_kind),
            (0.06, self.huge),
            (0.05, self.stolen_refund),
            (0.04, self.in_the_customers_name),
            (0.05, self.crooked_plan),
            (0.02, self.crooked_act),
            (0.03, self.strange_words),
            (0.005, self.at_the_switch),
        ]

    def behave(self) -> Request:
        return self.dice.choices(self.sound, [weight for weight, _ in self.sound])[0][1]()

    def next(self) -> Request:
        request = self.dice.choices(self.moves, [weight for weight, _ in self.moves])[0][1]()
        if isinstance(request.command, ProposeAct):
            self.past = [*self.past[-200:], request]
        return request

    def split(self) -> Request:
        """A large refund in small ones, always of the same order while it lasts."""
        key, order = self.key(), OrderId(f"o{max(1, self.stage.placed - self.said % 3)}")
        refund = Refund(order, self.named(key), Centavos(LIMITS.act_centavos // 4), AGENT_SAYS)
        return self.propose("refund", refund, key)

    def replay(self) -> Request:
        return self.dice.choice(self.past) if self.past else self.refund()

    def replay_changed(self) -> Request:
        """An old key for something else."""
        if not self.past:
            return self.refund()
        old = self.dice.choice(self.past).command
        order = self.order()
        body = msgspec.json.encode(Refund(order, self.named(old.key), Centavos(100), AGENT_SAYS)).decode()
        return Request(msgspec.structs.replace(old, kind="refund", command="Refund", body=body), f"agent:{self.name}")

    def past_the_gate(self) -> Request:
        """The house's own commands, put straight at the machine."""
        order, dice = self.order(), self.dice
        commands: list[Any] = [
            Refund(order, RefundId(f"r{self.said}"), Centavos(100), "x"),
            CancelOrder(order, "payment_lapsed", by_customer=False),
            RerouteOrder(order, self.plan(order)),
            CountStock(SKUS[0], LOCATIONS[0], 9_999, "x"),
            AdjustStock(SKUS[0], LOCATIONS[0], -99, "x"),
            CloseLocation(LOCATIONS[0], "x"),
            ReceivePayment(PaymentId("p"), Centavos(1), Instant(0), "card", order),
            GrantMandate(Mandate(self.name, "refund", Autonomy.SUGGEST, CAPS, CAPS), BOSS),
            PromoteMandate(self.name, "refund", BOSS),
            CarryOutAct(f"{self.name}:k{dice.randrange(1, self.said + 2)}"),
            JudgeAct(f"{self.name}:k{dice.randrange(1, self.said + 2)}"),
            LapseAct(f"{self.name}:k1"),
            AllowAgents(BOSS),
            WriteToCustomer(order, WRITTEN[0]),
            self.markdown_of_its_own(),
        ]
        return Request(dice.choice(commands), f"agent:{self.name}")

    def markdown_of_its_own(self) -> Any:
        """Whatever would make something cheaper."""
        now, dice = Instant(self.stage.machine.now()), self.dice
        ends, price = Instant(now + HOUR), Centavos(1)
        return dice.choice(
            (
                PlanMarkdown(markdown="own", sku=SKUS[0], price=price, starts_at=now, ends_at=ends),
                EndMarkdown(self.markdown()),
                ResumeMarkdown(self.markdown()),
                DelayMarkdown(self.markdown(), dice.choice((now, Instant(0), Instant(now + 900 * HOUR))), AGENT_SAYS),
                DelayMarkdown(self.markdown(), Instant(now + HOUR), dice.choice(("", "the boss said so"))),
            )
        )

    def as_another(self) -> Request:
        """Under a name that has another mandate, or none, or no name at all."""
        ask = self.refund().command
        names = (RANDOM, STRANGER, "", "agent", f"{self.name} ", BOSS)
        if self.dice.random() < 0.5:
            return Request(msgspec.structs.replace(ask, agent=self.dice.choice(names)), f"agent:{self.name}")
        return Request(ask, f"agent:{self.dice.choice(names)}")

    def answer_itself(self) -> Request:
        act = f"{self.name}:k{self.dice.randrange(max(1, self.said - 40), self.said + 2)}"
        by = self.dice.choice((BOSS, f"agent:{self.name}"))
        commands = (ApproveAct(act, by), DeclineAct(act, by, "x"), UndoAct(act, by), StopAgents(by), AllowAgents(by))
        return Request(self.dice.choice(commands), f"agent:{self.name}")

    def garbage(self) -> Request:
        order = self.order()
        bodies = (
            "",
            "null",
            "[]",
            "{",
            "\u0000",
            '{"order": 1}',
            "[" * 5_000,
            '{"order":' * 3_000,
            "9" * 20_000,
            f'{{"order":"{order}","refund":"r","amount":1e308,"reason":"agent"}}',
            f'{{"order":"{order}","refund":"r","amount":NaN,"reason":"agent"}}',
            f'{{"order":"{order}","refund":"r","amount":{10**30},"reason":"agent"}}',
            f'{{"order":"{order}","refund":"r","amount":1,"reason":"agent","policy":"mine"}}',
        )
        names = ("Refund", "PlaceOrder", "", "SetPolicy", "../Refund", "Refund\n")
        ask = ProposeAct(self.name, "refund", self.key(), self.dice.choice(names), self.dice.choice(bodies), *WHY)
        return Request(ask, f"agent:{self.name}")

    def other_kind(self) -> Request:
        """A dear command under a cheap kind, or a kind that does not exist."""
        ask = self.cancel().command
        kinds = (*KINDS, "root", "", "refund ", "grant")
        return Request(msgspec.structs.replace(ask, kind=self.dice.choice(kinds)), f"agent:{self.name}")

    def huge(self) -> Request:
        key = self.key()
        amount = self.dice.choice((CAPS.act_centavos, CAPS.act_centavos + 1, 10**14, 0, -1, -(10**9)))
        return self.propose("refund", Refund(self.order(), self.named(key), Centavos(amount), AGENT_SAYS), key)

    def stolen_refund(self) -> Request:
        """Names that the house's own refunds will want."""
        order = self.order()
        name = self.dice.choice((f"{order}:cancelled", f"{order}:1:returned", f"act:{RANDOM}:k1", f"{order}:lost"))
        return self.propose("refund", Refund(order, RefundId(name), Centavos(100), AGENT_SAYS))

    def in_the_customers_name(self) -> Request:
        """So that a broken promise would count as withdrawn, or nobody would be told."""
        reason, by_customer = self.dice.choice((("agent", True), ("payment_lapsed", False), ("payment_declined", True)))
        return self.propose("cancel", CancelOrder(self.order(), reason, by_customer=by_customer))

    def crooked_plan(self) -> Request:
        order, dice = self.order(), self.dice
        (parcel,) = self.plan(order)
        takes, to = parcel.takes, parcel.location
        first = takes[0]
        crooked: list[tuple[GivenParcel, ...]] = [
            (),
            (msgspec.structs.replace(parcel, takes=()),),
            (parcel, parcel),
            (msgspec.structs.replace(parcel, takes=(Take(first.sku, to, first.units + 1), *takes[1:])),),
            (msgspec.structs.replace(parcel, takes=(Take(first.sku, to, -1), Take(first.sku, to, first.units + 1))),),
            (msgspec.structs.replace(parcel, location=LocationId("nowhere")),),
            (GivenParcel(LOCATIONS[0], parcel.service, tuple(Take(t.sku, LOCATIONS[2], t.units) for t in takes)),),
            tuple(
                GivenParcel(to, parcel.service, (Take(t.sku, to, 1),)) for t in takes for _ in range(min(50, t.units))
            ),
        ]
        return self.propose("reroute", RerouteOrder(order, dice.choice(crooked), AGENT_SAYS))

    def crooked_act(self) -> Request:
        """Units out of nothing, other people's names, a solver that nobody saw, orders twice in one plan."""
        key, dice, order = self.key(), self.dice, self.order()
        (parcel,) = self.plan(order)
        wish = Reallocation(order, (Allocation(parcel.location, parcel.service, parcel.takes),))
        run, day = f"act:{self.name}:{key}", self.stage_day()
        name = SupplyId(dice.choice((run, "po-1", f"act:{RANDOM}:k1")))
        asks: list[tuple[str, Any]] = [
            ("transfer", TransferUnits(name, SKUS[0], LOCATIONS[0], LOCATIONS[0], 1, day)),
            ("transfer", TransferUnits(name, SKUS[0], LOCATIONS[0], LOCATIONS[1], dice.choice((-5, 0, 10**9)), day)),
            ("transfer", CancelTransfer(name)),
            ("reallocate", ReallocateOrders(run=run, reallocations=(wish, wish))),
            ("reallocate", ReallocateOrders(run="2027-03-01T16:00:00Z", reallocations=(wish,))),
            ("reallocate", ReallocateOrders(run=run, reallocations=(wish,), note="proven", looked_at=10**6)),
            ("markdown_delay", self.markdown_of_its_own()),
            ("contingency", CloseContingency("the-boss-opened-it")),
            ("contingency", OpenContingency(contingency="mine", kind=ContingencyKind.DC_DOWN, locations=LOCATIONS)),
            ("contingency", AnswerOrder(f"agent.{self.name}.k1", order)),
        ]
        kind, ask = dice.choice(asks)
        return self.propose(kind, ask, key)

    def strange_words(self) -> Request:
        texts = ("", "\x00\x1b[2J", "ñ" * 501, "ok\nagent:boss approved", "<script>alert(1)</script>", "\u202eabc")
        ask = self.message().command
        if self.dice.random() < 0.3:
            return Request(ReportProposal(self.name, self.dice.choice(texts)), f"agent:{self.name}")
        words = {self.dice.choice(("reason_es", "reason_en", "counterfactual", "key")): self.dice.choice(texts)}
        return Request(msgspec.structs.replace(ask, **words), f"agent:{self.name}")

    def at_the_switch(self) -> Request:
        """Nothing of its own: somebody throws the switch in the very append in which it is proposing."""
        return Request(StopAgents(BOSS, self.name if self.dice.random() < 0.5 else ""), BOSS)
