"""What the engine itself writes into the log: timers, effects, answers given, steps that were refused."""

import msgspec


class TimerSet(msgspec.Struct, frozen=True):
    """A command waits for its moment; the timer's name is the position of this entry."""

    due: int
    kind: str
    body: msgspec.Raw


class TimerFired(msgspec.Struct, frozen=True):
    timer: int


class EffectWanted(msgspec.Struct, frozen=True):
    """The outside is to be asked; the idempotency key is the position of this entry."""

    kind: str
    body: msgspec.Raw


class EffectsClaimed(msgspec.Struct, frozen=True):
    """One worker tries these until then; after that anyone may."""

    worker: str
    effects: tuple[int, ...]
    until: int


class EffectsBegun(msgspec.Struct, frozen=True):
    """From now on these may have happened: one worker does them, once, and nobody ever does them again unasked."""

    worker: str
    effects: tuple[int, ...]


class EffectAdvanced(msgspec.Struct, frozen=True):
    """So many steps of an effect are done; the next one may be begun."""

    effect: int
    steps: int


class EffectUncertain(msgspec.Struct, frozen=True):
    """Begun, and nobody ever said what became of it: closed where a person sees it, and not done again."""

    effect: int
    error: str


class EffectDone(msgspec.Struct, frozen=True):
    effect: int


class EffectFailed(msgspec.Struct, frozen=True):
    effect: int
    attempt: int
    error: str
    retry_at: int


class EffectDead(msgspec.Struct, frozen=True):
    """Given up after the last attempt: a dead letter that a person sees and may revive."""

    effect: int
    error: str


class EffectRevived(msgspec.Struct, frozen=True):
    effect: int


class Answered(msgspec.Struct, frozen=True):
    """An idempotency key got its effect: `count` facts from `first` on answered a command with this fingerprint."""

    key: str
    fingerprint: str
    first: int
    count: int


class StepRefused(msgspec.Struct, frozen=True):
    """A story's command was refused by its rule: nothing is lost, and a person can see it."""

    kind: str
    reason: str
    about: str


KINDS = (
    TimerSet,
    TimerFired,
    EffectWanted,
    EffectsClaimed,
    EffectsBegun,
    EffectAdvanced,
    EffectUncertain,
    EffectDone,
    EffectFailed,
    EffectDead,
    EffectRevived,
    Answered,
    StepRefused,
)
