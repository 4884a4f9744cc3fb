"""Headless Chromium for the browser tests, and the accessibility checks run in it."""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Request, Response, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
FLAGS = [
    # Chromium calls home at every start unless told not to.
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--no-first-run",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--no-sandbox",  # it works neither for root nor in most containers; the pages are our own
]
DESKTOP = (1280, 900)
PHONE = (390, 844)

REFUSALS = {401, 403, 409, 422}  # what a script is prepared for when it saves something

PageMaker = Callable[..., Page]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One Chromium for all tests of a worker."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if path is None:
        sentence = "Chromium cannot be had (on Debian: apt-get install chromium)"
        if os.environ.get("CI") == "true":
            pytest.fail(sentence)
        pytest.skip(sentence)
    # Playwright's event loop runs in this thread, and Django would take it for an async view.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@dataclass
class Faults:
    """What went wrong in a page that its user may not have seen."""

    found: list[str] = field(default_factory=list)

    def watch(self, page: Page) -> None:
        """Note script errors, refusals by the Content-Security-Policy, missing files, strangers."""
        page.on("pageerror", lambda error: self.found.append(f"script error: {error}"))
        page.on("console", lambda message: self._console(message.type, message.text))
        page.on("request", self._request)
        page.on("response", self._response)

    def _console(self, kind: str, text: str) -> None:
        # A page answered with 403 or 404 is also logged; tests visit such pages on purpose.
        if kind == "error" and not text.startswith("Failed to load resource"):
            self.found.append(f"console: {text}")

    def _request(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme not in {"data", "blob", "about"} and address.hostname != "127.0.0.1":
            self.found.append(f"request to another origin: {request.url}")

    def _response(self, response: Response) -> None:
        kind = response.request.resource_type
        refused = kind == "fetch" and response.status in REFUSALS
        if response.status >= 400 and kind != "document" and not refused:
            self.found.append(f"{response.status} for {response.url}")


@pytest.fixture
def new_page(chromium: Browser) -> Iterator[PageMaker]:
    """Make pages: ``new_page(base_url, javascript=False, size=PHONE)``; each is its own visitor.

    The test fails at its end if a page had script errors, broke the Content-Security-Policy, asked
    another origin for anything or missed a file.
    """
    faults = Faults()
    contexts = []

    def make(
        base_url: str, *, javascript: bool = True, size: tuple[int, int] = DESKTOP, **options: Any
    ) -> Page:
        context = chromium.new_context(
            base_url=base_url,
            java_script_enabled=javascript,
            viewport={"width": size[0], "height": size[1]},
            locale="en-GB",
            timezone_id="Europe/London",
            **options,
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        faults.watch(page)
        return page

    yield make
    for context in contexts:
        context.close()
    assert not faults.found, "\n".join(faults.found)


@pytest.fixture
def page(new_page: PageMaker, live_app: Any) -> Page:
    """A page with JavaScript on a server of the test's own; addresses may start with a slash."""
    return new_page(live_app.url)


@pytest.fixture
def plain_page(new_page: PageMaker, live_app: Any) -> Page:
    """The same without JavaScript."""
    return new_page(live_app.url, javascript=False)


def axe_violations(page: Page) -> list[str]:
    """What axe-core finds wrong with the page as it stands: one line each, empty when nothing."""
    if not AXE.exists():
        pytest.fail("node_modules/axe-core is missing: run `make css`")
    # Evaluated, not added as a script: the page's Content-Security-Policy rightly refuses that.
    if page.evaluate("typeof axe === 'undefined'"):
        page.evaluate(AXE.read_text())
    # Without the elements that pass, most of what it would send over stays in the browser.
    run = "async () => (await axe.run(document, {resultTypes: ['violations']})).violations"
    violations = page.evaluate(run)
    return [
        f"{violation['id']}: {violation['help']}: {node['html'][:200]}"
        for violation in violations
        for node in violation["nodes"]
    ]
