"""`promesa templates`: listed with their state, found sound, shown, and spelled for the partner."""

from tests.cli.shell import Shell


def test_they_are_listed_with_their_state(shell: Shell) -> None:
    said = shell.bare("templates", "--json")
    assert said.code == 0, said
    rows = said.objects
    assert {row["status"] for row in rows} == {"untold"}
    assert {"delayed_v1", "delayed_v1b", "ready_for_pickup_v1"} <= {row["name"] for row in rows}
    assert "delayed_v1b" in shell.bare("templates").out


def test_nothing_is_wrong_with_them(shell: Shell) -> None:
    said = shell.bare("templates", "lint", "--json")
    assert said.code == 0, said
    assert (said.json["errors"], said.json["warnings"], said.json["findings"]) == (0, 0, [])
    assert shell.bare("templates", "lint").code == 0


def test_they_are_spelled_for_the_partner(shell: Shell) -> None:
    said = shell.bare("templates", "submission", "--name", "on_its_way_v1", "--links", "https://t.mx/")
    assert said.code == 0, said
    spanish, english = said.objects
    assert (spanish["language"], english["language"]) == ("es_MX", "en")
    assert spanish["category"] == "UTILITY"
    assert spanish["components"][1]["buttons"][2]["url"] == "https://t.mx/t/{{1}}"
    unknown = shell.bare("templates", "submission", "--name", "nothing")
    assert unknown.code == 1


def test_they_are_shown_as_they_are_read(shell: Shell) -> None:
    assert "Your order A-1042 has left" in shell.bare("templates", "show", "--language", "en").out
    assert "[Seguir mi pedido]" in shell.bare("templates", "show").out
    assert shell.bare("templates", "show", "--json").objects[0]["name"] == "payment_pending_v1"
