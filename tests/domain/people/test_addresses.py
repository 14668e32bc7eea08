"""One person, many ways to write their number."""

import pytest

from promesa.domain.people.addresses import canonical


@pytest.mark.parametrize(
    ("told", "compared"),
    [
        ("5215512345678", "+525512345678"),
        ("525512345678", "+525512345678"),
        ("whatsapp:+5215512345678", "+525512345678"),
        (" +52 1 55 1234-5678 ", "+525512345678"),
        ("+15215551234", "+15215551234"),
        ("15215551234", "+15215551234"),
        ("5491112345678", "+541112345678"),
        ("551187654321", "+5511987654321"),
        ("5511987654321", "+5511987654321"),
        ("551132345678", "+551132345678"),
        ("MX.13491208655302741918", "MX.13491208655302741918"),
        ("MX.ENT.11815799212886844830", "MX.ENT.11815799212886844830"),
        ("", ""),
        ("  ", ""),
        ("somebody", "somebody"),
        ("1234567890123456789", "1234567890123456789"),
        ("٣٤٥", "٣٤٥"),
    ],
)
def test_compared_as(told: str, compared: str) -> None:
    assert canonical(told) == compared
    assert canonical(compared) == compared, "what is compared is compared as itself"
