"""Races of one policy each, kept in a folder as they end: a long comparison that was stopped goes on where it was."""

from collections.abc import Callable, Sequence
from hashlib import blake2b
from pathlib import Path

import msgspec
from msgspec.structs import replace

from promesa.engine.log import Log
from promesa.lab.race.racing import Race, Racer, Stretch

RunOne = Callable[[Racer], Race]
Asked = tuple[Stretch, int, int, bool]
"""The stretch, days of the tail, seed, whether bounds are worked out."""


def one_by_one(folder: Path, log: Log, racers: Sequence[Racer], asked: Asked, run: RunOne) -> Race:
    """Every policy raced alone, or read where the folder has that very race; together as one race.

    A log that has grown since is another log.
    """
    folder.mkdir(parents=True, exist_ok=True)
    races = [_of(folder / f"{_name(log, racer, asked)}.json", racer, run) for racer in racers]
    ran = tuple(replace(race.ran[0], name=racer.name) for race, racer in zip(races, racers, strict=True))
    return replace(races[0], ran=ran, seconds=round(sum(race.seconds for race in races), 3))


def _name(log: Log, racer: Racer, asked: Asked) -> str:
    first = next(log.read(limit=1))
    policy = None if racer.policy is None else replace(racer.policy, version=0)
    told = msgspec.json.encode((log.head(), first.at, policy, *asked), order="sorted")
    return blake2b(told, digest_size=12).hexdigest()


def _of(file: Path, racer: Racer, run: RunOne) -> Race:
    if file.exists():
        return msgspec.json.decode(file.read_bytes(), type=Race)
    race = run(racer)
    unfinished = file.with_suffix(".part")
    unfinished.write_bytes(msgspec.json.encode(race))
    unfinished.replace(file)
    return race
