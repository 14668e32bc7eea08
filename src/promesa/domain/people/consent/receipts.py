"""The chain of a customer's words about consent: each receipt seals its word and the receipt before it."""

from hashlib import blake2b

import msgspec

from promesa.domain.people.consent.words import ConsentRecorded

BYTES = 16


def receipt_of(fact: ConsentRecorded, before: str) -> str:
    """What the receipt of a word must be, given the one before it; "" before the first."""
    told = msgspec.json.encode((before, msgspec.structs.replace(fact, receipt="")), order="sorted")
    return blake2b(told, digest_size=BYTES).hexdigest()


def sealed(fact: ConsentRecorded, before: str) -> ConsentRecorded:
    """The word with its receipt."""
    return msgspec.structs.replace(fact, receipt=receipt_of(fact, before))


def is_unbroken(words: list[ConsentRecorded]) -> bool:
    """Whether one customer's words, oldest first, are all there as they were written."""
    before = ""
    for number, fact in enumerate(words, 1):
        if fact.number != number or fact.receipt != receipt_of(fact, before):
            return False
        before = fact.receipt
    return True
