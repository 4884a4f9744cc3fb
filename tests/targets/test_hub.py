"""The hub of a return: its tasks and their states, the deadline, what happened lately."""

import re
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core import clock
from dashboards.models import GroupAssessment
from partnerships.permissions import Permission
from targets.actions.returns import send_back_part
from targets.actions.round import make_exception
from targets.models import Figure, Return
from targets.selectors.activity import latest_events
from targets.selectors.returns import read_return
from targets.selectors.tasks import Task, entry_tasks, summary_tasks
from tests.support.dom import Document, words
from tests.targets.scene import Q4, Scene, filled_in, given, make_scene, scene
from tests.targets.test_returns_steps import answer_all, sign_off, submit

__all__ = ["scene"]

pytestmark = pytest.mark.django_db


def hub(scene: Scene, who: str) -> Document:
    response = scene.client(who).get(scene.url())
    assert response.status_code == 200
    return Document(scene.url(), 200, response.content.decode())


def tasks(scene: Scene, who: str) -> dict[str, tuple[str, bool]]:
    """By title: its status, and whether it is a link."""
    found = {}
    for item in hub(scene, who).find("//li[contains(@class, 'govuk-task-list__item')]"):
        title = words(item.xpath(".//a|.//div[contains(@class,'name-and-hint')]/div")[0])
        status = words(item.xpath(".//div[contains(@class,'govuk-task-list__status')]")[0])
        found[title] = (status, bool(item.xpath(".//a")))
    return found


def entering(scene: Scene, who: str) -> Task:
    member = scene.member(who)
    [task] = entry_tasks(member, read_return(member, scene.ret))
    return task


def test_an_officer_is_told_how_many_are_theirs(scene: Scene) -> None:
    task = entering(scene, "officer")
    assert (task.hint, task.status) == ("5 indicators, 4 are yours", "0 of 4 entered")
    assert entering(scene, "other").hint == "5 indicators, 1 is yours"
    assert entering(scene, "manager").hint == "5 indicators"


def test_a_section_says_how_far_it_is(scene: Scene) -> None:
    with given():
        scene.add_figure("entrants", 5)
    assert entering(scene, "officer").status == "1 of 4 entered"
    answer_all(scene, scene.police)
    done = entering(scene, "officer")
    assert (done.status, done.kind) == ("Completed", "done")
    with given():
        scene.add_figure("entrants", 100, Q4 - 4)
        Figure.objects.filter(measure=scene.measures["entrants"], quarter=Q4).update(
            value=185, version=2
        )
    problem = entering(scene, "officer")
    assert (problem.status, problem.kind) == ("There is a problem", "problem")
    assert problem.hint == "5 indicators, 4 are yours, 1 needs an explanation"


def test_submitting_cannot_start_until_nothing_is_missing(scene: Scene) -> None:
    before = tasks(scene, "officer")
    assert before["Submit for sign-off"] == ("Cannot start yet", False)
    assert before["Check what’s missing"] == ("4 missing", True)
    answer_all(scene, scene.police)
    after = tasks(scene, "officer")
    assert after["Submit for sign-off"] == ("Ready to submit", True)
    assert after["Check what’s missing"] == ("Nothing missing", True)
    manager = tasks(scene, "manager")
    assert manager["Submit for sign-off: midshire Police"] == ("Ready to submit", True)
    assert manager["Submit for sign-off: midshire Council"] == ("Cannot start yet", False)


def test_an_unexplained_figure_stands_in_the_way_too(scene: Scene) -> None:
    answer_all(scene, scene.police)
    with given():
        scene.add_figure("entrants", 1000, Q4 - 4)
    found = tasks(scene, "officer")
    assert found["Submit for sign-off"] == ("Cannot start yet", False)
    assert found["Check unusual figures"] == ("1 to explain", True)


def test_the_deadline_disappears_once_the_own_part_is_submitted(scene: Scene) -> None:
    answer_all(scene, scene.police)
    assert "Due Thursday 30 April 2015" in hub(scene, "officer").text
    submit(scene, "officer")
    after = hub(scene, "officer").text
    assert "30 April" not in after
    assert "days left" not in after
    assert "Due Thursday 30 April 2015" in hub(scene, "other").text
    with clock.fixed(date(2015, 5, 8)):
        assert "verdue" not in hub(scene, "officer").text
        assert "verdue" in hub(scene, "other").text


def test_the_first_deadline_of_several_says_whose_it_is(scene: Scene) -> None:
    part = scene.part(scene.council)
    with given():
        part.due = date(2015, 4, 23)
        part.save()
    text = hub(scene, "manager").text
    assert "Due Thursday 23 April 2015, 3 working days left (midshire Council)." in text
    assert "Due Thursday 30 April 2015" in hub(scene, "officer").text


def test_whose_turn_it_is_after_submitting(scene: Scene) -> None:
    answer_all(scene, scene.police)
    submit(scene, "officer")
    title = "Check and sign off: midshire Police"
    assert tasks(scene, "officer")[title][0] == "Waiting for sign-off"
    assert tasks(scene, "colleague")[title] == ("Ready to sign off", True)
    sign_off(scene, "colleague")
    assert tasks(scene, "officer")["Signed-off figures: midshire Police"][0] == "Signed off"


