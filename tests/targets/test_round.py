"""The round: opening a return, changing its due dates, and who comes late."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from core import clock
from core.models import Conflict
from core.quarters import Quarter
from partnerships.models import Organisation
from targets.actions.returns import open_return, submit_part
from targets.actions.round import add_part, change_due
from targets.models import Return, ReturnPart
from tests.targets.rounds import holidays, page_of, rule
from tests.targets.scene import DUE, Q4, Scene, filled_in, given, scene, summary_links
from tests.targets.test_returns_steps import answer_all, submit

__all__ = ["holidays", "scene"]

pytestmark = pytest.mark.django_db

Q1 = Q4 + 1


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


def test_parts_keep_their_last_day_when_they_are_submitted(scene: Scene) -> None:
    """A due date that has passed keeps nobody from submitting."""
    answer_all(scene, scene.police)
    with clock.fixed(date(2015, 6, 1)):
        part: ReturnPart = scene.part(scene.police)
        assert submit_part(by=scene.member("officer"), part=part, version=1).status == "submitted"
