"""Where the house stands on disk: its files, its trees of syntax, its pages."""

import ast
import subprocess
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SRC = ROOT / "src" / "promesa"
TESTS = ROOT / "tests"
PURE = ("kernels", "domain", "flows")


def modules(root: Path = SRC) -> list[Path]:
    """Every Python file below `root`, in a stable order."""
    return sorted(root.rglob("*.py"))


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def room_of(path: Path) -> str:
    """The first folder (or file) below src/promesa that a source file lives in."""
    return path.relative_to(SRC).parts[0]


@cache
def parse(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"), filename=str(path))


def tracked() -> list[Path]:
    """Every file that git would hand to a newcomer; a copy without git has no such list, and says so."""
    asked = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if asked.returncode:
        pytest.skip("not a git work tree")
    names = [name for name in asked.stdout.decode().split("\0") if name]
    return [ROOT / name for name in names if (ROOT / name).is_file()]


def pages(*, decisions: bool = True) -> str:
    """All the prose a user or a contributor can read, as one text; `decisions` may speak of what is not there yet."""
    docs = ROOT / "docs"
    files = [*sorted(ROOT.glob("*.md")), *sorted(docs.rglob("*.md") if decisions else docs.glob("*.md"))]
    return "\n".join(path.read_text("utf-8") for path in files)
