"""What kind of picture some bytes are, by how they begin: what they say of themselves counts for nothing."""

KINDS: tuple[tuple[str, int, bytes], ...] = (
    ("image/jpeg", 0, b"\xff\xd8\xff"),
    ("image/png", 0, b"\x89PNG\r\n\x1a\n"),
    ("image/webp", 8, b"WEBP"),
    ("image/heic", 4, b"ftypheic"),
    ("image/heic", 4, b"ftypmif1"),
)
"""By what stands at that place of the file: what it says of itself counts for nothing."""


def kind_of(photo: bytes) -> str:
    """What kind of picture it is; empty for anything else."""
    return next((kind for kind, at, mark in KINDS if photo[at : at + len(mark)] == mark), "")
