"""Entering with JavaScript: every row saves by itself, and nothing that was typed is lost."""

import re
import sqlite3
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.support.browser import PageMaker, axe_violations

pytestmark = pytest.mark.browser

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


def test_a_row_saves_by_itself(enter: Open, live_app: Any) -> None:
    page = enter()
    expect(page.get_by_text("Values save as you go.")).to_be_visible()
    expect(page.get_by_text("Select Save to keep your changes.")).to_be_hidden()
    type_in(page, ASB, "1,264")
    expect(check(page, ASB)).to_contain_text(re.compile(r"Saved \d\d:\d\d"))
    expect(said(page)).to_have_text("1 value saved.")
    expect(box(page, ASB)).to_have_value("1,264")
    type_in(page, OUTCOMES, "3", "n")
    type_in(page, OUTCOMES, "12", "d")
    expect(row(page, OUTCOMES).locator("[data-made]")).to_have_text("= 25.0%")
    page.reload()
    expect(box(page, ASB)).to_have_value("1264")
    expect(check(page, ASB)).to_contain_text("Entered")
    assert figures(live_app)[ASB] == (1264, "entered", 1, "typed")


def test_what_is_typed_before_the_script_is_there(enter: Open, live_app: Any) -> None:
    page = enter()
    waiting: list[Any] = []

    def hold(route: Any) -> None:
        waiting.append(route)

    page.route("**/entry_row.js", hold)
    page.reload(wait_until="commit")
    box(page, ASB).fill("1,264")
    expect(page.get_by_text("Select Save to keep your changes.")).to_be_visible()
    while not waiting:
        page.wait_for_timeout(100)
    waiting[0].continue_()
    expect(check(page, ASB)).to_contain_text("Entered")
    assert figures(live_app)[ASB][0] == 1264


def test_nothing_is_not_0(enter: Open, live_app: Any) -> None:
    page = enter()
    type_in(page, ASB, "5")
    expect(check(page, ASB)).to_contain_text("Entered")
    type_in(page, ASB, "")
    expect(check(page, ASB)).to_contain_text("Not entered")
    assert figures(live_app)[ASB][:2] == (None, "not_entered")
    type_in(page, ASB, "0")
    expect(check(page, ASB)).to_contain_text("Entered")
    assert figures(live_app)[ASB][:2] == (0, "entered")


def test_a_refusal_is_said_in_the_row(enter: Open, live_app: Any) -> None:
    """The text stays, the focus does not move, and other rows are saved."""
    page = enter()
    type_in(page, ASB, "abc")
    focused = page.evaluate("document.activeElement.id")
    expect(check(page, ASB)).to_contain_text("Not saved")
    expect(check(page, ASB)).to_contain_text("is not a number. Enter a number, like 12 or 4.5.")
    expect(box(page, ASB)).to_have_value("abc")
    expect(box(page, ASB)).to_have_attribute("aria-invalid", "true")
    described = box(page, ASB).get_attribute("aria-describedby") or ""
    assert page.locator(f"#{described.split()[-1]}").count() == 1
    assert page.evaluate("document.activeElement.id") == focused
    expect(page.locator(".govuk-error-summary")).to_have_count(0)
    type_in(page, HIGH_RISK, "4")
    expect(check(page, HIGH_RISK)).to_contain_text("Entered")
    # Escape puts back what was saved, and then nothing is wrong.
    box(page, ASB).press("Escape")
    expect(box(page, ASB)).to_have_value("")
    expect(check(page, ASB)).to_contain_text("Not entered")
    expect(box(page, ASB)).not_to_have_attribute("aria-invalid", "true")
    # The button says at the top what is wrong, as it does without JavaScript.
    type_in(page, ASB, "abc")
    page.get_by_role("button", name="Save", exact=True).click()
    link = page.locator(".govuk-error-summary").get_by_role("link")
    expect(link).to_have_count(1)
    assert link.get_attribute("href") == f"#{box(page, ASB).get_attribute('id')}"
    expect(box(page, ASB)).to_have_value("abc")
    box(page, ASB).fill("")
    type_in(page, ASB, "7")
    expect(check(page, ASB)).to_contain_text("Entered")
    assert figures(live_app)[ASB][0] == 7


