"""Papers as PDF files, made by a child process: one at a time on a machine, within limits.

The web worker waits for the child but does none of its work. Whoever comes while a paper is being
made is told to try again, so that papers never slow the pages.
"""

import fcntl
import hashlib
import logging
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils.text import slugify

WALL_SECONDS = 25  # less than the 30 after which gunicorn gives a worker up
MOST_BYTES = 10 << 20
RETRY_SECONDS = 10
MODULE = "reports.render"
# Nothing of our own environment: the child needs neither the database nor the secret key.
ENVIRONMENT = {"LANG": "C.UTF-8", "PATH": "/usr/bin:/bin", "PYTHONDONTWRITEBYTECODE": "1"}

TOO_LONG = "This paper takes too long to make. Shorten its texts, then try again."
FAILED = "This paper could not be made into a PDF. Nothing has changed."
BUSY = "Another paper is being made at this moment. Try again in a few seconds."

log = logging.getLogger(__name__)


class RenderError(Exception):
    """No PDF could be made. The text is for people."""


class Busy(RenderError):
    """The machine is making another paper."""


@dataclass(frozen=True, slots=True)
class Pdf:
    """A finished file. ``sha256`` in hexadecimal."""

    content: bytes
    pages: int

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def make_pdf(html: str) -> Pdf:
    """Render a whole HTML page. Raises ``Busy`` or ``RenderError``."""
    with _turn() as lock:
        # The child inherits the lock, so that the machine stays busy should this process die.
        try:
            done = subprocess.run(  # noqa: S603 - our own module, no shell, text on its input
                [sys.executable, "-m", MODULE],
                input=html.encode(),
                capture_output=True,
                cwd=settings.BASE_DIR,
                env=ENVIRONMENT,
                pass_fds=[lock],
                timeout=WALL_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise RenderError(TOO_LONG) from error
    if done.returncode:
        log.error("The renderer ended with %s: %s", done.returncode, done.stderr[-300:])
        raise RenderError(_why(done.returncode, done.stderr))
    return _checked(done.stdout, done.stderr)


def lock_path() -> Path:
    """One lock for each service on a machine: what shares a database shares the lock."""
    database = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        return Path(f"{database}.papers.lock")
    return Path(settings.BASE_DIR / "var" / f"{slugify(database)}.papers.lock")


@contextmanager
def _turn() -> Iterator[int]:
    """Hold the machine's one place for a renderer; gives the lock's file descriptor."""
    path = lock_path()
    path.parent.mkdir(exist_ok=True)
    with path.open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Busy(BUSY) from error
        yield lock.fileno()


def _why(code: int, said: bytes) -> str:
    """What to tell people of a child that ended with ``code``; a signal's is negative."""
    if code < 0:
        return TOO_LONG
    if code in (2, 3, 4):  # a sentence of its own: see reports/render.py
        return f"{said.decode(errors='replace').strip()} Shorten its texts, then try again."
    return FAILED


def _checked(content: bytes, said: bytes) -> Pdf:
    """The file, if it is a whole PDF with at least one page. Raises ``RenderError``."""
    pages = int(said) if said.isdigit() else 0
    whole = content.startswith(b"%PDF-1.7") and content.rstrip().endswith(b"%%EOF")
    if not whole or not pages or len(content) > MOST_BYTES:
        raise RenderError(FAILED)
    return Pdf(content, pages)
