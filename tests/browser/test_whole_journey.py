"""A round from its opening to the published snapshot by a person's clicks: without JavaScript,
and with it (saving by row, pasting). A quarter of Leicestershire, which has earlier figures."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.support.browser import PageMaker

pytestmark = pytest.mark.browser

RETURNS = "/p/leicestershire/returns/"
RETURN = f"{RETURNS}2015-16-q1/"
QUARTER = "Q1 2015/16: April to June 2015"
POLICE = "Leicestershire Police"
ANALYST, INSPECTOR = "Police Performance Analyst", "Police Partnership Inspector"
MANAGER, DEPUTY = "Community Safety Manager", "Deputy Community Safety Manager"
TOTAL, BURGLARY, VEHICLE, VIOLENCE = (
    f"{name} rate (per 1,000 population)"
    for name in ("Total Crime", "Domestic Burglary", "Vehicle Crime", "Violence with Injury")
)
HATE = "Reported hate incidents (per 1,000 population)"
OFFENDERS = "% Reduction in offending by IOM & PPO Offenders"
CRIME_PAGE = "Ongoing reductions in crime"
WHY = "Thefts from vans: three quarters of the rise. A suspect was charged in June."

People = Callable[[str], Page]


@pytest.fixture
def people(new_page: PageMaker, live_app: Any) -> Callable[[bool], People]:
    """By the demonstration's buttons on the sign-in page; everybody has a browser of their own."""

    def with_javascript(javascript: bool) -> People:
        pages: dict[str, Page] = {}

        def sign_in(who: str) -> Page:
            if who not in pages:
                allowed = ["clipboard-read", "clipboard-write"] if javascript else []
                page = new_page(live_app.url, javascript=javascript, permissions=allowed)
                page.goto("/")
                press(page, f"Sign in as {who}")
                pages[who] = page
            return pages[who]

        return sign_in

    return with_javascript


def test_a_round_without_javascript(people: Callable[[bool], People], live_app: Any) -> None:
    sign_in = people(False)
    opens_the_round(sign_in(MANAGER))
    analyst = sign_in(ANALYST)
    enters_by_pages(analyst)
    explains(analyst)
    from_submitting_to_the_board(sign_in, live_app)


def test_a_round_with_javascript(people: Callable[[bool], People], live_app: Any) -> None:
    sign_in = people(True)
    opens_the_round(sign_in(MANAGER))
    analyst = sign_in(ANALYST)
    enters_as_one_goes(analyst)
    explains(analyst)
    from_submitting_to_the_board(sign_in, live_app)


def from_submitting_to_the_board(sign_in: People, live_app: Any) -> None:
    submits(sign_in(ANALYST))
    cannot_sign_off_own(sign_in(ANALYST))
    signs_off(sign_in(INSPECTOR), POLICE)
    answers_for_the_others(sign_in(MANAGER), sign_in(DEPUTY))
    publishes(sign_in(MANAGER))
    the_board_reads(sign_in("Board member"))
    figures_are_closed(sign_in(ANALYST))
    assert "The row history is whole." in live_app.manage("audit_check")


# --- The steps ----------------------------------------------------------------------------------


def opens_the_round(manager: Page) -> None:
    """With the dates of the calendar, but for the police's."""
    manager.goto(RETURNS)
    manager.locator("main").get_by_role("button", name="Open").or_(
        manager.locator("main").get_by_role("link", name="Open")
    ).first.click()
    manager.get_by_label("Quarter", exact=True).select_option(label=QUARTER)
    press(manager, "Show the due dates")
    police = manager.get_by_role("group", name=POLICE)
    assert police.get_by_label("Month").input_value() == "7"
    police.get_by_label("Day").fill("20")
    press(manager, "Open the return for Q1 2015/16")
    assert "The return for April to June 2015 is open." in text_of(manager)
    assert "0 of 12 indicators entered." in text_of(manager)


def enters_by_pages(analyst: Page) -> None:
    """What cannot be read stays where it was typed; the rest of the page is saved."""
    analyst.goto(RETURNS)
    assert "Due Monday 20 July 2015" in text_of(analyst)
    analyst.get_by_role("button", name="Continue Q1 2015/16").click()
    analyst.get_by_role("link", name=CRIME_PAGE).first.click()
    for indicator, typed in ((TOTAL, "46.12"), (BURGLARY, "1.234,5"), (VEHICLE, "63.5")):
        value_of(analyst, indicator).fill(typed)
    press(analyst, "Save")
    summary = analyst.locator(".govuk-error-summary")
    summary.get_by_role("link").click()
    assert analyst.locator(":focus").input_value() == "1.234,5"
    analyst.keyboard.press("Control+a")
    analyst.keyboard.type("3.2")
    value_of(analyst, VIOLENCE).fill("3.51")
    value_of(analyst, VIOLENCE).press("Enter")  # saves, and submits nothing
    assert "Saved 2 figures." in text_of(analyst)
    assert "Check needed" in row(analyst, VEHICLE).inner_text()
    answers_the_rest(analyst)


def answers_the_rest(analyst: Page) -> None:
    """A figure for hate incidents; for the offenders' a reason, and a mark in place of a figure."""
    enter_alone(analyst, HATE, "0.81")
    analyst.goto(RETURN)
    analyst.get_by_role("link", name="Reduce offending").first.click()
    value_of(analyst, OFFENDERS).fill("n/a")
    row(analyst, OFFENDERS).get_by_role("combobox").select_option(label="Not released yet")
    press(analyst, "Save")
    row(analyst, OFFENDERS).locator("td strong", has_text="Not available").wait_for()


