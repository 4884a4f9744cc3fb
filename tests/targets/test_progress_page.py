"""The chase list: who has entered what, last activity, reminders, and what can be done."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core import clock
from partnerships.models import Membership, Organisation
from targets.actions.figures import save_figures
from targets.actions.returns import send_back_part
from targets.actions.round import add_part, change_due, make_exception
from targets.models import Figure, Reminder
from targets.selectors.progress import Line, read_progress
from tests.targets.scene import DUE, TODAY, Scene, given, make_scene, scene
from tests.targets.test_returns_steps import _entry, answer_all, sign_off, submit

__all__ = ["scene"]

pytestmark = pytest.mark.django_db


def line(scene: Scene, organisation: Organisation) -> Line:
    page = read_progress(scene.member("manager"), scene.ret)
    return next(one for one in page.lines if one.part.part.organisation == organisation)


def page_of(scene: Scene, who: str = "manager") -> str:
    return scene.client(who).get(scene.url("progress/")).content.decode()


def cells(scene: Scene, organisation: Organisation) -> dict[str, str]:
    return {cell.section.title: cell.words for cell in line(scene, organisation).cells}


def test_each_section_in_words(scene: Scene) -> None:
    with given():
        scene.add_measure("loose", priority=None)
        scene.add_figure("entrants", 3)
        scene.add_figure("crime-rate", None, state="not_available", reason="not_released")
    assert cells(scene, scene.police) == {
        "A: Reducing crime": "2 of 4",
        "Indicators without a priority": "0 of 1",
    }
    assert cells(scene, scene.council) == {
        "A: Reducing crime": "0 of 1",
        "Indicators without a priority": "Nothing asked",
    }
    page = page_of(scene)
    assert "0 of 2 organisations have submitted." in page
    assert "1 of 6 indicators entered. 1 marked not available." in page


def test_what_is_unusual_is_counted(scene: Scene) -> None:
    with given():
        scene.add_figure("entrants", 300)
        scene.add_figure("entrants", 100, scene.ret.quarter.same_quarter_last_year)
    assert cells(scene, scene.police)["A: Reducing crime"] == "1 of 4, 1 to explain"


def test_due_dates_and_who_is_late(scene: Scene) -> None:
    part = scene.part(scene.police)
    change_due(
        by=scene.member("manager"),
        part=part,
        version=1,
        due=date(2015, 4, 21),
        closes_on=date(2015, 4, 24),
    )
    assert line(scene, scene.police).lock == "Entering closes after 24 April 2015"
    with clock.fixed(date(2015, 4, 23)):
        police, council = line(scene, scene.police), line(scene, scene.council)
        assert (police.due, police.left) == (
            "Tuesday 21 April 2015",
            "Overdue by 2 working days",
        )
        assert police.late
        assert council.left == "5 working days left"
        assert not council.late
        assert "0 of 2 organisations have submitted. 1 is late." in page_of(scene)
    with clock.fixed(date(2015, 4, 27)):
        police = line(scene, scene.police)
        assert police.lock.startswith("Entering closed on 24 April 2015")
        assert police.why_not == "Entering has closed. Make an exception first."
        assert scene.url(f"exception/{scene.police.pk}/") in page_of(scene)
        make_exception(
            by=scene.member("manager"), part=part, until=date(2015, 4, 30), reason="Late file"
        )
        assert line(scene, scene.police).lock == (
            "Open until 30 April 2015 by an exception of manager: Late file"
        )
        assert line(scene, scene.police).may_remind


def test_who_has_submitted_needs_nothing(scene: Scene) -> None:
    answer_all(scene, scene.police)
    submit(scene, "officer")
    police = line(scene, scene.police)
    assert (police.due, police.left, police.late) == ("Thursday 30 April 2015", "", False)
    assert police.why_not == "Nothing to remind of."
    page = page_of(scene)
    assert "1 of 2 organisations has submitted." in page
    assert scene.url(f"remind/{scene.police.pk}/") not in page
    assert scene.url(f"due/{scene.police.pk}/") not in page


def test_last_activity_is_read_from_the_record(scene: Scene) -> None:
    assert line(scene, scene.police).activity == "None yet"
    entry = _entry(scene, "entrants", "5", 0)
    save_figures(by=scene.member("officer"), ret=scene.ret, entries=[entry])
    assert line(scene, scene.police).activity == "12:00 on 20 April 2015, officer"
    assert line(scene, scene.council).activity == "None yet"
    answer_all(scene, scene.police)
    with clock.fixed(date(2015, 4, 21)):
        part = submit(scene, "officer")
    assert line(scene, scene.police).activity == "12:00 on 21 April 2015, officer"
    with clock.fixed(date(2015, 4, 22)):
        send_back_part(by=scene.member("manager"), part=part, version=part.version, note="The rate")
        assert line(scene, scene.police).activity == "12:00 on 22 April 2015, manager"
        # A due date is a manager's matter, not work on the figures.
        part.refresh_from_db()
        change_due(
            by=scene.member("second"), part=part, version=part.version, due=DUE, closes_on=None
        )
    assert line(scene, scene.police).activity == "12:00 on 22 April 2015, manager"


def test_reminders_in_words(scene: Scene) -> None:
    assert line(scene, scene.police).reminded == "Not yet"
    part = scene.part(scene.police)
    row = {"partnership": scene.partnership, "part": part, "made_at": clock.now()}
    with given():
        Reminder.objects.create(**row, kind="soon", day=DUE, sent_at=clock.now(), people=1)
    assert line(scene, scene.police).reminded == "20 April 2015: due soon, to 1 person"
    with given():
        Reminder.objects.create(**row, kind="by_hand", day=TODAY, made_by=scene.users["second"])
    police = line(scene, scene.police)
    assert police.reminded == "Not sent, as far as is known: 20 April 2015 by second"
    assert police.not_sent
    assert not police.may_remind


def test_an_organisation_without_officers_is_said(scene: Scene) -> None:
    with given():
        Membership.objects.filter(user=scene.users["other"]).update(active=False)
    assert line(scene, scene.council).why_not == "No officer of this organisation has an account."
    assert "No officer of this organisation has an account." in page_of(scene)


def test_only_managers_see_it(scene: Scene) -> None:
    with given():
        elsewhere = make_scene("farshire")
    for who in ("officer", "other", "board"):
        assert scene.client(who).get(scene.url("progress/")).status_code == 403
    assert elsewhere.client("manager").get(scene.url("progress/")).status_code == 404


def test_a_published_return_is_only_looked_at(scene: Scene) -> None:
    for who, organisation in (("officer", scene.police), ("other", scene.council)):
        answer_all(scene, organisation)
        submit(scene, who, organisation)
        sign_off(scene, "manager", organisation)
    with given():
        type(scene.ret).objects.filter(pk=scene.ret.pk).update(status="published")
        fire = Organisation.objects.create(name="Midshire Fire", kind="fire")
        scene.add_measure("fires", supplier=fire)
    page = page_of(scene)
    assert "Send reminder" not in page
    assert "Change due date" not in page
    assert "Add Midshire Fire" not in page


def test_every_cell_has_its_name_on_a_phone(scene: Scene) -> None:
    """The cards take their labels from data-label; a cell without one would be a bare number."""
    rows = re.findall(r"<td[^>]*>", page_of(scene))
    assert len(rows) == 2 * 5
    assert all("data-label=" in cell for cell in rows)


def test_the_page_costs_the_same_with_more_figures_and_organisations(scene: Scene) -> None:
    def cost() -> int:
        client = scene.client("manager")
        with CaptureQueriesContext(connection) as queries:
            assert client.get(scene.url("progress/")).status_code == 200
        return len(queries)

    answer_all(scene, scene.police)
    few = cost()
    for number in range(10):
        with given():
            one = Organisation.objects.create(name=f"Body {number}", kind="other")
            scene.add_measure(f"more-{number}", supplier=one)
        part = add_part(by=scene.member("manager"), ret=scene.ret, organisation_id=one.pk, due=DUE)
        answer_all(scene, one)
        with given():
            Reminder.objects.create(
                partnership=scene.partnership,
                part=part,
                kind="by_hand",
                day=TODAY,
                made_at=clock.now(),
                made_by=scene.users["manager"],
            )
    assert Figure.objects.filter(belongs_to=scene.ret).count() == 14
    assert cost() == few
