"""A process that appends turns until it is killed: `python -m tests.engine.writer STORE ...`; used by the crash tests.

Each turn is entries of kind Step that say which turn they belong to and how many it has. A line on standard
output acknowledges it after the log has.
"""

import random
import sys
from contextlib import suppress

import msgspec

from promesa.engine import sqlite_tags
from promesa.engine.log import Condition, Conflict, Draft, Log, Query, QueryItem
from promesa.engine.postgres import PostgresLog
from promesa.engine.sqlite import SqliteLog

SHELF = Query((QueryItem(tags=("sku:A",)),))


class Step(msgspec.Struct):
    writer: str
    turn: int
    step: int
    of: int


def drafts_of(writer: str, turn: int, of: int) -> list[Draft]:
    return [
        Draft(
            1, writer, -k, 1, "Step", msgspec.json.encode(Step(writer, turn, k, of)), (f"turn:{writer}/{turn}", "all")
        )
        for k in range(of)
    ]


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def write(log: Log, writer: str, seed: int) -> None:
    choose, turn = random.Random(seed), 0
    while True:
        of = choose.choice((1, 2, 3, 40, 400))
        with log.turn() as right:
            half = drafts_of(writer, turn, of)
            right.append(half[: of // 2])
            right.append([msgspec.structs.replace(d, cause=0) for d in half[of // 2 :]])
        if turn % 20 == 10:
            log.save_snapshot("world", right.head, b"%d" % right.head * 1000)
        say(f"{turn} {right.head + of}")
        turn += 1


def sell(url: str, schema: str, seller: str) -> None:
    """Sell what is on the shelf: thirty units, each on condition that nobody sold since we looked."""
    log = PostgresLog.open(url, schema)
    while True:
        last = log.read_back(SHELF, limit=1)
        position, number = (last[0].position, int(last[0].body)) if last else (0, 0)
        if number == 30:
            log.close()
            return
        sale = Draft(1, seller, position, 1, "Sold", b"%d" % (number + 1), ("sku:A",))
        noise = Draft(1, seller, -1, 1, "Noted", b"{}")
        with suppress(Conflict):
            log.append([sale, noise], Condition(SHELF, position))


def main(store: str, where: str, writer: str, seed: str, schema: str = "") -> None:
    sqlite_tags.GENERATION_PAIRS, sqlite_tags.SLICE_PAIRS = 300, 20
    log: Log = SqliteLog.open(where) if store == "sqlite" else PostgresLog.open(where, schema)
    say("open")
    write(log, writer, int(seed))


if __name__ == "__main__":
    main(*sys.argv[1:])
