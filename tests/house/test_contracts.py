"""Who may import whom: the contracts hold, and each of them would notice."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house import tree

ROOMS = "kernels domain flows engine gateways surfaces lab cli domain/values domain/ledger domain/promise"
FILES = "app settings engine/sqlite engine/postgres engine/steps flows/cart_to_order flows/order_to_cash flows/steps"
ALLOWED = {
    "flows/cart_to_order": "import promesa.flows.steps",
    "lab/__init__": "import promesa.engine.sqlite",
    "cli/__init__": "import promesa.app",
    "flows/steps": "import promesa.engine.steps",
    "domain/promise/__init__": "import promesa.domain.ledger",
}
BREACHES = [
    ("rooms", "domain/values/__init__", "import promesa.engine"),
    ("rooms", "surfaces/__init__", "import promesa.gateways"),
    ("rooms", "surfaces/__init__", "import promesa.app"),
    ("rooms", "gateways/__init__", "import promesa.settings"),
    ("rooms", "wing/__init__", "import math"),
    ("ranks", "domain/ledger/__init__", "import promesa.domain.promise"),
    ("ranks", "domain/attic", "import math"),
    ("stories", "flows/cart_to_order", "import promesa.flows.order_to_cash"),
    ("pure", "domain/ledger/__init__", "import time"),
    ("pure", "kernels/__init__", "import random"),
    ("pure", "flows/order_to_cash", "import promesa.engine"),
    ("kernels", "kernels/__init__", "import msgspec"),
    ("stores", "surfaces/__init__", "import promesa.engine.postgres"),
    ("circles", "engine/sqlite", "import promesa.engine.postgres"),
]


def lint(folder: Path, *only: str) -> subprocess.CompletedProcess[str]:
    """Run the contracts of `folder`, all of them or only those named, without leaving a cache behind."""
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    command += [word for contract in only for word in ("--contract", contract)]
    environment = {"PYTHONPATH": str(folder / "src"), "PYTHONUTF8": "1", "PATH": "/usr/bin:/bin"}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def write(house: Path, name: str, code: str) -> None:
    path = house / "src" / "promesa" / f"{name}.py"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"{code}\n", "utf-8")


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A tiny house with our contracts: every room there, nearly every room empty."""
    shutil.copy(tree.ROOT / "pyproject.toml", tmp_path)
    for name in ["__init__", *(f"{room}/__init__" for room in ROOMS.split()), *FILES.split()]:
        write(tmp_path, name, ALLOWED.get(name, ""))
    return tmp_path


def test_the_house_keeps_its_contracts() -> None:
    asked = lint(tree.ROOT)
    assert asked.returncode == 0, asked.stdout + asked.stderr


def test_what_is_allowed_is_allowed(house: Path) -> None:
    asked = lint(house)
    assert asked.returncode == 0, asked.stdout + asked.stderr


@pytest.mark.parametrize(("contract", "name", "code"), BREACHES)
def test_a_breach_is_noticed(house: Path, contract: str, name: str, code: str) -> None:
    write(house, name, code)
    if contract == "circles":
        write(house, "engine/postgres", "import promesa.engine.sqlite")
    asked = lint(house, contract)
    assert asked.returncode == 1, asked.stdout + asked.stderr
    assert "BROKEN" in asked.stdout or "exhaustive" in asked.stdout, asked.stdout
