"""Entering with JavaScript: every row saves by itself, and says what became of it."""

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.entering import (
    ASB,
    HIGH_RISK,
    OFFICER,
    OUTCOMES,
    Open,
    box,
    check,
    enter,
    figures,
    row,
    said,
    type_in,
)
from tests.support.browser import axe_violations

__all__ = ["enter"]

pytestmark = pytest.mark.browser


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


def test_who_and_by_when_save_by_themselves_and_survive_a_reload(
    enter: Open, live_app: Any
) -> None:
    page = enter()
    row(page, ASB).get_by_text("Commentary and notes").click()
    who, when = (row(page, ASB).locator(f"input[name$='-{field}']") for field in "bt")
    who.fill("Neighbourhood Inspector")
    when.fill("in June")
    when.press("Tab")
    expect(check(page, ASB)).to_contain_text("“in June” is not a date.")
    expect(when).to_have_attribute("aria-invalid", "true")
    assert axe_violations(page) == []
    page.reload()  # neither is saved, and neither is lost
    expect(page.locator("#entry-restored")).to_be_visible()
    expect(who).to_have_value("Neighbourhood Inspector")
    expect(when).to_have_value("in June")
    when.fill("30/6/2015")
    when.press("Tab")
    expect(check(page, ASB)).to_contain_text("Saved")
    page.reload()
    expect(when).to_have_value("30 June 2015")
    expect(who).to_have_value("Neighbourhood Inspector")
