"""Asking for pages quickly: Django's own test handler without the client's record of templates."""

import time
import traceback
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.core.signals import got_request_exception
from django.test import RequestFactory
from django.test.client import ClientHandler

from tests.access.world import Actor

FORM = "application/x-www-form-urlencoded"
Fields = Sequence[tuple[str, str]]


@dataclass
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes
    fault: str = ""  # the last line of the exception behind a 500

    @property
    def location(self) -> str:
        return self.headers.get("Location", "")


@dataclass
class Visitor:
    """One actor with a session of their own. Nothing that an answer sets is kept."""

    actor: Actor
    cookie: str = ""
    handler: ClientHandler = field(default_factory=lambda: ClientHandler(enforce_csrf_checks=False))

    @classmethod
    def of(cls, actor: Actor, *, csrf: bool = False) -> "Visitor":
        """Signed in a moment ago, so that nothing asks for the password again."""
        visitor = cls(actor, handler=ClientHandler(enforce_csrf_checks=csrf))
        if actor.user is not None:
            visitor.cookie = f"sessionid={_session_of(actor)}"
        return visitor

    def ask(self, method: str, path: str, fields: Fields | None = None) -> Answer:
        """The answer to one request. ``fields``: the form that is posted."""
        extra: dict[str, Any] = {"HTTP_COOKIE": self.cookie} if self.cookie else {}
        data = urlencode(fields or [], errors="surrogateescape")
        content_type = FORM if method in ("POST", "PUT", "PATCH") else ""
        factory = RequestFactory(**extra)
        request = factory.generic(method, path, data if content_type else "", content_type or FORM)
        with _faults() as faults:
            response = self.handler(request.environ)
            streaming = getattr(response, "streaming", False)
            body = b"".join(response.streaming_content) if streaming else response.content
        return Answer(response.status_code, response.headers, body, "; ".join(faults))


def _session_of(actor: Actor) -> str:
    """A new session's key. Not through signing in, which would write who came when."""
    assert actor.user is not None
    session = SessionStore()
    session[SESSION_KEY] = str(actor.user.pk)
    session[BACKEND_SESSION_KEY] = "accounts.backends.Backend"
    session[HASH_SESSION_KEY] = actor.user.get_session_auth_hash()
    session["account_authentication_methods"] = [
        {"method": "password", "at": time.time(), "reauthenticated": True}
    ]
    session["account_authentication_methods_user"] = str(actor.user.pk)
    session.save()
    return str(session.session_key)


@contextmanager
def _faults() -> Iterator[list[str]]:
    found: list[str] = []

    def note(sender: Any, **kwargs: Any) -> None:
        lines = traceback.format_exc().strip().splitlines()
        ours = [line.strip() for line in lines if "File" in line and "site-packages" not in line]
        found.append(f"{lines[-1]} at {ours[-1] if ours else '?'}")

    got_request_exception.connect(note, weak=False)
    try:
        yield found
    finally:
        got_request_exception.disconnect(note)
