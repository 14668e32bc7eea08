"""Placing an order: everything that makes it is one decision, and whatever is missing is a clear no."""

from typing import Any

import pytest
from msgspec.structs import replace

from promesa.domain.ledger.capacity import CapacityTaken, SetCapacity
from promesa.domain.ledger.payments.words import AuthorisationVoided, PaymentAuthorised, PaymentAwaited
from promesa.domain.ledger.stock.words import ReleaseReservation, ReservationExtended, ReserveStock, StockReserved, Take
from promesa.domain.network.carriers.words import WithdrawService
from promesa.domain.network.catalog import ListProduct, SetPrice
from promesa.domain.network.locations.words import ChangeLocation
from promesa.domain.promise.commit.words import (
    CheckoutClosed,
    CheckoutOpened,
    CloseCheckout,
    CompleteCheckout,
    Item,
    OpenCheckout,
)
from promesa.domain.values.moments import DAY, MINUTE, Instant
from promesa.domain.values.money import MAX_CENTAVOS
from promesa.domain.values.refusal import Reason, Refused
from tests.domain.promise.house import House, kinds
from tests.regressions.shop import CDMX, open_location, place_order

ONE_A = place_order("o1", {"A": 1})
WAITS = ["OrderPlaced", "StockReserved", "CapacityTaken", "OfferAccepted", "PaymentAwaited"]
CERTAIN = ["OrderPlaced", "StockReserved", "CapacityTaken", "PromiseMade", "OrderConfirmed"]


# --- what is decided together ---


@pytest.mark.parametrize(
    ("about", "facts"),
    [
        ({"rail": "card"}, WAITS),
        ({"rail": "oxxo"}, WAITS),
        ({"rail": "cod"}, CERTAIN),
        ({"authorised": "bank-1"}, [*CERTAIN[:3], "PaymentAuthorised", *CERTAIN[3:]]),
        ({"rail": "cod", "authorised": "bank-1"}, [*CERTAIN[:3], "PaymentAuthorised", *CERTAIN[3:]]),
        ({"discount": 100_00, "fee": 0}, CERTAIN),
        ({"discount": 100_00, "fee": 0, "authorised": "b"}, [*CERTAIN[:3], "AuthorisationVoided", *CERTAIN[3:]]),
    ],
    ids=["card", "voucher", "at the door", "authorised", "authorised, at the door", "a gift", "an authorised gift"],
)
@pytest.mark.parametrize("reserve_at", ["checkout", "order"])
def test_what_makes_an_order_is_one_decision(about: dict[str, Any], facts: list[str], reserve_at: str) -> None:
    house = House(reserve_at=reserve_at)
    assert kinds(house.places("o1", {"A": 1}, **about)) == facts
    assert house.shelf() == (10, 1)


@pytest.mark.parametrize(
    ("about", "facts"),
    [
        ({}, ["OrderPlaced", "CapacityTaken", "OfferAccepted", "PaymentAwaited"]),
        ({"rail": "cod"}, CERTAIN),
        ({"discount": 100_00, "fee": 0}, CERTAIN),
    ],
    ids=["waits", "at the door", "a gift"],
)
def test_units_that_are_taken_at_payment_are_taken_when_it_is_certain(about: dict[str, Any], facts: list[str]) -> None:
    assert kinds(House(reserve_at="payment").places("o1", {"A": 1}, **about)) == facts


def test_the_end_of_the_units_is_the_end_of_the_money() -> None:
    house = House()
    facts = house.places("o1", {"A": 1}, rail="spei")
    until = Instant(house.now + 30 * MINUTE)
    assert [(fact.until, fact.stage) for fact in facts if isinstance(fact, StockReserved)] == [(until, "spei")]
    assert [fact.grace_until for fact in facts if isinstance(fact, PaymentAwaited)] == [until]


def test_money_adds_up() -> None:
    house = House()
    items = (Item("A", 2), Item("B", 1, 50_50), Item("A", 1))
    placed = house.put(replace(ONE_A, items=items, discount=33_33, interest=12_34))[0]
    assert placed.items == 2 * 100_00 + 50_50 + 100_00
    assert placed.total == placed.items - 33_33 + placed.fee + 12_34
    assert sum(line.discount for line in placed.lines) == 33_33
    assert [line.line for line in placed.lines] == [1, 2, 3]
    assert house.shelf() == (10, 3)


# --- what is refused ---

