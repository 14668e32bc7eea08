"""`promesa quote` and `promesa why`: questions that change nothing."""

from typing import Annotated
from zoneinfo import ZoneInfo

import msgspec
import typer

from promesa import app, settings
from promesa.cli import frame
from promesa.cli.wrong_calls import WrongCall
from promesa.domain.values.moments import Instant
from promesa.domain.values.refusal import Refused
from promesa.engine.log import Trouble
from promesa.surfaces import tokens, why, why_again
from promesa.surfaces.asks import quoting
from promesa.surfaces.asks.quoting import AskQuote, OfferTold, QuoteTold
from promesa.surfaces.http import faults
from promesa.surfaces.operations import Call
from promesa.surfaces.speech import why as speech

REPLAYED_MAX = 200_000
"""So many entries are folded in seconds."""


def quote(
    sku: Annotated[list[str], typer.Option("--sku", help="What is wanted; again for another line.")],
    units: Annotated[list[int] | None, typer.Option("--units", help="How many, line by line; else 1.")] = None,
    postal_code: Annotated[str | None, typer.Option("--postal-code", help="Where it should go.")] = None,
    pickup: Annotated[str | None, typer.Option("--pickup", help="The location where it is fetched.")] = None,
    channel: Annotated[str, typer.Option("--channel", help="Who sells it.")] = "web",
    before: Annotated[str | None, typer.Option("--before", help="Also say how likely it is there by this day.")] = None,
    as_json: frame.AsJson = False,
    store: frame.Store = None,
) -> None:
    """What can be promised for these units now: dates, fees, how sure we are, and what each plan costs us."""
    asked = _asked(sku, units or [], postal_code, pickup, channel, before)
    with frame.machine_on(store, read_only=True) as machine:
        ring = ring_of(store)
        call = Call("cli", Instant(machine.now()), {}, "", ring, machine.seen)
        answer = machine.ask(quoting.ask_quote, asked, call)
    if isinstance(answer, Refused):
        frame.refuse(answer)
    if as_json:
        frame.put_json(answer)
    else:
        _put_offers(answer)


class NoSecret(Trouble):
    english = "Offers are signed: set PROMESA_SECRET for a store that is not an SQLite file of yours."
    spanish = "Las ofertas se firman: defina PROMESA_SECRET para un registro que no es un archivo SQLite suyo."


def ring_of(store: str | None) -> tokens.Ring:
    """The key that signs offers, as the serving process has it."""
    try:
        return tokens.ring(settings.secrets_of(frame.settings_of(store)))
    except ValueError as error:
        raise NoSecret() from error


def _asked(
    skus: list[str],
    units: list[int],
    postal_code: str | None,
    pickup: str | None,
    channel: str,
    before: str | None = None,
) -> AskQuote:
    """The question in the shape of the HTTP API, and checked as there."""
    if units and len(units) != len(skus):
        raise WrongCall("uno por cada --sku", "one for each --sku", "--units")
    if postal_code is None and pickup is None:
        raise WrongCall(
            "Diga adónde va: --postal-code o --pickup.", "Say where it should go: --postal-code or --pickup."
        )
    lines = [{"sku": sku, "units": count} for sku, count in zip(skus, units or [1] * len(skus), strict=True)]
    said = {"lines": lines, "channel": channel, "explain": True}
    said |= {"postal_code": postal_code} if postal_code else {}
    said |= {"pickup_location": pickup} if pickup else {}
    said |= {"deadline": before} if before else {}
    try:
        return msgspec.convert(said, AskQuote)
    except msgspec.ValidationError as error:
        fault = faults.read(str(error))
        raise WrongCall(fault.spanish, fault.english, fault.field) from error


def _put_offers(answer: QuoteTold) -> None:
    columns: tuple[str, ...] = ("", "by", "fee", "cost to us", "probability", "basis", "from")
    rows: list[tuple[object, ...]] = [_offer_cells(offer) for offer in answer.offers]
    if any(offer.deadline_chance is not None for offer in answer.offers):
        columns = (*columns, "in time")
        rows = [(*row, f"{offer.deadline_chance or 0.0:.1%}") for row, offer in zip(rows, answer.offers, strict=True)]
    frame.put_table(f"as of {answer.as_of.at:%Y-%m-%d %H:%M:%S} UTC ({answer.currency})", columns, rows)


def _offer_cells(offer: OfferTold) -> tuple[object, ...]:
    legs = "; ".join(f"{leg.units} from {leg.location} by {leg.service}" for leg in offer.legs)
    by = offer.promised_by.astimezone(ZoneInfo(offer.zone))
    cost = None if offer.cost_centavos is None else offer.cost_centavos / 100
    day = f"{by:%a %d %b %H:%M}" if offer.earliest_on is None else f"{offer.earliest_on:%d %b} to {by:%a %d %b %H:%M}"
    return offer.kind, day, offer.fee_centavos / 100, cost, f"{offer.keep_probability:.1%}", offer.basis, legs


def tell_why(
    name: Annotated[str, typer.Argument(metavar="ID", help="An order, or its parcel, cart, reservation or payment.")],
    language: frame.Language = "es",
    replay: Annotated[
        bool | None,
        typer.Option(
            "--replay/--no-replay",
            help="Ask its question again as of then: the other options, and what would have brought an earlier date."
            f" Done by itself where it takes {REPLAYED_MAX:,} entries or fewer.",
        ),
    ] = None,
    as_json: frame.AsJson = False,
    store: frame.Store = None,
) -> None:
    """Why an order was promised what it was, what happened to it, and what would have changed its end."""
    if language not in ("es", "en"):
        raise WrongCall('debe ser "es" o "en"', 'must be "es" or "en"', "--language")
    model = app.model()
    with frame.log_on(store, read_only=True) as log:
        story = why.read(log, model.codec, name)
        if replay or (replay is None and why_again.entries_to_fold(log, model, story) <= REPLAYED_MAX):
            with frame.progress("replay"):
                story = why_again.again(log, model, story)
    if as_json:
        frame.put_json(story)
    else:
        print(speech.say(story, language))
    if not why.is_known(story):
        raise typer.Exit(1)