def enter_alone(analyst: Page, indicator: str, typed: str) -> None:
    analyst.goto(RETURN)
    analyst.get_by_role("link", name="most vulnerable").first.click()
    value_of(analyst, indicator).fill(typed)
    press(analyst, "Save")
    row(analyst, indicator).locator("td strong", has_text="Entered").wait_for()


def enters_as_one_goes(analyst: Page) -> None:
    """Enter goes down the column and the row is saved; a column from Excel is pasted."""
    analyst.goto(RETURN)
    analyst.get_by_role("link", name=CRIME_PAGE).first.click()
    analyst.get_by_text("Values save as you go").wait_for()
    value_of(analyst, TOTAL).fill("about 46")
    value_of(analyst, TOTAL).press("Enter")
    row(analyst, TOTAL).get_by_text("Not saved").first.wait_for()
    assert value_of(analyst, TOTAL).input_value() == "about 46"
    focused = analyst.locator(":focus")
    assert focused.get_attribute("id") == value_of(analyst, BURGLARY).get_attribute("id")

    value_of(analyst, TOTAL).focus()
    analyst.evaluate("text => navigator.clipboard.writeText(text)", "46.12\n3.20\n63.5\n3.51\n")
    analyst.keyboard.press("Control+v")
    press(analyst, "Fill these 4 values")
    for indicator in (TOTAL, BURGLARY, VEHICLE, VIOLENCE):
        row(analyst, indicator).get_by_text("Saved").first.wait_for()
    row(analyst, VEHICLE).get_by_text("Check needed").wait_for()
    analyst.reload()
    values = [value_of(analyst, one).input_value() for one in (TOTAL, BURGLARY, VEHICLE, VIOLENCE)]
    assert [float(value) for value in values] == [46.12, 3.2, 63.5, 3.51]
    answers_the_rest(analyst)


def explains(analyst: Page) -> None:
    """It cannot be submitted before; what is unusual stands on a page of its own."""
    analyst.goto(RETURN)
    assert analyst.get_by_role("link", name="Submit for sign-off").count() == 0
    assert "There is a problem" in text_of(analyst)
    analyst.get_by_role("link", name="Check unusual").first.click()
    assert "10 times" in text_of(analyst)
    analyst.locator("main").get_by_role("textbox").first.fill(WHY)
    press(analyst, "Save")
    assert "Saved 1 explanation." in text_of(analyst)


def submits(analyst: Page) -> None:
    """What the board will see, the explanation and the declaration stand on the page."""
    analyst.goto(RETURN)
    analyst.get_by_role("link", name="Submit for sign-off").click()
    text = text_of(analyst)
    assert WHY in text
    assert "I confirm that to the best of my knowledge they are complete and correct" in text
    assert "▲ Red" in text
    press(analyst, "Submit for sign-off")
    assert f"Submitted for sign-off: {POLICE}" in text_of(analyst)


def cannot_sign_off_own(analyst: Page) -> None:
    analyst.goto(RETURN)
    link = analyst.get_by_role("link", name="sign off")
    if link.count():
        link.first.click()
    assert analyst.get_by_role("button", name="Sign off", exact=True).count() == 0


def signs_off(person: Page, organisation: str) -> None:
    person.goto(RETURN)
    person.get_by_role("link", name=f"Check and sign off: {organisation}").first.click()
    if organisation == POLICE:
        assert WHY in text_of(person)
    press(person, "Sign off")
    assert "Signed off" in text_of(person)


def answers_for_the_others(manager: Page, deputy: Page) -> None:
    """For the organisations without an account; the deputy signs off what the manager submits."""
    manager.goto(RETURN)
    links = manager.locator("main section").first.get_by_role("link").all()
    for address in [link.get_attribute("href") for link in links]:
        manager.goto(str(address))
        waiting = manager.locator(
            "table.app-entry tbody", has=manager.get_by_text("Not entered", exact=True)
        )
        for one in waiting.all():
            if one.locator("select").count():
                one.locator("select").select_option(label="Not collected this quarter")
        if manager.get_by_role("button", name="Save", exact=True).count():
            press(manager, "Save")
            expect(waiting).to_have_count(0)
    for organisation in ("Leicestershire County Council", "Leicestershire Youth Offending Service"):
        manager.goto(RETURN)
        manager.get_by_role("link", name=f"Submit for sign-off: {organisation}").click()
        press(manager, "Submit for sign-off")
        signs_off(deputy, organisation)


def publishes(manager: Page) -> None:
    manager.goto(RETURN)
    manager.get_by_role("link", name="Publish Q1 2015/16 to the board").click()
    press(manager, "Publish to the board")
    assert "Q1 2015/16 is published to the board as version 1." in text_of(manager)


def the_board_reads(board: Page) -> None:
    """The new quarter, and the one before as the board saw it."""
    board.goto("/p/leicestershire/2015-16-q1/indicators/")
    table = text_of(board)
    assert "63.50" in table
    assert WHY not in table  # it was for whoever signs off
    board.goto("/p/leicestershire/2014-15-q4/indicators/")
    assert "6.35" in text_of(board)
    assert "63.50" not in text_of(board)


def figures_are_closed(analyst: Page) -> None:
    analyst.goto(RETURN)
    analyst.get_by_role("link", name=CRIME_PAGE).first.click()
    assert "published" in text_of(analyst)
    assert analyst.locator("table.app-entry input[type=text]").count() == 0


# --- How ----------------------------------------------------------------------------------------


def row(page: Page, indicator: str) -> Locator:
    return page.locator("table.app-entry tbody", has=page.get_by_text(indicator, exact=True))


def value_of(page: Page, indicator: str) -> Locator:
    """The box in which the figure is entered."""
    return row(page, indicator).locator("input[type=text]").first


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).first.click()


def text_of(page: Page) -> str:
    """What the page says, once the server has answered."""
    page.wait_for_load_state()
    return page.locator("main").inner_text()
