"""Every page of every role: accessible, whole on a phone, valid, and in one piece."""

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from partnerships import policy
from tests.browser.scene import STARTS, Walker
from tests.support.browser import DESKTOP, PHONE, PageMaker, axe_violations
from tests.support.dom import Document
from tests.support.html import html_faults
from tests.support.person import HttpPerson
from tests.support.walk import route_of

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
    "accounts/logout/": "a button at the foot of every page",
    "accounts/inactive/": "shown in place of the page asked for",
    "accounts/password/reset/done/": "after its form",
    "accounts/password/reset/key/done/": "after its form",
    "accounts/^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$": "from an e-mail",
    "accounts/reauthenticate/": "before what asks for the password again",
    "accounts/2fa/authenticate/": "during sign-in",
    "accounts/2fa/reauthenticate/": "before what asks again, for those who have a second factor",
    "accounts/2fa/totp/deactivate/": "once there is a second factor",
    "accounts/2fa/recovery-codes/": "once there is a second factor",
    "accounts/2fa/recovery-codes/generate/": "once there is a second factor",
    "accounts/2fa/recovery-codes/download/": "once there is a second factor",
}
# Buttons on other pages post to these.
ONLY_BUTTONS = (
    "priorities/<int:priority>/move/",
    "outcomes/<int:outcome>/move/",
    "targets/<int:target>/move/",
    "judgements/indicators/<int:measure_id>/withdraw/",
    "returns/<quarter:quarter>/remind/",  # while somebody is late who can be reminded
    "remind/<int:organisation>/",
    "row/<int:measure>/",  # the page's script does
    "returns/<quarter:quarter>/paste/",  # and this
    "accounts/keys/<int:token>/withdraw/",
)
# Read with a key; see docs/api.md and tests/dashboards/test_api.py, which follows them.
FOR_PROGRAMS = (
    "api/v1/",
    "api/v1/p/<slug:partnership>/",
    "/ratings.<filekind:kind>",
)
# Reached only in a state in which the demonstration has nothing.
OTHER_STATES = (
    "returns/<quarter:quarter>/upload/<int:upload>/",  # after its form; see test_paste.py
    "figures/load/<int:upload>/",  # after its form; see tests/targets/test_load_history_pages.py
    "returns/<quarter:quarter>/add/<int:organisation>/",  # of one that came late into the return
    "denominators/<int:denominator>/",  # of one beside the populations, which are all there is
    "denominators/<int:denominator>/remove/",
    "versions/new/",  # while no version is being prepared
    "strategy/<slug:strategy>/remove/",  # of a first draft that is empty
    "outcomes/<int:outcome>/remove/",  # of an outcome that this version brought
    "targets/indicators/<int:indicator>/change/",  # of an indicator of one's own, not in use
    "targets/indicators/<int:indicator>/remove/",
    "submit/<int:organisation>/done/",  # after its form, of a part that is submitted
    "sign-off/<int:organisation>/done/",
    "sign-off/<int:organisation>/ask/",  # of a part that waits to be signed off
)

# Pages that are visited because they are refused.
EXPECTED_REFUSALS = {("", "/nothing-here/"), ("scrutiny", "/p/leicestershire/")}

_walked: dict[tuple[str, str], Walker] = {}


def walked(app: Any, name: str) -> Walker:
    """An account with all it reaches, found once for each server."""
    if (app.url, name) not in _walked:
        _walked[app.url, name] = Walker.of(name, app.url)
    return _walked[app.url, name]


# The manager's pages are as many as everybody else's: in two parts, for two workers.
TURNS = [(name, turn, 2 if name == "manager" else 1) for name in STARTS for turn in (0, 1)]


