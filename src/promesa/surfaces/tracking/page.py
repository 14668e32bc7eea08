"""The values of the page's template: every sentence and every day already said, in the reader's language."""

import secrets
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple
from urllib.parse import quote

from promesa.domain.conduct.conversations import identity, on_page
from promesa.domain.people.intents.words import Intent
from promesa.domain.people.templates import writing
from promesa.domain.values import moments
from promesa.domain.values.moments import Instant
from promesa.domain.values.money import Centavos, pesos
from promesa.surfaces import pickup_codes
from promesa.surfaces.tokens import Ring
from promesa.surfaces.tracking import steps, words
from promesa.surfaces.tracking.view import Card, Counter, ParcelShown, Tracked, When
from promesa.surfaces.web import squares

TROUBLED = frozenset(("overdue", "lost", "cancelled", "to_pay"))
GOOD = frozenset(("delivered", "collected", "ready", "at_branch"))
MAIN_ACTS = 3
"""So many buttons stand open; the others are behind one more tap."""
LOCALES = {"es": "es_MX", "en": "en"}


class Around(NamedTuple):
    """What a page is told beside the order: its own address, the mark for its forms, what went wrong just now."""

    ring: Ring
    token: str
    address: str
    phone: str
    csrf: str
    language: str
    now: Instant
    trouble: str = ""


class Button(NamedTuple):
    tap: str
    label: str


class Asked(NamedTuple):
    """The one field that a step waits for."""

    name: str
    label: str
    kind: str
    mode: str = ""
    pattern: str = ""
    most: int = 200
    complete: str = ""


FIELDS: Mapping[str, Asked] = {
    identity.PLACE: Asked("text", identity.PLACE, "text", "numeric", "[0-9]{5}", 5, "postal-code"),
    identity.CODE: Asked("text", identity.CODE, "text", "numeric", "[0-9]{6}", 6, "one-time-code"),
    identity.PHONE: Asked("text", identity.PHONE, "text", "numeric", "[0-9]{6}", 6, "one-time-code"),
    "postal_code": Asked("text", "postal_code", "text", "numeric", "[0-9]{5}", 5, "postal-code"),
    "sealed": Asked("text", "sealed", "area", most=500, complete="street-address"),
    "day": Asked("text", "day", "date"),
    steps.PHOTO: Asked("photo", "photo", "file"),
}


def values(shown: Tracked, around: Around) -> dict[str, Any]:
    """All that the template names."""
    said, language = words.every(words.PAGE, around.language), around.language
    own = f"{around.address}t/{around.token}"
    state, day = words.of(words.STATES, shown.state, language), day_line(shown, language)
    return {
        "said": said,
        "order": shown.order,
        "path": f"/t/{around.token}",
        "own": own,
        "picture": f"{own}/{language}.png",
        "csrf": around.csrf,
        "key": secrets.token_hex(8),
        "trouble": said[around.trouble] if around.trouble else "",
        "state": state,
        "kind": "good" if shown.state in GOOD else "bad" if shown.state in TROUBLED else "",
        "day": day,
        "about": f"{state}. {day}".rstrip(" ."),
        "when": None if shown.when is None else _when(shown, shown.when, language),
        "pay_until": _moment(said["pay_until"], shown, shown.waiting_until, language),
        "steps": list(_steps(shown, language)),
        "parcels": [_parcel(shown, n, one, around) for n, one in enumerate(shown.parcels, 1)],
        "counter": None if shown.counter is None else _counter(shown.counter, language),
        "codes": list(_codes(shown, around)),
        "money": None if shown.money is None else [_pesos(one) for one in shown.money],
        "card": None if shown.card is None else _card(shown, shown.card, around),
        "choices": [_button(shown, name, language) for name in shown.offered if ":" in name],
        "acts": [_button(shown, name, language) for name in shown.offered if _is_plain(shown, name)],
        "main_acts": MAIN_ACTS,
        "letter": f"go:{Intent.TALK_TO_A_PERSON.value}:{shown.order}",
        "case": None if shown.case is None else _case(shown, language),
        "told": [(_day(_local(at, shown), language), _told(name, language)) for at, name in shown.told],
        "whatsapp": _whatsapp(shown, around),
    }


def _is_plain(shown: Tracked, name: str) -> bool:
    """Not what is shown already, and not what has a form of its own."""
    is_shown = name == on_page.SHOW and shown.is_known
    return ":" not in name and not is_shown and name != Intent.TALK_TO_A_PERSON.value


def _button(shown: Tracked, name: str, language: str) -> Button:
    """A button of a template carries its order already."""
    verb = name.removesuffix(f":{shown.order}") if ":" in name else name
    is_code = name == on_page.SHOW and any(one.is_ready for one in shown.parcels)
    label = words.of(words.ACTS, "show_code" if is_code else verb, language)
    return Button(name if ":" in name else f"go:{name}:{shown.order}", label)


# --- when ---


def day_line(shown: Tracked, language: str) -> str:
    """The day in a few words; empty where nothing more comes."""
    if shown.when is None or shown.state in ("to_pay", "ready", "at_branch", "overdue", "lost"):
        return ""
    name = "ready_of_picture" if shown.kind == "pickup" else "day_of_picture"
    return words.of(words.PAGE, name, language).format(day=_day(shown.when.day, language))


