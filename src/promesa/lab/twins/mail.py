"""A mail server's twin: speaks SMTP on a socket of this machine and keeps what it took."""

import asyncio
import threading
from types import TracebackType

REFUSALS = {"nobody": b"550 5.1.1 no such user\r\n", "full": b"452 4.2.2 mailbox full\r\n"}
"""By the part of an address before its @."""
CUT = "cut"
"""Whose letter is taken, and the connection cut before the server says so."""


class MailTwin:
    """Owns a thread with the server, while the block lasts; `letters`: (to, the letter as it came)."""

    def __init__(self) -> None:
        self.letters: list[tuple[str, str]] = []
        self.port = 0
        self._loop = asyncio.new_event_loop()
        self._up = threading.Event()
        self._thread = threading.Thread(target=self._run, name="mail-twin", daemon=True)

    def __enter__(self) -> "MailTwin":
        self._thread.start()
        assert self._up.wait(10), "the mail twin did not start"
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(asyncio.start_server(self._talk, "127.0.0.1", 0))
        self.port = server.sockets[0].getsockname()[1]
        self._up.set()
        self._loop.run_forever()
        server.close()
        self._loop.run_until_complete(asyncio.sleep(0.05))

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 twin\r\n")
        to = ""
        while line := (await reader.readline()).decode().strip():
            verb = line[:4].upper()
            if verb == "RCPT":
                to = line.partition("<")[2].rstrip(">")
                writer.write(REFUSALS.get(to.partition("@")[0], b"250 ok\r\n"))
            elif verb == "DATA":
                if not await self._take(to, reader, writer):
                    break
            else:
                writer.write(b"221 bye\r\n" if verb == "QUIT" else b"250 ok\r\n")
            if verb == "QUIT":
                break
        writer.close()

    async def _take(self, to: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        writer.write(b"354 go on\r\n")
        text = (await reader.readuntil(b"\r\n.\r\n")).decode()
        self.letters.append((to, text.removesuffix(".\r\n")))
        if to.startswith(CUT):
            return False
        writer.write(b"250 taken\r\n")
        return True
