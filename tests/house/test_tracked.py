"""What a newcomer clones holds nothing of this machine, of a registry, or of anybody else."""

import json
import re

import pytest

from tests.house import tree

KIBIBYTES_MAX = 400
# Written with brackets so that this file does not find itself.
MACHINE = re.compile(r"(?:^|[^A-Za-z0-9_.])/(?:w[o]rk|f[a]rm|r[o]ot|h[o]me/\w+|U[s]ers/\w+|tmp/[v]|tmp/b[r]ief)/")
REGISTRY = re.compile(r"p[y]pi[.]org|p[y]thonhosted|registry[.]npm[j]s|deb[.]debi[a]n|index-u[r]l|find-li[n]ks")
NOT_OURS = (".min.js", ".min.css", ".whl", ".jar", ".so", ".dylib", ".dll", ".pyc")
LOCKS = ("requirements.txt", "requirements-dev.txt", "requirements-node.txt")


def lines_matching(pattern: re.Pattern[str]) -> list[str]:
    """`file:line` wherever a tracked text file says it."""
    found = []
    for path in tree.tracked():
        body = path.read_bytes()
        if b"\0" in body[:8000]:
            continue
        lines = body.decode("utf-8", errors="replace").splitlines()
        found += [f"{tree.name_of(path)}:{number}" for number, line in enumerate(lines, 1) if pattern.search(line)]
    return found


def test_no_path_of_a_machine() -> None:
    assert not lines_matching(MACHINE)


def test_no_host_name_of_a_registry() -> None:
    allowed = {"Makefile"}  # tells uv *not* to write an index address
    assert not [found for found in lines_matching(REGISTRY) if found.partition(":")[0] not in allowed]


def test_nothing_of_anybody_else() -> None:
    foreign = [tree.name_of(path) for path in tree.tracked() if path.name.endswith(NOT_OURS)]
    assert not foreign, f"libraries come through a lock file at set-up: {foreign}"


def test_nothing_large() -> None:
    large = [tree.name_of(path) for path in tree.tracked() if path.stat().st_size > KIBIBYTES_MAX * 1024]
    assert not large, f"larger than {KIBIBYTES_MAX} KiB; data are read where they are, or made from a seed: {large}"


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_is_hashed_and_knows_no_address(name: str) -> None:
    text = (tree.ROOT / name).read_text("utf-8")
    assert "://" not in text
    packages = re.findall(r"^(\S+)==\S+.*\\\n    --hash=sha256:[0-9a-f]{64}", text, flags=re.MULTILINE)
    pinned = re.findall(r"^(\S+)==", text, flags=re.MULTILINE)
    assert packages == pinned, f"without hash: {sorted(set(pinned) - set(packages))}"
    options = [line for line in text.splitlines() if line.startswith("-")]
    assert not options, f"a lock holds packages only: {options}"


def pins(name: str) -> dict[str, str]:
    return dict(re.findall(r"^(\S+)==(\S+)", (tree.ROOT / name).read_text("utf-8"), flags=re.MULTILINE))


def test_the_two_locks_agree() -> None:
    small, large = (pins(name) for name in LOCKS[:2])
    differ = {name for name, version in small.items() if large.get(name) != version}
    assert not differ, f"run `make lock`: {sorted(differ)}"


def test_the_browsers_lock_is_hashed_and_knows_no_address() -> None:
    packages = json.loads((tree.ROOT / "package-lock.json").read_text("utf-8"))["packages"]
    found = {name: one for name, one in packages.items() if name}
    assert found
    assert not [name for name, one in found.items() if "resolved" in one]
    assert not [name for name, one in found.items() if not one.get("integrity", "").startswith("sha512-")]
    wanted = json.loads((tree.ROOT / "package.json").read_text("utf-8"))
    asked = {**wanted["dependencies"], **wanted["devDependencies"]}
    assert {name: found[f"node_modules/{name}"]["version"] for name in asked} == asked
