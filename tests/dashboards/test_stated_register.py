"""The register of stated ratings: what was computed, what is stated, why, and until when."""

import csv
import io
import json
from dataclasses import replace
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from audit.context import context
from core.quarters import Quarter
from dashboards.models import StatedJudgement
from dashboards.selectors import published_dashboard, working_dashboard
from dashboards.selectors.stated_register import (
    Register,
    Standing,
    What,
    movement_of,
    stated_register,
)
from dashboards.types import Dashboard, Rating, Stated
from partnerships.permissions import Role
from targets.models import Figure, Indicator, Return, ReturnPart
from targets.terms import Rag
from tests.dashboards.conftest import publish, signed_in
from tests.dashboards.leicestershire import BOARD, PUBLISHED_ON, Built, build

pytestmark = pytest.mark.django_db
Q4, NEXT = Quarter(2014, 4), Quarter(2015, 1)


def url(quarter: Quarter = Q4, slug: str = "leicestershire") -> str:
    return reverse("dashboards:stated", args=[slug, quarter])


def file(kind: str, quarter: Quarter = Q4) -> str:
    return reverse("dashboards:stated_file", args=["leicestershire", quarter, kind])


def read(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def register(built: Built, quarter: Quarter = Q4) -> Register:
    return stated_register(working_dashboard(built.partnership, quarter))


def next_quarter(built: Built) -> Return:
    """The quarter after it, open, with the same figures."""
    with context(by="test", action="test.next"):
        ret = Return.objects.create(
            partnership=built.partnership, quarter=NEXT, status="open",
            opened_on=date(2015, 7, 1), due=date(2015, 7, 30),
        )  # fmt: skip
        part = ReturnPart.objects.create(
            partnership=built.partnership, belongs_to=ret, organisation=built.police, due=ret.due
        )
        for one in Figure.objects.filter(belongs_to=built.ret):
            Figure.objects.create(
                partnership=built.partnership, measure=one.measure, state="entered",
                belongs_to=ret, part=part, quarter=NEXT, value=one.value,
                period_start=one.period_start, period_end=one.period_end,
            )  # fmt: skip
    return ret


# --- What is in it ---


def test_what_the_county_printed_otherwise(county: Built) -> None:
    """Five of Appendix 1’s ratings are stated (domain 6, LEI: computed and stated both kept)."""
    found = register(county)
    assert found.heading == "5 of 12 ratings are stated; 5 differ from what the rules compute"
    assert [one.standing for one in found.ratings] == [Standing.ENDS_NOW] * 5
    marac = found.ratings[2]
    assert marac.name.startswith("% of domestic violence cases reviewed at MARAC")
    assert (marac.stated_word, marac.computed_word) == ("Green", "Not rated: needs context")
    assert marac.reason == "The increase is due to more consistent referral processes."
    assert (marac.who, marac.until) == (f"{BOARD}, 20 April 2015", Q4)
    assert marac.why == county_row(county, marac.measure_id)
    assert found.ended == ()


def county_row(built: Built, measure_id: int) -> str:
    row = working_dashboard(built.partnership, Q4).row(measure_id)
    assert row is not None
    return row.rating.explanation


def test_arrows_have_the_comparison_that_the_arrow_shows(county: Built) -> None:
    """Hate incidents: up 6.3% is about the same; printed as a fall in performance."""
    found = {one.name: one for one in register(county).arrows}
    hate = found["Reported hate incidents (per 1,000 population)"]
    assert (hate.stated_word, hate.differs) == ("Worse", True)
    assert hate.why.startswith("Up 6.3%, from 0.64")
    assert hate.what is What.ARROW


def test_the_arrow_shows_the_comparison_of_the_previous_column(county: Built) -> None:
    """Where the board compares with the period before, that is what is explained."""
    row = working_dashboard(county.partnership, Q4).rows[0]
    quarter = replace(row.direction.short.earlier, period=(Q4 - 1).period)
    short = replace(row.direction.short, earlier=quarter, explanation="With Q3.")
    row = replace(row, direction=replace(row.direction, short=short))
    assert movement_of(row) is row.direction.long
    assert movement_of(replace(row, previous=quarter)) is short


def test_overall_ratings_stand_beside_the_rule(county: Built) -> None:
    """Crime is stated green; the worst of its four indicators is red (domain 9)."""
    found = register(county)
    crime = found.overall[0]
    assert (crime.stated_word, crime.computed_word, crime.differs) == ("Green", "Red", True)
    assert crime.why == "Red by the worst of 4 rated: 1 red, 3 green."
    assert found.overall_words == (
        "4 of 4 overall ratings are stated; 1 differs from what the rules compute"
    )
    assert {one.standing for one in found.overall} == {Standing.THIS_QUARTER}


def test_a_snapshot_older_than_the_rule_claims_no_difference(county: Built) -> None:
    shown = working_dashboard(county.partnership, Q4)
    old = tuple(replace(one, computed=None, computed_why="") for one in shown.groups)
    found = stated_register(replace(shown, groups=old))
    assert {(one.computed_word, one.differs) for one in found.overall} == {("Not computed", False)}
    assert found.overall_words == (
        "4 of 4 overall ratings are stated; what the rules compute of them is not known"
    )
    mixed = stated_register(replace(shown, groups=(shown.groups[0], *old[1:])))
    assert mixed.overall_words.endswith("what the rules compute of 3 of them is not known")
    unrated = tuple(replace(one, computed=None, computed_why="None.") for one in shown.groups)
    found = stated_register(replace(shown, groups=unrated))
    assert {(one.computed_word, one.differs) for one in found.overall} == {("Not rated", True)}


def test_a_statement_past_its_end_is_listed_and_counts_no_more(county: Built) -> None:
    next_quarter(county)
    found = register(county, NEXT)
    assert found.heading == "No rating is stated"
    assert len([one for one in found.ended if one.what is What.RATING]) == 5
    ended = next(one for one in found.ended if one.measure_id == county.measures[7].pk)
    assert (ended.standing, ended.until, ended.stated_word) == (Standing.ENDED, Q4, "Green")
    assert ended.computed_word == "Not rated: needs context"


def test_another_in_its_place_is_no_end(county: Built) -> None:
    next_quarter(county)
    with context(by="test", action="test.state"):
        StatedJudgement.objects.create(
            partnership=county.partnership, measure=county.measures[7], quarter=NEXT,
            until_quarter=NEXT + 2, rag="amber", reason="Seen again", stated_by="Chair",
            stated_on=PUBLISHED_ON,
        )  # fmt: skip
    found = register(county, NEXT)
    assert found.heading == ("1 of 12 ratings is stated; it differs from what the rules compute")
    assert found.ratings[0].standing is Standing.IN_FORCE
    ended = {one.measure_id for one in found.ended if one.what is What.RATING}
    assert county.measures[7].pk not in ended and len(ended) == 4
    assert found.ending_words == ""


def test_those_that_end_first_stand_first(county: Built) -> None:
    rows = StatedJudgement.objects.filter(measure=county.measures[4])
    with context(by="test", action="test.prolong"):
        rows.update(until_quarter=Q4 + 3)
    assert [one.until for one in register(county).ratings] == [*[Q4] * 4, Q4 + 3]
    assert register(county).ratings[-1].measure_id == county.measures[4].pk


def test_nothing_stated(county: Built) -> None:
    dashboard = replace(working_dashboard(county.partnership, Q4), groups=())
    found = stated_register(dashboard)
    assert (found.heading, found.entries) == ("No rating is stated", ())


# --- A property ---

RATINGS = st.sampled_from([Rag.RED, Rag.AMBER, Rag.GREEN])


@pytest.fixture(scope="module")
def plain(django_db_setup: None, django_db_blocker: object) -> Dashboard:
    """A dashboard to state things in."""
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():  # type: ignore[attr-defined]
        made = working_dashboard(build().partnership, Q4)
        transaction.set_rollback(True)
    return made


@given(data=st.data())
def test_what_is_counted_is_what_is_stated(plain: Dashboard, data: st.DataObject) -> None:
    """Whatever is stated: each is listed once, and differs where both words differ."""
    stated_rows = {}
    groups = []
    for group in plain.groups:
        rows = []
        for row in group.rows:
            computed = data.draw(st.none() | RATINGS)
            shown = data.draw(st.none() | RATINGS)
            said = shown and Stated(
                "Why", "Board", PUBLISHED_ON, Q4 + data.draw(st.integers(0, 4)), shown
            )
            rating = Rating(shown or computed, computed, None, "Because.", said)
            rows.append(replace(row, rating=rating))
            if shown:
                stated_rows[row.measure_id] = (shown, computed)
        groups.append(replace(group, rows=tuple(rows)))
    found = stated_register(replace(plain, groups=tuple(groups)))
    assert {one.measure_id for one in found.ratings} == set(stated_rows)
    assert len(found.ratings) == len(stated_rows)
    for one in found.ratings:
        shown, computed = stated_rows[one.measure_id]
        assert one.differs is (shown is not computed)
        assert one.stated == shown.value
    assert list(found.ratings) == sorted(found.ratings, key=lambda one: one.until)
    differing = sum(shown is not computed for shown, computed in stated_rows.values())
    if len(stated_rows) > 1:
        assert (
            f"{len(stated_rows)} of 12 ratings are stated; {differing or 'none'}" in found.heading
        )


# --- The page and its files ---


def rename(built: Built) -> None:
    """Another name for an indicator of which a rating is stated."""
    with context(by="test", action="test.rename"):
        Indicator.objects.filter(measures=built.measures[8]).update(name="Renamed since")


@pytest.mark.parametrize("role", [Role.MANAGER, Role.OFFICER, Role.BOARD])
def test_the_page_is_read_from_the_snapshot(published: Built, role: Role) -> None:
    text = read(signed_in(published, role), url())
    assert "5 of 12 ratings are stated; 5 differ from what the rules compute." in text
    assert "In Q1 2015/16 what the rules compute counts again." in text
    assert "More referrals are welcome." in text
    assert "Red by the worst of 4 rated" in text
    rename(published)
    assert "Renamed since" not in read(signed_in(published, role), url())


def test_working_figures_are_for_managers(published: Built) -> None:
    rename(published)
    working = read(signed_in(published, Role.MANAGER), f"{url()}?figures=working")
    assert "Renamed since" in working and "Not published." in working
    assert "stated.csv?figures=working" in working
    for role in (Role.OFFICER, Role.BOARD):
        for address in (url(), file("json")):
            assert signed_in(published, role).get(f"{address}?figures=working").status_code == 403
    scrutiny = signed_in(published, Role.SCRUTINY)
    assert {scrutiny.get(one).status_code for one in (url(), file("csv"))} == {403}


def test_what_is_not_published_is_not_found(county: Built) -> None:
    client = signed_in(county, Role.BOARD)
    assert client.get(url()).status_code == client.get(file("csv")).status_code == 404
    build("rutland")
    other = reverse("dashboards:stated", args=["rutland", Q4])
    assert client.get(other).status_code == 404
    assert signed_in(county, Role.MANAGER).get(f"{url()}?version=x").status_code == 404


def test_page_and_files_say_the_same(published: Built) -> None:
    client = signed_in(published, Role.BOARD)
    dashboard = published_dashboard(published.partnership, Q4)
    assert dashboard is not None
    entries = stated_register(dashboard).entries
    text = client.get(file("csv")).content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    head = next(n for n, row in enumerate(rows) if row and row[0] == "Priority or outcome")
    table = [dict(zip(rows[head], row, strict=True)) for row in rows[head + 1 :] if any(row)]
    assert [row["Stated"] for row in table] == [one.stated_word for one in entries]
    assert [row["Computed"] for row in table] == [one.computed_word for one in entries]
    assert all(value for row in table for value in row.values())  # no blank cells
    written = json.loads(client.get(file("json")).content)["tables"][0]["rows"]
    assert written == table
    for kind in ("xlsx", "ods"):
        answer = client.get(file(kind))
        assert answer.content[:2] == b"PK"
        name = f"leicestershire-2014-15-q4-stated-v1.{kind}"
        assert name in answer["Content-Disposition"]


def test_two_ways_lead_there(published: Built) -> None:
    client = signed_in(published, Role.BOARD)
    assert f'href="{url()}"' in read(
        client, reverse("dashboards:overview", args=["leicestershire", Q4])
    )
    assert f'href="{url()}"' in read(client, reverse("dashboards:schemes", args=["leicestershire"]))


def test_queries_do_not_grow_with_the_indicators(db: None) -> None:
    counts = []
    for slug, rows in (("small", 3), ("large", 12)):
        built = build(slug, rows=rows)
        publish(built)
        client = signed_in(built, Role.MANAGER)
        for more in ("", "?figures=working"):
            with CaptureQueriesContext(connection) as made:
                assert client.get(url(slug=slug) + more).status_code == 200
            counts.append(len(made))
    assert counts[:2] == counts[2:]


def test_reasons_are_escaped(county: Built) -> None:
    nasty = "<script>alert(1)</script>"
    with context(by="test", action="test.state"):
        StatedJudgement.objects.filter(measure=county.measures[8]).update(reason=nasty)
    text = read(signed_in(county, Role.MANAGER), f"{url()}?figures=working")
    assert nasty not in text and "&lt;script&gt;" in text
