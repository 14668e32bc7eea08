"""The house keeps itself tidy: what a reviewer should never have to say twice."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house import tree

FILE_LINES_MAX = 400
FUNCTION_LINES_MAX = 60
EMPTY_NAMES = frozenset(
    ("util", "utils", "helper", "helpers", "common", "misc", "base", "manager", "managers", "service", "services")
    + ("handler", "handlers", "processor", "processors")
)
EMPTY_SUFFIXES = ("Util", "Utils", "Helper", "Helpers", "Manager", "Handler", "Processor", "Service", "Base", "Impl")
# In the domain a service is what a carrier sells (docs/glossary.md): there the word means something.
MEANT_WORDS = frozenset({"service", "services"})
# Calls that reach outside, by their last name or by how they begin. `datetime.time(9)` is fine, so is `rng.random()` on
# a generator that is an argument; `time`, `random` and `os` themselves cannot even be imported (import contracts).
CLOCKS = frozenset({"now", "utcnow", "today", "time_ns", "monotonic", "perf_counter", "sleep"})
DICE = frozenset({"uuid1", "uuid4", "urandom", "default_rng", "getenv"})
BARE = frozenset({"open", "print", "input", "breakpoint", "exec", "eval"})
BEGINNINGS = ("time.", "random.", "np.random.", "numpy.random.", "os.", "sys.std")
AT_TOP = (
    ast.Import,
    ast.ImportFrom,
    ast.FunctionDef,
    ast.AsyncFunctionDef,
    ast.ClassDef,
    ast.Assign,
    ast.AnnAssign,
)

SOURCES = tree.modules()
EVERYTHING = [*SOURCES, *(path for path in tree.modules(tree.TESTS) if path.stat().st_size)]
every_source = pytest.mark.parametrize("path", SOURCES, ids=tree.name_of)
every_file = pytest.mark.parametrize("path", EVERYTHING, ids=tree.name_of)
pure_source = pytest.mark.parametrize("path", [p for p in SOURCES if tree.room_of(p) in tree.PURE], ids=tree.name_of)


def opening_sentence(module: ast.Module) -> str:
    """The first paragraph of a file's docstring, on one line."""
    return " ".join((ast.get_docstring(module) or "").split("\n\n")[0].split())


def is_one_sentence(text: str) -> bool:
    """Ends in a full stop, and no sentence ends before that."""
    return text.endswith(".") and not re.search(r"[.!?] [A-ZÁÉÍÓÚÑ¿¡]", text[:-1])


