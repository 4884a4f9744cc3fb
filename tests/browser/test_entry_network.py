"""Entering while the network, the session or the page goes away: nothing typed is lost."""

from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.entering import (
    ASB,
    HIGH_RISK,
    MANAGER,
    OFFICER,
    RETURN,
    ROADS,
    ROWS,
    Open,
    box,
    check,
    enter,
    figures,
    row,
    said,
    sign_in,
    type_in,
    until,
)
from tests.support.browser import PageMaker, axe_violations

__all__ = ["enter"]

pytestmark = pytest.mark.browser


def test_the_network_fails_and_comes_back(enter: Open, live_app: Any) -> None:
    page = enter()
    page.route(ROWS, lambda route: route.abort())
    type_in(page, ASB, "1264")
    type_in(page, HIGH_RISK, "4")
    expect(check(page, ASB)).to_contain_text("Not saved – will retry")
    expect(check(page, HIGH_RISK)).to_contain_text("Not saved – will retry")
    type_in(page, ASB, "1265")
    page.unroute(ROWS)
    for indicator in (ASB, HIGH_RISK):
        expect(check(page, indicator)).to_contain_text("Entered", timeout=20_000)
    expect(box(page, ASB)).to_have_value("1265")
    until(page, "!Object.keys(sessionStorage).some(key => key.startsWith('entry '))")
    assert figures(live_app)[ASB][0] == 1265
    # Without any network, as in a tunnel.
    page.context.set_offline(True)
    type_in(page, ROADS, "2")
    expect(check(page, ROADS)).to_contain_text("Not saved – will retry")
    page.context.set_offline(False)
    expect(check(page, ROADS)).to_contain_text("Entered", timeout=20_000)
    assert figures(live_app)[ROADS][0] == 2


def test_a_reply_that_is_lost_is_no_conflict_with_oneself(enter: Open, live_app: Any) -> None:
    """The row was saved, but the page never learned of it, and somebody typed on."""
    page = enter()

    def lose(route: Any) -> None:
        route.fetch()
        route.abort()

    page.route(ROWS, lose)
    type_in(page, ASB, "10")
    expect(check(page, ASB)).to_contain_text("Not saved – will retry")
    assert figures(live_app)[ASB][0] == 10
    box(page, ASB).fill("11")
    page.unroute(ROWS)
    box(page, ASB).press("Tab")
    expect(check(page, ASB)).to_contain_text("Entered", timeout=20_000)
    expect(page.locator(".app-conflict")).to_have_count(0)
    # The page may hear of the 10 that it sent again before it sends the 11.
    for _ in range(50):
        if figures(live_app)[ASB][0] == 11:
            break
        page.wait_for_timeout(100)
    assert figures(live_app)[ASB][0] == 11
    expect(page.locator(".app-conflict")).to_have_count(0)


def test_what_was_typed_survives_a_reload(enter: Open, live_app: Any) -> None:
    page = enter()
    page.route(ROWS, lambda route: route.abort())
    type_in(page, ASB, "1264")
    expect(check(page, ASB)).to_contain_text("Not saved – will retry")
    box(page, HIGH_RISK).fill("4")  # still in the box
    row(page, ROADS).get_by_text("Commentary and notes").click()
    row(page, ROADS).get_by_label("What changed and why?").fill("First line\nSecond line")
    page.reload()
    expect(page.locator("#entry-restored")).to_contain_text("3 values that were not saved")
    expect(box(page, ASB)).to_have_value("1264")
    expect(box(page, HIGH_RISK)).to_have_value("4")
    text = row(page, ROADS).get_by_label("What changed and why?")
    expect(text).to_have_value("First line\nSecond line")
    expect(text).to_be_visible()
    page.unroute(ROWS)
    for indicator in (ASB, HIGH_RISK):
        expect(check(page, indicator)).to_contain_text("Entered", timeout=20_000)
    expect(check(page, ROADS)).to_contain_text("Saved", timeout=20_000)
    page.reload()
    expect(page.locator("#entry-restored")).to_be_hidden()
    expect(box(page, HIGH_RISK)).to_have_value("4")
    assert figures(live_app)[ASB][0] == 1264


