"""The list of returns: what it says of the open ones, and of those to come."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core import clock
from core.quarters import Quarter
from partnerships.models import Organisation
from targets.actions.returns import open_return
from targets.actions.round import add_part
from targets.models import Return
from tests.targets.rounds import holidays, page_of
from tests.targets.scene import DUE, Q4, Scene, given, scene
from tests.targets.test_returns_steps import answer_all, submit

__all__ = ["holidays", "scene"]

pytestmark = pytest.mark.django_db


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
        ret = open_return(by=scene.member("manager"), quarter=Q4 + 1)
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
