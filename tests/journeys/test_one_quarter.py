"""One quarter from the first figure to the committee's paper, by the people whose work it is.

Everything goes through the pages, as a browser without JavaScript would send it.
"""

import hashlib
from typing import Any

import pytest
from django.core.management import call_command

from audit.models import LogEntry
from reports.models import PaperFile
from targets.models import Figure, ReturnPart
from tests.journeys.counting import counted, logged
from tests.journeys.people import (
    RETURN,
    key,
    leave_out_the_rest,
    sections,
    sign_off,
    signed_in,
    submit,
    typed,
    value_of,
)
from tests.support.dom import words
from tests.support.person import ClientPerson

pytestmark = pytest.mark.journey

POLICE = "Leicestershire Police"
REPEAT = "Repeat victimisation recorded by the Police"
OUTCOMES = "Crime outcome rate for violent domestic incidents with injury"
ASB = "Anti-social behaviour reported to the Police"
SATISFIED = "Satisfaction with the police's tackling of ASB in Rutland"
FAMILIES = "Recorded ASB committed by members of families in the changing lives programme"
ALCOHOL = "Alcohol related crime"

PAPER = {
    "report_number": "88/2015",
    "committee": "People (Adults and Health) Scrutiny Panel",
    "meeting_date_day": "28",
    "meeting_date_month": "5",
    "meeting_date_year": "2015",
    "title": "Safer Rutland: performance in 2014/15",
    "report_of": "Community Safety Manager",
    "purpose": "To report the partnership’s performance in the fourth quarter.",
    "recommendations": "Note the performance.\nComment on what is not yet measured.",
    "background_papers": "None",
    "contact": "Community Safety Manager",
}


def test_from_the_first_figure_to_the_paper() -> None:
    last = LogEntry.objects.latest("id").pk
    with counted() as changes:
        officer = sees_what_is_due()
        enters_some_wrong(officer)
        mends_them(officer)
        two_save_the_same_row(officer)
        submits_when_complete(officer)
        cannot_sign_off_own(officer)
        sign_off(signed_in("inspector"), POLICE)
        the_others_are_closed()
        manager = publishes()
        board_sees_it()
        paper = writes_and_publishes_a_paper(manager)
        scrutiny_sees_it_and_nothing_else(paper)
    assert logged(last) == changes
    assert changes["targets_figure", "insert"] == 37
    call_command("audit_check")


def figure(indicator: str) -> Figure | None:
    return Figure.objects.filter(
        partnership__slug="rutland", measure__indicator__name=indicator
    ).first()


def sees_what_is_due() -> ClientPerson:
    officer = signed_in("officer")
    officer.click("Safer Rutland Partnership")
    page = officer.page
    assert page.heading == "Your returns"
    assert "Q4 2014/15: January to March 2015" in page.text
    assert "Due Thursday 30 April 2015" in page.text
    assert "0 of 6" in page.text
    officer.click("Continue Q4 2014/15")
    assert officer.page.address == RETURN
    return officer


def enters_some_wrong(officer: ClientPerson) -> None:
    """Good figures are saved, bad ones explained where they stand; what was typed is kept."""
    page = officer.open(sections(officer)[0])
    wrong = {
        REPEAT: {"n": "3", "d": " 40 "},
        OUTCOMES: {"n": "fifty", "d": "80", "c": "Two cases went to court."},
        ASB: {"v": "211.5"},
        SATISFIED: {"n": "85", "d": "100", "s": "provisional"},
    }
    fields = typed(page, wrong)
    outcomes, asb = key(page, OUTCOMES), key(page, ASB)
    page = officer.press("Save", fields)
    assert page.status == 422
    assert page.title.startswith("Error: ")
    errors = page.errors()
    assert [link for _, link in errors] == [f"#{outcomes}-n", f"#{asb}-v"]
    for text, link in errors:
        assert not page.misses(link.removeprefix("#"))
        (message,) = page.find(f"//*[@id='{link.removeprefix('#')}-error']")
        assert text.endswith(words(message).removeprefix("Error: "))
    assert "Saved 2 figures. 2 figures were not saved; what you typed is still there." in page.text
    for field in (f"{outcomes}-n", f"{outcomes}-d", f"{asb}-v"):
        assert value_of(page, field) == fields[field]
    assert value_of(page, f"{outcomes}-c").strip() == "Two cases went to court."
    assert str(figure(REPEAT).value) == "7.5000"
    assert figure(SATISFIED).provisional
    assert figure(OUTCOMES) is None  # not a nought, nothing
    assert figure(ASB) is None


