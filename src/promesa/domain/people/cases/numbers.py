"""The numbers of cases: what a customer is told, reads aloud on the phone and writes back: short and unmistakable."""

from hashlib import blake2b

from promesa.domain.values.ids import CaseId, OrderId

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O or U, which are taken for others."""
GROUP, GROUPS, BITS = 5, 2, 5


def of_talk(heard: str) -> CaseId:
    """`C-7K3M9-QX2P4`: always the same for the same message of a customer; 50 bits, so that a million cases differ."""
    number = int.from_bytes(blake2b(heard.encode(), digest_size=8).digest())
    said = [LETTERS[number >> place * BITS & len(LETTERS) - 1] for place in range(GROUP * GROUPS)]
    return CaseId("-".join(["C", *("".join(said[at : at + GROUP]) for at in range(0, len(said), GROUP))]))


def of_risk(order: OrderId) -> CaseId:
    """Of a promise that may break before its customer writes: `P000584-R`."""
    return CaseId(f"{order}-R")


def of_doubt(order: OrderId) -> CaseId:
    """Of a word about a parcel that cannot be true: `P000584-D`."""
    return CaseId(f"{order}-D")
