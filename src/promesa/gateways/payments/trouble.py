"""What may go wrong with a payment partner, told apart by what to do about it."""


class Outage(Exception):
    """No answer, or "later, please": the same request under the same key is worth repeating."""


class TurnedDown(Exception):
    """The partner understood and says no: `code` is its own word for why; repeating alone will not help."""

    def __init__(self, status: int, code: str, text: str = "") -> None:
        self.status, self.code = status, code
        super().__init__(f"{status} {code} {text}".strip())


class Garbled(Exception):
    """What came is not what the partner's manual promises: nothing is read from it."""
