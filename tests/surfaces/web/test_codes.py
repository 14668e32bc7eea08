"""Codes of the moment against the vectors of RFC 6238 and RFC 4226."""

import pytest

from promesa.domain.values.moments import SECOND
from promesa.surfaces.web import codes

SEEDS = {
    "sha1": b"12345678901234567890",
    "sha256": b"12345678901234567890123456789012",
    "sha512": b"1234567890123456789012345678901234567890123456789012345678901234",
}
RFC_6238 = (
    (59, ("94287082", "46119246", "90693936")),
    (1_111_111_109, ("07081804", "68084774", "25091201")),
    (1_111_111_111, ("14050471", "67062674", "99943326")),
    (1_234_567_890, ("89005924", "91819424", "93441116")),
    (2_000_000_000, ("69279037", "90698825", "38618901")),
    (20_000_000_000, ("65353130", "77737706", "47863826")),
)
"""(seconds, the code of eight digits under SHA-1, SHA-256, SHA-512): appendix B."""
RFC_4226 = ("755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489")
"""Of the counts 0 to 9: appendix D."""


@pytest.mark.parametrize(("seconds", "told"), RFC_6238)
def test_the_vectors_of_rfc_6238(seconds: int, told: tuple[str, str, str]) -> None:
    step = codes.step_of(seconds * SECOND)
    assert tuple(codes.code(seed, step, 8, digest) for digest, seed in SEEDS.items()) == told


def test_the_vectors_of_rfc_4226() -> None:
    assert tuple(codes.code(SEEDS["sha1"], count) for count in range(10)) == RFC_4226


def test_a_code_is_good_for_the_half_minutes_beside_its_own_and_no_longer() -> None:
    secret, now = SEEDS["sha1"], 1_800_000_000 * SECOND
    step = codes.step_of(now)
    for near in (-1, 0, 1):
        assert codes.matched(secret, codes.code(secret, step + near), now) == step + near
    for far in (-2, 2, 100):
        assert codes.matched(secret, codes.code(secret, step + far), now) == 0
    shown = codes.code(secret, step)
    assert codes.matched(secret, f" {shown[:3]} {shown[3:]}\n", now) == step


@pytest.mark.parametrize("shown", ["", "000000", "12345", "1234567", "٠١٢٣٤٥", "abcdef", "\ud800"])
def test_what_is_no_code_matches_nothing(shown: str) -> None:
    assert codes.matched(b"another secret", shown, 1_800_000_000 * SECOND) == 0


def test_an_app_reads_who_and_for_what() -> None:
    told = codes.address(b"12345678901234567890", "ana")
    assert told == (
        "otpauth://totp/Promesa:ana?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Promesa&digits=6&period=30"
    )