def test_what_was_typed_survives_the_end_of_the_session(enter: Open, live_app: Any) -> None:
    page = enter()
    page.context.clear_cookies(name="sessionid")
    for indicator, text in ((ASB, "1264"), (HIGH_RISK, "4"), (ROADS, "2")):
        type_in(page, indicator, text)
    banner = page.locator("#entry-signed-out")
    expect(banner).to_contain_text("Your 3 unsaved values are still on this page.")
    expect(said(page)).to_contain_text("You have been signed out.")
    assert axe_violations(page) == []
    assert figures(live_app) == {}
    with page.context.expect_page() as opened:
        banner.get_by_role("link", name="Sign in (opens in a new tab)").click()
    sign_in(opened.value, MANAGER)
    page.bring_to_front()
    page.get_by_role("button", name="Save", exact=True).click()
    for indicator in (ASB, HIGH_RISK, ROADS):
        expect(check(page, indicator)).to_contain_text("Entered")
    expect(banner).to_be_hidden()
    saved = figures(live_app)
    assert [saved[indicator][0] for indicator in (ASB, HIGH_RISK, ROADS)] == [1264, 4, 2]


def test_nobody_saves_in_somebody_elses_name(enter: Open, live_app: Any) -> None:
    """Another person signs in, in another tab of the same browser."""
    page = enter()
    other = page.context.new_page()
    page.context.clear_cookies(name="sessionid")
    sign_in(other, OFFICER)
    type_in(page, ASB, "1264")
    expect(check(page, ASB)).to_contain_text("Somebody else is signed in now.")
    expect(box(page, ASB)).to_have_value("1264")
    assert figures(live_app) == {}


def test_without_javascript_the_end_of_the_session_loses_nothing(
    new_page: PageMaker, live_app: Any
) -> None:
    page = new_page(live_app.url, javascript=False)
    sign_in(page, MANAGER)
    page.goto(RETURN)
    page.goto(page.locator("main a[href*='/priority-']").first.get_attribute("href") or "")
    expect(page.get_by_text("Select Save to keep your changes.")).to_be_visible()
    box(page, ASB).fill("1,264")
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("h1")).to_have_text("You have been signed out")
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Sign in (opens in a new tab)").click()
    sign_in(opened.value, MANAGER)
    page.get_by_role("button", name="Send again").click()
    expect(page.locator("h1")).to_have_text("Check, then send again")
    page.get_by_role("button", name="Send again").click()
    expect(page.locator(".govuk-notification-banner, .app-banner").first).to_contain_text(
        "Saved 1 figure."
    )
    assert figures(live_app)[ASB][0] == 1264


SLOW = """
(() => {
  const real = window.fetch;
  window.calls = [];
  window.fetch = async (address, options) => {
    const call = {address, began: performance.now(), ended: 0};
    window.calls.push(call);
    await new Promise(resolve => setTimeout(resolve, 1500));
    const answer = await real(address, options);
    call.ended = performance.now();
    return answer;
  };
})()
"""


def test_two_savings_of_a_row_never_overlap(enter: Open, live_app: Any) -> None:
    page = enter()
    page.evaluate(SLOW)
    for text in ("1", "12", "123"):
        type_in(page, ASB, text)
        page.wait_for_timeout(900)
    until(page, "calls.length >= 2 && calls.every(call => call.ended)")
    expect(check(page, ASB)).to_contain_text("Entered")
    calls = page.evaluate("calls")
    assert all(a["ended"] <= b["began"] for a, b in pairwise(calls))
    assert figures(live_app)[ASB] == (123, "entered", len(calls), "typed")