REFUSALS: list[tuple[str, dict[str, Any], Reason, str]] = [
    ("nothing", {"items": ()}, Reason.EMPTY_ORDER, ""),
    ("too many lines", {"items": (Item("A", 1),) * 201}, Reason.TOO_MANY_LINES, "201"),
    ("none of it", {"items": (Item("A", 0),)}, Reason.BAD_QUANTITY, "A"),
    ("less than none", {"items": (Item("A", -1),)}, Reason.BAD_QUANTITY, "A"),
    ("a great many", {"items": (Item("A", 100_001),)}, Reason.BAD_QUANTITY, "A"),
    ("many in two lines", {"items": (Item("A", 60_000),) * 2}, Reason.BAD_QUANTITY, "A"),
    ("no such thing", {"items": (Item("Z", 1),)}, Reason.UNKNOWN_SKU, "Z"),
    ("a negative price", {"items": (Item("A", 1, -1),)}, Reason.BAD_AMOUNT, "A"),
    ("a mad price", {"items": (Item("A", 2, MAX_CENTAVOS),)}, Reason.BAD_AMOUNT, "A"),
    ("not so many", {"items": (Item("A", 21),)}, Reason.NOT_ENOUGH_STOCK, "A"),
    ("discount above the goods", {"discount": 100_01}, Reason.BAD_AMOUNT, "discount"),
    ("negative discount", {"discount": -1}, Reason.BAD_AMOUNT, "discount"),
    ("negative interest", {"interest": -1}, Reason.BAD_AMOUNT, "interest"),
    ("negative fee", {"fee": -1}, Reason.BAD_AMOUNT, "fee"),
    ("a mad total", {"interest": MAX_CENTAVOS}, Reason.BAD_AMOUNT, "o1"),
    ("no such rail", {"rail": "bitcoin"}, Reason.RAIL_NOT_OFFERED, "bitcoin"),
    ("no such place", {"postal_code": "99999"}, Reason.UNKNOWN_POSTAL_CODE, "99999"),
    ("no place", {"postal_code": None}, Reason.UNKNOWN_POSTAL_CODE, ""),
    ("no such counter", {"pickup_location": "S9"}, Reason.UNKNOWN_LOCATION, "S9"),
    ("a counter that is none", {"pickup_location": "N1"}, Reason.NO_SERVICE, "N1"),
    ("no such slot", {"slot": "19-20"}, Reason.UNKNOWN_SLOT, "19-20"),
    ("a day is no slot", {"slot": "2027-03-01"}, Reason.UNKNOWN_SLOT, "2027-03-01"),
    ("no name", {"order": ""}, Reason.INVALID, "order"),
    ("a name with a tab", {"cart": "a\tb"}, Reason.INVALID, "cart"),
    ("a name too long", {"customer": "k" * 201}, Reason.INVALID, "customer"),
    ("an authorisation without a name", {"authorised": " "}, Reason.INVALID, "authorised"),
]


@pytest.mark.parametrize(("about", "reason", "of"), [r[1:] for r in REFUSALS], ids=[r[0] for r in REFUSALS])
def test_a_clear_no(about: dict[str, Any], reason: Reason, of: str) -> None:
    refused = House().refusal(replace(ONE_A, **about))
    assert (refused.reason, refused.about) == (reason, of)


def test_with_an_authorisation_a_no_is_a_fact() -> None:
    """It has to be let go; a name that cannot be kept, or money already heard of, is a plain no."""
    house = House()
    late = replace(ONE_A, items=(Item("A", 21),), authorised="bank-1")
    assert kinds(house.put(late)) == ["CheckoutRefused", "AuthorisationVoided"]
    assert house.refusal(late) == Refused(Reason.ALREADY_EXISTS, "o1")
    assert house.refusal(replace(late, order="o2")) == Refused(Reason.ALREADY_EXISTS, "o1")
    again = house.put(replace(ONE_A, authorised="bank-2"))
    assert PaymentAuthorised("o1", "bank-2", again[0].total) in again


