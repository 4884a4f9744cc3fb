"""A quarter by a person's clicks, without JavaScript: from sign-in to the published PDF."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page

from tests.support.browser import PageMaker

pytestmark = pytest.mark.browser

RETURN = "/p/rutland/returns/2014-15-q4/"
ASB = "Anti-social behaviour reported to the Police"
OUTCOMES = "Crime outcome rate for violent domestic incidents with injury"
PAPER = {
    "Report number": "88/2015",
    "Committee": "People Scrutiny Panel",
    "Title": "Safer Rutland: performance in 2014/15",
    "Report of": "Community Safety Manager",
    "Purpose of the report": "To report the fourth quarter.",
    "Recommendations": "Note the performance.",
    "Background papers": "None",
    "Contact": "Community Safety Manager",
}

SignIn = Callable[[str], Page]


@pytest.fixture
def sign_in(new_page: PageMaker, live_app: Any) -> SignIn:
    """By the demonstration's buttons on the sign-in page; everybody has a browser of their own."""
    pages: dict[str, Page] = {}

    def make(who: str) -> Page:
        if who not in pages:
            pages[who] = page = new_page(live_app.url, javascript=False)
            page.goto("/")
            page.get_by_role("button", name=f"Sign in as {who}", exact=True).click()
        return pages[who]

    return make


def row(page: Page, indicator: str) -> Locator:
    return page.locator("table.app-entry tbody", has=page.get_by_text(indicator, exact=True))


def save(page: Page) -> None:
    page.get_by_role("button", name="Save", exact=True).click()


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def test_a_quarter_by_clicks(sign_in: SignIn, live_app: Any) -> None:
    officer = sign_in("Police Performance Analyst")
    enters_figures(officer)
    gives_reasons_for_the_rest(officer)
    officer.goto(RETURN)
    officer.get_by_role("link", name="Submit for sign-off", exact=True).click()
    press(officer, "Submit for sign-off")
    assert "Submitted for sign-off: Leicestershire Police" in officer.locator("main").inner_text()
    assert not offers(officer, "Sign off")

    signs_off(sign_in("Police Partnership Inspector"), "Leicestershire Police")
    manager, deputy = (sign_in(who) for who in ("Community Safety Manager", DEPUTY))
    gives_reasons_for_the_rest(manager)
    for organisation in submits_all(manager):
        signs_off(deputy, organisation)
    manager.goto(RETURN)
    manager.get_by_role("link", name="Publish Q4 2014/15 to the board").click()
    press(manager, "Publish to the board")
    says(manager, "Q4 2014/15 is published to the board as version 1.")

    board_reads(sign_in("Board member"))
    writes_and_publishes(manager)
    scrutiny_downloads(sign_in("Scrutiny committee member"))
    assert "The row history is whole." in live_app.manage("audit_check")


DEPUTY = "Deputy Community Safety Manager"


def says(page: Page, text: str) -> None:
    banner = page.locator(".govuk-notification-banner")
    assert text in banner.inner_text()


def offers(page: Page, button: str) -> bool:
    return page.get_by_role("button", name=button, exact=True).count() > 0


def enters_figures(officer: Page) -> None:
    officer.get_by_role("link", name="Safer Rutland Partnership").click()
    assert "Due Thursday 30 April 2015" in officer.locator("main").inner_text()
    officer.get_by_role("button", name="Continue Q4 2014/15").click()
    officer.locator("main section a").first.click()
    row(officer, ASB).get_by_role("textbox", name=ASB).fill("about 200")
    officer.get_by_role("textbox", name=f"{OUTCOMES} Outcomes").fill("44")
    officer.get_by_role("textbox", name=f"{OUTCOMES} Incidents").fill("80")
    save(officer)

    summary = officer.locator(".govuk-error-summary")
    assert "Saved 1 figure. 1 figure was not saved" in summary.inner_text()
    link = summary.get_by_role("link")
    assert link.count() == 1
    link.click()  # lands on the field: what is typed next goes there
    field = officer.locator(":focus")
    assert field.input_value() == "about 200"
    officer.keyboard.press("Control+a")
    officer.keyboard.type("212")
    officer.keyboard.press("Enter")  # saves, and submits nothing
    says(officer, "Saved 1 figure.")
    assert row(officer, ASB).get_by_role("textbox", name=ASB).input_value() == "212"
    officer.goto(RETURN)
    assert "Everything is submitted" not in officer.locator("main").inner_text()
    assert "2 of 6 indicators entered" in officer.locator("main").inner_text()


def gives_reasons_for_the_rest(person: Page) -> None:
    """Page by page, by the button that leads to the next priority."""
    person.goto(RETURN)
    person.locator("main section a").first.click()
    while person.locator("table.app-entry").count():
        waiting = person.locator(
            "table.app-entry tbody", has=person.get_by_text("Not entered", exact=True)
        )
        for one in waiting.all():
            choice = one.locator("select")
            if choice.count():
                choice.select_option(label="Not collected this quarter")
        person.locator("button[name=next]").click()


def submits_all(manager: Page) -> list[str]:
    """Submits every part that is open; returns the organisations."""
    names = []
    while True:
        manager.goto(RETURN)
        link = manager.get_by_role("link", name="Submit for sign-off: ")
        if not link.count():
            return names
        names.append(link.first.inner_text().partition(": ")[2])
        link.first.click()
        press(manager, "Submit for sign-off")


def signs_off(person: Page, organisation: str) -> None:
    person.goto(RETURN)
    person.get_by_role("link", name=f"Check and sign off: {organisation}").click()
    press(person, "Sign off")


def board_reads(board: Page) -> None:
    board.get_by_role("link", name="Safer Rutland Partnership").click()
    assert board.locator("h1").inner_text() == "How we are doing: January to March 2015"
    board.get_by_role("link", name="All indicators").first.click()
    board.get_by_role("link", name=OUTCOMES).click()
    assert "55.0%" in board.locator("main").inner_text()
    assert board.locator("main svg").count() or "Too few" in board.locator("main").inner_text()


def writes_and_publishes(manager: Page) -> None:
    manager.get_by_role("link", name="Papers", exact=True).first.click()
    manager.locator("main a", has_text="Write a paper").first.click()
    for label, text in PAPER.items():
        manager.get_by_label(label, exact=True).fill(text)
    for part, text in (("Day", "28"), ("Month", "5"), ("Year", "2015")):
        manager.get_by_label(part, exact=True).fill(text)
    press(manager, "Save the draft")
    says(manager, "The draft is saved.")
    manager.get_by_role("button", name="Check and publish").click()
    press(manager, "Publish the paper")
    says(manager, "Report 88/2015 is published.")


def scrutiny_downloads(member: Page) -> None:
    """The same bytes twice; nothing but papers in the menu."""
    member.get_by_role("link", name="Safer Rutland Partnership").click()
    menu = member.get_by_role("navigation", name="Menu").get_by_role("link")
    assert menu.all_inner_texts() == ["Papers"]
    href = member.get_by_role("link", name="Download report 88/2015").get_attribute("href")
    assert href
    first, second = (member.request.get(href).body() for _ in range(2))
    assert first.startswith(b"%PDF-1.7")
    assert first == second
