"""The documentation is complete: whatever a person can type, set or install is written down somewhere."""

import importlib
import importlib.util
import re
import tomllib

import pytest

from tests.house import tree

PROJECT = tomllib.loads((tree.ROOT / "pyproject.toml").read_text("utf-8"))
MAKEFILE = (tree.ROOT / "Makefile").read_text("utf-8")
TARGETS = re.findall(r"^([a-z-]+):(.*)$", MAKEFILE, flags=re.MULTILINE)
ADR_PARTS = ("## Context", "## Decision", "## Consequences", "## Rejected")


def decisions() -> list[str]:
    return [path.name for path in sorted((tree.ROOT / "docs" / "decisions").glob("[0-9]*.md"))]


def module(name: str) -> object:
    """A module of ours; a room that is not built yet skips the test, a room that does not import fails it."""
    try:
        found = importlib.util.find_spec(name)
    except ModuleNotFoundError:
        found = None
    if found is None:
        pytest.skip(f"{name} is not built yet")
    return importlib.import_module(name)


@pytest.fixture(scope="module")
def pages() -> str:
    if not (tree.ROOT / "README.md").exists():
        pytest.skip("no README.md yet")
    return tree.pages()


def test_every_make_target_is_described(pages: str) -> None:
    missing = [name for name, _ in TARGETS if f"make {name}" not in pages]
    assert not missing, f"no page says what these do: {missing}"


def test_every_make_target_has_its_line_of_help() -> None:
    silent = [name for name, rest in TARGETS if "## " not in rest]
    assert not silent, f"`make help` is silent about {silent}"
    phony = re.search(r"^\.PHONY: (.*)$", MAKEFILE, flags=re.MULTILINE)
    assert phony is not None
    assert set(phony[1].split()) == {name for name, _ in TARGETS}


def test_every_extra_is_described(pages: str) -> None:
    extras = PROJECT["project"]["optional-dependencies"]
    missing = [name for name in extras if f"`{name}`" not in pages and f"[{name}]" not in pages]
    assert not missing, f"no page says what these extras are for: {missing}"


def test_every_command_is_described(pages: str) -> None:
    main = module("promesa.cli.main")
    typer_main = importlib.import_module("typer.main")
    command = typer_main.get_command(main.app)
    missing = [name for name in command.commands if not re.search(rf"promesa {re.escape(name)}\b", pages)]
    assert not missing, f"no page says what these commands do: {missing}"


def test_what_the_pages_type_can_be_typed() -> None:
    """Every `promesa COMMAND ... --option` of a page is a command that is there, with that option."""
    main = module("promesa.cli.main")
    commands = importlib.import_module("typer.main").get_command(main.app).commands
    wrong = []
    for name, said in re.findall(r"promesa ([a-z]+)\b([^`\n#]*)", tree.pages(decisions=False)):
        options = re.findall(r"(?<![\w-])--[a-z][a-z-]*", said)
        known = _options(commands[name]) if name in commands else set()
        if options and not known.issuperset(options):
            wrong.append(f"promesa {name}{said}")
    assert not wrong, f"nobody can type these: {wrong}"


def _options(command: object) -> set[str]:
    """Every option of a command, and of the commands below it."""
    below = getattr(command, "commands", {}).values()
    own = {option for parameter in command.params for option in parameter.opts}
    return own.union(*map(_options, below))


def test_every_scope_is_described(pages: str) -> None:
    scopes = module("promesa.domain.conduct.keys").EVERY_SCOPE
    missing = [scope for scope in scopes if f"| `{scope}` |" not in pages]
    assert not missing, f"no page says what these scopes open: {missing}"


def test_every_room_is_on_the_map() -> None:
    """ARCHITECTURE.md names every folder and file that stands at the top of a floor."""
    text = (tree.ROOT / "ARCHITECTURE.md").read_text("utf-8")
    rooms = [path for floor in (tree.SRC, tree.SRC / "domain") for path in floor.iterdir() if path.name[0] not in "_."]
    names = [f"{path.name}/" if path.is_dir() else path.name for path in rooms if path.suffix in ("", ".py")]
    missing = [name for name in names if not re.search(rf"^ +{re.escape(name)} ", text, flags=re.MULTILINE)]
    assert not missing, f"not on the map of ARCHITECTURE.md: {missing}"
    tests = [path.name for path in tree.TESTS.iterdir() if path.is_dir() and path.name[0] not in "_."]
    unsaid = [name for name in tests if not re.search(rf"`tests/[a-z ]*\b{name}\b", text)]
    assert not unsaid, f"ARCHITECTURE.md does not say what is tested in {unsaid}"


def test_every_setting_is_described(pages: str) -> None:
    settings = module("promesa.settings").Settings
    fields = getattr(settings, "__struct_fields__", None) or tuple(settings.__dataclass_fields__)
    missing = [name for name in fields if f"`{name}`" not in pages and f"PROMESA_{name.upper()}" not in pages]
    assert not missing, f"no page says what these settings do: {missing}"


@pytest.mark.parametrize("name", decisions())
def test_a_decision_is_one_page_with_its_parts(name: str) -> None:
    text = (tree.ROOT / "docs" / "decisions" / name).read_text("utf-8")
    assert re.match(r"\d{4}-[a-z0-9-]+\.md$", name), "decisions are numbered"
    assert re.match(rf"# {name[:4]}\. \S", text), "a decision opens with its number and title"
    assert re.search(r"^\d{4}-\d{2}-\d{2} · (proposed|accepted|superseded by \d{4})$", text, flags=re.MULTILINE)
    missing = [part for part in ADR_PARTS if part not in text]
    assert not missing, f"without {missing}"
    quoted = re.search(r"## Decision\n\n> (.+)\n\n", text)
    assert quoted, "the decision is one line that can be quoted"
    assert text.count("\n") <= 80, "longer than a page"


def test_decisions_are_numbered_once() -> None:
    numbers = [name[:4] for name in decisions()]
    assert len(numbers) == len(set(numbers)), numbers