@pytest.mark.parametrize(
    ("ask", "owner"),
    [
        (place_order("o1", {"A": 1}), "o1"),
        (place_order("o3", {"A": 1}, cart="c2"), "o2"),
        (place_order("o3", {"A": 1}, cart="o1"), "o1"),
        (place_order("c2", {"A": 1}), "o2"),
        (place_order("c9", {"A": 1}), "c9"),
    ],
    ids=["the order", "its cart", "a cart called as an order", "an order called as a cart", "... that is still open"],
)
def test_a_name_belongs_to_one(ask: Any, owner: str) -> None:
    house = House()
    house.places("o1", {"A": 1})
    house.places("o2", {"A": 1}, cart="c2")
    house.put(OpenCheckout("c9", place_order("o9", {"A": 1})))
    assert house.refusal(ask) == Refused(Reason.ALREADY_EXISTS, owner)


def test_an_attempts_name_is_never_anothers() -> None:
    """`o2:1` was given to o1 by the shop: the first attempt of o2 is called otherwise."""
    house = House()
    house.put(OpenCheckout("c1", place_order("o1", {"A": 1})))
    house.put(CompleteCheckout("c1", "card", "o2:1"))
    facts = house.places("o2", {"A": 1})
    assert [fact.payment for fact in facts if isinstance(fact, PaymentAwaited)] == ["o2:2"]


# --- the offer that was taken ---


def test_the_offer_that_was_taken_is_what_is_committed() -> None:
    house = House()
    slow, fast = house.offers({"A": 2})
    assert (slow.legs[0].service, fast.legs[0].service) == ("slow", "fast")
    facts = house.places("o1", {"A": 2}, offer=fast)
    assert [fact.offer for fact in facts if hasattr(fact, "offer")] == [fast]
    assert facts[0].fee == fast.fee


def test_an_offer_whose_units_are_gone_becomes_one_as_good_at_the_same_fee() -> None:
    house = House()
    offer = house.offers({"A": 10})[0]
    assert offer.legs[0].location == "N1"
    house.put(ReserveStock("r1", (Take("A", "N1", 1),)))
    facts = house.places("o1", {"A": 10}, offer=offer)
    accepted = next(fact.offer for fact in facts if hasattr(fact, "offer"))
    assert {leg.location for leg in accepted.legs} == {"N2"}
    assert accepted.promised_on <= offer.promised_on
    assert facts[0].fee == offer.fee


def test_an_offer_that_nothing_is_as_good_as_is_refused() -> None:
    house = House()
    offer = house.offers({"A": 1})[1]
    house.put(WithdrawService("fast"))
    assert house.refusal(replace(ONE_A, offer=offer)) == Refused(Reason.QUOTE_CHANGED)


@pytest.mark.parametrize(
    "about",
    [{"items": (Item("A", 2),)}, {"items": (Item("B", 1),)}, {"postal_code": CDMX}, {"pickup_location": "N1"}],
    ids=["more units", "another thing", "another place", "at a counter"],
)
def test_an_offer_is_good_for_its_own_question_only(about: dict[str, Any]) -> None:
    house = House()
    taken = replace(ONE_A, offer=house.offers({"A": 1})[0])
    assert house.refusal(replace(taken, **about)) == Refused(Reason.QUOTE_CHANGED, "o1")


def test_an_offer_of_another_channels_location_is_not_taken() -> None:
    house = House()
    web_only = open_location("N1", channels=("web",))
    house.put(ChangeLocation(**{name: getattr(web_only, name) for name in web_only.__struct_fields__}))
    offer = house.offers({"A": 1})[1]
    assert house.places("o1", {"A": 1}, offer=offer)[1].takes[0].location == "N1"
    assert house.places("o2", {"A": 1}, channel="market", offer=offer)[1].takes[0].location == "N2"


@pytest.mark.parametrize("reserved", [False, True], ids=["expired", "its units are reserved"])
def test_an_expired_offer(reserved: bool) -> None:
    """A cart that has its units may take its time; any other has to ask again."""
    house = House()
    offer, until = house.offers({"A": 1})[0], Instant(house.now + 5 * MINUTE)
    asked = replace(ONE_A, cart="c1", offer=offer, offer_expires_at=until)
    if reserved:
        house.put(OpenCheckout("c1", asked))
    house.passes_to("2027-03-01 10:06")
    if reserved:
        assert kinds(house.put(asked)) == [
            "OrderPlaced",
            "ReservationExtended",
            *WAITS[2:3],
            "CheckoutClosed",
            *WAITS[3:],
        ]
    else:
        assert house.refusal(asked) == Refused(Reason.QUOTE_EXPIRED, "o1")


# --- capacity ---


