"""The virtual environment, made from lock files whose every package has a hash."""

import json
import os
import subprocess
import sys
from pathlib import Path

from tooling.shell import ROOT, environment, fingerprint, run, say

VENV = ROOT / ".venv"
INTERPRETER = VENV / "bin" / "python"
REQUIREMENTS = ROOT / "requirements"
STAMP = VENV / "installed.json"  # which lock files it was made from


def program(name: str) -> Path:
    """A program of the virtual environment."""
    return VENV / "bin" / name


def install(kind: str) -> None:
    """Make the virtual environment hold what requirements/<kind>.txt says; kind is base or dev.

    An environment that once held the developers' packages keeps them: ``make demo`` takes nothing
    away from a developer.
    """
    if not _interpreter_runs():
        _make()
    installed = _installed()
    if "dev" in installed:
        kind = "dev"
    wanted = {name: _state(name) for name in ("base", "uv", *(["dev"] if kind == "dev" else []))}
    if installed == wanted:
        return
    if installed.get("uv") != wanted["uv"]:
        run(
            [INTERPRETER, "-m", "pip", "install", "--require-hashes",
             "--requirement", REQUIREMENTS / "uv.txt"],
            quiet=True,
            otherwise="uv could not be installed from the package index.",
        )  # fmt: skip
    say(f"Installing the Python packages of requirements/{kind}.txt")
    run(
        [program("uv"), "pip", "sync", "--quiet", "--python", INTERPRETER, "--require-hashes",
         "--compile-bytecode", REQUIREMENTS / f"{kind}.txt"],
        otherwise="The Python packages could not be installed.",
    )  # fmt: skip
    STAMP.write_text(json.dumps(wanted))


def _state(name: str) -> str:
    return fingerprint([REQUIREMENTS / f"{name}.txt"])


def _installed() -> dict[str, str]:
    """Which lock files are installed, by name; nothing where the clone was moved or is new."""
    try:
        found: dict[str, str] = json.loads(STAMP.read_text())
    except (OSError, ValueError):
        return {}
    return found


def _interpreter_runs() -> bool:
    """Whether there is a virtual environment, it works, and it was made at this very place."""
    if not INTERPRETER.exists() or not program("pip").exists():
        return False
    first_line = program("pip").read_text().splitlines()[0]
    command = [str(INTERPRETER), "-c", "import sys; sys.exit(sys.version_info < (3, 11))"]
    return str(VENV) in first_line and subprocess.run(command, check=False).returncode == 0


def _make() -> None:
    """Make an empty virtual environment with pip in it."""
    say("Making a virtual environment in .venv")
    run([sys.executable, "-m", "venv", "--clear", VENV], quiet=True)


def lock() -> int:
    """Write the lock files again: the versions there stay unless UPGRADE is set."""
    install("dev")
    _compile("pyproject.toml", "base")
    _compile("pyproject.toml", "dev", "--extra", "dev", "--constraint", "requirements/base.txt")
    _compile("requirements/uv.in", "uv")
    _compile("requirements/node.in", "node")
    return 0


def _compile(source: str, name: str, *more: str) -> None:
    """Lock for every platform and every Python we support, with hashes and without addresses."""
    upgrade = ["--upgrade"] if os.environ.get("UPGRADE") else []
    target = Path("requirements") / f"{name}.txt"
    say(f"Locking {target}")
    run(
        [program("uv"), "pip", "compile", "--quiet", "--generate-hashes", "--universal",
         "--python-version", "3.11", "--no-header", "--no-annotate", "--no-emit-index-url",
         "--no-emit-find-links", source, "--output-file", target, *more, *upgrade],
        env=environment(),
    )  # fmt: skip
