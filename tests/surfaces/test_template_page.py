"""The page of templates is what is sent, word for word, so that a person can read each of them aloud."""

from pathlib import Path

import pytest

from promesa.surfaces import template_page

DOCS = Path(__file__).resolve().parents[2] / "docs"


@pytest.mark.parametrize(("language", "name"), [("es", "templates.es.md"), ("en", "templates.en.md")])
def test_the_page_is_what_is_sent(language: str, name: str) -> None:
    written = (DOCS / name).read_text("utf-8")
    head, _, body = written.partition("\n### ")
    assert head.startswith("# ")
    assert f"### {body}" == template_page.page(language)


def test_nobody_is_called_usted() -> None:
    for one in template_page.shown("es"):
        assert " usted" not in one.text.lower()
        assert "estimad" not in one.text.lower()