def test_priority_summaries_are_for_those_who_judge(scene: Scene) -> None:
    manager, officer = scene.member("manager"), scene.member("officer")
    assert not officer.can(Permission.JUDGE)
    assert summary_tasks(officer, read_return(officer, scene.ret)) == []
    assert "Priority summaries" not in hub(scene, "officer").text
    [task] = summary_tasks(manager, read_return(manager, scene.ret))
    assert (task.title, task.status) == ("A: Reducing crime", "Not given")
    assert scene.client("manager").get(task.href).status_code == 200
    with given():
        GroupAssessment.objects.create(
            partnership=scene.partnership,
            quarter=Q4,
            priority=scene.priority,
            rag="amber",
            comment="Mixed.",
            stated_by="Chair",
            stated_on=date(2015, 4, 20),
        )
    [task] = summary_tasks(manager, read_return(manager, scene.ret))
    assert (task.status, task.kind) == ("Amber, with a comment", "done")
    with given():
        Return.objects.filter(pk=scene.ret.pk).update(status="published")
    scene.ret.refresh_from_db()
    assert summary_tasks(manager, read_return(manager, scene.ret)) == []


# --- Activity -----------------------------------------------------------------------------------


def said(scene: Scene, who: str = "manager") -> list[tuple[str, str]]:
    page = read_return(scene.member(who), scene.ret)
    with CaptureQueriesContext(connection) as queries:
        events = latest_events(page)
    assert len(queries) == 1
    return [(one.who, one.what) for one in events]


def test_figures_saved_one_by_one_are_one_line(scene: Scene) -> None:
    client = scene.client("officer")
    for code, value in (("entrants", "5"), ("reoffending", "6"), ("entrants", "7")):
        data = filled_in(client.get(scene.section_url))
        client.post(scene.section_url, data | {f"m{scene.measures[code].pk}-v": value})
    assert said(scene) == [
        ("officer", "entered or changed figures, 3 times"),
        ("manager", "opened the return"),
    ]


def test_the_latest_activity_in_words(scene: Scene) -> None:
    client = scene.client("officer")
    data = filled_in(client.get(scene.section_url))
    codes = ("entrants", "reoffending")
    keys = [f"m{scene.measures[code].pk}-v" for code in codes]
    client.post(scene.section_url, data | dict.fromkeys(keys, "5"))
    assert said(scene) == [
        ("officer", "entered or changed 2 figures"),
        ("manager", "opened the return"),
    ]
    answer_all(scene, scene.police)
    part = submit(scene, "officer")
    send_back_part(by=scene.member("colleague"), part=part, version=part.version, note="No")
    submit(scene, "officer")
    sign_off(scene, "second")
    assert said(scene) == [
        ("second", "signed off the figures of midshire Police"),
        ("officer", "submitted the figures of midshire Police"),
        ("colleague", "sent back the figures of midshire Police"),
        ("officer", "submitted the figures of midshire Police"),
        ("system: tests", "changed 2 figures"),
    ]
    assert "signed off the figures of midshire Police" in hub(scene, "manager").text


def test_another_organisations_activity_is_not_told(scene: Scene) -> None:
    answer_all(scene, scene.police)
    submit(scene, "officer")
    assert said(scene, "other") == [("manager", "opened the return")]


# --- Other ways ---------------------------------------------------------------------------------


def test_every_other_way_leads_somewhere(scene: Scene) -> None:
    page = hub(scene, "officer")
    ways = page.find("//ul[contains(@class, 'app-ways')]//a")
    assert "Print the blank form" in [words(one) for one in ways]
    client = scene.client("officer")
    for link in ways:
        assert client.get(link.get("href")).status_code == 200, link.get("href")


def test_every_link_of_the_hub_with_a_fragment_lands(scene: Scene) -> None:
    client = scene.client("manager")
    for _, href in hub(scene, "manager").links():
        path, _, field = href.partition("#")
        if field and path.startswith("/p/"):
            answer = client.get(path).content.decode()
            assert re.search(rf'\sid="{re.escape(field)}"', answer), href


def test_it_takes_as_many_queries_with_60_rows(db: Any) -> None:
    counts = []
    with clock.fixed(date(2015, 4, 20)):
        for slug, rows in (("small", 2), ("large", 60)):
            with given():
                made = make_scene(slug, measures=rows)
            for code in list(made.measures):
                with given():
                    made.add_figure(code, 5)
            for who in ("manager", "officer"):
                client = made.client(who)
                with CaptureQueriesContext(connection) as queries:
                    assert client.get(made.url()).status_code == 200
                counts.append(len(queries))
    assert counts[:2] == counts[2:]
    assert max(counts) <= 40


def test_an_exception_of_the_round_is_told(scene: Scene) -> None:
    part = scene.part(scene.police)
    with given():
        part.closes_on = part.due
        part.save()
    with clock.fixed(date(2015, 6, 1)):
        assert tasks(scene, "officer")["Submit for sign-off"] == ("Closed", False)
        make_exception(
            by=scene.member("manager"), part=part, until=date(2015, 6, 5), reason="IT fault"
        )
        assert said(scene)[0] == ("manager", "let figures be entered after the last day")
        assert tasks(scene, "officer")["Submit for sign-off"] == ("Cannot start yet", False)
