"""What must come from the operating system: found, installed where we may, or named."""

import ctypes
import os
import shutil
import subprocess
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tooling.shell import environment, say

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


def _postgresql() -> bool:
    return any(POSTGRESQL.glob("*/bin/initdb"))


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
FOR_TESTS = [
    POSTGRES,
    CHROMIUM,
    Need("Poppler", ("poppler-utils",), "to read papers in tests", partial(_program, "pdftotext")),
    Need("Java", ("default-jre-headless",), "to check that HTML is valid", _java),
]
VENV = Need("venv", ("python3-venv",), "to make a virtual environment", lambda: False)


def install(needs: Iterable[Need]) -> list[Need]:
    """Install what is missing, where we may. Says in a line each, and returns, what still is."""
    missing = [need for need in needs if not need.present()]
    if missing and (prefix := _may_install()) is not None:
        packages = [package for need in missing for package in need.packages]
        say(f"Installing from the system's packages: {' '.join(packages)}")
        _apt_install(prefix, packages)
        missing = [need for need in missing if not need.present()]
    for need in missing:
        say(f"{need.name} is missing, {need.purpose}. {how_to_install(need)}")
    return missing


def how_to_install(need: Need) -> str:
    """The sentence that names exactly what to install."""
    return f"Ask an administrator to run: apt-get install {' '.join(need.packages)}"


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
