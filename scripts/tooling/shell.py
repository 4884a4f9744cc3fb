"""Running programs, saying what is done, remembering what is done already."""

import hashlib
import os
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CACHE = ROOT / ".cache"  # what can be made again
VAR = ROOT / "var"  # the demonstration's data


class Problem(Exception):
    """Something a person must put right; the text says what, in a sentence."""


def say(text: str) -> None:
    """Tell what is being done, at once even when the output is a pipe."""
    print(text, flush=True)


def in_ci() -> bool:
    """Whether this is CI, where nothing may be skipped."""
    return os.environ.get("CI") == "true"


def environment(changes: Mapping[str, str] | None = None) -> dict[str, str]:
    """Our environment with these changes, fit for the tools we run.

    An account without a usable home keeps the tools' download caches in the clone.
    """
    made = {**os.environ, "PYTHONUTF8": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    if not os.access(Path.home(), os.W_OK):
        made |= {"UV_CACHE_DIR": str(CACHE / "uv"), "npm_config_cache": str(CACHE / "npm")}
        made |= {"PIP_CACHE_DIR": str(CACHE / "pip"), "HOME": str(CACHE)}
        CACHE.mkdir(exist_ok=True)
    return made | dict(changes or {})


def run(
    arguments: Sequence[object],
    *,
    env: Mapping[str, str] | None = None,
    quiet: bool = False,
    otherwise: str = "",
) -> None:
    """Run a program in the clone, its arguments as text; raise Problem if it fails.

    quiet: show its output only when it fails. otherwise: the sentence for people then.
    """
    words = [str(argument) for argument in arguments]
    output = subprocess.PIPE if quiet else None
    result = subprocess.run(
        words,
        cwd=ROOT,
        env=environment(env),
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT if quiet else None,
        text=True,
        check=False,
    )
    if result.returncode:
        said = f"{result.stdout}\n" if quiet else ""
        raise Problem(f"{said}{otherwise or 'This failed: ' + ' '.join(words)}")


def fingerprint(paths: Iterable[Path]) -> str:
    """A hash of these files' names and contents, to tell whether anything changed."""
    digest = hashlib.sha256()
    for path in sorted(paths):
        digest.update(f"{path.relative_to(ROOT)}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


class Stamp:
    """A small file that says for which state of its sources a step was last done."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def matches(self, state: str) -> bool:
        return self.path.exists() and self.path.read_text() == state

    def write(self, state: str) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.write_text(state)

    def clear(self) -> None:
        self.path.unlink(missing_ok=True)
