"""A block copied from a spreadsheet: into a page of entry with its script, and without through the
page for pasting."""

import sqlite3
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser import DESKTOP, PHONE, PageMaker, axe_violations
from tests.support.html import html_faults

pytestmark = pytest.mark.browser

RETURN = "/p/rutland/returns/2014-15-q4/"
MANAGER = "Sign in as Community Safety Manager"
GATHER = """
from audit.context import context
from targets.models import Measure
from strategies.models import Priority
with context(by="system: tests", action="tests.given"):
    first = Priority.objects.filter(partnership__slug="rutland").order_by("position").first()
    Measure.objects.filter(partnership__slug="rutland").update(priority=first, outcome=None)
"""
HOW_MANY = 31
# What a person copies, as spreadsheets show it; the unit of the row decides which of them fits.
AS_WRITTEN = {
    "percentage": ["27%", "55.4%", "100%", "n/a", "\u00a07.5%", "'12%"],
    "count": ["1,264", "0", "..", "12", "\u00a01 012", "2,000"],
    "days": ["4.5", "12"],
}
READ = {
    "27%": 27, "55.4%": 55.4, "100%": 100, "\u00a07.5%": 7.5, "'12%": 12, "1,264": 1264, "0": 0,
    "12": 12, "\u00a01 012": 1012, "2,000": 2000, "4.5": 4.5,
}  # fmt: skip


@pytest.fixture
def big(live_app: Any) -> Any:
    """Rutland's return with its 37 indicators on one page."""
    live_app.manage("shell", "-c", GATHER)
    return live_app


def rows_of(database: Path) -> list[tuple[str, str, str, str]]:
    """Key, code, name and unit of the indicators, in the order of the page."""
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as connection:
        found = connection.execute(
            "SELECT 'm' || m.id, i.code, i.name, i.unit FROM targets_measure m"
            " JOIN targets_indicator i ON i.id = m.indicator_id"
            " JOIN partnerships_partnership p ON p.id = m.partnership_id"
            " WHERE p.slug = 'rutland' ORDER BY m.position, m.id"
        )
        return list(found)


def saved(database: Path) -> dict[str, tuple[str, str, float | None, str]]:
    """State, reason, value and how it came in, by the row's key."""
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as connection:
        found = connection.execute(
            "SELECT 'm' || f.measure_id, f.state, f.reason, f.value, f.how FROM targets_figure f"
            " JOIN targets_return r ON r.id = f.belongs_to_id"
            " JOIN partnerships_partnership p ON p.id = f.partnership_id"
            " WHERE p.slug = 'rutland' AND r.status = 'open'"
        )
        return {row[0]: (row[1], row[2], row[3], row[4]) for row in found}


def written(rows: list[tuple[str, str, str, str]]) -> list[str]:
    return [AS_WRITTEN[row[3]][place % len(AS_WRITTEN[row[3]])] for place, row in enumerate(rows)]


def expected(texts: list[str]) -> list[tuple[str, str, float | None]]:
    return [
        ("entered", "", READ[text]) if text in READ else ("not_available", "not_released", None)
        for text in texts
    ]


def sign_in(page: Page) -> None:
    page.goto("/")
    page.get_by_role("button", name=MANAGER, exact=True).click()


def open_section(page: Page) -> None:
    sign_in(page)
    page.goto(RETURN)
    page.locator(f"main a[href*='{RETURN}priority-']").first.click()
    page.wait_for_function("document.querySelector('[data-paste]')")


def paste(page: Page, key: str, text: str) -> None:
    """Put a text on the clipboard and paste it, by keyboard, into the row's first box."""
    page.evaluate("text => navigator.clipboard.writeText(text)", text)
    page.locator(f"#{key}-n:visible, #{key}-v:visible").first.focus()
    page.keyboard.press("Control+V")


def section(new_page: PageMaker, app: Any, **options: Any) -> Page:
    page = new_page(app.url, permissions=["clipboard-read", "clipboard-write"], **options)
    open_section(page)
    return page


def until(page: Page, database: Path, check: Any) -> None:
    """Wait until what is saved is as it should be."""
    for _ in range(60):
        if check(saved(database)):
            return
        page.wait_for_timeout(250)
    pytest.fail(f"still not saved: {saved(database)}")


