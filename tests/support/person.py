"""Somebody who uses the application without JavaScript: opens pages, fills forms, presses buttons.

``ClientPerson`` through Django's test client, in a test's own database; ``HttpPerson`` over HTTP,
against a served application.
"""

import http.cookiejar
import urllib.error
import urllib.request
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

from tests.support.dom import Document

SECONDS = 60
REDIRECTS = range(300, 304)


@dataclass(frozen=True)
class Answer:
    """What the application answered, redirections followed."""

    address: str  # path with query
    status: int
    content_type: str
    content: bytes

    @property
    def is_page(self) -> bool:
        return self.content_type.startswith("text/html")


class Person(ABC):
    """``page`` is the page they look at."""

    page: Document

    @abstractmethod
    def _send(self, path: str, fields: Mapping[str, str] | None) -> Answer:
        """GET, or POST of these fields."""

    def ask(self, path: str, fields: Mapping[str, str] | None = None) -> Answer:
        """An answer that is not looked at; fragments stay with the browser."""
        return self._send(path.partition("#")[0], fields)

    def open(self, path: str, fields: Mapping[str, str] | None = None) -> Document:
        answer = self.ask(path, fields)
        assert answer.is_page, f"{path} is {answer.content_type}"
        self.page = Document(answer.address, answer.status, answer.content.decode())
        return self.page

    def click(self, link: str) -> Document:
        """Follow the link with these words, or else with these words in it."""
        return self.open(self.page.link(link))

    def press(self, button: str, typed: Mapping[str, str] | None = None) -> Document:
        """Fill in fields, by name, and press the button with these words."""
        found = self.page.button(button)
        return self.open(self.page.action(found), self.page.sent_by(found, typed or {}))

    def sign_in(self, email: str, password: str) -> Document:
        """Through the form of the sign-in page."""
        self.open("/accounts/login/")
        return self.press("Sign in", {"login": email, "password": password})

    def sign_out(self) -> Document:
        return self.press("Sign out")


class ClientPerson(Person):
    """In the test's own database, with checks of the form's token as in life."""

    def __init__(self) -> None:
        from django.test import Client

        self.client = Client(enforce_csrf_checks=True)

    def _send(self, path: str, fields: Mapping[str, str] | None) -> Answer:
        response: Any = (
            self.client.get(path) if fields is None else self.client.post(path, dict(fields))
        )
        while response.status_code in REDIRECTS:
            path = urljoin(path, response["Location"])
            response = self.client.get(path)
        content = b"".join(response) if response.streaming else response.content
        return Answer(path, response.status_code, response.get("Content-Type", ""), content)


class HttpPerson(Person):
    """Against a served application; ``base`` is its address without a final slash."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.jar = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))

    def _send(self, path: str, fields: Mapping[str, str] | None) -> Answer:
        data = None if fields is None else urlencode(fields).encode()
        request = urllib.request.Request(self.base + path, data=data)
        try:
            response = self.opener.open(request, timeout=SECONDS)
        except urllib.error.HTTPError as error:
            response = error
        with response:
            address = urlsplit(response.geturl())
            where = address.path + (f"?{address.query}" if address.query else "")
            kind = response.headers.get("Content-Type", "")
            return Answer(where, response.status, kind, response.read())

    def cookies(self) -> list[Any]:
        """Those it keeps, as Playwright's ``add_cookies`` takes them: a browser is then they."""
        return [{"name": one.name, "value": one.value or "", "url": self.base} for one in self.jar]

    def sign_in_as(self, email: str) -> Document:
        """By the button that a demonstration's sign-in page has for each account."""
        page = self.open("/accounts/login/")
        for button in page.find("//form[input[@name='login'][@type='hidden']]//button"):
            sent = page.sent_by(button, {})
            if sent["login"] == email:
                return self.open(page.action(button), sent)
        raise AssertionError(f"the sign-in page has no button for {email}")
