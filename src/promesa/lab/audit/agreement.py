"""Whether the world that a log folds to says the same as the books that were kept beside it."""

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import islice

import numpy as np

from promesa.domain.ledger.capacity import Capacity
from promesa.domain.ledger.payments.state import account_of
from promesa.domain.ledger.stock.state import Shelves
from promesa.domain.people.messages import billing, state
from promesa.domain.people.messages.state import Messages
from promesa.domain.world import World
from promesa.lab.audit.books import Books
from promesa.lab.audit.stock import units_of

TOLD_MAX = 20


def differences(
    books: Books,
    shelves: Shelves,
    taken: Mapping[tuple[str, str], int],
    minutes: Mapping[tuple[str, str], int],
    world: World,
) -> Iterator[str]:
    """What a rule reads against what the facts add up to: at most `TOLD_MAX` of each kind."""
    yield from islice(_shelves(shelves, world.stock.shelves), TOLD_MAX)
    yield from islice(_reservations(books, world), TOLD_MAX)
    yield from islice(_capacity(taken, minutes, world.capacity), TOLD_MAX)
    yield from islice(_orders(books, world), TOLD_MAX)
    yield from islice(_promises(books, world), TOLD_MAX)
    yield from islice(_bill(world), TOLD_MAX)


def _shelves(ours: Shelves, theirs: Shelves) -> Iterator[str]:
    """Both number shelves by first sight, so their rows are the same."""
    size = ours.size
    if size != theirs.size or ours.skus != theirs.skus or ours.locations != theirs.locations:
        yield f"{size} shelves, the world has {theirs.size}, or others"
        return
    for name in ("sku_of", "location_of", "on_hand", "reserved"):
        left, right = getattr(ours, name)[:size], getattr(theirs, name)[:size]
        for row in np.flatnonzero(left != right).tolist():
            shelf = f"{ours.skus[ours.sku_of[row]]} at {ours.locations[ours.location_of[row]]}"
            yield f"{shelf}: {left[row]} {name}, the world has {right[row]}"


def _reservations(books: Books, world: World) -> Iterator[str]:
    ours, theirs = books.reservations, world.stock.reservations
    yield from (f"reservation {name} is live here or there only" for name in sorted(ours.keys() ^ theirs.keys()))
    for name, live in theirs.items():
        book = ours.get(name)
        if book is not None and (book.takes, book.until) != (units_of(live.takes), live.until):
            yield f"reservation {name}: {book.takes}, the world has {live.takes}"


def _capacity(
    taken: Mapping[tuple[str, str], int], minutes: Mapping[tuple[str, str], int], capacity: Capacity
) -> Iterator[str]:
    slots = {
        (f"{service} {area}", slot): pot.taken
        for service, areas in capacity.slots.pots.items()
        for area, pots in areas.items()
        for slot, pot in pots.items()
    }
    for (location, bucket), places in taken.items():
        worked = minutes[location, bucket]
        if (location, bucket) in slots:
            if slots[location, bucket] != places:
                yield f"{location} {bucket}: {places} taken, the world has {slots[location, bucket]}"
            continue
        pot = capacity.pots.get(location, {}).get(bucket)  # type: ignore[call-overload]
        if pot is None or (pot.taken, pot.minutes_taken) != (places, worked):
            yield f"{location} {bucket}: {places} places and {worked} minutes taken, the world has {pot}"


def _orders(books: Books, world: World) -> Iterator[str]:
    apart = sorted(books.orders.keys() ^ world.orders.by_id.keys())
    yield from (f"order {name} is here or there only" for name in apart)
    for name, order in world.orders.by_id.items():
        book = books.orders.get(name)
        if book is None:
            continue
        account = account_of(world.payments, name)
        theirs = (str(order.stage), account.captured, account.refunded, account.paid_back)
        if (book.stage, book.captured, book.owed_back, book.paid_back) != theirs:
            yield f"order {name}: {book}, the world has {theirs}"
        for parcel in book.parcels:
            status = str(world.shipments.by_id[parcel].status)  # type: ignore[index]
            if books.parcels[parcel].status != status:
                yield f"parcel {parcel}: {books.parcels[parcel].status}, the world has {status}"


def _promises(books: Books, world: World) -> Iterator[str]:
    theirs = world.promises
    outcomes = [promise.outcome for promise in books.promises.values()]
    counted = (len(outcomes), outcomes.count("kept"), outcomes.count("broken"), outcomes.count("withdrawn"))
    if counted != (theirs.made, theirs.kept, theirs.broken, theirs.withdrawn):
        yield f"promises {counted}, the world has {(theirs.made, theirs.kept, theirs.broken, theirs.withdrawn)}"
    for name, promise in theirs.by_order.items():
        book = books.promises.get(name)
        if book is None or (book.outcome, book.told_on) != (str(promise.outcome), promise.told_on.isoformat()):
            yield f"promise of {name}: {book}, the world has {promise.outcome}, told {promise.told_on}"


def _bill(world: World) -> Iterator[str]:
    """The ledger of messages against its attempts and their parts, one by one; and each bill against its lines."""
    messages, policy, counts = world.messages, world.policies.now.messages, dict[str, int]()
    for message in messages.by_name.values():
        for attempt, part in ((one, part) for one in message.attempts for part in (0, *one.parts)):
            told = state.told_of(attempt, part)
            if told.counted:
                counts[told.counted] = counts.get(told.counted, 0) + 1
            elif billing.counted(attempt, message.wanted.area, policy, part):
                yield f"{message.wanted.message} was delivered and is in no ledger"
    yield from _reached(messages)
    for name in sorted(counts.keys() | messages.counts.keys()):
        if counts.get(name) != messages.counts.get(name):
            yield f"messages {name}: {counts.get(name)}, the ledger has {messages.counts.get(name)}"
    sums: dict[tuple[str, str], int] = {}
    for line in billing.lines(messages, policy):
        sums[line.month, line.currency] = sums.get((line.month, line.currency), 0) + line.micros
    for bill in billing.bills(messages, policy):
        if sums.pop((bill.month, bill.currency), None) != bill.micros:
            yield f"bill of {bill.month}: {bill.micros}, its lines are another sum"


def _reached(messages: Messages) -> Iterator[str]:
    """How far messages have come, counted as it happened, against each of them."""
    found = Counter(one.value for message in messages.by_name.values() if (one := state.reached(message)) is not None)
    theirs = {name: count for name, count in messages.reached.items() if count}
    waiting = sum(message.held_until is not None for message in messages.by_name.values())
    if dict(found) != theirs or waiting != messages.waiting:
        yield f"messages have come {dict(found)}, {waiting} wait; the world has {theirs}, {messages.waiting}"