def _when(shown: Tracked, when: When, language: str) -> dict[str, Any]:
    page = words.every(words.PAGE, language)
    form = page["by"] if when.earliest is None else page["between"]
    first = "" if when.earliest is None else _day(when.earliest, language)
    line = form.format(day=_day(when.day, language), first=first)
    why = words.of(words.WHY, when.why, language) if when.why else ""
    return {
        "label": page["ready_on"] if shown.kind == "pickup" else page["arrives"],
        "line": line,
        "hours": page["hours_of"].format(hours=when.slot) if when.slot else "",
        "iso": when.day.isoformat(),
        "sure": words.of(words.SURE, when.sure, language) if when.sure else "",
        "sure_kind": {"almost_sure": "good", "very_likely": "good", "likely": ""}.get(when.sure, "risk"),
        "was": page["was"].format(day=_day(when.was, language)) if when.was is not None else "",
        "because": page["because"].format(why=why) if why else "",
    }


def _steps(shown: Tracked, language: str) -> Iterator[dict[str, str]]:
    for step in shown.steps:
        at = "" if step.at is None else _short(step.at, shown, language)
        how = words.of(words.PAGE, step.how, language)
        yield {"name": words.of(words.STEPS, step.name, language), "how": step.how, "said": how, "at": at}


def _parcel(shown: Tracked, number: int, parcel: ParcelShown, around: Around) -> dict[str, Any]:
    page, language = words.every(words.PAGE, around.language), around.language
    units = page["one_unit"] if parcel.units == 1 else page["units"].format(count=parcel.units)
    comes = parcel.arrives_on if parcel.status in ("planned", "packed", "moving") else None
    return {
        "title": page["parcel_of"].format(number=number, count=len(shown.parcels)) if len(shown.parcels) > 1 else "",
        "status": words.of(words.PARCELS, parcel.status, language),
        "kind": {"delivered": "good", "ready": "good", "at_branch": "good", "lost": "bad"}.get(parcel.status, ""),
        "units": units,
        "comes": page["arrives_on"].format(day=_day(comes, language)) if comes and shown.kind != "pickup" else "",
        "carrier": parcel.carrier,
        "guide": parcel.guide,
        "attempted": page["attempted"].format(day=_day(parcel.attempted_on, language)) if parcel.attempted_on else "",
        "things": [f"{count} × {name}" for count, name in parcel.items],
    }


def _codes(shown: Tracked, around: Around) -> Iterator[dict[str, Any]]:
    """Only in a browser that has proved who it is, and only of what waits at the counter."""
    label = words.of(words.PAGE, "qr", around.language)
    for parcel in shown.parcels if shown.is_known else ():
        if parcel.is_ready:
            drawn = squares.square(pickup_codes.text(around.ring, parcel.parcel), label)
            yield {"digits": pickup_codes.spaced(around.ring, parcel.parcel), "square": drawn}


def _counter(counter: Counter, language: str) -> dict[str, Any]:
    week = [(words.WEEK[day][language != "es"], f"{opens}–{closes}") for day, opens, closes in counter.hours]
    kept = words.of(words.PAGE, "kept_until", language)
    until = "" if counter.until is None else kept.format(day=_day(counter.until, language))
    place = f"C.P. {counter.postal_code}" if counter.postal_code else ""
    return {"name": counter.name, "place": place, "week": _joined(week), "until": until}


def _joined(week: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Days in a row with the same hours are one line."""
    rows: list[tuple[str, str, str]] = []
    for day, hours in week:
        if rows and rows[-1][2] == hours:
            rows[-1] = (rows[-1][0], day, hours)
        else:
            rows.append((day, day, hours))
    return [(first if first == last else f"{first} – {last}", hours) for first, last, hours in rows]


# --- what is said and asked ---


def _card(shown: Tracked, card: Card, around: Around) -> dict[str, Any]:
    """The answer, its buttons, and the field of what is awaited."""
    asked = FIELDS.get(card.step)
    label = "" if asked is None else words.of(words.PAGE, asked.label, around.language)
    tomorrow = moments.local_date(around.now, shown.zone).toordinal() + 1
    return {
        "texts": card.texts,
        "buttons": [Button(*one) for one in card.buttons],
        "asked": asked,
        "label": label,
        "least": date.fromordinal(tomorrow).isoformat(),
        "step": card.step,
    }


def _case(shown: Tracked, language: str) -> dict[str, str]:
    assert shown.case is not None
    by = _moment(words.of(words.PAGE, "case_by", language), shown, shown.case.answer_by, language)
    return {"text": words.of(words.PAGE, "case", language), "by": by}


def _told(template: str, language: str) -> str:
    """Variants of a template speak of the same."""
    found = next((name for name in words.TOLD if name and template.startswith(name)), "")
    return words.of(words.TOLD, found, language)


def _whatsapp(shown: Tracked, around: Around) -> str:
    """A chat with us that already names the order; empty where we have no number."""
    if not around.phone:
        return ""
    text = words.of(words.PAGE, "whatsapp_text", around.language).format(order=shown.order)
    return f"https://wa.me/{around.phone.removeprefix('+')}?text={quote(text)}"


# --- days and money ---


def _day(on: date, language: str) -> str:
    return writing.day(on, LOCALES[language])


def _local(at: Instant, shown: Tracked) -> date:
    return moments.local_date(at, shown.zone)


def _short(at: Instant, shown: Tracked, language: str) -> str:
    return writing.moment(at, LOCALES[language], shown.zone)


def _moment(form: str, shown: Tracked, at: Instant | None, language: str) -> str:
    return "" if at is None else form.format(moment=_short(at, shown, language))


def _pesos(amount: int) -> str:
    return f"${pesos(Centavos(amount))}"
