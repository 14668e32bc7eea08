"""`promesa person`: the first director of a house, links that are shown once, and people who leave."""

import json

from promesa import app
from promesa.settings import Settings
from tests.cli.shell import Shell


def test_the_first_director_gets_a_link_once(shell: Shell) -> None:
    said = shell("person", "add", "Ana", "--role", "director", "--json")
    assert said.code == 0
    told = json.loads(said.out)
    assert told["person"] == "ana"
    assert told["path"].startswith("/welcome?code=")
    (row,) = [json.loads(line) for line in shell("person", "list", "--json").out.splitlines()]
    assert (row["person"], row["role"], row["state"]) == ("ana", "director", "invited")
    assert "code" not in json.dumps(row)
    again = shell("person", "invite", "ana")
    assert again.out.strip().startswith("/welcome?code=")
    assert again.out.strip() != told["path"]


def test_what_cannot_be_is_said_and_changes_nothing(shell: Shell) -> None:
    shell("person", "add", "ana", "--role", "director")
    for arguments in (
        ("add", "ana", "--role", "care"),
        ("add", "luz", "--role", "store"),
        ("add", "luz", "--role", "store", "--location", "nowhere"),
        ("add", "ana@example.com", "--role", "care"),
        ("remove", "ana"),
        ("remove", "nobody"),
        ("invite", "nobody"),
        ("sign-out", "nobody"),
    ):
        said = shell("person", *arguments)
        assert said.code == 1, arguments
        spanish, english = said.err.strip().splitlines()
        assert spanish != english
    assert len(shell("person", "list", "--json").out.splitlines()) == 1
    assert shell("person", "add", "leo", "--role", "boss").code == 2


def test_who_leaves_takes_nothing_along(shell: Shell) -> None:
    shell("person", "add", "ana", "--role", "director")
    shell("person", "add", "eva", "--role", "care")
    assert json.loads(shell("person", "sign-out", "eva", "--json").out) == {"person": "eva", "changed": True}
    assert json.loads(shell("person", "remove", "Eva", "--json").out) == {"person": "eva", "changed": True}
    assert json.loads(shell("person", "remove", "eva", "--json").out) == {"person": "eva", "changed": False}
    assert shell("person", "invite", "eva").code == 1
    keys = app.open_keys(Settings(store=str(shell.store)))
    try:
        assert keys.get("person:eva") is None
    finally:
        keys.close()
