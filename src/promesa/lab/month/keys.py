"""Keys of a vault that come from a seed: what is sealed in a simulated month is the same each time."""

import hashlib
from collections.abc import Mapping


class SeededKeys:
    """Everybody has a key, until it is destroyed."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._gone: dict[str, int] = {}

    def get(self, owner: str) -> bytes | None:
        said = f"{self._seed}:{self._gone.get(owner, 0)}:{owner}"
        return hashlib.blake2b(said.encode(), digest_size=32).digest()

    def put(self, owner: str, key: bytes) -> bytes:
        return self.get(owner) or key

    def put_new(self, keys: Mapping[str, bytes]) -> None:
        """All have one."""

    def destroy(self, owner: str) -> bool:
        self._gone[owner] = self._gone.get(owner, 0) + 1
        return True

    def close(self) -> None:
        """Nothing is held."""
