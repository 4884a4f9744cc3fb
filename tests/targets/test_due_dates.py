"""Due dates: by the calendar, and by rules that managers change."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from audit.models import LogEntry
from core.quarters import Quarter
from partnerships.holidays import OURS, load, read_file
from targets.actions.round import Rule, rules_seen, save_rules
from targets.calendar import read_calendar
from targets.models import DueRule
from targets.selectors.words import due_words
from tests.targets.rounds import holidays, page_of, rule
from tests.targets.scene import DUE, Q4, Scene, filled_in, given, make_scene, scene, summary_links

__all__ = ["holidays", "scene"]

pytestmark = pytest.mark.django_db


# --- The calendar -------------------------------------------------------------------------------


def test_an_organisations_rule_then_the_partnerships_then_twenty_days(
    scene: Scene, holidays: None
) -> None:
    police, council = scene.police.pk, scene.council.pk
    assert read_calendar(scene.partnership).due(Q4, police) == date(2015, 4, 30)
    rule(scene, None, 10, 5)
    rule(scene, scene.council, 15)
    calendar = read_calendar(scene.partnership)
    assert calendar.due(Q4, police) == date(2015, 4, 16)
    assert calendar.closes_on(date(2015, 4, 16), police) == date(2015, 4, 23)
    assert calendar.due(Q4, council) == date(2015, 4, 23)
    assert calendar.closes_on(date(2015, 4, 23), council) is None


@pytest.mark.parametrize(
    ("quarter", "opens"),
    [
        (Quarter(2026, 3), date(2027, 1, 4)),
        (Quarter(2026, 4), date(2027, 4, 1)),
        (Quarter(2017, 4), date(2018, 4, 3)),  # over Easter
        (Quarter(2015, 1), date(2015, 7, 1)),
    ],
)
def test_a_quarter_opens_on_the_first_working_day_after_it(
    scene: Scene, holidays: None, quarter: Quarter, opens: date
) -> None:
    assert read_calendar(scene.partnership).opens_on(quarter) == opens


def test_a_year_without_bank_holidays_is_said(scene: Scene) -> None:
    page = page_of(scene, "manager", "open/?quarter=2014-15-q3").content.decode()
    said = "No bank holidays are recorded for 2014 and 2015, so only weekends were left out."
    assert said in page
    assert (
        "so only weekends were left out" in page_of(scene, "manager", "calendar/").content.decode()
    )
    load(by="system: tests", holidays=read_file(OURS.read_bytes()))
    assert (
        "only weekends"
        not in page_of(scene, "manager", "open/?quarter=2014-15-q3").content.decode()
    )


def test_another_partnerships_rules_are_not_used(scene: Scene) -> None:
    with given():
        elsewhere = make_scene("farshire")
    rule(elsewhere, None, 3)
    assert read_calendar(scene.partnership).due_after(scene.police.pk) == 20


@pytest.mark.parametrize(
    ("due", "today", "words"),
    [
        (DUE, date(2015, 4, 20), "Due Thursday 30 April 2015, 8 working days left"),
        (DUE, date(2015, 4, 29), "Due Thursday 30 April 2015, 1 working day left"),
        (DUE, DUE, "Due today, Thursday 30 April 2015"),
        (DUE, date(2015, 5, 1), "Overdue by 1 working day: it was due Thursday 30 April 2015"),
        (DUE, date(2015, 5, 5), "Overdue by 2 working days: it was due Thursday 30 April 2015"),
        (date(2015, 5, 1), date(2015, 5, 3), "Overdue: it was due Friday 1 May 2015"),
        (date(2015, 5, 3), date(2015, 5, 2), "Due Sunday 3 May 2015, no working day left"),
        (
            date(2026, 10, 30),
            date(2026, 10, 22),
            "Due Friday 30 October 2026, 6 working days left",
        ),
    ],
)
def test_due_in_words(due: date, today: date, words: str) -> None:
    known = read_file(OURS.read_bytes())
    assert due_words(due, today, known) == words


# --- Due rules ----------------------------------------------------------------------------------


def test_rules_are_saved_from_the_page_and_open_returns_keep_their_dates(
    scene: Scene, holidays: None
) -> None:
    url = f"/p/{scene.partnership.slug}/returns/calendar/"
    manager = scene.client("manager")
    data = filled_in(manager.get(url))
    assert data["due-all"] == "20"
    data |= {"due-all": "12", f"due-{scene.council.pk}": "9", f"closes-{scene.council.pk}": "3"}
    assert manager.post(url, data).status_code == 302
    rules = {r.organisation_id: (r.due_after, r.closes_after) for r in DueRule.objects.all()}
    assert rules == {None: (12, None), scene.council.pk: (9, 3)}
    assert scene.part(scene.council).due == DUE
    page = manager.get(url)
    assert "13 July 2015" in page.content.decode()  # Q1 2015/16, the council's own
    last_day = f"It stays open<br>{scene.council}: 16 July 2015"
    assert last_day in page.content.decode()  # where entering closes for the council alone
    data = filled_in(page) | {f"due-{scene.council.pk}": "", f"closes-{scene.council.pk}": ""}
    assert manager.post(url, data).status_code == 302
    assert DueRule.objects.get().organisation is None
    entry = LogEntry.objects.filter(table_name="targets_duerule", operation="delete").get()
    assert (entry.who, entry.action) == (str(scene.users["manager"]), "targets.save_rules")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"due-all": ""}, "All organisations: enter a number of working days from 1 to 120"),
        ({"due-all": "0"}, "All organisations: enter a whole number of working days from 1 to 120"),
        (
            {"due-all": "121"},
            "All organisations: enter a whole number of working days from 1 to 120",
        ),
        (
            {"due-all": "4.5"},
            "All organisations: enter a whole number of working days from 1 to 120",
        ),
        (
            {"due-all": "９" * 30},
            "All organisations: enter a whole number of working days from 1 to 120",
        ),
        (
            {"closes-all": "-1"},
            "All organisations: enter a whole number of working days from 0 to 120",
        ),
        ({"closes-own": "3"}, "say too after how many working days its figures are due"),
    ],
)
def test_a_wrong_rule_is_said_at_its_box(scene: Scene, typed: dict[str, str], said: str) -> None:
    url = f"/p/{scene.partnership.slug}/returns/calendar/"
    manager = scene.client("manager")
    own = {key.replace("own", str(scene.police.pk)): value for key, value in typed.items()}
    answer = manager.post(url, filled_in(manager.get(url)) | own)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    (link,) = summary_links(answer)
    assert f'id="{link}"' in answer.content.decode()
    assert not DueRule.objects.exists()


def test_two_managers_changing_the_rules(scene: Scene) -> None:
    url = f"/p/{scene.partnership.slug}/returns/calendar/"
    one, two = scene.client("manager"), scene.client("second")
    stale = filled_in(one.get(url))
    assert two.post(url, stale | {"due-all": "15"}).status_code == 302
    clash = one.post(url, stale | {"due-all": "11"})
    assert clash.status_code == 409
    assert "Now: due after 15 working days" in clash.content.decode()
    assert 'value="11"' in clash.content.decode()
    assert DueRule.objects.get().due_after == 15
    assert one.post(url, filled_in(clash)).status_code == 302
    assert DueRule.objects.get().due_after == 11


def test_rules_are_the_managers_and_of_their_own_organisations(scene: Scene) -> None:
    with given():
        elsewhere = make_scene("farshire")
    seen = rules_seen(scene.partnership)
    with pytest.raises(PermissionDenied):
        save_rules(by=scene.member("officer"), seen=seen, rules={None: Rule(5)})
    with pytest.raises(ValidationError, match="supplies nothing"):
        save_rules(by=scene.member("manager"), seen=seen, rules={elsewhere.police.pk: Rule(5)})
    with pytest.raises(ValidationError, match="from 1 to 120"):
        save_rules(by=scene.member("manager"), seen=seen, rules={None: Rule(0)})
    assert not DueRule.objects.exists()
    assert page_of(scene, "officer", "calendar/").status_code == 403