def test_thirty_one_rows_by_keyboard_and_undo(new_page: PageMaker, big: Any) -> None:
    page = section(new_page, big)
    rows = rows_of(big.database)[:HOW_MANY]
    texts = written(rows)
    paste(page, rows[0][0], "\r\n".join(texts) + "\r\n")
    title = page.locator("#paste-title")
    expect(title).to_have_text(f"Paste {HOW_MANY} values starting at {rows[0][2]}")
    expect(title).to_be_focused()
    expect(page.locator("[data-paste-status]")).to_contain_text(f"Paste {HOW_MANY} values")
    assert axe_violations(page) == []
    assert saved(big.database) == {}, "a preview saves nothing"

    # By keyboard: to the question about n/a, then to the button.
    page.keyboard.press("Tab")
    expect(page.locator("#paste-reason")).to_be_focused()
    page.keyboard.press("N")  # Not released yet
    page.keyboard.press("Tab")
    fill = page.locator("[data-fill]")
    expect(fill).to_have_text(f"Fill these {HOW_MANY} values")
    fill.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".app-paste__undo p")).to_have_text(f"{HOW_MANY} values were filled in.")
    assert page.evaluate("document.activeElement.id").startswith(rows[0][0])

    wanted = dict(zip((row[0] for row in rows), expected(texts), strict=True))
    until(page, big.database, lambda now: {key: row[:3] for key, row in now.items()} == wanted)
    assert {row[3] for row in saved(big.database).values()} == {"pasted"}
    assert axe_violations(page) == []

    page.keyboard.press("Shift+Tab")
    expect(page.get_by_role("button", name="Undo paste")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".app-paste__undo")).to_have_count(0)
    until(
        page,
        big.database,
        lambda now: {row[0] for row in now.values()} == {"not_entered"},
    )
    assert {row[2] for row in saved(big.database).values()} == {None}, "blank is not 0"


def test_by_code_in_another_order(new_page: PageMaker, big: Any) -> None:
    page = section(new_page, big)
    rows = rows_of(big.database)[:12]
    texts = [text if text in READ else "12" for text in written(rows)]
    pairs = list(zip(rows, texts, strict=True))[::-1]
    lines = [f"{code}\t{name}\t{text}" for (_, code, name, _), text in pairs]
    paste(page, rows[5][0], "\n".join(["Code\tIndicator\tJan-Mar 2015", *lines, "no-such\tX\t9"]))
    expect(page.locator("[data-fill]")).to_have_text("Fill these 12 values")
    expect(page.locator(".app-paste tbody tr")).to_have_count(13)
    expect(page.locator(".app-paste tbody tr").last).to_contain_text("has this code or name")
    page.locator("[data-fill]").click()
    wanted = {row[0]: READ[text] for row, text in pairs}
    until(page, big.database, lambda now: {key: row[2] for key, row in now.items()} == wanted)


def test_a_bad_cell_is_left_out_and_cancel_changes_nothing(new_page: PageMaker, big: Any) -> None:
    page = section(new_page, big, size=PHONE)
    rows = [row for row in rows_of(big.database) if row[3] == "count"][:1]
    key = rows[0][0]
    paste(page, key, "12/03/2015\n1.234,5")
    expect(page.locator("#paste-title")).to_be_focused()
    expect(page.locator(".app-paste tbody tr").first).to_contain_text("looks like a date")
    expect(page.locator("[data-fill]")).to_be_hidden()
    assert axe_violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
    page.keyboard.press("Escape")
    expect(page.locator(".app-paste")).to_have_count(0)
    expect(page.locator(f"#{key}-v")).to_be_focused()
    expect(page.locator(f"#{key}-v")).to_have_value("")
    assert saved(big.database) == {}


def test_one_cell_is_the_browsers_own_paste(new_page: PageMaker, big: Any) -> None:
    page = section(new_page, big)
    key = next(row[0] for row in rows_of(big.database) if row[3] == "count")
    paste(page, key, "1,264\r\n")
    expect(page.locator(f"#{key}-v")).to_have_value("1,264")
    expect(page.locator(".app-paste")).to_have_count(0)


