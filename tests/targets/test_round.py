"""The round: due dates by the calendar, opening with them, changing them, who comes late, and what
the list of returns says of it all."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audit.models import LogEntry
from core import clock
from core.models import Conflict
from core.quarters import Quarter
from partnerships.holidays import OURS, load, read_file
from partnerships.models import BankHoliday, Organisation
from targets.actions.returns import open_return, submit_part
from targets.actions.round import Rule, add_part, change_due, rules_seen, save_rules
from targets.calendar import read_calendar
from targets.models import DueRule, Return, ReturnPart
from targets.selectors.words import due_words
from tests.targets.scene import (
    DUE,
    Q4,
    Scene,
    filled_in,
    given,
    make_scene,
    scene,
    summary_links,
)
from tests.targets.test_returns_steps import answer_all, submit

__all__ = ["scene"]

pytestmark = pytest.mark.django_db

Q1 = Q4 + 1


@pytest.fixture
def holidays(db: None) -> Iterator[None]:
    """The bank holidays that come with the application."""
    load(by="system: tests", holidays=read_file(OURS.read_bytes()))
    yield


def rule(scene: Scene, organisation: Organisation | None, due: int, closes: int | None = None):
    with given():
        return DueRule.objects.create(
            partnership=scene.partnership,
            organisation=organisation,
            due_after=due,
            closes_after=closes,
        )


def page_of(scene: Scene, who: str, rest: str) -> Any:
    return scene.client(who).get(f"/p/{scene.partnership.slug}/returns/{rest}")


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


# --- Opening ------------------------------------------------------------------------------------


def test_each_part_is_due_by_its_own_rule(scene: Scene, holidays: None) -> None:
    rule(scene, None, 10, 5)
    rule(scene, scene.council, 20)
    with clock.fixed(date(2015, 7, 1)):
        ret = open_return(by=scene.member("manager"), quarter=Q1)
    police = ret.parts.get(organisation=scene.police)
    council = ret.parts.get(organisation=scene.council)
    assert (police.due, police.closes_on) == (date(2015, 7, 14), date(2015, 7, 21))
    assert (council.due, council.closes_on) == (date(2015, 7, 28), None)
    assert ret.due == council.due


def test_given_dates_come_before_the_calendar(scene: Scene) -> None:
    with clock.fixed(date(2015, 7, 1)):
        ret = open_return(
            by=scene.member("manager"),
            quarter=Q1,
            due=date(2015, 7, 31),
            dues={scene.police.pk: date(2015, 7, 10)},
        )
    assert ret.parts.get(organisation=scene.police).due == date(2015, 7, 10)
    assert ret.parts.get(organisation=scene.council).due == ret.due == date(2015, 7, 31)


def test_a_date_is_refused_at_its_own_field(scene: Scene) -> None:
    with clock.fixed(date(2015, 7, 1)), pytest.raises(ValidationError) as caught:
        open_return(
            by=scene.member("manager"),
            quarter=Q1,
            dues={scene.police.pk: date(2015, 6, 30), scene.council.pk: date(2015, 7, 30)},
        )
    assert list(caught.value.message_dict) == [f"due-{scene.police.pk}"]
    with clock.fixed(date(2015, 7, 1)), pytest.raises(ValidationError, match="supplies no"):
        open_return(by=scene.member("manager"), quarter=Q1, dues={10**6: date(2015, 7, 30)})
    for far in (date(2016, 7, 2), date(9999, 12, 31)):
        with clock.fixed(date(2015, 7, 1)), pytest.raises(ValidationError, match="within a year"):
            open_return(by=scene.member("manager"), quarter=Q1, due=far)
    part = scene.part(scene.police)
    with pytest.raises(ValidationError, match="within a year"):
        change_due(by=scene.member("manager"), part=part, version=1, due=date.max, closes_on=None)
    assert not Return.objects.filter(quarter=Q1).exists()


def test_the_page_offers_the_calendars_dates_and_opens_with_what_is_posted(
    scene: Scene, holidays: None
) -> None:
    """PURPOSE: a due date for each organisation, filled in before; without JavaScript."""
    rule(scene, scene.council, 15)
    manager = scene.client("manager")
    url = f"/p/{scene.partnership.slug}/returns/open/"
    with clock.fixed(date(2015, 7, 1)):
        first = manager.get(url)
        assert "Q1 2015/16: April to June 2015" in first.content.decode()
        data = filled_in(first)
        police, council = f"due-{scene.police.pk}", f"due-{scene.council.pk}"
        assert data["quarter"] == "2015-16-q1"
        assert [data[f"{police}_{box}"] for box in ("day", "month", "year")] == ["28", "7", "2015"]
        assert [data[f"{council}_{box}"] for box in ("day", "month")] == ["21", "7"]
        assert "Due 15 working days after the quarter" in first.content.decode()
        wrong = manager.post(url, {**data, f"{police}_day": "31", f"{police}_month": "6"})
        assert wrong.status_code == 422
        assert summary_links(wrong) == [f"id_{police}_0"]
        assert 'value="31"' in wrong.content.decode()
        early = manager.post(url, {**data, f"{council}_day": "1", f"{council}_month": "6"})
        assert summary_links(early) == [f"id_{council}_0"]
        assert "The due date must be today or later" in early.content.decode()
        assert manager.post(url, {**data, f"{police}_day": "30"}).status_code == 302
    ret = Return.objects.get(partnership=scene.partnership, quarter=Q1)
    dues = dict(ret.parts.values_list("organisation_id", "due"))
    assert dues == {scene.police.pk: date(2015, 7, 30), scene.council.pk: date(2015, 7, 21)}


def test_choosing_another_quarter_shows_its_dates(scene: Scene, holidays: None) -> None:
    page = page_of(scene, "manager", "open/?quarter=2014-15-q3").content.decode()
    assert "Q3 2014/15: October to December 2014" in page
    # 20 working days after December have passed, so it is reckoned from today.
    assert "The usual date, 29 January 2015, has passed" in page
    bad = page_of(scene, "manager", "open/?quarter=nonsense").content.decode()
    assert "Choose a quarter from the list" in bad
    assert "Open the return for" not in bad


def test_a_quarter_that_has_a_return_meanwhile_is_refused(scene: Scene) -> None:
    manager = scene.client("manager")
    url = f"/p/{scene.partnership.slug}/returns/open/"
    data = filled_in(manager.get(url + "?quarter=2014-15-q3"))
    open_return(by=scene.member("second"), quarter=Quarter(2014, 3))
    answer = manager.post(url, data)
    assert answer.status_code == 422
    assert "Choose a quarter from the list" in answer.content.decode()


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


# --- One organisation's part --------------------------------------------------------------------


def test_a_due_date_is_changed_with_its_version(scene: Scene) -> None:
    url = scene.url(f"due/{scene.police.pk}/")
    manager = scene.client("manager")
    data = filled_in(manager.get(url))
    data |= {"due_day": "8", "due_month": "5", "closes_on_day": "15", "closes_on_month": "5"}
    data["closes_on_year"] = "2015"
    assert manager.post(url, data).status_code == 302
    part = scene.part(scene.police)
    assert (part.due, part.closes_on) == (date(2015, 5, 8), date(2015, 5, 15))
    scene.ret.refresh_from_db()
    assert scene.ret.due == date(2015, 5, 8)  # the return is due with its last part
    clash = manager.post(url, data | {"due_day": "11"})
    assert clash.status_code == 409
    assert scene.part(scene.police).due == date(2015, 5, 8)
    with pytest.raises(Conflict):
        change_due(by=scene.member("manager"), part=part, version=1, due=DUE, closes_on=None)


def test_wrong_due_dates_are_said_at_their_fields(scene: Scene) -> None:
    url = scene.url(f"due/{scene.police.pk}/")
    manager = scene.client("manager")
    data = filled_in(manager.get(url))
    before = manager.post(url, data | {"due_month": "3"})
    assert (before.status_code, summary_links(before)) == (200, ["id_due_0"])
    closes = {"closes_on_day": "1", "closes_on_month": "4", "closes_on_year": "2015"}
    early = manager.post(url, data | closes)
    assert summary_links(early) == ["id_closes_on_0"]
    assert "must not be before the due date" in early.content.decode()
    assert scene.part(scene.police).version == 1


def test_only_a_manager_and_only_while_it_is_open(scene: Scene) -> None:
    answer_all(scene, scene.police)
    part = scene.part(scene.police)
    with pytest.raises(PermissionDenied):
        change_due(by=scene.member("officer"), part=part, version=1, due=DUE, closes_on=None)
    submit(scene, "officer")
    part = scene.part(scene.police)
    with pytest.raises(ValidationError, match="Submitted for sign-off by officer"):
        change_due(
            by=scene.member("manager"), part=part, version=part.version, due=DUE, closes_on=None
        )
    answer = scene.client("manager").get(scene.url(f"due/{scene.police.pk}/"), follow=True)
    assert "Submitted for sign-off by officer" in answer.content.decode()


def test_an_organisation_that_comes_late_is_added(scene: Scene, holidays: None) -> None:
    with given():
        fire = Organisation.objects.create(name="Midshire Fire", kind="fire")
        scene.add_measure("deliberate-fires", supplier=fire)
    manager = scene.client("manager")
    page = manager.get(scene.url("progress/")).content.decode()
    assert "Add Midshire Fire to this return" in page
    url = scene.url(f"add/{fire.pk}/")
    form = manager.get(url)
    data = filled_in(form)
    assert (data["due_day"], data["due_month"]) == ("30", "4")
    assert manager.post(url, data | {"due_day": ""}).status_code == 422
    assert manager.post(url, data | {"due_day": "1"}).status_code == 422
    assert manager.post(url, data).status_code == 302
    assert scene.part(fire).due == DUE
    assert "Deliberate fires" in manager.get(scene.section_url).content.decode()
    again = manager.post(url, data, follow=True)
    assert "in the return already" in again.content.decode()
    assert manager.get(scene.url(f"add/{10**30}/")).status_code == 404
    with given():
        idle = Organisation.objects.create(name="Idle", kind="other")
    assert manager.get(scene.url(f"add/{idle.pk}/")).status_code == 404
    with pytest.raises(ValidationError, match="supplies no indicator"):
        add_part(by=scene.member("manager"), ret=scene.ret, organisation_id=idle.pk, due=DUE)
    with pytest.raises(PermissionDenied):
        add_part(by=scene.member("officer"), ret=scene.ret, organisation_id=fire.pk, due=DUE)


def test_adding_a_part_opens_a_return_that_was_all_submitted(scene: Scene) -> None:
    for who, organisation in (("officer", scene.police), ("other", scene.council)):
        answer_all(scene, organisation)
        submit(scene, who, organisation)
    scene.ret.refresh_from_db()
    assert scene.ret.status == "submitted"
    with given():
        fire = Organisation.objects.create(name="Midshire Fire", kind="fire")
        scene.add_measure("deliberate-fires", supplier=fire)
    add_part(by=scene.member("manager"), ret=scene.ret, organisation_id=fire.pk, due=DUE)
    scene.ret.refresh_from_db()
    assert scene.ret.status == "open"


# --- The list -----------------------------------------------------------------------------------


def test_the_officers_card(scene: Scene, holidays: None) -> None:
    with given():
        scene.add_figure("entrants", 3)
        scene.add_figure("crime-rate", None, state="not_available", reason="not_released")
    page = page_of(scene, "officer", "").content.decode()
    assert "Needs your action" in page
    assert "Due Thursday 30 April 2015, 8 working days left" in page
    assert "1 of 4 entered, 1 with a reason instead" in page
    assert "Continue Q4 2014/15" in page
    assert "In progress" in page
    with clock.fixed(date(2015, 5, 5)):
        assert "Overdue by 2 working days" in page_of(scene, "officer", "").content.decode()


def test_complete_and_not_submitted_is_ready(scene: Scene) -> None:
    answer_all(scene, scene.police)
    page = page_of(scene, "officer", "").content.decode()
    assert "Ready to submit" in page
    assert "Continue Q4 2014/15" in page


def test_a_submitted_part_counts_no_days(scene: Scene) -> None:
    answer_all(scene, scene.police)
    submit(scene, "officer")
    page = page_of(scene, "officer", "").content.decode()
    assert "Waiting for others" in page
    assert "days left" not in page
    assert "Continue" not in page
    # The manager still waits for the council.
    assert "8 working days left" in page_of(scene, "manager", "").content.decode()


def test_two_open_returns_have_no_single_button(scene: Scene) -> None:
    open_return(by=scene.member("manager"), quarter=Q4 - 1)
    page = page_of(scene, "officer", "").content.decode()
    assert "Continue" not in page
    assert page.index("Q4 2014/15: ") < page.index("Q3 2014/15: ")


def test_nothing_open_says_what_comes_next(scene: Scene, holidays: None) -> None:
    with given():
        Return.objects.filter(pk=scene.ret.pk).update(status="published")
    page = page_of(scene, "officer", "").content.decode()
    assert "No returns are open" in page
    assert "Q1 2015/16 opens on 1 July 2015." in page
    with clock.fixed(date(2015, 7, 6)):
        officer = page_of(scene, "officer", "").content.decode()
        assert "Q1 2015/16 is not open yet: your partnership manager opens it." in officer
        manager = page_of(scene, "manager", "").content.decode()
        assert "Q1 2015/16 has ended, so its return can be opened." in manager


def test_a_quarter_that_is_not_open_yet_says_when(scene: Scene, holidays: None) -> None:
    answer = page_of(scene, "officer", "2015-16-q1/")
    assert answer.status_code == 404
    assert "Q1 2015/16 opens on 1 July 2015." in answer.content.decode()
    past = page_of(scene, "officer", "2013-14-q1/")
    assert past.status_code == 404
    assert "opens on" not in past.content.decode()
    # A quarter whose return is there and asks nothing of this organisation stays hidden.
    with clock.fixed(date(2015, 7, 1)):
        ret = open_return(by=scene.member("manager"), quarter=Q1)
        with given():
            ret.parts.filter(organisation=scene.council).delete()
        hidden = page_of(scene, "other", "2015-16-q1/")
        assert hidden.status_code == 404
        assert "Q1 2015/16" not in hidden.content.decode()


def test_new_years_day_is_left_out_of_the_opening(scene: Scene, holidays: None) -> None:
    with given():
        scene.ret.parts.all().delete()
        scene.ret.delete()
    with clock.fixed(date(2026, 11, 2)):
        open_return(by=scene.member("manager"), quarter=Quarter(2026, 2))
        with given():
            Return.objects.filter(quarter=Quarter(2026, 2)).update(status="published")
        page = page_of(scene, "officer", "").content.decode()
    assert "No returns are open" in page
    assert "Q3 2026/27 opens on 4 January 2027." in page


def test_the_list_costs_the_same_with_more_organisations(scene: Scene) -> None:
    def cost() -> int:
        client = scene.client("manager")
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"/p/{scene.partnership.slug}/returns/").status_code == 200
        return len(queries)

    few = cost()
    for number in range(10):
        with given():
            one = Organisation.objects.create(name=f"Body {number}", kind="other")
            scene.add_measure(f"more-{number}", supplier=one)
        add_part(by=scene.member("manager"), ret=scene.ret, organisation_id=one.pk, due=DUE)
    assert cost() == few


# --- Bank holidays from a file ------------------------------------------------------------------


def run(*arguments: str, capsys: pytest.CaptureFixture[str]) -> str:
    call_command("load_bank_holidays", *arguments)
    return capsys.readouterr().out


def test_loading_our_own_list_twice(db: None, capsys: pytest.CaptureFixture[str]) -> None:
    said = run(capsys=capsys)
    assert "Added 2022-09-19: Bank Holiday for the State Funeral of Queen Elizabeth II" in said
    assert "140 added, 0 corrected, 0 there already." in said
    assert run(capsys=capsys) == "0 added, 0 corrected, 140 there already.\n"
    entry = LogEntry.objects.filter(table_name="partnerships_bankholiday").first()
    assert entry is not None
    assert entry.who == "system: load_bank_holidays"


def test_govuks_file_adds_and_corrects(
    db: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with given():
        BankHoliday.objects.create(day=date(2029, 1, 1), name="New year")
        BankHoliday.objects.create(day=date(2029, 3, 30), name="Good Friday")
    events = [
        {"title": "New Year’s Day", "date": "2029-01-01", "notes": "", "bunting": True},
        {"title": "Boxing Day", "date": "2026-12-28", "notes": "Substitute day", "bunting": True},
    ]
    file = tmp_path / "bank-holidays.json"
    other = {"division": "scotland", "events": [{"title": "x", "date": "2029-01-02"}]}
    file.write_text(json.dumps({"england-and-wales": {"events": events}, "scotland": other}))
    said = run(str(file), capsys=capsys)
    assert "Corrected 2029-01-01: New Year’s Day (was New year)" in said
    assert "Added 2026-12-28: Boxing Day (substitute day)" in said
    assert BankHoliday.objects.count() == 3
    assert BankHoliday.objects.get(day=date(2029, 1, 1)).version == 2


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"day,name\n2029-13-01,Oh\n", "Line 2: “2029-13-01” is not a day"),
        (b"date,title\n2029-01-01,Oh\n", "The first line of the CSV must be: day,name"),
        (b"day,name\n2029-01-01\n", "Line 2: the name must have"),
        (b"day,name\n", "There is no bank holiday in the file"),
        (b"{}", "does not have the shape of gov.uk"),
        (b"[1]", "does not have the shape of gov.uk"),
        (b'{"england-and-wales": {"events": [{"title": 1}]}}', "does not have the shape"),
        (b"\xff\xfe\x00", "not text in UTF-8"),
    ],
)
def test_a_file_that_is_no_list_changes_nothing(
    db: None, tmp_path: Path, content: bytes, said: str
) -> None:
    file = tmp_path / "holidays"
    file.write_bytes(content)
    with pytest.raises(CommandError, match=said) as caught:
        call_command("load_bank_holidays", str(file))
    assert "Nothing was changed" in str(caught.value)
    assert not BankHoliday.objects.exists()


def test_a_file_that_is_not_there(db: None, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("load_bank_holidays", str(tmp_path / "none.csv"))


def test_parts_keep_their_last_day_when_they_are_submitted(scene: Scene) -> None:
    """A due date that has passed keeps nobody from submitting."""
    answer_all(scene, scene.police)
    with clock.fixed(date(2015, 6, 1)):
        part: ReturnPart = scene.part(scene.police)
        assert submit_part(by=scene.member("officer"), part=part, version=1).status == "submitted"
