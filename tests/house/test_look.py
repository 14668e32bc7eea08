"""Files that browsers read are as tidy as the others: small, ours, and nothing that a strict policy forbids."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from promesa.surfaces import faces
from promesa.surfaces.web import look_words
from tests.house import tree

LINES_MAX = 400
COLUMNS_MAX = 300
SVG = "http://www.w3.org/2000/svg"
VENDOR = tree.SRC / "surfaces" / "web" / "static"


def own(*kinds: str) -> list[Path]:
    found = [path for kind in kinds for path in sorted(tree.SRC.rglob(f"*.{kind}"))]
    return [path for path in found if not path.is_relative_to(VENDOR)]


STYLES, SCRIPTS, TEMPLATES = own("css"), own("js"), own("html")
EVERYTHING = [*STYLES, *SCRIPTS, *TEMPLATES]
PAGES = faces.shell().pages


@pytest.mark.parametrize("path", EVERYTHING, ids=tree.name_of)
def test_a_file_of_the_look_is_read_in_one_sitting(path: Path) -> None:
    lines = path.read_text("utf-8").splitlines()
    assert len(lines) <= LINES_MAX, f"{len(lines)} lines"
    long = [n for n, line in enumerate(lines, 1) if len(line) > COLUMNS_MAX and path.suffix != ".html"]
    assert not long, f"wider than {COLUMNS_MAX} columns on lines {long}"


@pytest.mark.parametrize("path", [*STYLES, *SCRIPTS], ids=tree.name_of)
def test_a_style_or_a_script_opens_with_what_it_is_for(path: Path) -> None:
    start = "/* " if path.suffix == ".css" else "// "
    assert path.read_text("utf-8").startswith(start)


def forbidden(text: str, suffix: str) -> Iterator[str]:
    """What a policy without `unsafe-inline` would block, and what comes from elsewhere."""
    if suffix == ".html":
        yield from re.findall(r"<style\b|\sstyle=|\son[a-z]+=|hx-on|javascript:|\|\s*safe\b", text)
        yield from (tag for tag in re.findall(r"<script\b[^>]*>", text) if "src=" not in tag and "json" not in tag)
    if suffix == ".js":
        yield from re.findall(r"\beval\(|new Function|document\.write|setAttribute\(.style", text)
    if suffix == ".css":
        yield from re.findall(r"@import|url\((?!['\"]?(?:data:|#))", text)
    yield from re.findall(r"(?:https?:)?//(?:[a-z0-9-]+\.)+[a-z]{2,}", text.replace(SVG, ""))


@pytest.mark.parametrize("path", EVERYTHING, ids=tree.name_of)
def test_nothing_that_a_strict_policy_forbids(path: Path) -> None:
    text = path.read_text("utf-8")
    found = list(forbidden(text, path.suffix))
    assert not found, found


@pytest.mark.parametrize(
    ("text", "suffix"),
    [
        ('<p style="color:red">', ".html"),
        ("<style>", ".html"),
        ("<script>x()</script>", ".html"),
        ('<a onclick="x()">', ".html"),
        ("{{ text | safe }}", ".html"),
        ('<img src="https://cdn.example.com/x.png">', ".html"),
        ("eval('1')", ".js"),
        ("a { background: url(/x.png) }", ".css"),
    ],
)
def test_the_rule_sees_what_is_forbidden(text: str, suffix: str) -> None:
    assert list(forbidden(text, suffix))


def words_of_pages() -> dict[str, Mapping[str, Mapping[str, Any]]]:
    return {"look": look_words.WORDS, **{page.name: page.words for page in PAGES}}


@pytest.mark.parametrize("name", sorted(words_of_pages()))
def test_words_are_the_same_in_both_languages(name: str) -> None:
    words = words_of_pages()[name]
    assert set(words) == {"es", "en"}
    assert set(words["es"]) == set(words["en"])


def test_every_page_has_a_name_an_address_and_a_template_of_its_own() -> None:
    for said in ("name", "path"):
        found = [getattr(page, said) for page in PAGES]
        assert len(found) == len(set(found)), sorted(one for one in found if found.count(one) > 1)
    folders = faces.shell().templates
    missing = [page.template for page in PAGES if page.template and not _template(page.template, folders).is_file()]
    assert not missing


def test_what_is_pushed_is_a_fragment() -> None:
    shell = faces.shell()
    named = {page.name: page for page in shell.pages}
    for topic in (one for one in shell.topics.values() if one.pulse is None):  # a pulse draws nothing
        text = _template(named[topic.page].template, shell.templates).read_text("utf-8")
        assert "{% extends" not in text, f"{topic.page} is a whole page"


def _template(name: str, folders: Mapping[str, str]) -> Path:
    prefix, _, rest = name.partition("/")
    return Path(folders[prefix]) / rest


def test_every_icon_that_is_named_is_drawn() -> None:
    drawn = set(re.findall(r'<symbol id="(\w+)"', (tree.SRC / "surfaces/web/assets/icons.svg").read_text("utf-8")))
    named = {icon for path in TEMPLATES for icon in re.findall(r"icons\.svg'\) \}\}#(\w+)", path.read_text("utf-8"))}
    named |= {icon for path in TEMPLATES for icon in re.findall(r'parts\.icon\("(\w+)"[),]', path.read_text("utf-8"))}
    named |= {entry.icon for entry in faces.shell().navigation}
    assert named <= drawn, sorted(named - drawn)
