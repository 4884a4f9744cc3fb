"""The application as it is served: gunicorn, a process of its own, and a demonstration database.

The demonstration is migrated and loaded once per test run, whatever the number of workers; every
server gets a copy of it.
"""

import fcntl
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
STYLESHEET = ROOT / "static" / "built" / "app.css"
START_SECONDS = 60
STOP_SECONDS = 15


def environment(database: Path) -> dict[str, str]:
    """The environment of a demonstration on this SQLite file."""
    return {
        **os.environ,
        "CSP_MODE": "demonstration",
        "DATABASE_URL": f"sqlite:///{database}",
        "DJANGO_SETTINGS_MODULE": "csp.settings",
        "PYTHONUTF8": "1",
    }


def manage(database: Path, *arguments: str) -> str:
    """Run manage.py in demonstration mode on this database; returns what it printed."""
    result = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=environment(database),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if result.returncode:
        pytest.fail(f"manage.py {' '.join(arguments)} failed:\n{result.stdout}{result.stderr}")
    return result.stdout


@dataclass(frozen=True)
class LiveApp:
    """A server that runs: ``url`` without a final slash, its own database, its log."""

    url: str
    database: Path
    log: Path

    def manage(self, *arguments: str) -> str:
        """Run manage.py beside the server, on its database."""
        return manage(self.database, *arguments)


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The SQLite file of a loaded demonstration. Copy it; never write to it."""
    if not STYLESHEET.exists():
        pytest.fail("static/built/app.css is missing: run `make css`")
    (ROOT / "var" / "static").mkdir(parents=True, exist_ok=True)  # its absence would be warned of
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent  # the workers' folders lie in one
    database = shared / "demonstration.sqlite3"
    with (shared / "demonstration.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not database.exists():
            building = database.with_name("building.sqlite3")
            manage(building, "migrate", "--verbosity=0")
            manage(building, "createcachetable")
            manage(building, "load_demo")
            building.rename(database)
    return database


@contextmanager
def serve(database: Path, log: Path) -> Iterator[LiveApp]:
    """Serve the application from this database on a free port until the block ends."""
    with socket.create_server(("127.0.0.1", 0), backlog=128) as listener:
        port = listener.getsockname()[1]
        descriptor = listener.fileno()
        with log.open("w") as output:
            process = subprocess.Popen(
                [
                    *(sys.executable, "-m", "gunicorn", "csp.wsgi", "--bind", f"fd://{descriptor}"),
                    *("--workers", "1", "--threads", "4", "--timeout", "120"),
                    *("--graceful-timeout", "3", "--no-control-socket"),
                ],
                cwd=ROOT,
                env=environment(database),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                pass_fds=[descriptor],
            )
    app = LiveApp(f"http://127.0.0.1:{port}", database, log)
    try:
        _wait_until_it_answers(app, process)
        yield app
    finally:
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_until_it_answers(app: LiveApp, process: "subprocess.Popen[bytes]") -> None:
    """Return once any HTTP answer comes; fail with the server's log if none does."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            urllib.request.urlopen(app.url, timeout=START_SECONDS).close()
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.05)
        else:
            return
    pytest.fail(f"the server does not answer:\n{app.log.read_text()}")


@pytest.fixture
def live_app(demonstration: Path, tmp_path: Path) -> Iterator[LiveApp]:
    """The demonstration, served for one test from a copy that the test may change."""
    database = tmp_path / "live.sqlite3"
    shutil.copyfile(demonstration, database)
    with serve(database, tmp_path / "live.log") as app:
        yield app


@pytest.fixture(scope="session")
def shared_live_app(
    demonstration: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[LiveApp]:
    """The demonstration, served for all tests of a worker: for those that only read."""
    folder = tmp_path_factory.mktemp("shared-live")
    database = folder / "live.sqlite3"
    shutil.copyfile(demonstration, database)
    with serve(database, folder / "live.log") as app:
        yield app
