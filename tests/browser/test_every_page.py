"""Every page of every role: accessible, whole on a phone, valid, and in one piece."""

from pathlib import Path
from typing import Any

import pytest

from partnerships import policy
from tests.browser.scene import STARTS, Walker
from tests.support.browser import DESKTOP, PHONE, PageMaker, axe_violations
from tests.support.html import html_faults
from tests.support.walk import Found

pytestmark = pytest.mark.browser

# The part of an element outside the window, had the page to be moved sideways.
SIDEWAYS = "document.documentElement.scrollWidth - window.innerWidth"
# Targets under 24 pixels; links in running text and what is inside a label are exempt.
SMALL = """
[...document.querySelectorAll('button, select, input:not([type=hidden]), summary, textarea')]
  .map(element => [element.outerHTML.slice(0, 80), element.getBoundingClientRect()])
  .filter(([html, box]) => box.width && (box.width < 24 || box.height < 24))
  .map(([html]) => html)
"""

# What no link leads to, and why. Anything else that cannot be reached is a page nobody will find.
NOT_LINKED = {
    "accounts/logout/": "a button in the foot",
    "accounts/inactive/": "shown instead of a page",
    "accounts/password/reset/done/": "after the form",
    "accounts/password/reset/key/done/": "after the form",
    r"accounts/^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$": "from an e-mail",
    "accounts/2fa/authenticate/": "during sign-in",
    "accounts/2fa/reauthenticate/": "when asked again with a second factor",
    "accounts/2fa/totp/deactivate/": "once it is active",
    "accounts/2fa/recovery-codes/": "once it is active",
    "accounts/2fa/recovery-codes/generate/": "once it is active",
    "accounts/2fa/recovery-codes/download/": "once it is active",
    "/p/<slug:partnership>/returns/<quarter:quarter>/sign-off/<int:organisation>/": "",
}
BUTTONS_ONLY = ("/move/", "/withdraw/")  # forms on other pages post there

_walked: dict[tuple[str, str], list[Found]] = {}


def walked(app: Any, name: str) -> list[Found]:
    """What an account reaches, found once for each server."""
    if (app.url, name) not in _walked:
        _walked[app.url, name] = list(Walker.of(name, app.url).walk())
    return _walked[app.url, name]


@pytest.mark.parametrize("name", STARTS, ids=lambda name: name or "nobody")
def test_accessible_and_whole(new_page: PageMaker, everything: Any, name: str) -> None:
    page = new_page(everything.url)
    if name:
        page.goto("/accounts/login/")
        form = page.locator("form", has=page.locator(f"input[value='{name}@example.org']"))
        form.get_by_role("button").click()
    faults = []
    for found in walked(everything, name):
        if found.page is None:
            continue
        page.goto(found.path)
        for size in (DESKTOP, PHONE):
            page.set_viewport_size({"width": size[0], "height": size[1]})
            problems = axe_violations(page)
            if page.evaluate(SIDEWAYS) > 0:
                problems.append("moves sideways")
            problems += [f"too small to hit: {html}" for html in page.evaluate(SMALL)]
            faults += [f"{found.path} at {size[0]}: {problem}" for problem in problems]
    assert not faults, "\n".join(faults)
