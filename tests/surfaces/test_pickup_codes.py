"""The code shown at the counter: its own parcel's by any secret of the ring, and no other's."""

from hypothesis import given
from hypothesis import strategies as st

from promesa.surfaces import pickup_codes, tokens

OLD, NOW, BOTH = tokens.ring(["old"]), tokens.ring(["new"]), tokens.ring(["new", "old"])
NAMES = st.text(min_size=1, max_size=64)


@given(NAMES)
def test_it_opens_its_own_parcel_however_it_is_shown(parcel: str) -> None:
    said = pickup_codes.digits(NOW, parcel)
    assert len(said) == 6
    for shown in (said, f" {said[:3]} {said[3:]} ", f"{said[:3]}-{said[3:]}", pickup_codes.text(NOW, parcel)):
        assert pickup_codes.is_right(NOW, parcel, shown)
    assert pickup_codes.parcel_of(pickup_codes.text(NOW, parcel)) == parcel


@given(NAMES, NAMES)
def test_the_text_of_another_opens_nothing(parcel: str, other: str) -> None:
    assert pickup_codes.is_right(NOW, parcel, pickup_codes.text(NOW, other)) == (parcel == other)
    mixed = pickup_codes.text(NOW, parcel).rpartition(".")[0] + "." + pickup_codes.text(NOW, other).rpartition(".")[2]
    assert pickup_codes.is_right(NOW, parcel, mixed) == (parcel == other)


@given(NAMES)
def test_an_older_secret_is_believed_while_it_is_in_the_ring(parcel: str) -> None:
    for shown in (pickup_codes.digits(OLD, parcel), pickup_codes.text(OLD, parcel)):
        assert pickup_codes.is_right(BOTH, parcel, shown)
    assert not pickup_codes.is_right(NOW, parcel, pickup_codes.text(OLD, parcel))


@given(st.text(max_size=400))
def test_anything_else_is_wrong_and_breaks_nothing(shown: str) -> None:
    assert not pickup_codes.is_right(NOW, "o1-1", shown) or shown.strip().replace(" ", "").isdigit()