def test_two_parcels_of_one_location_are_one_order_there() -> None:
    house = House()
    house.put(ListProduct("H", price=1_00, grams=40_000))
    house.has("N1", H=4)
    facts = house.places("o1", {"H": 3}, rail="cod")
    assert len(next(fact.legs for fact in facts if hasattr(fact, "legs"))) == 3
    assert [fact for fact in facts if isinstance(fact, CapacityTaken)] == [CapacityTaken("o1", "N1", "2027-03-01", 1)]


def test_without_a_place_in_the_slot_nothing_is_taken() -> None:
    house = House()
    house.put(SetCapacity("N1", "19-20", 0))
    assert house.refusal(replace(ONE_A, slot="19-20")) == Refused(Reason.NO_CAPACITY, "N1 19-20", 0)
    assert house.shelf() == (10, 0)


# --- checkouts ---


def test_a_checkout_reserves_for_the_carts_minutes() -> None:
    house = House()
    opened, reserved = house.put(OpenCheckout("c1", ONE_A))
    until = Instant(house.now + 10 * MINUTE)
    assert isinstance(opened, CheckoutOpened)
    assert (opened.until, opened.place.cart, opened.place.offer is not None) == (until, "c1", True)
    assert (reserved.reservation, reserved.until, reserved.stage) == ("c1", until, "cart")


def test_opened_again_it_ends_later_and_holds_what_it_asks_now() -> None:
    house = House()
    house.put(OpenCheckout("c1", ONE_A))
    house.passes_to("2027-03-01 10:05")
    later = Instant(house.now + 10 * MINUTE)
    again = house.put(OpenCheckout("c1", ONE_A))
    assert again[1] == ReservationExtended("c1", later, "cart")
    house.put(OpenCheckout("c1", place_order("o1", {"A": 3})))
    assert house.shelf() == (10, 3)
    assert house.world.checkouts.until == {"c1": later}


@pytest.mark.parametrize(
    ("ask", "refused"),
    [
        (OpenCheckout("c1", place_order("o5", {"A": 1}, cart="c2")), Refused(Reason.INVALID, "cart")),
        (OpenCheckout("c1", place_order("o1", {"A": 1})), Refused(Reason.ALREADY_EXISTS, "o1")),
        (OpenCheckout("o1", place_order("o5", {"A": 1})), Refused(Reason.ALREADY_EXISTS, "o1")),
        (OpenCheckout("c1", place_order("o5", {"A": 99})), Refused(Reason.NOT_ENOUGH_STOCK, "A", 19)),
        (OpenCheckout("c1", place_order("o5", {"A": 0})), Refused(Reason.BAD_QUANTITY, "A")),
    ],
    ids=["another cart inside", "an order that is", "a cart called as an order", "not so many", "nothing"],
)
def test_checkouts_that_are_refused(ask: OpenCheckout, refused: Refused) -> None:
    house = House()
    house.places("o1", {"A": 1})
    assert house.refusal(ask) == refused


def test_a_checkout_is_forgotten_a_day_after_its_minutes() -> None:
    house = House()
    house.put(OpenCheckout("c1", ONE_A))
    ask = CloseCheckout("c1")
    until = house.world.checkouts.until["c1"]
    house.now = Instant(until + DAY - 1)
    assert house.put(ask) == []
    house.now = Instant(until + DAY)
    assert house.put(ask) == [CheckoutClosed("c1", "abandoned")]
    assert house.put(ask) == []
    assert house.refusal(CompleteCheckout("c1", "card")).reason is Reason.UNKNOWN_CART


def test_a_checkout_whose_units_went_back_may_still_become_its_order() -> None:
    house = House()
    house.put(OpenCheckout("c1", ONE_A))
    house.put(ReleaseReservation("c1", "cart_expired"))
    house.put(SetPrice("A", 200_00))
    facts = house.put(CompleteCheckout("c1", "card"))
    assert kinds(facts) == [*WAITS[:3], "CheckoutClosed", *WAITS[3:]]
    assert house.put(CompleteCheckout("c1", "card")) == []


def test_voided_is_not_awaited_again_under_the_same_name() -> None:
    """A first attempt that was let go does not take the money of the second with it."""
    house = House()
    house.fold(AuthorisationVoided("o1", "o1:1", "x"))
    facts = house.places("o1", {"A": 1})
    assert [fact.payment for fact in facts if isinstance(fact, PaymentAwaited)] == ["o1:2"]
