"""Entering by keyboard alone, and rows that are filled by pasting."""

import re
import sqlite3
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.entering import ASB, HIGH_RISK, Open, box, check, enter, figures, said, type_in

__all__ = ["enter"]

pytestmark = pytest.mark.browser


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