def functions(module: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(module) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def reaches_outside(node: ast.AST) -> str | None:
    """The call that would read a clock, roll dice or touch a file; None for any other piece of syntax."""
    if not isinstance(node, ast.Call):
        return None
    said = ast.unparse(node.func)
    outside = said in BARE or said.rpartition(".")[2] in CLOCKS | DICE or said.startswith(BEGINNINGS)
    return f"{said}()" if outside else None


def cannot_fail(node: ast.Assert) -> bool:
    """`assert "text"` and `assert (x, "text")` are always true."""
    says = isinstance(node.test, ast.Constant) and isinstance(node.test.value, str) and bool(node.test.value)
    return says or (isinstance(node.test, ast.Tuple) and bool(node.test.elts))


def is_main_guard(node: ast.stmt) -> bool:
    return isinstance(node, ast.If) and ast.unparse(node.test) == "__name__ == '__main__'"


def is_docstring(node: ast.stmt) -> bool:
    """An opening sentence, or the text under a constant that explains it."""
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


@every_file
def test_a_file_opens_with_one_sentence(path: Path) -> None:
    says = opening_sentence(tree.parse(path))
    assert says, "say in one sentence what this file is for"
    assert is_one_sentence(says), f"more or less than one sentence: {says!r}"


@every_file
def test_a_file_is_read_in_one_sitting(path: Path) -> None:
    lines = path.read_text("utf-8").count("\n")
    assert lines <= FILE_LINES_MAX, f"{lines} lines; a noun this long becomes a folder of words, state and rules"


@every_file
def test_no_assertion_that_cannot_fail(path: Path) -> None:
    found = [node.lineno for node in ast.walk(tree.parse(path)) if isinstance(node, ast.Assert) and cannot_fail(node)]
    assert not found, f"always true on lines {found}"


@every_source
def test_a_function_fits_a_screen(path: Path) -> None:
    found = {f.name: (f.end_lineno or 0) - f.lineno + 1 for f in functions(tree.parse(path))}
    long = {name: lines for name, lines in found.items() if lines > FUNCTION_LINES_MAX}
    assert not long, f"too long for one screen: {long}"


@every_source
def test_names_say_something(path: Path) -> None:
    empty = EMPTY_NAMES & {*path.relative_to(tree.SRC).with_suffix("").parts}
    suffixes = tuple(s for s in EMPTY_SUFFIXES if s != "Service" or tree.room_of(path) != "domain")
    classes = {node.name for node in ast.walk(tree.parse(path)) if isinstance(node, ast.ClassDef)}
    empty |= {name for name in classes if name.endswith(suffixes)}
    empty |= {f.name for f in functions(tree.parse(path)) if EMPTY_NAMES & {*f.name.split("_")} - MEANT_WORDS}
    assert not empty, f"names that say nothing: {sorted(empty)}"


def is_optional_import(node: ast.AST) -> bool:
    """`try: import ...` of a room whose extra may be absent, `except ImportError: Name = None`; nothing else in it."""
    return (
        isinstance(node, ast.Try)
        and all(isinstance(part, ast.ImportFrom) for part in node.body)
        and [ast.unparse(handler.type) for handler in node.handlers if handler.type] == ["ImportError"]
        and all(isinstance(part, ast.Assign) for handler in node.handlers for part in handler.body)
        and not node.orelse
        and not node.finalbody
    )


@every_source
def test_imports_stand_at_the_top(path: Path) -> None:
    module = tree.parse(path)
    imports = [node for node in ast.walk(module) if isinstance(node, ast.Import | ast.ImportFrom)]
    optional = [node for attempt in module.body if is_optional_import(attempt) for node in attempt.body]
    local = [node.lineno for node in imports if node not in module.body and node not in optional]
    assert not local, f"imports below the top on lines {local}: a circle in hiding"
    names = {node.id for node in ast.walk(module) if isinstance(node, ast.Name)}
    names |= {alias.name for node in imports for alias in node.names}
    names |= {node.attr for node in ast.walk(module) if isinstance(node, ast.Attribute)}
    assert "TYPE_CHECKING" not in names, "an import for types only is a circle in hiding"


@every_source
def test_nothing_happens_at_import(path: Path) -> None:
    found = [
        f"line {node.lineno}: {ast.unparse(node)[:60]}"
        for node in tree.parse(path).body
        if not isinstance(node, AT_TOP)
        and not is_main_guard(node)
        and not is_docstring(node)
        and not is_optional_import(node)
    ]
    assert not found, f"happens at import: {found}"


@pure_source
def test_a_pure_room_has_no_clock_no_dice_and_no_files(path: Path) -> None:
    found = {f"line {node.lineno}: {how}" for node in ast.walk(tree.parse(path)) if (how := reaches_outside(node))}
    assert not found, f"reaches outside: {sorted(found)}"


@pure_source
def test_nothing_waits_in_a_pure_room(path: Path) -> None:
    waiting = [f.name for f in functions(tree.parse(path)) if isinstance(f, ast.AsyncFunctionDef)]
    assert not waiting, f"nothing waits in a pure room: {waiting}"


@pytest.mark.parametrize(
    "code",
    [
        "datetime.now(zone)",
        "date.today()",
        "time.time()",
        "random.random()",
        "np.random.normal()",
        "np.random.default_rng(1)",
        "open('x')",
        "print(1)",
        "uuid.uuid4()",
        "os.environ.get('HOME')",
        "now()",
    ],
)
def test_the_rule_sees_what_reaches_outside(code: str) -> None:
    assert any(reaches_outside(node) for node in ast.walk(ast.parse(code)))


@pytest.mark.parametrize(
    "code",
    ["datetime.time(9, 30)", "rng.random(5)", "case.open", "shop.open(door)", "now + 1", "x: np.random.Generator"],
)
def test_the_rule_lets_innocent_code_pass(code: str) -> None:
    assert not any(reaches_outside(node) for node in ast.walk(ast.parse(code)))


def test_the_rule_knows_one_sentence_from_two() -> None:
    assert is_one_sentence("What is on the shelf, in 1.5 columns.")
    assert not is_one_sentence("What is on the shelf. And what is not.")
    assert not is_one_sentence("no full stop")
