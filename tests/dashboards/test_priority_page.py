"""The page of one priority or outcome, and its files."""

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from audit.context import context
from core import clock
from core.quarters import Quarter
from dashboards.selectors import published_dashboard, working_dashboard
from dashboards.types import Row
from dashboards.views.priority import actions_of, without_action
from partnerships.permissions import Role
from strategies.models import (
    Outcome,
    OutcomeWording,
    PlanLink,
    Priority,
    PriorityWording,
    StrategyVersion,
)
from targets.models import Measure, Target
from tests.dashboards.conftest import publish, signed_in
from tests.dashboards.leicestershire import BOARD, Built, build
from tests.support.dom import Document, words

pytestmark = pytest.mark.django_db
Q4 = Quarter(2014, 4)
TODAY = date(2015, 4, 20)


def address(built: Built, key: str, name: str = "priority", *more: str) -> str:
    return reverse(f"dashboards:{name}", args=[built.partnership.slug, Q4, key, *more])


def opened(client: Client, url: str) -> Document:
    response = client.get(url)
    assert response.status_code == 200, url
    return Document(url, 200, response.content.decode())


def key_of(built: Built, place: int) -> str:
    return f"outcome-{built.outcomes[place].pk}"


def section(page: Document, name: str) -> str:
    return words(page.find(f"//section[@aria-labelledby='{name}-heading']")[0])


# --- What it says ---


def test_the_judgement_stated_and_computed(published: Built) -> None:
    """LEI: re-offending is Amber as stated, with its comment and by whom."""
    page = opened(signed_in(published, Role.BOARD), address(published, key_of(published, 1)))
    said = section(page, "judgement")
    assert "Amber" in said
    assert f"{BOARD}, 20 April 2015" in said
    assert "By the rules" in said
    assert "1 amber, 2 green" in said
    names = [
        words(cell)
        for cell in page.find("//table[contains(@class, 'app-indicators')]//th[@scope='row']")
    ]
    assert len(names) == 3
    assert "Officers changed the rating" in section(page, "stated")


def test_a_priority_that_is_none(published: Built) -> None:
    client = signed_in(published, Role.BOARD)
    other = build("rutland")
    for key in (
        "outcome-0",
        "priority-1",
        "other",
        "nothing",
        key_of(other, 0),
        "outcome-" + "9" * 30,
    ):
        assert client.get(address(published, key)).status_code == 404, key
        assert client.get(address(published, key, "priority_file", "csv")).status_code == 404, key
    assert client.get(address(other, key_of(other, 0))).status_code == 404


def test_who_may_see_it(county: Built) -> None:
    working = address(county, key_of(county, 0)) + "?figures=working"
    assert signed_in(county, Role.BOARD).get(address(county, key_of(county, 0))).status_code == 404
    assert signed_in(county, Role.BOARD).get(working).status_code == 403
    assert signed_in(county, Role.SCRUTINY).get(working).status_code == 403
    page = opened(signed_in(county, Role.MANAGER), working)
    assert "Not published." in page.text


def test_the_ones_before_and_after(published: Built) -> None:
    client = signed_in(published, Role.BOARD)
    first = opened(client, address(published, key_of(published, 0)))
    (nav,) = first.find("//nav[contains(@class, 'app-neighbours')]")
    assert nav.xpath("./a/@href") == [address(published, key_of(published, 1))]
    middle = opened(client, address(published, key_of(published, 2)))
    (nav,) = middle.find("//nav[contains(@class, 'app-neighbours')]")
    assert nav.xpath("./a/@href") == [
        address(published, key_of(published, 1)),
        address(published, key_of(published, 3)),
    ]


# --- What is being done ---


def rows_of(county: Built) -> tuple[Row, ...]:
    return working_dashboard(county.partnership, Q4).groups[0].rows


