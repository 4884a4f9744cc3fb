"""A PostgreSQL server of the tests' own: a temporary folder, a socket, nothing of the machine's.

Standard library only. The server listens on a unix socket, never on a port, so that nothing can
clash with it; its files are not flushed to disk, since they live no longer than the tests.
"""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import quote

BINARIES = Path("/usr/lib/postgresql")
OWNER = "postgres"  # the server refuses to run as root, so root runs it as this account
SOCKET_PATH_LIMIT = 107  # bytes a unix socket's address can hold
SOCKET_NAME = "/.s.PGSQL.5432"

SETTINGS = {
    "listen_addresses": "''",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "60",
    "shared_buffers": "128MB",
    "autovacuum": "off",
    "jit": "off",
    "log_min_messages": "fatal",
}


class Unavailable(Exception):
    """No PostgreSQL server can be had; the text says why, for people."""


def server_binaries() -> Path | None:
    """The folder with the newest installed server's programs, or None."""
    found = [
        path.parent
        for path in BINARIES.glob("*/bin/initdb")
        if (path.parent / "postgres").exists() and path.parts[-3].isdigit()
    ]
    return max(found, key=lambda path: int(path.parts[-2]), default=None)


class Cluster:
    """One private server. ``with Cluster() as cluster: cluster.url``."""

    def __init__(self, **settings: str) -> None:
        """Choose the folder, so that ``url`` is known; nothing runs yet.

        ``settings`` of the server, over those for tests: ``fsync="on"`` where its writes count.
        Raises Unavailable when there is no server to run, or no account to run it as.
        """
        binaries = server_binaries()
        if binaries is None:
            raise Unavailable(
                "no PostgreSQL server is installed (on Debian: apt-get install postgresql)"
            )
        self.binaries = binaries
        self.account = self._account()
        self.folder = Path(tempfile.mkdtemp(prefix="csp-pg-", dir=self._short_temporary_folder()))
        self.running = False
        self.settings = {**SETTINGS, **settings}

    @staticmethod
    def _account() -> pwd.struct_passwd | None:
        """The account to run as, or None for our own."""
        if os.geteuid() != 0:
            return None
        try:
            return pwd.getpwnam(OWNER)
        except KeyError:
            raise Unavailable(f"root may not run PostgreSQL and there is no user {OWNER}") from None

    @staticmethod
    def _short_temporary_folder() -> str:
        longest = len(tempfile.gettempdir()) + len("/csp-pg-12345678") + len(SOCKET_NAME)
        return "/tmp" if longest > SOCKET_PATH_LIMIT else tempfile.gettempdir()

    @property
    def url(self) -> str:
        """The address as Django's settings take it, in DATABASE_URL."""
        return f"postgres://{OWNER}@{quote(str(self.folder), safe='')}/postgres"

    def start(self) -> Self:
        """Make the cluster and start its server: one to two seconds."""
        if self.account is not None:
            os.chown(self.folder, self.account.pw_uid, self.account.pw_gid)
        data = str(self.folder / "data")
        self._run(
            "initdb", "-D", data, "-U", OWNER, "-A", "trust", "-E", "UTF8", "--locale=C",
            "--no-sync", "--no-instructions",
        )  # fmt: skip
        self._start_server()
        return self

    def _start_server(self) -> None:
        options = " ".join(f"-c {name}={value}" for name, value in self.settings.items())
        options += f" -k {self.folder}"
        data, log = str(self.folder / "data"), str(self.folder / "log")
        self._run("pg_ctl", "start", "-D", data, "-l", log, "-w", "-t", "60", "-o", options)
        self.running = True

    def kill(self) -> None:
        """kill -9 of the server and its backends, in the middle of whatever they do.

        Only where ``fsync`` and ``synchronous_commit`` are on: without, commits may be lost.
        """
        own = [self._postmaster(), *self._children(self._postmaster())]
        for process in own:
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        deadline = time.monotonic() + 20
        while any(Path(f"/proc/{process}").exists() for process in own):
            if time.monotonic() > deadline:
                raise Unavailable("the killed server does not end")
            time.sleep(0.01)
        self.running = False

    def restart(self) -> None:
        """Start it again after ``kill``; it recovers from its log."""
        self._start_server()

    def _postmaster(self) -> int:
        return int((self.folder / "data" / "postmaster.pid").read_text().split()[0])

    @staticmethod
    def _children(parent: int) -> list[int]:
        found = []
        for stat in Path("/proc").glob("[0-9]*/stat"):
            with suppress(OSError):  # it ended while we looked
                after_name = stat.read_text().rpartition(")")[2].split()
                if int(after_name[1]) == parent:
                    found.append(int(stat.parent.name))
        return found

    def stop(self) -> None:
        """Stop the server at once and remove its files. Harmless when it never ran."""
        if self.running:
            self.running = False
            data = str(self.folder / "data")
            self._run("pg_ctl", "stop", "-D", data, "-m", "immediate", "-w", "-t", "30")
        shutil.rmtree(self.folder, ignore_errors=True)

    def _run(self, program: str, *arguments: str) -> None:
        """Run one of the server's programs; raise Unavailable with what it said if it fails."""
        account = self.account
        result = subprocess.run(
            [str(self.binaries / program), *arguments],
            user=account.pw_uid if account else None,
            group=account.pw_gid if account else None,
            extra_groups=[] if account else None,
            cwd="/",
            env={"PATH": os.defpath, "LC_ALL": "C.UTF-8"},
            stdin=subprocess.DEVNULL,
            # A file, not a pipe: the server inherits it and would hold a pipe open.
            stdout=(output := tempfile.TemporaryFile()),  # noqa: SIM115
            stderr=subprocess.STDOUT,
            check=False,
        )
        with output:
            if result.returncode:
                output.seek(0)
                said = output.read().decode(errors="replace").strip()
                raise Unavailable(f"{program} failed: {said}")

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()
