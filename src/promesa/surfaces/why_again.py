"""Asks the question of an order once more, in the world as it was when it was placed: what else could be offered."""

from msgspec.structs import replace

from promesa.domain import world as worlds
from promesa.domain.ledger.orders.words import OrderPlaced
from promesa.domain.promise.quoting import quotes
from promesa.domain.promise.words import Ask, Offer, Quote, Want
from promesa.domain.values.ids import LocationId
from promesa.domain.values.moments import Instant
from promesa.domain.world import World
from promesa.engine import snapshots
from promesa.engine.log import Entry, Log, Query, QueryItem
from promesa.engine.model import Model
from promesa.surfaces import why_changes, why_flips
from promesa.surfaces.why_changes import Asked
from promesa.surfaces.why_told import Money, Other, Why


def again(log: Log, model: Model[World], story: Why) -> Why:
    """The story with its other options and the losers. Folds the log up to the order: seconds, or a minute if long."""
    entry = _placed(log, story)
    if entry is None:
        return story
    placed = model.codec.decode(entry.kind, entry.body)
    world = as_of(log, model, entry.position - 1)
    quote = quotes.quote(*worlds.parts(world), question(placed), Instant(entry.at), entry.position, explain=True)
    if not isinstance(quote, Quote):
        return replace(story, others=())
    taken = _taken(story)
    others = tuple(_other(offer, placed.currency) for offer in quote.offers if _plan(offer) != taken)
    told = replace(story, others=others, losers=quote.losers)
    asked = _asked(log, model, story, placed, Instant(entry.at))
    if asked is None:
        return told
    flips = why_flips.flips(world, asked.ask, asked.at, asked.made, quote, placed.currency)
    worth = Money(why_flips.worth(world, asked.made.legs, asked.at), placed.currency)
    changes = why_changes.changes(world, asked, quote)
    return replace(told, changes=changes, flips=flips, worth=worth if worth.centavos else None)


def _asked(log: Log, model: Model[World], story: Why, placed: OrderPlaced, at: Instant) -> Asked | None:
    if story.promise is None:
        return None
    entry = next(iter(log.read(after=story.promise.position - 1, limit=1)))
    made = model.codec.decode(entry.kind, entry.body)
    return Asked(placed, at, question(placed), made, Instant(entry.at))


def entries_to_fold(log: Log, model: Model[World], story: Why) -> int:
    """How many entries `again` would read to know the world of the order."""
    entry, kept = _placed(log, story), log.load_snapshot(snapshots.shape_of(model))
    if entry is None:
        return 0
    return entry.position - (kept[0] if kept is not None and kept[0] < entry.position else 0)


def as_of(log: Log, model: Model[World], position: int) -> World:
    """The world after the entry at `position`, from the newest snapshot if that is old enough."""
    snapshot = snapshots.load(log, model)
    world, after = model.new_world(), 0
    if snapshot is not None and snapshot.position <= position:
        world, after = snapshot.world, snapshot.position
    for entry in log.read(after=after, limit=position - after):
        fact = model.codec.decode(entry.kind, entry.body)
        fold = model.folds.get(type(fact))
        if fold is not None:
            fold(world, fact, entry.at)
    return world


def _placed(log: Log, story: Why) -> Entry | None:
    query = Query((QueryItem(kinds=(OrderPlaced.__name__,), tags=(f"order:{story.order}",)),))
    return next(iter(log.read(query, limit=1)), None) if story.order else None


def question(placed: OrderPlaced) -> Ask:
    """The placed order as it was asked; its own reservation does not count against it."""
    wants = tuple(Want(line.sku, line.units) for line in placed.lines)
    return Ask(wants, placed.channel, placed.postal_code, placed.pickup_location, placed.reservation)


def _plan(offer: Offer) -> tuple[str, tuple[LocationId, ...], object]:
    return offer.kind, tuple(leg.location for leg in offer.legs), offer.promised_on


def _taken(story: Why) -> object:
    made = story.promise
    return None if made is None else (made.kind, tuple(leg.location for leg in made.legs), made.promised_on)


def _other(offer: Offer, currency: str) -> Other:
    locations = tuple(dict.fromkeys(str(leg.location) for leg in offer.legs))
    return Other(offer.kind, offer.promised_on, Money(offer.cost, currency), offer.keep_probability, locations)
