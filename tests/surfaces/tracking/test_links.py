"""Links: only ours, only for their order, only until their day, and only while their secret is in the ring."""

import base64
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promesa.domain.values import moments
from promesa.domain.values.ids import OrderId
from promesa.domain.values.moments import DAY, Instant
from promesa.surfaces import page_links, tokens

NOW = moments.from_iso("2027-07-05T16:00:00Z")
RING = tokens.ring(["newer", "older"])
ORDERS = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=64).map(OrderId)


@given(order=ORDERS, days=st.integers(0, 400))
def test_a_link_says_its_order_until_its_day_is_over(order: OrderId, days: int) -> None:
    until = page_links.last_day(NOW, days)
    token = page_links.sign(RING, order, until)
    last = Instant(int(moments.from_iso(f"{until.isoformat()}T23:59:59Z")))
    assert page_links.read(RING, token, NOW) == page_links.read(RING, token, last) == (order, until)
    assert page_links.read(RING, token, Instant(last + DAY)) is None
    assert token.replace("-", "").replace("_", "").isalnum()
    assert len(token) <= page_links.TOKEN_LENGTH


@given(order=ORDERS, other=ORDERS, at=st.integers(0, 10_000), change=st.integers(1, 255))
def test_no_other_order_is_reached_by_changing_a_link(order: OrderId, other: OrderId, at: int, change: int) -> None:
    token = page_links.sign(RING, order, date(2027, 9, 1))
    data = bytearray(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))
    data[at % len(data)] ^= change
    changed = base64.urlsafe_b64encode(bytes(data)).decode().rstrip("=")
    assert page_links.read(RING, changed, NOW) is None
    swapped = bytes(data[: page_links.HEAD_BYTES]) + other.encode() + bytes(data[-page_links.SIGNATURE_BYTES :])
    if other != order:
        assert page_links.read(RING, base64.urlsafe_b64encode(swapped).decode().rstrip("="), NOW) is None


@given(token=st.text(max_size=400) | st.binary(max_size=200).map(lambda raw: base64.urlsafe_b64encode(raw).decode()))
def test_whatever_is_made_up_is_no_link(token: str) -> None:
    assert page_links.read(RING, token, NOW) is None


@given(order=ORDERS)
def test_one_link_has_one_spelling(order: OrderId) -> None:
    token = page_links.sign(RING, order, date(2027, 9, 1))
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    other = letters[letters.index(token[-1]) ^ 1]
    for spelled in (token + "=", token + "A", token[:-1] + other, " " + token, token + "\n"):
        assert page_links.read(RING, spelled, NOW) is None


def test_a_secret_that_is_taken_away_takes_its_links_with_it() -> None:
    old = page_links.sign(tokens.ring(["older"]), OrderId("o1"), date(2027, 9, 1))
    assert page_links.read(RING, old, NOW) is not None
    assert page_links.read(tokens.ring(["newer"]), old, NOW) is None
    assert page_links.read(RING, page_links.sign(RING, OrderId("o1"), date(2027, 9, 1)), NOW) is not None


def test_what_signs_a_link_signs_nothing_else() -> None:
    """A mark for a form is no signature of a link, and is bound to every word that it is made of."""
    mark = page_links.mark(RING, "page-form", "token", "secret")
    assert page_links.is_marked(RING, mark, "page-form", "token", "secret")
    for about in (("page-form", "token", ""), ("page-form", "tokensecret"), ("other", "token", "secret")):
        assert not page_links.is_marked(RING, mark, *about)
    assert not page_links.is_marked(RING, "ñ", "page-form", "token", "secret")


@pytest.mark.parametrize("days", [1, 60])
def test_the_same_order_has_the_same_link_all_day(days: int) -> None:
    until = page_links.last_day(NOW, days)
    assert page_links.sign(RING, OrderId("o1"), until) == page_links.sign(RING, OrderId("o1"), until)
    assert until == moments.utc(NOW).date() + timedelta(days=days)