def test_two_on_one_row_choose(enter: Open, live_app: Any) -> None:
    manager, officer = enter(), enter(OFFICER)
    for theirs, yours, choice, kept in (
        ("212", "185", "Use 185, as typed below", 185),
        ("90", "80", "Keep 90", 90),
    ):
        type_in(officer, ASB, theirs)
        expect(check(officer, ASB)).to_contain_text("Entered")
        type_in(manager, ASB, yours)
        panel = row(manager, ASB).locator(".app-conflict")
        expect(panel).to_contain_text(f"was changed to {theirs} by {OFFICER}")
        expect(panel).to_contain_text(f"You entered {yours}.")
        expect(check(manager, ASB)).to_contain_text("Not saved")
        panel.get_by_label(choice).check()
        expect(panel).to_have_count(0)
        expect(check(manager, ASB)).to_contain_text("Entered")
        expect(box(manager, ASB)).to_have_value(str(kept))
        assert figures(live_app)[ASB][0] == kept
        officer.reload()


def test_two_on_different_rows_do_not_meet(enter: Open, live_app: Any) -> None:
    manager, officer = enter(), enter(OFFICER)
    for number in range(3):
        type_in(officer, ASB, str(200 + number))
        type_in(manager, HIGH_RISK, str(number))
        expect(check(officer, ASB)).to_contain_text("Entered")
        expect(check(manager, HIGH_RISK)).to_contain_text("Entered")
        expect(said(officer)).to_have_text("1 value saved.")
        expect(said(manager)).to_have_text("1 value saved.")
        for page in (officer, manager):
            expect(page.locator(".app-conflict")).to_have_count(0)
            page.evaluate("document.querySelector('[data-entry-status]').textContent = ''")
    saved = figures(live_app)
    assert (saved[ASB][0], saved[HIGH_RISK][0]) == (202, 2)


def test_accessible_while_something_is_wrong(enter: Open) -> None:
    manager, officer = enter(), enter(OFFICER)
    type_in(officer, ASB, "212")
    expect(check(officer, ASB)).to_contain_text("Entered")
    type_in(manager, ASB, "185")
    type_in(manager, HIGH_RISK, "-3")
    type_in(manager, OUTCOMES, "30", "n")
    expect(row(manager, ASB).locator(".app-conflict")).to_be_visible()
    expect(check(manager, HIGH_RISK)).to_contain_text("Not saved")
    expect(check(manager, OUTCOMES)).to_contain_text("Not saved")
    manager.get_by_text("Keyboard help").click()
    for size in ((1280, 900), (768, 1024), (390, 844)):
        manager.set_viewport_size({"width": size[0], "height": size[1]})
        assert axe_violations(manager) == []
        assert manager.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


NAMES = """
[...document.querySelectorAll('tbody[data-save]')].flatMap(body => {
  const indicator = document.getElementById(`${body.id}-name`).textContent;
  return [...body.querySelectorAll('input:not([type=hidden]), select, textarea')].map(control => {
    const ids = (control.getAttribute('aria-labelledby') ?? '').split(' ').filter(Boolean);
    const labels = ids.map(id => document.getElementById(id)).concat([...control.labels ?? []]);
    return [control.name, indicator, labels.map(label => label.textContent).join(' ')];
  });
})
"""


def test_every_box_is_called_by_its_indicator(enter: Open) -> None:
    named = enter().evaluate(NAMES)
    assert len(named) > 80
    assert [name for name, indicator, words in named if indicator not in words] == []
    assert len({words for _, _, words in named}) == len(named)


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
    assert figures(live_app)[ASB][0] == 11


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