@pytest.mark.parametrize(
    ("name", "turn", "turns"), [one for one in TURNS if one[1] < one[2]], ids=str
)
def test_accessible_and_whole(
    new_page: PageMaker, everything: Any, name: str, turn: int, turns: int
) -> None:
    walker = walked(everything, name)
    page = new_page(everything.url)
    page.context.add_cookies(walker.person.cookies())
    faults = []
    for found in walker.found[turn::turns]:
        if found.page is not None and _is_new(name, found.page):
            page.goto(found.path)
            for size in (DESKTOP, PHONE):
                page.set_viewport_size({"width": size[0], "height": size[1]})
                faults += [f"{found.path} at {size[0]}: {one}" for one in problems(page)]
    assert not faults, "\n".join(faults)


def problems(page: Page) -> list[str]:
    """What is wrong with a page as it stands."""
    found = axe_violations(page)
    if page.evaluate(SIDEWAYS) > 0:
        found.append("moves sideways")
    return found + [f"too small to hit: {html}" for html in page.evaluate(SMALL)]


_looked_at: set[tuple[str, str]] = set()


def _is_new(name: str, page: Document) -> bool:
    """Whether this has not been looked at: many pages are the same for several roles. What stands
    around the content differs with the role, and is looked at once for each."""
    (main,) = page.find("//main")
    content = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page.html_of(main))
    new = {("", content), (name, "around it")} - _looked_at
    _looked_at.update(new)
    return bool(new)


def test_valid_html_and_anchors(everything: Any, tmp_path: Path) -> None:
    """Every page at once, since the checker is slow to start; links within pages lead somewhere."""
    pages, faults = {}, []
    for name in STARTS:
        for number, found in enumerate(walked(everything, name).found):
            if found.page is not None:
                pages[f"{name or 'nobody'}-{number:03}"] = found.page.source
                faults += [f"{name} {found.path}: {one}" for one in found.page.broken_anchors()]
    faults += html_faults(pages, tmp_path)
    assert not faults, "\n".join(faults)


def test_every_address_can_be_reached(everything: Any) -> None:
    reached = {
        route
        for name in STARTS
        for found in walked(everything, name).found
        for route in (found.route, route_of(found.path))
    }
    missed = [
        route
        for route, _, asks in policy.addresses()
        if asks not in (policy.REFUSED, policy.ADMINISTRATOR)
        and route not in reached | set(NOT_LINKED)
        and not route.endswith((*ONLY_BUTTONS, *OTHER_STATES, *FOR_PROGRAMS))
    ]
    assert missed == []


def test_no_page_is_refused_to_who_was_shown_a_link(everything: Any) -> None:
    wrong = [
        f"{found.answer.status} {name} {found.path}"
        for name in STARTS
        for found in walked(everything, name).found
        if found.answer.status != 200 and (name, found.path) not in EXPECTED_REFUSALS
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("name", "typed", "least"), [("manager", "", 60), ("officer", "nonsense", 10)]
)
def test_error_summaries_lead_to_their_fields(
    everything: Any, name: str, typed: str, least: int
) -> None:
    """Every form with boxes to type in, sent with nothing or nonsense in all of them."""
    walker, lines = walked(everything, name), []
    for found in walker.found:
        if found.page is not None and found.path.startswith("/p/"):
            for button in found.page.find("//main//form[@method='post']//button[not(@name)]"):
                lines += _sent(walker.person, found.page, button, typed)
    assert len(lines) >= least
    faults = [
        f"{page.address}: “{text}” leads to “{link}”"
        for page, text, link in lines
        if not link.startswith("#") or page.misses(link.removeprefix("#"))
    ]
    assert not faults, "\n".join(faults)


def _sent(
    person: HttpPerson, page: Document, button: Any, typed: str
) -> list[tuple[Document, str, str]]:
    """The lines of the error summary, each with the page that it is on."""
    boxes = ".//input[@type='text' or @type='radio']|.//textarea|.//select"
    names = {one.get("name") for one in next(button.iterancestors("form")).xpath(boxes)}
    if not names:
        return []
    sent = {
        field: typed if field in names else value
        for field, value in page.sent_by(button, {}).items()
    }
    answer = person.open(page.action(button), sent)
    return [(answer, text, link) for text, link in answer.errors()]
