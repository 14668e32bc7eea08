"""Same question, same answer: facts and quotes interleaved through every door, against the log replayed from nothing.

An answer may be remembered exactly as long as it says: until a fact is appended, or until it expires. And an order by
an old token commits what it says, or better for the customer, or is refused.
"""

from typing import Any

from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from promesa.domain.conduct.policies import SetPolicy
from promesa.domain.ledger.capacity import SetCapacity
from promesa.domain.ledger.stock.words import AdjustStock, CountStock, ReserveStock, SetSafetyStock, Take
from promesa.domain.network.carriers.words import OfferService, Rates, SetCoverage, WithdrawService
from promesa.domain.network.catalog import ListProduct
from promesa.domain.network.locations.words import PauseLocation, ResumeLocation
from promesa.domain.values.moments import MINUTE, Instant, from_iso, to_iso
from promesa.domain.values.policy import Policy
from tests.surfaces.doors import Doors, plain
from tests.surfaces.http.city import GUADALAJARA, MERIDA, TIJUANA

skus = st.sampled_from(["A", "B"])
units = st.integers(1, 4)
locations = st.sampled_from(["cedis", "centro"])
places = st.sampled_from([GUADALAJARA, TIJUANA, MERIDA, "06700"])
services = st.sampled_from(["estafeta", "express"])
rails = st.sampled_from(["cod", "card", "oxxo"])
PASSING = (0, 1, 14, 16, 61, 300, 1_440)
HONEST_NOES = {
    *("quote_expired", "quote_changed", "not_enough_stock", "no_service", "no_promise", "no_capacity"),
    *("unknown_sku", "policy_limit", "already_exists", "slot_full", "cutoff_passed"),
}


def standing(told: Any) -> list[Any]:
    """What stands of a quote until it expires: all of its offers but for the hour of a counter.

    A pickup is ready so long after the quarter of an hour in which it is asked for, so whoever asks later in the life
    of the quote hears a later quarter; whoever orders by the older token has the older one.
    """
    return [
        {**offer, "offer": "", "legs": [{**leg, "hand_over_by": ""} for leg in offer["legs"]]}
        if offer["kind"] == "pickup"
        else {**offer, "offer": ""}
        for offer in told["offers"]
    ]


