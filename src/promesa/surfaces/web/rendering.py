"""Templates into bytes: one set of filters and names for every page of every room."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import jinja2
from jinja2.runtime import Context
from markupsafe import Markup, escape

from promesa.domain.values import moments
from promesa.domain.values.moments import Instant
from promesa.surfaces.web import look_words, saying
from promesa.surfaces.web.static import Shelf


class Templates:
    """Owns the environment. `folders`: prefix of a template's name -> the folder that it lies in."""

    def __init__(self, folders: Mapping[str, str], shelf: Shelf) -> None:
        loaders = {prefix: jinja2.FileSystemLoader(folder) for prefix, folder in folders.items()}
        self._environment = jinja2.Environment(
            loader=jinja2.PrefixLoader(loaders),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
            extensions=["jinja2.ext.do", "jinja2.ext.loopcontrols"],
        )
        self._environment.filters |= FILTERS
        self._environment.globals |= {"asset": shelf.address}

    def prepare(self) -> None:
        """Read all of them, which takes some milliseconds each."""
        for name in self._environment.list_templates(extensions=("html",)):
            self._environment.get_template(name)

    def render(self, template: str, values: Mapping[str, Any]) -> bytes:
        """`values` hold `language` and `zone`, by which filters speak."""
        shared = look_words.WORDS[values["language"]]
        return self._environment.get_template(template).render(shared=shared, **values).encode()


@jinja2.pass_context
def _day(context: Context, on: date | Instant | datetime, near: bool = True) -> str:
    """A civil day; of an instant the day in the zone."""
    told = on if type(on) is date else _local(context, on).date()
    return saying.day(told, context["language"], _today(context) if near else None)


@jinja2.pass_context
def _weekday(context: Context, on: date | Instant | datetime) -> str:
    return saying.weekday(on if type(on) is date else _local(context, on).date(), context["language"])


@jinja2.pass_context
def _moment(context: Context, at: Instant | datetime) -> str:
    return saying.moment(at, context["language"], context["zone"], context["asked"].now)


@jinja2.pass_context
def _clock(context: Context, at: Instant | datetime) -> str:
    return saying.clock(at, context["zone"])


@jinja2.pass_context
def _iso(context: Context, at: Instant | datetime) -> str:
    """For the datetime attribute of <time>."""
    return _local(context, at).isoformat(timespec="seconds")


@jinja2.pass_context
def _left(context: Context, at: Instant | datetime) -> str:
    """How long until then: "en 2 h 05 min", "hace 3 d"."""
    then = at if isinstance(at, int) else moments.of(at)
    gap = then - context["asked"].now
    words = look_words.WORDS[context["language"]]
    return words["in_time" if gap >= 0 else "time_ago"].format(saying.duration(gap))


def _local(context: Context, at: Any) -> datetime:
    zone = context["zone"]
    return at.astimezone(moments.zone(zone)) if isinstance(at, datetime) else moments.local(at, zone)


def _today(context: Context) -> date:
    return moments.local_date(context["asked"].now, context["zone"])


def _code(text: str) -> Markup:
    """A text whose `words between backticks` are code."""
    parts = text.split("`")
    return Markup("").join(Markup("<code>{}</code>").format(p) if n % 2 else escape(p) for n, p in enumerate(parts))


def _many(words: Mapping[str, str], name: str, count: int) -> str:
    """The word for so many of them: for one there is another (`name_one`)."""
    return words[f"{name}_one" if count == 1 else name]


FILTERS: Mapping[str, Any] = {
    "number": saying.number,
    "money": saying.money,
    "percent": saying.percent,
    "duration": saying.duration,
    "day": _day,
    "weekday": _weekday,
    "moment": _moment,
    "clock": _clock,
    "iso": _iso,
    "left": _left,
    "code": _code,
    "many": _many,
}