def test_actions_with_what_is_overdue_first(county: Built) -> None:
    """RUT-17: who answers, and by when; overdue by today's date, and not on the day itself."""
    one, two, three, four = rows_of(county)
    rows = (
        replace(one, action_due=TODAY),
        replace(two, action_due=date(2015, 4, 19), action_owner="Head of Policing"),
        replace(three, action_due=date(2015, 3, 31)),
        replace(four, commentary_action=""),
    )
    assert [(action.due_words, action.overdue) for action in actions_of(rows, TODAY)] == [
        ("31 March 2015: overdue by 20 days", True),
        ("19 April 2015: overdue by 1 day", True),
        ("20 April 2015", False),
    ]


def test_red_without_an_action_is_named(county: Built) -> None:
    silent = tuple(replace(row, commentary_action="") for row in rows_of(county))
    assert [row.name for row in without_action(silent)] == [
        "Vehicle Crime rate (per 1,000 population)"
    ]
    assert without_action(rows_of(county)) == []


def test_actions_on_the_page(published: Built, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = published_dashboard(published.partnership, Q4)
    assert shown is not None
    first, *others = shown.groups
    vehicle = replace(first.rows[2], action_owner="Chief Inspector", action_due=date(2015, 4, 1))
    first = replace(first, rows=(*first.rows[:2], vehicle, first.rows[3]))
    changed = replace(shown, groups=(first, *others))
    monkeypatch.setattr("dashboards.access.dashboard", lambda *_, **__: changed)
    client = signed_in(published, Role.BOARD)
    url = address(published, key_of(published, 0))
    said = section(opened(client, url), "actions")
    assert "4 actions, 1 overdue." in said
    assert "Chief Inspector" in said
    assert "1 April 2015: overdue by 19 days" in said
    with clock.fixed(date(2015, 4, 1)):
        assert "4 actions, none overdue." in section(opened(client, url), "actions")


# --- The plan's words ---


def with_a_plan(built: Built, status: str = "draft") -> Priority:
    """A priority of the strategy over the outcomes, in the words of its adopted version and of the
    next one, which has this status."""
    strategy = built.outcomes[0].strategy
    made: dict[str, Any] = {"partnership": built.partnership}
    with context(by="test", action="test.plan"):
        version = strategy.versions.get()
        draft = StrategyVersion.objects.create(
            **made, strategy=strategy, number=2, status=status, reason="Refresh"
        )
        priority = Priority.objects.create(**made, strategy=strategy, code="A")
        principle = Priority.objects.create(
            **made, strategy=strategy, code="P", position=2, cross_cutting=True
        )
        for number, one in ((1, version), (2, draft)):
            PriorityWording.objects.create(
                **made,
                priority=priority,
                strategy_version=one,
                heading=f"Less crime {number}",
                focus=f"Focus {number}",
                outcome_statement=f"This will mean less {number}.",
            )
            PriorityWording.objects.create(
                **made,
                priority=principle,
                strategy_version=one,
                heading=f"Value for money {number}",
            )
        PlanLink.objects.create(**made, strategy=strategy, name="Health Strategy", note="2014")
        Outcome.objects.filter(pk=built.outcomes[0].pk).update(priority=priority)
    return priority


@pytest.mark.parametrize("status", ["draft", "scrutiny"])
def test_the_plan_in_the_words_of_the_adopted_version(published: Built, status: str) -> None:
    with_a_plan(published, status)
    for role in (Role.BOARD, Role.MANAGER):
        page = opened(signed_in(published, role), address(published, key_of(published, 0)))
        said = section(page, "plan")
        for text in (
            "Safer Communities Agreement, version 1",
            "as they are today",
            "Priority A. Less crime 1",
            "Focus 1",
            "This will mean less 1.",
            "P. Value for money 1",
            "Health Strategy: 2014",
            "Better than 2013-14",
            "Lower than the baseline",
        ):
            assert text in said, text
        assert "Less crime 2" not in page.text  # it is not adopted


def test_an_older_quarter_says_that_the_words_are_of_today(published: Built) -> None:
    with_a_plan(published)
    client = signed_in(published, Role.BOARD)
    with clock.fixed(date(2016, 5, 1)):
        page = opened(client, address(published, key_of(published, 0)))
    assert "not as they were in Q4 2014/15" in section(page, "plan")


def test_the_title_stays_the_snapshots(published: Built) -> None:
    title = published.outcomes[0].wordings.get().text
    with context(by="test", action="test.reword"):
        OutcomeWording.objects.filter(outcome=published.outcomes[0]).update(text="Another wording")
    page = opened(signed_in(published, Role.BOARD), address(published, key_of(published, 0)))
    assert page.heading == title
    assert "Outcome: Another wording" in section(page, "plan")


def test_targets_whose_indicator_is_not_asked_for(published: Built) -> None:
    """A target stays in the plan when its indicator is retired, and a placeholder is one too."""
    priority = with_a_plan(published)
    retired, elsewhere, own = (published.measures[place] for place in (11, 9, 0))
    made: dict[str, Any] = {"partnership": published.partnership, "priority": priority}
    with context(by="test", action="test.targets"):
        Measure.objects.filter(pk=retired.pk).update(last_quarter=Quarter(2014, 3))
        Target.objects.filter(measure=retired).update(priority=priority, text="Retired target")
        Target.objects.create(
            **made, measure=elsewhere, text="X% fewer", kind="placeholder", missing="value",
            starts=date(2014, 4, 1),
        )  # fmt: skip
        Measure.objects.filter(pk=own.pk).update(priority=priority, outcome=None)
    url = address(published, f"priority-{priority.pk}") + "?figures=working"
    page = opened(signed_in(published, Role.MANAGER), url)
    rows = page.find("//table[contains(@class, 'app-plan-targets')]/tbody/tr")
    said = {words(row.xpath("./th")[0]): words(row) for row in rows}
    assert len(said) == 3
    (placeholder,) = [text for text in said.values() if "X% fewer" in text]
    assert "the value is missing" in placeholder
    assert f"{elsewhere.indicator.name}, listed under Protect" in placeholder
    (gone,) = [text for text in said.values() if "Retired target" in text]
    assert f"No indicator in Q4 2014/15: {retired.indicator.name} is not asked for" in gone
    assert any(f"Indicator: {own.indicator.name}" in text for text in said.values())


def test_a_group_of_neither(county: Built) -> None:
    with context(by="test", action="test.other"):
        Measure.objects.filter(pk=county.measures[0].pk).update(outcome=None)
    publish(county)
    page = opened(signed_in(county, Role.BOARD), address(county, "other"))
    assert page.heading == "Other indicators"
    assert "belong to no priority and no outcome" in page.text


# --- Files and queries ---


@pytest.mark.parametrize("kind", ["csv", "xlsx", "ods", "json"])
def test_files_hold_its_rows_only(published: Built, kind: str) -> None:
    response = signed_in(published, Role.BOARD).get(
        address(published, key_of(published, 1), "priority_file", kind)
    )
    assert response.status_code == 200
    stem = f"leicestershire-2014-15-q4-{key_of(published, 1)}-v1"
    assert response["Content-Disposition"] == f'attachment; filename="{stem}.{kind}"'
    if kind == "json":
        rows = json.loads(response.content)["tables"][0]["rows"]
        assert [row["Indicator"] for row in rows] == [
            "% Reduction in offending by IOM & PPO Offenders",
            "Rate of re-offending by young offenders (local data)",
            "Number of first time entrants to the criminal justice system aged 10 - 17",
        ]


def test_queries_do_not_grow(django_assert_max_num_queries: Any) -> None:
    counts = []
    for slug, rows in (("small", 2), ("large", 12)):
        built = build(slug, rows=rows)
        with_a_plan(built)
        publish(built)
        client = signed_in(built, Role.BOARD)
        opened(client, address(built, key_of(built, 0)))
        with django_assert_max_num_queries(22) as found:
            opened(client, address(built, key_of(built, 0)))
        counts.append(len(found))
    assert counts[0] == counts[1]
