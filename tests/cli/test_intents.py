"""`promesa intents`: a line of proposals for each line of text, and a no that names its lines."""

from pathlib import Path

from tests.cli.shell import Shell


def test_each_line_has_its_proposals_best_first(shell: Shell, tmp_path: Path) -> None:
    path = tmp_path / "texts.jsonl"
    path.write_text('{"text": "k onda con mi pedido", "id": 7}\n\n{"text": ""}\n{"text": "baja"}\n', "utf-8")
    said = shell("intents", str(path), "--json")
    assert said.code == 0, said
    first, empty, last = said.objects
    assert first["text"] == "k onda con mi pedido"
    assert first["proposals"][0]["intent"] == "where_is_my_order"
    assert last["proposals"][0]["intent"] == "stop"
    assert last["proposals"][0]["probability"] >= 0.99
    for one in (first, empty, last):
        chances = [proposal["probability"] for proposal in one["proposals"]]
        assert len(chances) >= 3
        assert chances == sorted(chances, reverse=True)
        assert all(0.0 <= chance <= 1.0 for chance in chances)
    assert shell("intents", str(path), "--json").out == said.out
    assert "where_is_my_order" in shell("intents", str(path)).out


def test_a_line_that_is_none_is_named(shell: Shell, tmp_path: Path) -> None:
    path = tmp_path / "texts.jsonl"
    path.write_text('{"text": "hola"}\nhola\n{"texto": "hola"}\n{"text": 3}\n{"text": "gracias"}\n', "utf-8")
    said = shell("intents", str(path), "--json")
    assert said.code == 1
    assert len(said.objects) == 2
    assert "2, 3, 4" in said.err
