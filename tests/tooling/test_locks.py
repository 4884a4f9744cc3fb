"""The lock files: every package has a hash, none an address."""

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PYTHON_LOCKS = sorted((ROOT / "requirements").glob("*.txt"))


@pytest.mark.parametrize("lock", PYTHON_LOCKS, ids=lambda path: path.stem)
def test_python_packages_have_hashes_and_no_addresses(lock: Path) -> None:
    text = lock.read_text()
    packages = re.split(r"\n(?=\S)", text.strip())
    assert packages
    for package in packages:
        assert re.match(r"[a-z0-9._\[\],-]+==\S+ ", package), package
        assert "--hash=sha256:" in package, package
    assert "://" not in text


def test_developers_have_every_package_of_production_in_the_same_version() -> None:
    def pinned(name: str) -> set[str]:
        return set(re.findall(r"^\S+==\S+", (ROOT / "requirements" / name).read_text(), re.M))

    assert pinned("base.txt") <= pinned("dev.txt")


def test_npm_packages_have_hashes_and_no_addresses() -> None:
    text = (ROOT / "package-lock.json").read_text()
    packages = json.loads(text)["packages"]
    packages.pop("")
    assert packages
    assert [name for name, package in packages.items() if "integrity" not in package] == []
    assert "://" not in text


def test_every_dependency_says_what_it_is_for() -> None:
    lines = (ROOT / "pyproject.toml").read_text().split("[tool.")[0].splitlines()
    dependencies = [line for line in lines if line.startswith('    "')]
    assert dependencies
    assert [line for line in dependencies if "# " not in line] == []
