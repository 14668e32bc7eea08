"""One written line stands for many sentences: `(a|b)` is a choice, `{x}` a thing of a list."""

import re
from collections.abc import Iterator, Mapping, Sequence
from zlib import crc32

from promesa.domain.people.intents.words import Intent, Lesson

Slots = Mapping[str, Sequence[str]]

_CHOICE = re.compile(r"\(([^()]*)\)|\{(\w)\}")


def read_slots(text: str) -> dict[str, tuple[str, ...]]:
    """`name: value|value` on each line."""
    parted = (line.partition(":") for line in _lines(text))
    return {name: tuple(values.strip().split("|")) for name, _, values in parted}


def read_sentences(text: str) -> Iterator[tuple[tuple[Intent, ...], str]]:
    """Lines below the intents that they ask for: `# cancel stop`."""
    intents: tuple[Intent, ...] = ()
    for line in text.splitlines():
        if line.startswith("# "):
            intents = tuple(Intent(name) for name in line[2:].split())
        elif line:
            assert intents, line
            yield intents, line


def variants(line: str, slots: Slots, most: int) -> list[str]:
    """Up to `most` different sentences of a line, always the same ones."""
    if _CHOICE.search(line) is None:
        return [line]
    found = [_filled(line, slots, number) for number in range(most)]
    return list(dict.fromkeys(found))


def mistyped(text: str, number: int) -> str:
    """The sentence with one slip of the thumb in one of its longer words: a letter lost, doubled or out of order."""
    parts = text.split(" ")
    long = [place for place, part in enumerate(parts) if len(part) > 4]
    if not long:
        return text
    dice = crc32(f"{text}|{number}".encode())
    place = long[dice % len(long)]
    word, at = parts[place], 1 + dice // 97 % (len(parts[place]) - 2)
    swapped = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    parts[place] = (word[:at] + word[at + 1 :], word[: at + 1] + word[at:], swapped)[dice // 7 % 3]
    return " ".join(parts)


def joined(first: Lesson, second: Lesson, link: str) -> Lesson:
    """Two wishes in one breath."""
    return Lesson(f"{first.text}{link}{second.text}", tuple(dict.fromkeys(first.intents + second.intents)))


def _filled(line: str, slots: Slots, number: int) -> str:
    def chosen(found: re.Match[str]) -> str:
        options = found[1].split("|") if found[1] is not None else slots[found[2]]
        return options[(crc32(f"{line}|{found.start()}".encode()) + number * (1 + found.start() % 3)) % len(options)]

    once = _CHOICE.sub(chosen, line)
    return " ".join((once if _CHOICE.search(once) is None else _filled(once, slots, number)).split())


def _lines(text: str) -> Iterator[str]:
    return (line for line in text.splitlines() if line and not line.startswith("#"))