def mends_them(officer: ClientPerson) -> None:
    page = officer.page
    fields = typed(page, {OUTCOMES: {"n": "44"}, ASB: {"v": "1,264"}})
    page = officer.press("Save", fields)
    assert page.status == 200
    assert "Saved 2 figures." in page.text
    assert (figure(OUTCOMES).value, figure(ASB).value) == (55, 1264)
    assert figure(OUTCOMES).commentary_change == "Two cases went to court."
    page = officer.press("Save")
    assert "Nothing was changed, so nothing was saved." in page.text


def two_save_the_same_row(officer: ClientPerson) -> None:
    """The second is shown both values and chooses; other rows are saved; nothing is lost."""
    inspector = signed_in("inspector")
    page = inspector.open(officer.page.address)
    mine = typed(page, {ASB: {"v": "185"}, REPEAT: {"n": "4"}})
    asb = key(page, ASB)
    officer.press("Save", typed(officer.page, {ASB: {"v": "212", "i": "Two reports came late."}}))
    assert figure(ASB).value == 212

    page = inspector.press("Save", mine)
    assert page.status == 409
    assert f"{ASB} was changed to 212 by Police Performance Analyst at " in page.text
    assert "You entered 185." in page.text
    assert "Saved 1 figure. 1 figure was not saved" in page.text
    assert [link for _, link in page.errors()] == [f"#{asb}-theirs"]
    assert value_of(page, f"{asb}-v") == "185"
    assert (figure(ASB).value, figure(REPEAT).value) == (212, 10)

    page = inspector.press("Save")  # without choosing
    assert page.status == 409
    assert "Choose which figure to keep." in page.text
    assert figure(ASB).value == 212
    page = inspector.press("Save", {f"{asb}-w": "yours"})
    assert page.status == 200
    assert figure(ASB).value == 185
    values = LogEntry.objects.filter(
        table_name="targets_figure", row_id=str(figure(ASB).pk)
    ).order_by("id")
    assert [entry.after["value"].rstrip("0").rstrip(".") for entry in values] == [
        "1264", "212", "185",
    ]  # fmt: skip


def submits_when_complete(officer: ClientPerson) -> None:
    """Not while anything has neither a figure nor a reason."""
    _, second, third = sections(officer)[:3]
    officer.open(RETURN)
    officer.click("Check what’s missing")
    page = officer.click(f"{POLICE}, as the board will see it")
    assert "This cannot be submitted yet" in page.text
    assert not page.find("//button[.='Submit for sign-off']")
    officer.open(second)
    page = officer.press("Save", typed(officer.page, {FAMILIES: {"s": "not_released"}}))
    assert page.status == 200
    officer.open(third)
    page = officer.press("Save", typed(officer.page, {ALCOHOL: {"n": "17", "d": "50"}}))
    assert page.status == 200
    page = submit(officer, "Submit for sign-off")
    assert f"Submitted for sign-off: {POLICE}" in page.text