def test_filled_rows_are_saved_as_pasted(enter: Open, live_app: Any) -> None:
    """What the paste panel does: it fills in boxes, then says which rows."""
    page = enter()
    keys = [box(page, name).get_attribute("id") for name in (ASB, HIGH_RISK)]
    page.evaluate(
        """ids => {
          for (const id of ids) document.getElementById(id).value = '31';
          const rows = ids.map(id => id.split('-')[0]);
          document.querySelector('form[data-entry]').dispatchEvent(
            new CustomEvent('entry:filled', {bubbles: true, detail: {how: 'pasted', rows}}));
        }""",
        keys,
    )
    expect(said(page)).to_have_text("2 values saved.")
    saved = figures(live_app)
    assert [saved[name][0::3] for name in (ASB, HIGH_RISK)] == [(31, "pasted"), (31, "pasted")]
    type_in(page, ASB, "32")
    expect(said(page)).to_have_text("1 value saved.")
    assert figures(live_app)[ASB][3] == "typed"


def parts(app: Any) -> set[str]:
    with sqlite3.connect(app.database) as database:
        rows = database.execute("SELECT status FROM targets_returnpart WHERE status <> 'open'")
        return {status for (status,) in rows}


@pytest.mark.parametrize("moves", [True, False])
def test_enter_neither_submits_nor_leaves(enter: Open, live_app: Any, moves: bool) -> None:
    page = enter()
    before = parts(live_app)
    page.get_by_text("Keyboard help").click()
    page.get_by_label("Enter and arrow keys move between indicators").set_checked(moves)
    for summary in page.get_by_text("Only the result is known").all():
        summary.click()
    page.evaluate("window.here = true")
    address = page.url
    boxes = page.locator("form[data-entry] input[type=text]").all()
    assert len(boxes) > 20
    for one in boxes:
        one.press("Enter")
    page.wait_for_timeout(500)
    assert page.evaluate("window.here") is True
    assert page.url == address
    assert parts(live_app) == before
    # The switch is kept in this browser.
    page.reload()
    assert page.locator("#entry-moves").is_checked() is moves


def test_arrows_and_escape(enter: Open) -> None:
    page = enter()
    box(page, ASB).fill("12")
    box(page, ASB).press("ArrowLeft")
    expect(box(page, ASB)).to_be_focused()
    box(page, ASB).press("ArrowUp")
    box(page, "Victims supported to live independently by LW").press("ArrowDown")
    expect(box(page, ASB)).to_be_focused()
    assert page.evaluate("getSelection().toString()") == "12"
    expect(check(page, ASB)).to_contain_text("Entered")
    page.keyboard.type("99")
    page.keyboard.press("Escape")
    expect(box(page, ASB)).to_have_value("12")
    box(page, HIGH_RISK).fill("3")
    page.keyboard.press("Control+s")
    expect(check(page, HIGH_RISK)).to_contain_text("Entered")


HERE = "document.activeElement.name || document.activeElement.textContent.trim()"


def tab_to(page: Page, wanted: str) -> None:
    for _ in range(60):
        if re.search(wanted, page.evaluate(HERE)):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"Tab does not come to {wanted}")


def down_the_column(page: Page, field: str, text: str) -> None:
    """Type into every box of a column, with Enter from row to row."""
    last = ""
    while (name := page.evaluate(HERE)) != last:
        if name.endswith(f"-{field}") or (field == "n" and name.endswith("-v")):
            page.keyboard.type(text)
        page.keyboard.press("Enter")
        last = name


def test_thirty_values_by_keyboard_alone(enter: Open, live_app: Any) -> None:
    """Three priorities: the first column down, the second column down, on to the next page."""
    page = enter()
    for place in range(3):
        page.wait_for_load_state()
        expect(page.get_by_text("Values save as you go.")).to_be_visible()
        page.locator("#main-content").focus()
        tab_to(page, r"^m\d+-[nv]$")
        first = page.evaluate(HERE)
        down_the_column(page, "n", "5")
        while page.evaluate(HERE) != first:
            page.keyboard.press("Shift+Enter")
        tab_to(page, r"^m\d+-d$")
        down_the_column(page, "d", "10")
        address = page.url
        tab_to(page, r"^next$")
        page.keyboard.press("Enter")
        page.wait_for_url(lambda url, here=address: url != here)
        assert "/priority-" in page.url or place == 2
    entered = [one for one in figures(live_app).values() if one[1] == "entered"]
    assert len(entered) >= 30
    assert {one[3] for one in entered} == {"typed"}
