"""The demonstration: everything needed, then a server until Ctrl-C."""

import contextlib
import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request

from tooling import frontend, python, system
from tooling.shell import ROOT, VAR, Problem, Stamp, environment, fingerprint, run, say

DATABASE = VAR / "csp.sqlite3"  # the one csp/settings.py takes when it is told of no other
ROOMS = (
    *("core", "audit", "accounts", "partnerships", "strategies", "targets"),
    *("dashboards", "reports", "csp"),
)
START_SECONDS = 60
STOP_SECONDS = 15


def run_demo() -> int:
    """Prepare what is not yet prepared, serve, and return when the server stops."""
    port = _port()
    if system.install(system.FOR_PAPERS):
        say("Everything but the papers works without; start again when they are installed.")
    python.install("base")
    frontend.build()
    _prepare_database()
    return _serve(port)


def _port() -> int:
    """The port to serve on, PORT or 8000, free as far as one can tell."""
    text = os.environ.get("PORT") or "8000"
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 65536):
        raise Problem(f"PORT is {text!r}; it must be a number from 1 to 65535.")
    try:
        socket.create_server(("127.0.0.1", int(text))).close()
    except OSError as error:
        reason = os.strerror(error.errno or 0)
        raise Problem(
            f"Port {text} cannot be used ({reason}). Choose another: make demo PORT=8001"
        ) from error
    return int(text)


def _environment() -> dict[str, str]:
    """Demonstration mode on its own database, whatever the shell has set for another."""
    made = environment({"CSP_MODE": "demonstration", "DJANGO_SETTINGS_MODULE": "csp.settings"})
    made["DATABASE_URL"] = f"sqlite:///{DATABASE}"
    for name in (
        "CLOCK_DATE",
        "SECRET_KEY",
        "ALLOWED_HOSTS",
        "SITE_URL",
    ):  # production's own, and another day
        made.pop(name, None)
    return made


def _manage(*arguments: str) -> None:
    run([python.INTERPRETER, "manage.py", *arguments], env=_environment())


def _prepare_database() -> None:
    """Migrate when any code changed; load the demonstration once in a database's life."""
    (VAR / "static").mkdir(parents=True, exist_ok=True)  # its absence would be warned of
    migrated, loaded = Stamp(VAR / ".migrated"), Stamp(VAR / ".loaded")
    if not DATABASE.exists():
        migrated.clear()
        loaded.clear()
    # All code, not the migrations alone: the audit triggers are made from the models.
    state = fingerprint(
        [
            python.REQUIREMENTS / "base.txt",
            *(path for room in ROOMS for path in (ROOT / room).rglob("*.py")),
        ]
    )
    if not migrated.matches(state):
        say("Preparing the database")
        _manage("migrate", "--verbosity=0")
        _manage("createcachetable")
        migrated.write(state)
    if not loaded.path.exists():
        say("Loading the demonstration, this once")
        _manage("load_demo")
        loaded.write("loaded\n")


def _serve(port: int) -> int:
    """Serve until Ctrl-C or the end of the server; the address is printed once it answers."""
    url = f"http://127.0.0.1:{port}"
    env = {**_environment(), "SITE_URL": url}
    server = subprocess.Popen(
        [
            *(str(python.INTERPRETER), "-m", "gunicorn", "csp.wsgi"),
            *("--bind", f"127.0.0.1:{port}", "--workers", "2", "--threads", "4"),
            *("--timeout", "120", "--graceful-timeout", "5", "--no-control-socket"),
            *("--log-level", "warning"),
        ],
        cwd=ROOT,
        env=env,
        stdin=subprocess.DEVNULL,
    )
    signal.signal(signal.SIGTERM, lambda number, frame: server.terminate())
    try:
        # While the server starts, which takes as long.
        accounts = subprocess.run(
            [str(python.INTERPRETER), "manage.py", "demo_accounts"],
            cwd=ROOT, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True,
            check=False,
        )  # fmt: skip
        _wait_until_it_answers(url, server)
        say(f"\n{accounts.stdout.rstrip()}\n\nOpen {url}  (Ctrl-C stops it; nothing is lost)\n")
        code = server.wait()
    except KeyboardInterrupt:
        code = 0
    finally:
        _stop(server)
    if code:
        raise Problem("The server stopped by itself.")
    say("\nStopped. `make demo` starts it again with everything as it was.")
    return 0


def _wait_until_it_answers(url: str, server: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        try:
            urllib.request.urlopen(url, timeout=START_SECONDS).close()
        except urllib.error.HTTPError as error:
            if error.code < 500:
                return
            raise Problem(f"The server answers, but with an error: {error.code}.") from error
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise Problem("The server did not start; its message is above.")


def _stop(server: "subprocess.Popen[bytes]") -> None:
    """Let the server finish what it is answering, then end it."""
    with contextlib.suppress(KeyboardInterrupt):
        if server.poll() is None:
            server.terminate()
        try:
            server.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            server.kill()
