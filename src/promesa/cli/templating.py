"""`promesa templates`: every wording with its state at the partner, what is wrong with it, and how it is submitted."""

from collections import Counter
from typing import Annotated

import typer

from promesa.cli import frame
from promesa.domain.people.handsets import Handsets
from promesa.domain.people.templates import library, linting, registry
from promesa.domain.people.templates.linting import Longest
from promesa.domain.people.templates.words import LANGUAGES
from promesa.domain.world import World
from promesa.engine.machine import Machine
from promesa.gateways.messaging.whatsapp import submissions
from promesa.surfaces import template_page

LINKS = "https://tienda.example/"

Links = Annotated[str, typer.Option("--links", help="Our own address, which the buttons' links begin with.")]
Named = Annotated[str, typer.Option("--name", help="Only this wording.")]


def group() -> typer.Typer:
    """The command with its own commands; alone it lists."""
    built = typer.Typer(invoke_without_command=True, help="What we write to customers.", rich_markup_mode=None)
    built.callback()(listed)
    built.command("lint")(lint)
    built.command("show")(show)
    built.command("submission")(submission)
    return built


def listed(context: typer.Context, as_json: frame.AsJson = False, store: frame.Store = None) -> None:
    """Every wording in every language, with what the partner told of it."""
    if context.invoked_subcommand is not None:
        return
    rows = registry.every(_handsets(store))
    if as_json:
        for row in rows:
            frame.put_json(row)
        return
    columns = ("template", "language", "status", "quality", "category", "reason")
    shown = [(row.name, row.language, row.status.value, row.quality, row.category, row.reason) for row in rows]
    frame.put_table(f"{len(library.ALL)} templates", columns, shown)


def lint(as_json: frame.AsJson = False, store: frame.Store = None) -> None:
    """What the partner would refuse or charge as marketing, with the longest names of the store; exit 1 on an error."""
    longest = {} if store is None else _longest(store)
    found = [finding for copy in library.ALL for finding in linting.lint(copy, longest)]
    levels = Counter(finding.level for finding in found)
    if as_json:
        told = {"templates": len(library.ALL), "languages": LANGUAGES, "longest": longest, "findings": found}
        frame.put_json({**told, "errors": levels["error"], "warnings": levels["warning"]})
    else:
        rows = [(one.level, one.rule, one.template, one.language, one.field, one.found, one.most) for one in found]
        frame.put_table("templates", ("level", "rule", "template", "language", "field", "found", "most"), rows)
    if levels["error"]:
        frame.fail(f"{levels['error']} errores en las plantillas.", f"{levels['error']} errors in the templates.")


def show(language: frame.Language = "es", as_json: frame.AsJson = False, store: frame.Store = None) -> None:
    """Every wording as its reader sees it, filled with its examples."""
    del store  # every command takes it; the copy is not in it
    for told in template_page.shown(language):
        if as_json:
            frame.put_json(told)
        else:
            print(f"{told.name}\n{told.text}\n" + "".join(f"  [{button}]\n" for button in told.buttons))


def submission(
    links: Links = LINKS, name: Named = "", as_json: frame.AsJson = False, store: frame.Store = None
) -> None:
    """What is posted to the partner for its review, one request a line: nothing is posted here."""
    del store, as_json  # what is posted is JSON
    wordings = [copy for copy in library.ALL if name in ("", copy.name)]
    if not wordings:
        frame.fail(f"No conocemos la plantilla {name}.", f"We do not know the template {name}.")
    for copy in wordings:
        for language in LANGUAGES:
            frame.put_json(submissions.submission(copy, language, links))


def _handsets(store: str | None) -> Handsets:
    """What was told so far; nothing without a store."""
    if store is None:
        return Handsets()
    with frame.machine_on(store, read_only=True) as machine:
        return _world(machine).news.handsets


def _longest(store: str) -> Longest:
    with frame.machine_on(store, read_only=True) as machine:
        return template_page.longest(_world(machine))


def _world(machine: Machine[World]) -> World:
    world: World = machine.ask(lambda known: known)
    return world
