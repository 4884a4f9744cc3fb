"""What would change, seen in a browser: on a desktop, on a phone, and back to what was typed."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.test_every_page import problems
from tests.support.browser import DESKTOP, PHONE, PageMaker
from tests.support.html import html_faults

pytestmark = pytest.mark.browser
NEW = "/p/leicestershire/rating/new/"


def looked_at(page: Page) -> None:
    """The page of what a wide tolerance and band would change."""
    page.goto("/")
    page.get_by_role("button", name="Sign in as Community Safety Manager", exact=True).click()
    page.goto(NEW)
    page.fill("[name=tolerance_percent]", "15")
    page.fill("[name=band_percent]", "20")
    page.fill("[name=reason]", "Wider, as agreed")
    page.get_by_label("From which quarter").select_option(index=1)
    page.get_by_role("button", name="Continue").click()


def test_seen_whole_and_gone_back_from(
    new_page: PageMaker, shared_live_app: Any, tmp_path: Path
) -> None:
    page = new_page(shared_live_app.url)
    looked_at(page)
    heading = page.get_by_role("heading", level=1).inner_text()
    assert heading == "1 of 12 ratings would change"
    faults = html_faults({"what-would-change": page.content()}, tmp_path)
    for width, height in (DESKTOP, PHONE):
        page.set_viewport_size({"width": width, "height": height})
        faults += [f"at {width}: {one}" for one in problems(page)]
    assert not faults, "\n".join(faults)
    page.get_by_role("button", name="Go back and change it").click()
    assert page.input_value("[name=band_percent]") == "20"
    assert page.input_value("[name=reason]") == "Wider, as agreed"


def test_without_a_script(new_page: PageMaker, live_app: Any) -> None:
    page = new_page(live_app.url, javascript=False)
    looked_at(page)
    page.get_by_role("button", name="Start this version").click()
    assert "The new version is started." in page.inner_text("body")
    page.get_by_role("link", name="Remove scheme 2").click()
    assert "No rating would change" in page.inner_text("main")
    page.get_by_role("button", name="Remove").click()
    assert "Removed." in page.inner_text("body")