def cannot_sign_off_own(officer: ClientPerson) -> None:
    officer.open(RETURN)
    page = officer.click(f"Check and sign off: {POLICE}")
    assert "You submitted these figures, so somebody else signs them off." in page.text
    assert not page.find("//button[@name='sign_off']")
    token = page.find("//input[@name='csrfmiddlewaretoken']/@value")[0]
    part = ReturnPart.objects.get(
        belongs_to__partnership__slug="rutland", organisation__name=POLICE
    )
    forced = {"csrfmiddlewaretoken": token, "version": str(part.version), "sign_off": "1"}
    assert officer.ask(page.address, forced).status == 403
    part.refresh_from_db()
    assert part.status == "submitted"


def the_others_are_closed() -> None:
    """The manager for the partners without an account; a second manager signs off."""
    manager, deputy = signed_in("manager"), signed_in("deputy")
    leave_out_the_rest(manager)
    others = ReturnPart.objects.filter(belongs_to__partnership__slug="rutland").exclude(
        organisation__name=POLICE
    )
    for name in list(others.values_list("organisation__name", flat=True)):
        submit(manager, f"Submit for sign-off: {name}")
        page = sign_off(deputy, name)
    assert "Everything is signed off and can be published to the board." in page.text


def publishes() -> ClientPerson:
    board = signed_in("board")
    assert "Nothing is published yet" in board.open("/p/rutland/").text
    manager = signed_in("manager")
    manager.open(RETURN)
    manager.click("Publish Q4 2014/15 to the board")
    page = manager.press("Publish to the board")
    assert "Q4 2014/15 is published to the board as version 1." in page.text
    return manager


def board_sees_it() -> None:
    board = signed_in("board")
    page = board.open("/p/rutland/")
    assert page.heading == "How we are doing: January to March 2015"
    assert "37 indicators" in page.text
    page = board.click("All indicators")
    row = page.row(OUTCOMES).text_content()
    assert "55.0%" in row
    assert "Green" in row
    page = board.click(OUTCOMES)
    assert "Two cases went to court." in page.text
    for address in (RETURN, "/p/rutland/returns/"):
        assert board.open(address).status == 403
    assert "Two reports came late." not in board.open("/p/rutland/2014-15-q4/appendix/").source


def writes_and_publishes_a_paper(manager: ClientPerson) -> str:
    """Its address. The same bytes however often it is downloaded."""
    manager.open("/p/rutland/papers/")
    manager.click("Write a paper")
    page = manager.press("Save the draft", PAPER)
    assert page.status == 200
    assert "The draft is saved" in page.text
    address = page.address
    manager.click("Check and publish")
    page = manager.press("Publish the paper")
    assert page.status == 200
    assert "Report 88/2015 is published." in page.text
    first, second = (manager.ask(f"{address}file/") for _ in range(2))
    assert first.content_type == "application/pdf"
    assert first.content.startswith(b"%PDF-1.7")
    assert first.content == second.content
    digest = hashlib.sha256(first.content).hexdigest()
    assert PaperFile.objects.get(partnership__slug="rutland").sha256 == digest
    assert digest in page.source
    return address


def scrutiny_sees_it_and_nothing_else(paper: str) -> None:
    member = signed_in("scrutiny")
    page = member.open("/p/rutland/papers/")
    assert "Safer Rutland: performance in 2014/15" in page.text
    page = member.open(paper)
    assert "55.0%" in page.text
    assert member.ask(f"{paper}file/").content.startswith(b"%PDF")
    for address in refused_to_scrutiny(paper):
        assert member.open(address).status == 403, address
    assert member.open("/p/camden/papers/").status == 404


def refused_to_scrutiny(paper: str) -> list[str]:
    quarter: Any = "/p/rutland/2014-15-q4/"
    return [
        "/p/rutland/", quarter, f"{quarter}indicators/", f"{quarter}appendix/",
        f"{quarter}dashboard.csv", "/p/rutland/strategy/", "/p/rutland/returns/", RETURN,
        "/p/rutland/targets/", "/p/rutland/papers/new/", f"{paper}withdraw/",
    ]  # fmt: skip
