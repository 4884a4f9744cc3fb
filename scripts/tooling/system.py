"""What must come from the operating system: found, installed where we may, or named."""

import ctypes
import importlib.util
import os
import shutil
import subprocess
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tooling.shell import ROOT, Problem, environment, say

FONTS = Path("/usr/share/fonts/truetype/liberation2")
POSTGRESQL = Path("/usr/lib/postgresql")


@dataclass(frozen=True)
class Need:
    """Something of the system's: in which Debian packages, what for, how to tell it is there."""

    name: str
    packages: tuple[str, ...]
    purpose: str
    present: Callable[[], bool]


def _library(*names: str) -> bool:
    """Whether these shared libraries can be loaded."""
    try:
        for name in names:
            ctypes.CDLL(name)
    except OSError:
        return False
    return True


def _program(name: str) -> bool:
    return shutil.which(name) is not None


def _java() -> bool:
    """Whether Java runs; some systems have a `java` that only says where to get one."""
    if not _program("java"):
        return False
    command = ["java", "-version"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def _venv() -> bool:
    """Whether there is a virtual environment or a way to make one.

    Debian keeps the part that brings pip in a package of its own.
    """
    importlib.invalidate_caches()
    return (ROOT / ".venv" / "bin" / "pip").exists() or importlib.util.find_spec(
        "ensurepip"
    ) is not None


def _postgresql() -> bool:
    return any(POSTGRESQL.glob("*/bin/initdb"))


VENV = Need("ensurepip", ("python3-venv",), "to make a virtual environment", _venv)
FOR_PAPERS = [
    Need(
        "Pango",
        ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0"),
        "to make papers (PDF)",
        partial(_library, "libpango-1.0.so.0", "libpangoft2-1.0.so.0", "libharfbuzz-subset.so.0"),
    ),
    Need("Liberation fonts", ("fonts-liberation2",), "the papers' typeface", FONTS.is_dir),
]
POSTGRES = Need("PostgreSQL", ("postgresql",), "to test on a real server", _postgresql)
CHROMIUM = Need("Chromium", ("chromium",), "for the browser tests", partial(_program, "chromium"))
DRIVER_LIBRARY = Need(
    "libatomic", ("libatomic1",), "to drive Chromium", partial(_library, "libatomic.so.1")
)
FOR_TESTS = [
    POSTGRES,
    CHROMIUM,
    DRIVER_LIBRARY,
    Need("Poppler", ("poppler-utils",), "to read papers in tests", partial(_program, "pdftotext")),
    Need("Java", ("default-jre-headless",), "to check that HTML is valid", _java),
]


def install(needs: Iterable[Need]) -> list[Need]:
    """Install what is missing, where we may. Says, and returns, what still is.

    Give everything at once, so that a person is asked once. What a virtual environment needs is
    always among it; raises Problem without.
    """
    missing = [need for need in (VENV, *needs) if not need.present()]
    if missing and (prefix := _may_install()) is not None:
        packages = [package for need in missing for package in need.packages]
        say(f"Installing from the system's packages: {' '.join(packages)}")
        _apt_install(prefix, packages)
        missing = [need for need in missing if not need.present()]
    for need in missing:
        say(f"{need.name} is missing, {need.purpose}.")
    if missing:
        say(how_to_install(missing))
    if VENV in missing:
        raise Problem("Nothing can be done without a virtual environment.")
    return missing


def how_to_install(needs: Iterable[Need]) -> str:
    """The sentence that names exactly what to install."""
    packages = [package for need in needs for package in need.packages]
    return (
        f"Ask an administrator to run: apt-get install --no-install-recommends {' '.join(packages)}"
    )


def _may_install() -> list[str] | None:
    """What to write before apt-get, or None where we may not install."""
    if not _program("apt-get"):
        return None
    if os.geteuid() == 0:
        return []
    if _program("sudo"):
        try:
            allowed = subprocess.run(
                ["sudo", "-n", "true"], capture_output=True, stdin=subprocess.DEVNULL, check=False
            )
        except OSError:
            return None
        if allowed.returncode == 0:
            return ["sudo", "-n"]
    return None


def _apt_install(prefix: list[str], packages: list[str]) -> bool:
    """Install; if that fails, refresh the list of packages and try once more."""
    apt = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]
    apt += ["-o", "DPkg::Lock::Timeout=600"]
    command = [*apt, "install", "-y", "--no-install-recommends", *packages]
    attempts = [command, [*apt, "update"], command]
    said = ""
    for number, words in enumerate(attempts):
        result = subprocess.run(
            words,
            env=environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            check=False,
        )
        said = result.stdout
        if words is command and result.returncode == 0:
            return True
        if number == 1 and result.returncode:
            break
    say(said[-2000:])
    return False
