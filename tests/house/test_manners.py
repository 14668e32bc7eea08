"""Manners that need no reviewer: small functions, no magic, ids where one looks for them, depth left to the profile."""

import ast
import re
from pathlib import Path

import pytest

from tests.house import tree

SHORT_LINES = 15
SHORT_SHARE = 0.8
# What the design forbids: text that becomes code, classes that make classes, a module's variable that somebody sets.
MAGIC = frozenset({"importlib.import_module", "import_module", "__import__", "eval", "exec"})

every_source = pytest.mark.parametrize("path", tree.modules(), ids=tree.name_of)
REGRESSIONS = sorted((tree.TESTS / "regressions").glob("test_r[0-9]*.py"))
PURE_TESTS = [path for room in tree.PURE for path in tree.modules(tree.TESTS / room)]


def functions(path: Path) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    nodes = ast.walk(tree.parse(path))
    return [node for node in nodes if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def test_most_functions_are_short() -> None:
    lines = [(one.end_lineno or 0) - one.lineno + 1 for path in tree.modules() for one in functions(path)]
    share = sum(count < SHORT_LINES for count in lines) / len(lines)
    assert share >= SHORT_SHARE, f"only {share:.0%} of {len(lines)} functions have less than {SHORT_LINES} lines"


def magic(node: ast.AST) -> str | None:
    """What a reader could not follow, as it is written; None for any other piece of syntax."""
    if isinstance(node, ast.Global):
        return f"global {', '.join(node.names)}"
    if isinstance(node, ast.ClassDef) and any(word.arg == "metaclass" for word in node.keywords):
        return f"metaclass of {node.name}"
    if isinstance(node, ast.Call) and ast.unparse(node.func) in MAGIC:
        return f"{ast.unparse(node.func)}()"
    return None


@every_source
def test_no_magic(path: Path) -> None:
    found = {f"line {node.lineno}: {how}" for node in ast.walk(tree.parse(path)) if (how := magic(node))}
    assert not found, f"a reader cannot follow {sorted(found)}"


@pytest.mark.parametrize(
    "code",
    ["eval('1')", "importlib.import_module(name)", "class A(metaclass=B): pass", "def f():\n    global x\n    x = 1"],
)
def test_the_rule_sees_magic(code: str) -> None:
    assert any(magic(node) for node in ast.walk(ast.parse(code)))


@pytest.mark.parametrize("path", REGRESSIONS, ids=tree.name_of)
def test_a_regression_bears_its_id(path: Path) -> None:
    number = re.match(r"test_(r\d\d)", path.name)
    assert number is not None, "test_rNN_what_it_was.py"
    told = [one.name for one in functions(path) if one.name.startswith(f"test_{number[1]}")]
    assert told, f"no test is named test_{number[1]}..."


def test_an_id_of_a_regression_has_one_file() -> None:
    numbers = [path.name[5:8] for path in REGRESSIONS]
    assert len(numbers) == len(set(numbers)), sorted(number for number in numbers if numbers.count(number) > 1)


@pytest.mark.parametrize("path", PURE_TESTS, ids=tree.name_of)
def test_how_many_examples_is_the_profiles_matter(path: Path) -> None:
    """A number of its own would keep a property as shallow in `make soak` as it is on a push."""
    words = [node for node in ast.walk(tree.parse(path)) if isinstance(node, ast.keyword)]
    own = [node.value.lineno for node in words if node.arg == "max_examples"]
    assert not own, f"max_examples on lines {own}"
