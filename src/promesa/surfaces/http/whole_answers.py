"""Answers written in one piece: the server says head and body one after the other, and each write wakes the reader."""

from typing import Any

from uvicorn.protocols.http.auto import AutoHTTPProtocol

HEAD_STARTS, HEAD_ENDS, HAS_LENGTH = b"HTTP/1.1 ", b"\r\n\r\n", b"\r\ncontent-length: "


class WholeTransport:
    """A connection that keeps the head of an answer back until its body is said; owns that head."""

    def __init__(self, transport: Any) -> None:
        self._transport = transport
        self._head = b""

    def write(self, data: bytes) -> None:
        """Send at once, but for a head that a body of known length will follow."""
        is_head = not self._head and data.endswith(HEAD_ENDS) and data.startswith(HEAD_STARTS) and HAS_LENGTH in data
        if is_head:
            self._head = data
        else:
            whole, self._head = self._head + data, b""
            self._transport.write(whole)

    def flush(self) -> None:
        """Send what was kept back: an answer may have no body at all."""
        if self._head:
            self.write(b"")

    def close(self) -> None:
        self.flush()
        self._transport.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)


# Uvicorn chooses its protocol when it starts, by which parser is installed: no checker can know which class that is.
class WholeAnswers(AutoHTTPProtocol):  # type: ignore[misc, valid-type]
    """Uvicorn's protocol on such a connection."""

    def connection_made(self, transport: Any) -> None:
        # Nothing is held back for later: uvloop would send what is below the limit when all requests that came with
        # this one are answered.
        transport.set_write_buffer_limits(high=0)
        self._whole = WholeTransport(transport)
        super().connection_made(self._whole)

    def on_response_complete(self) -> None:
        self._whole.flush()
        super().on_response_complete()