def test_undo_goes_with_the_next_save(new_page: PageMaker, big: Any) -> None:
    page = section(new_page, big)
    rows = rows_of(big.database)
    counts = [row for row in rows if row[3] == "count"]
    lines = [f"{row[1]}\t{place}" for place, row in enumerate(counts[:3], start=5)]
    paste(page, counts[0][0], "\n".join(lines))
    page.locator("[data-fill]").click()
    until(page, big.database, lambda now: len(now) == 3)
    expect(page.get_by_role("button", name="Undo paste")).to_be_visible()
    page.locator(f"#{counts[0][0]}-v").fill("6")
    page.locator(f"#{counts[0][0]}-v").blur()
    expect(page.get_by_role("button", name="Undo paste")).to_have_count(0)


def test_the_server_away(new_page: PageMaker, big: Any) -> None:
    page = section(new_page, big)
    key = rows_of(big.database)[0][0]
    page.route("**/paste/", lambda route: route.abort())
    paste(page, key, "27%\n12%")
    expect(page.locator(".app-paste")).to_contain_text("The server cannot be reached")
    page.get_by_role("button", name="Cancel").click()
    expect(page.locator(".app-paste")).to_have_count(0)


def test_without_javascript(new_page: PageMaker, big: Any) -> None:
    page = new_page(big.url, javascript=False)
    sign_in(page)
    page.goto(RETURN)
    page.get_by_role("link", name="Paste or upload figures").click()
    rows = rows_of(big.database)[:HOW_MANY]
    texts = written(rows)
    page.get_by_label("Or paste cells from a spreadsheet").fill("\n".join(texts))
    page.get_by_label("with which indicator do they begin").select_option(rows[0][0])
    page.get_by_label("Where a cell says n/a").select_option("Not released yet")
    page.get_by_role("button", name="See what would change").click()
    expect(page.locator("main")).to_contain_text(
        f"{HOW_MANY} will change, 0 unchanged, 0 not recognised, 0 problems."
    )
    assert saved(big.database) == {}
    page.get_by_role("button", name="Save the selected rows").click()
    expect(page.locator("main")).to_contain_text(f"Saved {HOW_MANY} figures.")
    wanted = dict(zip((row[0] for row in rows), expected(texts), strict=True))
    assert {key: row[:3] for key, row in saved(big.database).items()} == wanted
    page.get_by_role("link", name="Paste or upload more").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Paste or upload figures")


def test_the_pages_are_accessible_and_valid(new_page: PageMaker, big: Any, tmp_path: Path) -> None:
    page, pages = new_page(big.url), {}
    sign_in(page)
    rows = [row for row in rows_of(big.database) if row[3] == "count"]
    lines = ["Code\tValue\tCommentary", f"{rows[0][1]}\t1,264\tMore.", f"{rows[1][1]}\tn/a\t"]
    lines += [f"{rows[2][1]}\t3\t", "no-such\t9\t"]

    def look(name: str) -> None:
        pages[name] = page.content()
        for size in (DESKTOP, PHONE):
            page.set_viewport_size({"width": size[0], "height": size[1]})
            assert axe_violations(page) == [], name
            assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, name

    page.goto(f"{RETURN}upload/")
    page.get_by_label("Or paste cells from a spreadsheet").fill("\n".join(lines))
    page.get_by_role("button", name="See what would change").click()
    look("preview")
    other = new_page(big.url, javascript=False)
    sign_in(other)
    other.goto(RETURN)
    other.locator(f"main a[href*='{RETURN}priority-']").first.click()
    other.locator(f"#{rows[2][0]}-v").fill("4")
    other.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("button", name="Save the selected rows").click()
    expect(page.locator("#error-summary")).to_contain_text("1 figure changed since the preview")
    expect(page.locator("main")).to_contain_text("Saved: 1.")
    look("conflict")
    page.reload()
    assert saved(big.database)[rows[2][0]][2] == 4
    assert html_faults(pages, tmp_path) == []


def test_template_out_and_in_again(new_page: PageMaker, big: Any, tmp_path: Path) -> None:
    page = new_page(big.url, javascript=False)
    sign_in(page)
    page.goto(f"{RETURN}upload/")
    with page.expect_download() as download:
        page.get_by_role("link", name="Template for Excel (.xlsx)").click()
    file = tmp_path / download.value.suggested_filename
    download.value.save_as(file)
    page.get_by_label("Upload a file").set_input_files(file)
    page.get_by_role("button", name="See what would change").click()
    expect(page.locator("main")).to_contain_text("0 will change, 37 unchanged")
