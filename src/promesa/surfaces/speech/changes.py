"""Says what would have brought an earlier date, how likely a promise was, and what failed."""

from collections.abc import Iterator, Sequence

from promesa.surfaces.speech import failure_words
from promesa.surfaces.speech.change_words import CHANGES, DIFFERENCES, FAILED, FLIPS, LIKELY, NOTHING
from promesa.surfaces.speech.code_words import CODES
from promesa.surfaces.speech.sentences import Pair
from promesa.surfaces.speech.writing import written
from promesa.surfaces.why_told import Change, Flip, Money


def lines(changes: Sequence[Change], language: str) -> Iterator[str]:
    """A sentence for each; one that says so where there is none."""
    if not changes:
        yield _pick(NOTHING, language)
    for change in changes:
        name = change.name if change.days else f"{change.name}_cheaper"
        words = {word: _word(value, language) for word, value in change.words.items()}
        minutes = change.words.get("minutes", 0)
        assert isinstance(minutes, int)
        yield _pick(CHANGES[name], language).format(
            **words,
            span=_pick(DIFFERENCES["span"], language).format(hours=minutes // 60, minutes=minutes % 60),
            promised_on=written(change.promised_on, language),
            days=_pick(DIFFERENCES["day" if change.days == 1 else "days"], language).format(days=change.days),
            cost=_difference("cost", change.cost, language),
            fee=_difference("fee", change.fee, language),
        )


def flips(found: Sequence[Flip], language: str) -> Iterator[str]:
    """A sentence for each."""
    for flip in found:
        yield _pick(FLIPS[flip.name], language).format(
            location=flip.location_name,
            service=flip.service,
            promised_on=written(flip.promised_on, language),
            cost=written(flip.cost, language),
            needs="" if flip.needs is None else written(flip.needs, language),
            days=_pick(DIFFERENCES["day" if flip.days == 1 else "days"], language).format(days=flip.days),
            missing=", ".join(f"{units} {sku}" for sku, units in flip.missing),
        )


def likely(keep_probability: float, language: str) -> str:
    """A probability as people weigh it."""
    pair = next(pair for least, pair in LIKELY if keep_probability >= least)
    fails = max(1e-3, 1.0 - keep_probability)
    return _pick(pair, language).format(of=f"{max(1.1, 1 / fails):.2g}" if fails > 0.25 else round(1 / fails))


def failed(failure: str, language: str) -> str:
    """What failed and who caused it."""
    said = failure_words.say(failure_words.FAILURES, failure, language)
    culprit = failure_words.say(failure_words.CAUSED_BY, failure, language)
    return _pick(FAILED, language).format(failure=said, culprit=culprit)


def _difference(what: str, money: Money, language: str) -> str:
    which = "more" if money.centavos > 0 else "less" if money.centavos < 0 else "same"
    amount = written(Money(abs(money.centavos), money.currency), language)
    return _pick(DIFFERENCES[f"{what}_{which}"], language).format(money=amount)


def _word(word: object, language: str) -> str:
    if isinstance(word, str) and word in CODES:
        return _pick(CODES[word], language)
    return written(word, language)  # type: ignore[arg-type]


def _pick(pair: Pair, language: str) -> str:
    return pair[0] if language == "es" else pair[1]
