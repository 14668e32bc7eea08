"""A process that appends turns until it is killed: `python -m tests.engine.writer STORE ...`; used by the crash tests.

Each turn is entries of kind Step that say which turn they belong to and how many it has. A line on standard
output acknowledges it after the log has.
"""

import random
import sys

import msgspec

from promesa.engine import sqlite_tags
from promesa.engine.log import Draft, Log
from promesa.engine.postgres import PostgresLog
from promesa.engine.sqlite import SqliteLog


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


def main(store: str, where: str, writer: str, seed: str, schema: str = "") -> None:
    sqlite_tags.GENERATION_PAIRS, sqlite_tags.SLICE_PAIRS = 300, 20
    log: Log = SqliteLog.open(where) if store == "sqlite" else PostgresLog.open(where, schema)
    say("open")
    write(log, writer, int(seed))


if __name__ == "__main__":
    main(*sys.argv[1:])
