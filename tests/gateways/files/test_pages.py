"""Every column that can be imported, and every reason for a bad row, is written down."""

import string

import pytest

from promesa.gateways.files import faults, reading, run
from tests.house import tree

PAGE = tree.ROOT / "docs" / "imports.md"
UNREAD = 2
"""Columns of the official postal catalogue that are known and not needed."""


@pytest.mark.parametrize("kind", run.KINDS)
def test_every_column_is_on_the_page(kind: str) -> None:
    section = PAGE.read_text("utf-8").partition(f"## {kind}\n")[2].partition("\n## ")[0]
    fields = [field for field in run.KINDS[kind].fields if len(field.words) >= UNREAD]
    missing = [field.name for field in fields if f"`{field.name}`" not in section]
    assert not missing, f"docs/imports.md says nothing of these columns of {kind}: {missing}"
    required = [field.name for field in fields if field.required and f"**`{field.name}`**" not in section]
    assert not required, f"required, and not said to be: {required}"


@pytest.mark.parametrize("table", [faults.REASONS, reading.NOTES], ids=["reasons", "notes"])
def test_every_sentence_is_whole_in_both_languages(table: dict[str, tuple[str, str]]) -> None:
    for code, sentences in table.items():
        assert len(set(sentences)) == 2, code
        for sentence in sentences:
            fields = {name for _, name, _, _ in string.Formatter().parse(sentence) if name}
            assert fields <= {"value", "about"}, code
            assert sentence.endswith((".", "?).")), code
