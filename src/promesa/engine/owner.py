"""Who may write a file: one process at a time, told by a lock that dies with its holder."""

import fcntl
import os
import socket
import weakref
from pathlib import Path

from promesa.engine import log


class Owner:
    """Holds `PATH-owner` locked. The file stays when the lock goes; its text is for people.

    A lock file of its own, because closing any handle of the database file would drop SQLite's own locks.
    """

    def __init__(self, path: Path) -> None:
        """Raises AlreadyOpen when somebody else, in this process or another, holds it."""
        self._handle: int | None = os.open(f"{path}-owner", os.O_RDWR | os.O_CREAT, 0o644)
        try:
            fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.pread(self._handle, 200, 0).decode(errors="replace").strip() or "another process"
            self.release()
            raise log.AlreadyOpen(path=path, owner=holder) from None
        os.ftruncate(self._handle, 0)
        os.pwrite(self._handle, f"process {os.getpid()} on {socket.gethostname()}\n".encode(), 0)
        forget_in_children(self)

    def release(self) -> None:
        """Let others write. In a forked child this only forgets: the parent goes on holding the lock."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None


def forget_in_children(owner: Owner) -> None:
    """A forked child shares the lock and would keep it alive after its parent: let it drop its share."""
    held = weakref.ref(owner)

    def forget() -> None:
        inherited = held()
        if inherited is not None:
            inherited.release()

    os.register_at_fork(after_in_child=forget)
