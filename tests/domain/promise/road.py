"""A shop whose parcels are told from promise to door, for the tests of what is learned from them."""

from collections.abc import Mapping
from datetime import date, timedelta

from promesa.domain.ledger.shipments.words import (
    ParcelDelivered,
    ParcelHandedOver,
    ParcelLost,
    ParcelPlanned,
    ParcelScanned,
    Scan,
)
from promesa.domain.network.locations import days
from promesa.domain.promise.chance import editions
from promesa.domain.promise.words import PromiseMade
from promesa.domain.values.moments import HOUR, Instant
from tests.domain.promise.shop import GUADALAJARA, MEXICO_CITY, Shop, at

MONDAY = date(2027, 3, 1)


class Road(Shop):
    """One location (N1), one service (P) of three days that works every day, and a SKU; clocks run in Mexico City."""

    def __init__(self, days: int = 3, learned: bool = True, **policy: object) -> None:
        super().__init__(**policy)
        self.sells("A")
        self.opens("N1", "14")
        self.opens("N2", "31")
        self.carries("P", days, 5_000, learned=learned)
        self.has({("N1", "A"): 1_000_000})
        self.sent = 0

    def moment(self, day: date, hour: int = 10) -> Instant:
        return at(f"{day.isoformat()} {hour:02}:00")

    def plans(
        self, started_on: date = MONDAY, to: str = GUADALAJARA, location: str = "N1", in_days: int = 3, hour: int = 10
    ) -> str:
        """A promise and its parcel, planned to arrive so many days after it starts."""
        self.sent += 1
        order = f"o{self.sent}"
        made = PromiseMade(
            order=order,
            kind="delivery",
            promised_by=Instant(0),
            promised_on=started_on + timedelta(days=in_days),
            zone=MEXICO_CITY,
            keep_probability=0.9,
            fee=0,
            cost=0,
            policy=1,
            fingerprint="",
            legs=(),
            postal_code=to,
        )
        now = self.moment(started_on, hour)
        out = days.hand_over_by(self.locations.by_id[location], started_on)
        planned = ParcelPlanned(
            f"{order}-1",
            order,
            "delivery",
            location,
            "P",
            (),
            out,
            started_on + timedelta(days=in_days),
        )
        self.tell(made, planned, at=now)
        return order

    def leaves(self, order: str, day: date) -> None:
        moment = self.moment(day, 18)
        self.tell(ParcelHandedOver(f"{order}-1", order, moment), at=moment)

    def fails(self, order: str, day: date) -> None:
        moment = self.moment(day, 15)
        self.tell(ParcelScanned(f"{order}-1", order, Scan.ATTEMPT_FAILED, moment), at=moment)

    def arrives(self, order: str, day: date) -> None:
        moment = self.moment(day, 15)
        self.tell(ParcelDelivered(f"{order}-1", order, moment), at=moment)

    def loses(self, order: str, day: date) -> None:
        self.tell(ParcelLost(f"{order}-1", order, "theft"), at=self.moment(day))

    def takes(self, slip: int, started_on: date = MONDAY, handling: int = 0, **about: object) -> str:
        """A parcel from promise to door: so many days later than agreed, and left so many days too late."""
        order = self.plans(started_on, **about)
        self.leaves(order, started_on + timedelta(days=handling))
        self.arrives(order, started_on + timedelta(days=handling + 3 + slip))
        return order

    def sends(self, slips: Mapping[int, int], started_on: date = MONDAY, **about: object) -> None:
        """So many parcels of each slip, all planned on that day, told in the order of time."""
        orders = [(slip, self.plans(started_on, **about)) for slip, parcels in slips.items() for _ in range(parcels)]
        for _, order in orders:
            self.leaves(order, started_on)
        for slip, order in sorted(orders):
            self.arrives(order, started_on + timedelta(days=3 + slip))

    def edition(self, day: date = MONDAY, hour: int = 12) -> None:
        """What is told so far is used from now on."""
        self.lanes.learned_at = Instant(min(self.lanes.learned_at, self.moment(day, hour) - 5 * HOUR))
        editions.publish(self.learner, self.moment(day, hour))

    def asked_on(self, day: date, hour: int = 10) -> None:
        self.now = self.moment(day, hour)


def waiting_days(shop: Shop, order_day: date, to: str = GUADALAJARA) -> int:
    """How many days away the promised day of an ask is."""
    (offer, *_) = shop.offers({"A": 1}, to)
    return (offer.promised_on - order_day).days
