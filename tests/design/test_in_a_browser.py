"""The components and the sign-in page in Chromium: accessible, valid, and whole on a phone."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.support.browser import DESKTOP, PHONE, PageMaker, axe_violations
from tests.support.html import html_faults

pytestmark = pytest.mark.browser

ADDRESSES = ["/components/", "/components/?errors=1", "/accounts/login/", "/nothing-here/"]
# The part of an element outside the window, had the page to be moved sideways.
SIDEWAYS = "document.documentElement.scrollWidth - window.innerWidth"
SMALL = """
[...document.querySelectorAll('button, select, input:not([type=hidden]), summary, .app-footer a')]
  .map(element => [element.outerHTML.slice(0, 80), element.getBoundingClientRect()])
  .filter(([html, box]) => box.width && (box.width < 24 || box.height < 24))
  .map(([html]) => html)
"""
TABLE_ROLES = {"table", "rowgroup", "row", "columnheader", "rowheader", "cell", "caption"}


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("address", ADDRESSES)
def test_accessible_and_whole(
    new_page: PageMaker, live_app: Any, address: str, size: tuple[int, int]
) -> None:
    page = new_page(live_app.url, size=size)
    page.goto(address)
    assert axe_violations(page) == []
    assert page.evaluate(SIDEWAYS) <= 0
    assert page.evaluate(SMALL) == []


def test_valid_html(new_page: PageMaker, live_app: Any, tmp_path: Path) -> None:
    page = new_page(live_app.url, javascript=False)
    texts = {}
    for number, address in enumerate(ADDRESSES):
        response = page.goto(address)
        assert response is not None
        texts[f"page-{number}"] = response.text()
    assert html_faults(texts, tmp_path) == []


def test_cards_on_a_phone_are_still_tables(new_page: PageMaker, live_app: Any) -> None:
    """Rows drawn as cards keep their roles: HTML forbids writing the roles out on table elements,
    so that this rests on the browser, and is looked at here."""

    def roles(size: tuple[int, int]) -> Counter[str]:
        page = new_page(live_app.url, size=size)
        page.goto("/components/")
        session = page.context.new_cdp_session(page)
        nodes = session.send("Accessibility.getFullAXTree")["nodes"]
        named = (node["role"]["value"] for node in nodes if not node["ignored"])
        return Counter(role for role in named if role in TABLE_ROLES)

    desktop = roles(DESKTOP)
    assert desktop["table"] >= 3
    assert roles(PHONE) == desktop


def test_an_error_link_takes_the_focus_without_javascript(
    new_page: PageMaker, live_app: Any
) -> None:
    page = new_page(live_app.url, javascript=False)
    page.goto("/components/?errors=1")
    for words, name in (("Select alignment", "alignment"), ("Enter due date", "due_day")):
        page.locator(".govuk-error-summary").get_by_role("link", name=words).click()
        page.keyboard.press("Space")
        page.keyboard.press("1")
        assert page.locator(f"[name={name}]").first.is_visible()
        focused = page.locator(":focus, :target").first
        assert focused.get_attribute("name") == name


@pytest.mark.parametrize("colours", ["active", "none"])
def test_a_rating_keeps_its_border(new_page: PageMaker, live_app: Any, colours: Any) -> None:
    """With forced colours, and on a printer that drops backgrounds."""
    page = new_page(live_app.url, forced_colors=colours)
    page.goto("/components/")
    if colours == "none":
        page.emulate_media(media="print")
    border = page.locator(".app-rag").first.evaluate(
        "element => getComputedStyle(element).borderLeftWidth"
    )
    assert float(border.removesuffix("px")) >= 3
    assert page.locator(".app-rag").first.inner_text().split() == ["▲", "Red"]
