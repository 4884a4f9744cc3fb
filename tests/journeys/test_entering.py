"""What must never happen while figures are entered."""

import pytest

from audit.models import LogEntry
from targets.models import Figure, ReturnPart
from tests.journeys.people import (
    RETURN,
    key,
    leave_out_the_rest,
    sections,
    sign_off,
    signed_in,
    submit,
    typed,
)
from tests.journeys.test_one_quarter import ASB, POLICE, REPEAT, SATISFIED, figure

pytestmark = pytest.mark.journey


def test_different_rows_never_conflict() -> None:
    officer, inspector = signed_in("officer"), signed_in("inspector")
    first = sections(officer)[0]
    officer.open(first)
    inspector.open(first)
    officer.press("Save", typed(officer.page, {ASB: {"v": "212"}}))
    page = inspector.press("Save", typed(inspector.page, {SATISFIED: {"n": "85", "d": "100"}}))
    assert page.status == 200
    assert (figure(ASB).value, figure(SATISFIED).value) == (212, 85)


def test_nothing_is_never_nought() -> None:
    """Saved empty, nothing is stored; cleared again, the figure is not entered; 0 stays 0."""
    officer = signed_in("officer")
    officer.open(sections(officer)[0])
    last = LogEntry.objects.latest("id").pk
    page = officer.press("Save")
    assert "nothing was saved" in page.text
    assert LogEntry.objects.filter(id__gt=last).count() == 0
    assert not Figure.objects.filter(partnership__slug="rutland").exists()
    officer.press("Save", typed(officer.page, {ASB: {"v": "0"}, REPEAT: {"n": "0", "d": "12"}}))
    assert (figure(ASB).value, figure(REPEAT).value) == (0, 0)
    officer.press("Save", typed(officer.page, {ASB: {"v": ""}}))
    assert (figure(ASB).state, figure(ASB).value) == ("not_entered", None)
    officer.press("Save", typed(officer.page, {ASB: {"v": "n/a", "s": "not_released"}}))
    assert (figure(ASB).state, figure(ASB).value) == ("not_available", None)


def test_a_reason_and_a_figure_exclude_each_other() -> None:
    officer = signed_in("officer")
    page = officer.open(sections(officer)[0])
    field = f"{key(page, ASB)}-v"
    page = officer.press("Save", typed(page, {ASB: {"v": "212", "s": "not_released"}}))
    assert page.status == 422
    ((text, link),) = page.errors()
    assert link == f"#{field}"
    assert "remove the number, or change the data status" in text.lower()
    assert figure(ASB) is None


def test_sent_back_with_a_note_and_submitted_again() -> None:
    officer, inspector = signed_in("officer"), signed_in("inspector")
    leave_out_the_rest(officer)
    submit(officer, "Submit for sign-off")
    inspector.open(RETURN)
    inspector.click(f"Check and sign off: {POLICE}")
    page = inspector.press("Send back")  # without a note
    assert [text for text, _ in page.errors()] == ["Say what needs to change"]
    page = inspector.press("Send back", {"note": "The ASB figure is known by now."})
    assert page.status == 200
    page = officer.open(RETURN)
    assert "The ASB figure is known by now." in page.text
    officer.open(sections(officer)[0])
    officer.press("Save", typed(officer.page, {ASB: {"v": "212", "s": "final"}}))
    submit(officer, "Submit for sign-off")
    page = sign_off(inspector, POLICE)
    part = ReturnPart.objects.get(
        belongs_to__partnership__slug="rutland", organisation__name=POLICE
    )
    assert (part.status, figure(ASB).value) == ("signed_off", 212)


def test_a_stale_page_submits_nothing() -> None:
    """What was checked is what is submitted: a figure that changed meanwhile stops it."""
    officer, inspector = signed_in("officer"), signed_in("inspector")
    leave_out_the_rest(officer)
    officer.open(RETURN)
    officer.click("Submit for sign-off")
    inspector.open(sections(inspector)[0])
    inspector.press("Save", typed(inspector.page, {ASB: {"v": "212", "s": "final"}}))
    page = officer.press("Submit for sign-off")
    assert page.status == 409
    assert "changed since you opened the page" in page.text
    part = ReturnPart.objects.get(
        belongs_to__partnership__slug="rutland", organisation__name=POLICE
    )
    assert part.status == "open"
