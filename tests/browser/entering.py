"""What the browser tests of entering share: the page, its rows, and the figures as saved."""

import sqlite3
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.support.browser import PageMaker

RETURN = "/p/rutland/returns/2014-15-q4/"
OFFICER, MANAGER = "Police Performance Analyst", "Community Safety Manager"
ASB = "Anti-social behaviour reported to the Police"
HIGH_RISK = "High risk ASB cases"
ROADS = "Road traffic casualties on Rutland's roads"
OUTCOMES = "Crime outcome rate for violent domestic incidents with injury"
ROWS = "**/row/*/"
Open = Callable[..., Page]


@pytest.fixture
def enter(new_page: PageMaker, live_app: Any) -> Open:
    """The first priority's page in a browser of its own."""

    def make(who: str = MANAGER) -> Page:
        page = new_page(live_app.url)
        # The browser asks before it leaves what is not saved: in these tests, yes.
        page.on("dialog", lambda dialog: dialog.accept())
        sign_in(page, who)
        page.goto(RETURN)
        page.goto(page.locator("main a[href*='/priority-']").first.get_attribute("href") or "")
        return page

    return make


def sign_in(page: Page, who: str) -> None:
    page.goto("/accounts/login/")
    page.get_by_role("button", name=f"Sign in as {who}", exact=True).click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()


def row(page: Page, indicator: str) -> Locator:
    return page.locator("table.app-entry > tbody", has=page.get_by_text(indicator, exact=True))


def box(page: Page, indicator: str, field: str = "v") -> Locator:
    return row(page, indicator).locator(f"input[name$='-{field}']")


def check(page: Page, indicator: str) -> Locator:
    return row(page, indicator).locator("[data-check]")


def type_in(page: Page, indicator: str, text: str, field: str = "v") -> None:
    box(page, indicator, field).fill(text)
    box(page, indicator, field).press("Tab")


def said(page: Page) -> Locator:
    return page.locator("[data-entry-status]")


def until(page: Page, holds: str) -> None:
    """Wait for something on the page that has no words. Its policy forbids Playwright's own way."""
    for _ in range(100):
        if page.evaluate(holds):
            return
        page.wait_for_timeout(100)
    pytest.fail(f"never true: {holds}")


def figures(app: Any) -> dict[str, tuple[Any, ...]]:
    """Value, state, version and how, by indicator, of this return as the database has it."""
    with sqlite3.connect(app.database) as database:
        rows = database.execute(
            "SELECT i.name, f.value, f.state, f.version, f.how FROM targets_figure f"
            " JOIN targets_measure m ON m.id = f.measure_id"
            " JOIN targets_indicator i ON i.id = m.indicator_id"
            " JOIN targets_return r ON r.id = f.belongs_to_id"
            " JOIN partnerships_partnership p ON p.id = r.partnership_id"
            " WHERE p.slug = 'rutland' AND r.status = 'open'"
        ).fetchall()
    return {name: (value, state, version, how) for name, value, state, version, how in rows}
