"""A source of figures says nothing when it should have: a margin of its shelves is kept until it speaks again."""

from promesa.domain.ledger.stock import rhythms
from promesa.domain.ledger.stock.rhythms import CheckSource, HearSource, SourceFellSilent, SourceSpoke, SourceWatched
from promesa.domain.ledger.stock.words import StockCounted, StockLoaded
from promesa.domain.people.messages.words import NO_ORDER, OPERATIONS, WantMessage
from promesa.domain.values.moments import Instant, to_iso
from promesa.domain.world import World
from promesa.flows.steps import Do, Later, Steps


def listen(world: World, fact: StockCounted | StockLoaded, now: Instant) -> Steps:
    """The first word of a source that is to be watched, or the word that ends its silence."""
    known, policy = world.stock.rhythms.get(fact.source), world.policies.now
    if known is None:
        return
    if known.silent_since is not None:
        yield Do(HearSource(fact.source))
        return
    is_any = bool(policy.silence_factor or policy.silence_hours) and known.watched_until <= now
    if is_any and rhythms.allowed(policy, known, fact.source) is not None:
        yield Do(CheckSource(fact.source))


def look_again(_: World, fact: SourceWatched | SourceFellSilent, now: Instant) -> Steps:
    yield Later(max(now, fact.until), CheckSource(fact.source))


def tell(_: World, fact: SourceFellSilent, __: Instant) -> Steps:
    """Once for each silence."""
    if fact.first:
        words = (("source", fact.source), ("last_at", to_iso(fact.last_at)), ("share", f"{fact.share:.1%}"))
        name = f"source_silent:{fact.source}:{fact.last_at}"
        yield Do(WantMessage(name, NO_ORDER, OPERATIONS, "source_silent", words))


def say_it_is_over(_: World, fact: SourceSpoke, __: Instant) -> Steps:
    words = (("source", fact.source), ("since", to_iso(fact.since)))
    yield Do(WantMessage(f"source_spoke:{fact.source}:{fact.since}", NO_ORDER, OPERATIONS, "source_spoke", words))


WHEN = {
    StockCounted: (listen,),
    StockLoaded: (listen,),
    SourceWatched: (look_again,),
    SourceFellSilent: (tell, look_again),
    SourceSpoke: (say_it_is_over,),
}