class SameAnswer(RuleBasedStateMachine):
    """Facts come by rules; each question is asked at every door."""

    def __init__(self) -> None:
        super().__init__()
        self.doors = Doors()
        self.told: dict[str, Any] = {}
        """The last good answer to each question, over HTTP."""
        self.orders = 0

    def teardown(self) -> None:
        self.doors.close()

    def put(self, *commands: object) -> None:
        """Refusals are fine: nothing changed then."""
        for command in commands:
            self.doors.machine.submit(command, "test")

    # --- facts ---

    @rule(sku=skus, location=locations, count=st.integers(0, 6))
    def count(self, sku: str, location: str, count: int) -> None:
        self.put(CountStock(sku, location, count, "test"))

    @rule(sku=skus, location=locations, difference=st.sampled_from([-2, -1, 1, 3]), safe=st.integers(0, 2))
    def adjust(self, sku: str, location: str, difference: int, safe: int) -> None:
        self.put(AdjustStock(sku, location, difference, "test"), SetSafetyStock(sku, location, safe))

    @rule(sku=skus, location=locations, count=units, minutes=st.sampled_from([5, 60]))
    def reserve(self, sku: str, location: str, count: int, minutes: int) -> None:
        until = self.doors.machine.now() + minutes * MINUTE
        self.put(ReserveStock(f"r{until}", (Take(sku, location, count),), until))

    @rule(location=locations, pause=st.booleans())
    def pause(self, location: str, pause: bool) -> None:
        self.put(PauseLocation(location) if pause else ResumeLocation(location))

    @rule(
        service=services, days=st.integers(1, 3), price=st.sampled_from([5_000, 8_900, 12_000]), withdraw=st.booleans()
    )
    def carriers(self, service: str, days: int, price: int, withdraw: bool) -> None:
        if withdraw:
            self.put(WithdrawService(service))
            return
        rates = Rates(price, price + 3_000)
        self.put(
            OfferService(service=service, carrier="c", transit_days=days, rates=rates),
            SetCoverage(service, areas=("*",)),
        )

    @rule(location=locations, day=st.integers(5, 9), room=st.sampled_from([0, 1, None]))
    def capacity(self, location: str, day: int, room: int | None) -> None:
        self.put(SetCapacity(location, f"2027-07-{day:02d}", room))

    @rule(confidence=st.sampled_from([0.8, 0.9, 0.97]), flat=st.sampled_from([None, 9_900]), grams=st.integers(1, 3))
    def decide(self, confidence: float, flat: int | None, grams: int) -> None:
        price = 10_000
        self.put(
            SetPolicy(Policy(confidence=confidence, flat_fee=flat)),
            ListProduct("A", price=price, grams=grams * 900),
        )

    @rule(minutes=st.sampled_from(PASSING))
    def time_passes(self, minutes: int) -> None:
        self.doors.passes(minutes)

    @rule(sku=skus, count=units, to=places, rail=rails)
    def someone_buys(self, sku: str, count: int, to: str, rail: str) -> None:
        self.orders += 1
        line = {"sku": sku, "units": count}
        body = {"order": f"o{self.orders}", "customer": "c1", "rail": rail, "lines": [line], "channel": "web"}
        told = self.doors.client.post("/v1/orders", {**body, "postal_code": to})
        assert told.status == 201 or told.json["reason"] in HONEST_NOES, told.body

    @rule(number=st.integers(1, 6), deliver=st.booleans())
    def parcels(self, number: int, deliver: bool) -> None:
        """Hand-overs and deliveries: what is learned changes what is promised."""
        client, parcel = self.doors.client, f"o{number}-1"
        client.post(f"/v1/parcels/{parcel}/pack", {})
        client.post(f"/v1/parcels/{parcel}/hand-over", {})
        if deliver:
            scanned_at = to_iso(Instant(self.doors.clock.now))
            client.post(f"/v1/parcels/{parcel}/scans", {"scan": "delivered", "scanned_at": scanned_at})

    @rule(number=st.integers(1, 6))
    def someone_cancels(self, number: int) -> None:
        self.doors.client.post(f"/v1/orders/o{number}/cancel", {})

    @rule(snapshot=st.booleans())
    def restart(self, snapshot: bool) -> None:
        if snapshot:
            self.doors.machine.save_snapshot()
        self.doors.restart()

    # --- questions ---

    @rule(sku=skus, count=units, to=places, explain=st.booleans())
    def everybody_asks(self, sku: str, count: int, to: str, explain: bool) -> None:
        body = {"lines": [{"sku": sku, "units": count}], "channel": "web", "postal_code": to, "explain": explain}
        self.agree(self.doors.quotes(body))
        self.remembered_is_right(f"{sku} {count} {to} {explain}", body)

    @rule(first=units, second=units, to=places)
    def two_lines_in_any_order(self, first: int, second: int, to: str) -> None:
        lines = [{"sku": "A", "units": first}, {"sku": "B", "units": second}]
        body = {"lines": lines, "channel": "web", "postal_code": to}
        one = self.agree(self.doors.quotes(body))
        other = self.agree(self.doors.quotes({**body, "lines": lines[::-1]}))
        strip = [[{**o, "offer": ""} for o in told.get("offers", [])] for told in (one, other)]
        assert strip[0] == strip[1]

    @rule(sku=skus, to=places)
    def everybody_lists(self, sku: str, to: str) -> None:
        listed = self.agree(self.doors.availability(sku, to))
        (told,) = listed["skus"]
        body = {"lines": [{"sku": sku, "units": 1}], "channel": "web", "postal_code": to}
        quoted = self.doors.client.post("/v1/quotes", body).json
        if told["promised_on"] is not None:
            assert told["promised_on"] == min(offer["promised_on"] for offer in quoted["offers"]), (told, quoted)

    @rule(sku=skus, count=units, to=places)
    def the_command_line_asks(self, sku: str, count: int, to: str) -> None:
        """Its clock never runs behind the log's newest entry, which is now."""
        self.put(AdjustStock("12", "cedis", 1, "test"))
        body = {"lines": [{"sku": sku, "units": count}], "channel": "web", "postal_code": to, "explain": True}
        told = self.doors.client.post("/v1/quotes", body).json
        mine = self.doors.by_command_line(sku, count, to)
        if "reason" in told:
            assert mine is None
        else:
            strip = [[{**offer, "offer": ""} for offer in one["offers"]] for one in (told, mine)]
            assert strip[0] == strip[1]
            assert told["as_of"] == mine["as_of"]

    @rule(pick=st.integers(0, 20), rank=st.integers(0, 3), rail=rails)
    def someone_takes_an_old_offer(self, pick: int, rank: int, rail: str) -> None:
        good = [told for told in self.told.values() if told["offers"]]
        if not good:
            return
        told = good[pick % len(good)]
        offer = told["offers"][min(rank, len(told["offers"]) - 1)]
        self.orders += 1
        body = {"order": f"o{self.orders}", "customer": "c1", "rail": rail, "offer": offer["offer"]}
        answer = self.doors.client.post("/v1/orders", body)
        if answer.status != 201:
            assert answer.json["reason"] in HONEST_NOES, answer.body
            return
        assert int(from_iso(told["expires_at"])) >= self.doors.clock.now, "an offer that had expired was taken"
        order = self.doors.client.get(f"/v1/orders/o{self.orders}").json
        assert order["fee_centavos"] <= offer["fee_centavos"]
        assert order["promise"]["promised_on"] <= offer["promised_on"]
        if offer["kind"] == "pickup" and rail == "cod":
            assert order["parcels"][0]["hand_over_by"] <= offer["legs"][0]["hand_over_by"]

    @rule(sku=skus, count=units, to=places)
    def someone_looks_again_before_it_expires(self, sku: str, count: int, to: str) -> None:
        """To the last instant for which the answer says that it is good."""
        body = {"lines": [{"sku": sku, "units": count}], "channel": "web", "postal_code": to}
        told = self.doors.client.post("/v1/quotes", body).json
        if "offers" in told:
            self.doors.clock.now = max(self.doors.clock.now, int(from_iso(told["expires_at"])) - 1)
            again = self.doors.client.post("/v1/quotes", body).json
            assert standing(told) == standing(again), "an answer changed before it expired, and no fact had come"

    # --- what must be so ---

    def agree(self, answers: dict[str, Any]) -> Any:
        """All doors say the same, to the last letter, tokens included."""
        first, *others = ((name, plain(answer)) for name, answer in answers.items())
        for name, answer in others:
            assert answer == first[1], f"{name} differs from {first[0]}"
        return first[1]

    def remembered_is_right(self, question: str, body: dict[str, Any]) -> None:
        """A remembered answer is still the answer, while nothing was appended and it has not expired."""
        now = self.doors.client.post("/v1/quotes", body).json
        before = self.told.get(question)
        same = before is not None and "offers" in now and before["as_of"]["position"] == now["as_of"]["position"]
        if same and int(from_iso(before["expires_at"])) > self.doors.clock.now:
            assert standing(before) == standing(now), "an answer outlived what it stood on"
        if "offers" in now:
            self.told[question] = now


SameAnswer.TestCase.settings = settings(
    stateful_step_count=30,
    max_examples=max(10, settings().max_examples // 4),  # each example is 30 steps through every door: a second
    phases=(Phase.explicit, Phase.reuse, Phase.generate),  # for the same reason nobody waits for the smallest
)
TestSameAnswer = SameAnswer.TestCase
