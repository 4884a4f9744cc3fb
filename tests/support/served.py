"""The application served by gunicorn from any database, to be killed and started again.

``Server`` is the program, ``Visitor`` somebody who keeps a connection to it open. Unlike
``support.live`` nothing here knows pytest or the demonstration, so the benchmarks use it too.
"""

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote, urlencode

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 60
ANSWER_SECONDS = 60
BOUNDARY = "of-these-tests-6c9b1f"
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


def url_of(settings: Mapping[str, Any]) -> str:
    """A database of Django's settings as DATABASE_URL takes it."""
    name = str(settings["NAME"])
    if "sqlite" in settings["ENGINE"]:
        return f"sqlite:///{name}"
    who = quote(settings["USER"], safe="")
    if settings["PASSWORD"]:
        who += ":" + quote(settings["PASSWORD"], safe="")
    where = quote(settings["HOST"], safe="")
    port = f":{settings['PORT']}" if settings["PORT"] else ""
    return f"postgres://{who}@{where}{port}/{name}"


def environment(database: str, **more: str) -> dict[str, str]:
    """Of the application in test mode on this database: its clock stands at the tests' day."""
    return {
        **os.environ,
        "CSP_MODE": "test",
        "CLOCK_DATE": "2015-04-20",
        "DATABASE_URL": database,
        "DJANGO_SETTINGS_MODULE": "csp.settings",
        "PYTHONUTF8": "1",
        **more,
    }


class Server:
    """gunicorn in a process group of its own; its address stays the same when it is killed.

    The socket belongs to this process: who calls while the server is down waits, unanswered,
    until it is up again.
    """

    def __init__(
        self,
        database: str,
        log: Path,
        *,
        workers: int = 2,
        threads: int = 4,
        application: str = "csp.wsgi",
        env: Mapping[str, str] | None = None,
    ) -> None:
        self.database, self.log, self.application = database, log, application
        self.workers, self.threads = workers, threads
        self.env = environment(database, **(env or {}))
        self.socket = socket.create_server(("127.0.0.1", 0), backlog=256)
        self.port: int = self.socket.getsockname()[1]
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> Self:
        """Start, and return when it answers. Raises RuntimeError with its log when it does not."""
        descriptor = self.socket.fileno()
        with self.log.open("a") as output:
            self.process = subprocess.Popen(
                [
                    *(sys.executable, "-m", "gunicorn", self.application),
                    *("--bind", f"fd://{descriptor}", "--workers", str(self.workers)),
                    *("--threads", str(self.threads), "--timeout", "120", "--keep-alive", "60"),
                    *("--graceful-timeout", "3", "--no-control-socket", "--preload"),
                ],
                cwd=ROOT,
                env=self.env,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                pass_fds=[descriptor],
                start_new_session=True,
            )
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self.process.poll() is None:
            visitor = Visitor(self.port, seconds=2)
            try:
                visitor.get("/accounts/login/")
            except OSError:
                time.sleep(0.02)
            else:
                return self
            finally:
                visitor.close()
        raise RuntimeError(f"the server does not answer:\n{self.log.read_text()}")

    def kill(self) -> None:
        """kill -9 of the master and its workers, at once, in the middle of whatever they do."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None

    def close(self) -> None:
        """Kill it and give the address back."""
        self.kill()
        self.socket.close()

    def __enter__(self) -> Self:
        try:
            return self.start()
        except BaseException:
            self.close()
            raise

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


@dataclass(frozen=True)
class Reply:
    """What was answered; redirections are not followed."""

    status: int
    headers: http.client.HTTPMessage
    content: bytes
    seconds: float  # from the first byte sent to the last one read

    @property
    def text(self) -> str:
        return self.content.decode()


@dataclass
class Visitor:
    """One connection, kept open, with its cookies. Raises OSError when the server goes away."""

    port: int
    seconds: float = ANSWER_SECONDS
    cookies: dict[str, str] = field(default_factory=dict)
    token: str = ""
    connection: http.client.HTTPConnection | None = None

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> Reply:
        return self._ask("GET", path, headers=headers)

    def post(self, path: str, fields: Mapping[str, str] | Sequence[tuple[str, str]]) -> Reply:
        """A form with the token of the last page, if there was one."""
        pairs = fields.items() if isinstance(fields, Mapping) else fields
        body = urlencode([("csrfmiddlewaretoken", self.token), *pairs]).encode()
        return self._ask("POST", path, body, "application/x-www-form-urlencoded")

    def post_file(
        self, path: str, fields: Mapping[str, str], name: str, file_name: str, content: bytes
    ) -> Reply:
        """The same with a file."""
        parts = b""
        for field_name, text in {"csrfmiddlewaretoken": self.token, **fields}.items():
            head = f'Content-Disposition: form-data; name="{field_name}"'
            parts += f"--{BOUNDARY}\r\n{head}\r\n\r\n{text}\r\n".encode()
        head = f'Content-Disposition: form-data; name="{name}"; filename="{file_name}"'
        kind = "Content-Type: application/octet-stream"
        parts += f"--{BOUNDARY}\r\n{head}\r\n{kind}\r\n\r\n".encode() + content
        parts += f"\r\n--{BOUNDARY}--\r\n".encode()
        return self._ask("POST", path, parts, f"multipart/form-data; boundary={BOUNDARY}")

    def sign_in(self, email: str, password: str) -> None:
        """Through the form of the sign-in page."""
        self.get("/accounts/login/")
        reply = self.post("/accounts/login/", {"login": email, "password": password})
        if reply.status != 302:
            raise RuntimeError(f"{email} cannot sign in: {reply.status}")

    def close(self) -> None:
        if self.connection is not None:
            self.connection.close()
            self.connection = None

    def _ask(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        kind: str = "",
        headers: Mapping[str, str] | None = None,
    ) -> Reply:
        try:
            return self._answered(method, path, body, kind, headers or {})
        except http.client.HTTPException as error:
            self.close()
            raise OSError("the connection broke") from error
        except OSError:
            self.close()
            raise

    def _answered(
        self, method: str, path: str, body: bytes | None, kind: str, more: Mapping[str, str]
    ) -> Reply:
        if self.connection is None:
            self.connection = http.client.HTTPConnection(
                "127.0.0.1", self.port, timeout=self.seconds
            )
        cookies = "; ".join(f"{name}={text}" for name, text in self.cookies.items())
        headers = {"Cookie": cookies, **more}
        if kind:
            headers["Content-Type"] = kind
        started = time.perf_counter()
        self.connection.request(method, path, body, headers)
        response = self.connection.getresponse()
        content = response.read()
        seconds = time.perf_counter() - started
        for cookie in response.headers.get_all("Set-Cookie") or ():
            name, _, rest = cookie.partition("=")
            self.cookies[name] = rest.partition(";")[0]
        found = TOKEN.search(content.decode(errors="replace"))
        if found:
            self.token = found[1]
        return Reply(response.status, response.headers, content, seconds)
