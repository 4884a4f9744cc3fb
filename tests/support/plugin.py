"""A pytest plugin, loaded before Django is: chooses the settings and the database.

TEST_DATABASE is postgres (the default) or sqlite. For PostgreSQL the server is, in this order, the
one DATABASE_URL names, or a private one that this plugin starts and stops. Where there is none the
tests run on SQLite and say so; with CI=true they do not start.
"""

import atexit
import os
import signal
from types import FrameType

import pytest

from tests.support.postgres import Cluster, Unavailable

CHOICES = ("postgres", "sqlite")


class Database:
    """The database of this test run. Worker processes find everything in their environment."""

    def __init__(self) -> None:
        self.kind = os.environ.get("TEST_DATABASE", "postgres")
        self.cluster: Cluster | None = None
        self.notice = ""
        if self.kind not in CHOICES:
            raise pytest.UsageError(
                f"TEST_DATABASE is {self.kind!r}; it must be postgres or sqlite."
            )

    def choose(self) -> None:
        """Set the environment that csp/settings.py will read. Starts nothing yet."""
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "csp.settings")
        os.environ["CSP_MODE"] = "test"
        if self.kind == "sqlite":
            self._choose_sqlite()
        elif not os.environ.get("DATABASE_URL", "").startswith("postgres"):
            self._choose_private_cluster()

    def _choose_sqlite(self) -> None:
        os.environ["TEST_DATABASE"] = "sqlite"  # for the workers
        os.environ["DATABASE_URL"] = "sqlite://:memory:"  # conftest.py puts the tests in a file

    def _choose_private_cluster(self) -> None:
        try:
            self.cluster = Cluster()
        except Unavailable as error:
            if os.environ.get("CI") == "true":
                raise pytest.UsageError(f"PostgreSQL cannot be had: {error}") from error
            self.notice = f"PostgreSQL tests are skipped, the rest runs on SQLite: {error}"
            self.kind = "sqlite"
            self._choose_sqlite()
        else:
            atexit.register(self.stop)  # pytest's own end is not reached when settings are wrong
            os.environ["DATABASE_URL"] = self.cluster.url

    def start(self) -> None:
        if self.cluster is not None:
            self.cluster.start()

    def stop(self) -> None:
        if self.cluster is not None:
            self.cluster.stop()


def is_worker() -> bool:
    """Whether this process is one of xdist's workers."""
    return "PYTEST_XDIST_WORKER" in os.environ


def _terminate(number: int, frame: FrameType | None) -> None:
    """SIGTERM unwinds like Ctrl-C, so that the server is stopped."""
    raise KeyboardInterrupt


# At import, not in a hook: pytest-django loads the settings in the first hook there is.
DATABASE = Database()
if not is_worker():
    DATABASE.choose()


def pytest_configure(config: pytest.Config) -> None:
    if is_worker() or config.option.collectonly or config.option.help:
        return
    signal.signal(signal.SIGTERM, _terminate)
    try:
        DATABASE.start()
    except Unavailable as error:
        raise pytest.UsageError(f"PostgreSQL cannot be had: {error}") from error


def pytest_unconfigure() -> None:
    DATABASE.stop()


def pytest_report_header() -> list[str]:
    where = "the server DATABASE_URL names"
    if DATABASE.cluster is not None:
        where = "a private server"
    lines = [f"database: {DATABASE.kind}" + (f", {where}" if DATABASE.kind == "postgres" else "")]
    return [*lines, *([DATABASE.notice] if DATABASE.notice else [])]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if DATABASE.notice:
        terminalreporter.write_line(DATABASE.notice, yellow=True)
