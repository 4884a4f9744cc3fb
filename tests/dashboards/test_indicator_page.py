"""The second opinion in the database's words, the indicator's page and the files of its data."""

import io
import json
from datetime import date
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core import clock
from core.quarters import Quarter
from core.sheets import read_sheets
from dashboards.drawings import chart
from dashboards.indicator_sheet import indicator_book
from dashboards.indicator_words import statements_of
from dashboards.insight import Insight
from dashboards.selectors import dashboard_to_publish, working_dashboard
from dashboards.selectors.gather import gather
from dashboards.selectors.insight import insight_of
from dashboards.selectors.working import case_of
from dashboards.types import Row, SnapshotInfo, from_json, to_json
from partnerships.permissions import Role
from targets import models
from tests.dashboards.conftest import publish, signed_in
from tests.dashboards.leicestershire import Built, build
from tests.dashboards.measuring import Q4, TWELVE, given, measured

pytestmark = pytest.mark.django_db


def row_of(county: Built, measure: models.Measure) -> Row:
    row = working_dashboard(county.partnership, Q4).row(measure.pk)
    assert row is not None
    return row


def insight(county: Built, measure: models.Measure) -> Insight:
    found = row_of(county, measure).insight
    assert found is not None
    return found


def aimed(county: Built, measure: models.Measure, **target: Any) -> None:
    with given():
        models.Target.objects.create(
            **{
                "partnership": county.partnership, "measure": measure, "text": "A target",
                "kind": "at_most", "starts": date(2011, 4, 1), **target,
            }
        )  # fmt: skip


# --- The second opinion -------------------------------------------------------------------------


def test_the_worked_numbers(county: Built) -> None:
    """GOLDEN: shared/domain.md 6. Limits of the first twelve, then 41 and 40."""
    found = insight(county, measured(county, [*TWELVE, 41, 40], target=30))
    band = found.band
    assert band is not None
    assert (band.mean, band.lower, band.upper) == (
        Decimal(50), Decimal("37.183636"), Decimal("62.816364"),
    )  # fmt: skip
    assert (band.points, band.provisional, band.text) == (12, False, "37.2 to 62.8")
    assert (band.first, band.last) == (Q4 - 13, Q4 - 2)
    assert found.usual == "Within its usual range, 37.2 to 62.8."
    assert found.signals == (
        "Unusual improvement: two of the last three quarters are near the bottom of its usual "
        "range (2 of 3, low).",
    )
    assert found.assurance == "Will miss its target unless something changes."


def test_no_promise_against_the_latest_figure(county: Built) -> None:
    """Red at 99 against "at most 70": its usual range no longer says that it will meet it."""
    found = insight(county, measured(county, [*TWELVE, 99], target=70))
    assert found.usual == "Above its usual range, 37.2 to 62.8."
    assert found.assurance == ""
    inside = insight(county, measured(county, [*TWELVE, 50], target=70, code="calm"))
    assert inside.assurance == "Will meet its target unless something changes."


def test_only_the_latest_point_signals(county: Built) -> None:
    found = insight(county, measured(county, [*TWELVE, 99, 50]))
    assert found.signals == ("No unusual change.",)


def test_a_provisional_range_says_so_and_promises_nothing(county: Built) -> None:
    found = insight(county, measured(county, TWELVE[:9], target=99))
    assert found.usual.endswith("(provisional: only 9 quarters).")
    assert found.band is not None
    assert found.band.provisional
    assert found.assurance == ""


@pytest.mark.parametrize(
    ("values", "said"),
    [
        (TWELVE[:7], "No usual range yet: it needs 8 quarters and has 7."),
        ([5] * 9, "No usual range: all of its 9 quarters are the same."),
        ([*[5] * 12, 9], "No usual range: the first 12 quarters are the same."),
    ],
)
def test_why_there_is_no_range(county: Built, values: list[int], said: str) -> None:
    found = insight(county, measured(county, values))
    assert (found.band, found.signals, found.usual) == (None, (), said)


def test_rolling_years_are_judged_by_their_quarters(county: Built) -> None:
    """Never on rolling years, which overlap: no band on their chart and no forecast."""
    measure = measured(county, [*TWELVE, 41, 40], basis="rolling_year")
    aimed(county, measure, value=10, due=date(2017, 3, 31))
    found = insight(county, measure)
    assert found.band is None
    assert (
        found.usual == "By single quarters: Q4 2014/15 is 40. Within its usual range, 37.2 to 62.8."
    )
    assert "2 of 3, low" in found.signals[0]
    assert found.assurance == ""
    assert found.forecast is None
    assert found.forecast_why == "No forecast: it needs single quarters, and 2014-15 is 12 months."


def test_yearly_figures_have_no_range(county: Built) -> None:
    found = working_dashboard(county.partnership, Q4).rows[2].insight
    assert found is not None
    assert found.usual == "No usual range: it needs single quarters, and 2014-15 is 12 months."


def test_chance_of_leicestershires_first_time_entrants(county: Built) -> None:
    """GOLDEN: 212 against 185, p = 0.19186. Percentages without their parts say nothing."""
    rows = working_dashboard(county.partnership, Q4).rows
    said = [row.insight.chance for row in rows if row.insight]
    assert "The change from 212 in 2013-14 to 185 could be chance (p = 0.19)." in said
    assert all(not row.insight.chance for row in rows if row.insight and row.unit == "percentage")


def test_the_trend_of_the_last_five(county: Built) -> None:
    """GOLDEN: shared/domain.md 6: no significant change."""
    found = insight(county, measured(county, [212, 205, 208, 195, 185]))
    assert found.trend == "No significant change"
    assert "212, 205, 208, 195 and 185. Chi-squared is 2.03" in found.trend_why
    falling = insight(county, measured(county, [453, 323, 312, 280, 233], code="falling"))
    assert falling.trend == "Decreasing and getting better"


def test_a_forecast_to_the_due_date_stands_beside_the_rating(county: Built) -> None:
    measure = measured(county, [60 - 2 * n for n in range(12)])
    aimed(county, measure, value=20, due=date(2017, 3, 31))
    row = row_of(county, measure)
    assert row.insight is not None
    assert row.insight.forecast is not None
    assert row.insight.forecast.sentence == (
        "If it goes on as in the last 12 quarters: about 22 by March 2017, between 22 and 22 "
        "19 times in 20; the target then is 20."
    )
    assert row.rating.explanation.startswith("Red: 38 is ")


def test_without_a_due_date_to_the_end_of_target_or_strategy(county: Built) -> None:
    measure = measured(county, [60 - 2 * n for n in range(12)])
    aimed(county, measure, value=20)
    found = insight(county, measure).forecast
    assert found is not None
    assert found.quarter == Quarter(2016, 4)  # the strategy ends in March 2017
    with given():
        models.Target.objects.filter(measure=measure).update(ends=date(2016, 3, 31))
    found = insight(county, measure).forecast
    assert found is not None
    assert found.quarter == Quarter(2015, 4)
    with given():
        models.Target.objects.filter(measure=measure).update(kind="monitor_only", value=None)
    assert (insight(county, measure).forecast, insight(county, measure).forecast_why) == (None, "")


def test_a_yearly_target_is_no_level(county: Built) -> None:
    """Each quarter expects its own share of the year, so no one level can be held to the range."""
    measure = measured(county, [10, 20, 30, 40, *[9, 21, 29, 41] * 3], decimals=0)
    first = Q4 - 15
    with given():
        base = models.Baseline.objects.create(
            partnership=county.partnership, measure=measure, value=100,
            period_start=first.start, period_end=(first + 3).end,
        )  # fmt: skip
    aimed(county, measure, kind="reduce_on_baseline", value=None, baseline=base, change_percent=5)
    assert insight(county, measure).assurance == ""
    with given():
        models.Target.objects.filter(measure=measure).update(
            kind="at_most", value=400, per_year=True, baseline=None, change_percent=None
        )
    assert insight(county, measure).assurance.startswith("Will meet")  # evenly: 100


def test_a_missing_or_faulty_figure_signals_nothing(county: Built) -> None:
    measure = measured(county, [*TWELVE, 41, None])
    found = insight(county, measure)
    assert found.usual == "Its usual range is 37.2 to 62.8."
    assert (found.signals, found.trend, found.chance) == ((), "", "")
    faulty = measured(county, [*TWELVE, 41, 40], code="faulty")
    with given():
        models.Figure.objects.filter(measure=faulty, quarter=Q4).update(quality_problem=True)
    found = insight(county, faulty)
    assert (found.signals, found.trend, found.chance) == ((), "", "")


def test_a_series_break_starts_everything_again(county: Built) -> None:
    measure = measured(county, [*TWELVE, 41, 40])
    with given():
        models.SeriesBreak.objects.create(
            partnership=county.partnership, measure=measure, quarter=Q4 - 3, note="New rule"
        )
    found = insight(county, measure)
    assert found.usual == "No usual range yet: it needs 8 quarters and has 4."
    assert (found.trend, found.chance) == ("", "")


def test_nothing_was_ever_entered(county: Built) -> None:
    assert row_of(county, measured(county, [None])).insight is None


def test_no_query_and_little_time(county: Built) -> None:
    """It is made for every indicator whenever a dashboard is."""
    for place in range(3):
        aimed(
            county, measured(county, [*TWELVE, *TWELVE[:8]], code=f"n{place}"),
            value=50, due=date(2016, 3, 31),
        )  # fmt: skip
    case = case_of(county.partnership, Q4, gather(county.partnership, Q4, settled=False))
    judged = [(measure, case.judge(measure)) for measure in case.gathered.measures]
    with CaptureQueriesContext(connection) as queries:
        found = [insight_of(case, measure, judgement) for measure, judgement in judged]
    assert len(queries) == 0
    assert len([one for one in found if one and one.forecast]) == 3


def test_it_is_kept_with_the_snapshot(county: Built) -> None:
    measure = measured(county, [*TWELVE, 41, 40], target=30)
    made = working_dashboard(county.partnership, Q4)
    assert from_json(to_json(made)).row(measure.pk) == made.row(measure.pk)


# --- The page -----------------------------------------------------------------------------------


def url(built: Built, measure: models.Measure, kind: str = "") -> str:
    arguments = [built.partnership.slug, Q4, measure.pk, *([kind] if kind else [])]
    return reverse(f"dashboards:indicator{'_file' if kind else ''}", args=arguments)


def read(built: Built, address: str, role: Role = Role.BOARD) -> str:
    response = signed_in(built, role).get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_the_page_answers_the_four_questions(county: Built) -> None:
    measure = measured(county, [*TWELVE, 41, 40])
    aimed(county, measure, value=30, due=date(2016, 3, 31))
    text = read(county, url(county, measure) + "?figures=working", Role.MANAGER)
    for said in (
        "Unusual improvement, but missing its target", "Is it unusual?", "Usual range",
        "Will it reach its target?", "Will miss its target unless something changes.",
        "If it goes on as in the last 12 quarters", "Which way is it going?", "Recent trend:",
        "2 of 3, low", "The usual range is made from the 12 figures of Q3 2011/12 to Q2 2014/15",
        "Why it is rated this way", "Scheme 1",
    ):  # fmt: skip
        assert said in text


def test_who_does_what_by_when(county: Built) -> None:
    with given():
        models.Return.objects.filter(pk=county.ret.pk).update(status="open")
        models.ReturnPart.objects.filter(belongs_to=county.ret).update(status="open")
        models.Figure.objects.filter(measure=county.measures[2], quarter=Q4).update(
            action_owner="Neighbourhood Inspector", action_due=date(2015, 4, 19)
        )
    address = url(county, county.measures[2]) + "?figures=working"
    text = read(county, address, Role.MANAGER)
    assert "Neighbourhood Inspector" in text
    assert "Overdue since 19 April 2015" in text
    with clock.fixed(date(2015, 4, 19)):
        assert "Overdue" not in read(county, address, Role.MANAGER)


@pytest.mark.parametrize("kind", ["", "json"])
def test_as_many_queries_beside_two_rows_as_beside_twelve(db: None, kind: str) -> None:
    counts = []
    for slug, rows in (("small", 2), ("large", 12)):
        built = build(slug, rows=rows)
        publish(built)
        client = signed_in(built, Role.BOARD)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url(built, built.measures[0], kind)).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 10


def test_neighbours_in_the_order_of_the_board(published: Built) -> None:
    first = read(published, url(published, published.measures[0]))
    assert 'rel="prev"' not in first
    assert f'href="{url(published, published.measures[1])}" rel="next"' in first
    last = read(published, url(published, published.measures[-1]))
    assert 'rel="next"' not in last


def test_a_snapshot_of_before_says_nothing_that_it_does_not_know(county: Built) -> None:
    """Old snapshots have no second opinion and fewer fields: the page says what it can."""
    payload = json.loads(publish(county).payload)
    for group in payload["groups"]:
        for row in group["rows"]:
            for name in ("insight", "compared", "indicator_id", "headline", "running"):
                row.pop(name, None)
            for point in row["history"]:
                point.pop("denominator", None)
                point.pop("revised", None)
    dashboard = from_json(json.dumps(payload))
    assert all(row.insight is None for row in dashboard.rows)
    for row in dashboard.rows:
        assert chart(row) is not None
        assert {heading for heading, _ in statements_of(row).headed} <= {"Which way is it going?"}
        assert indicator_book(dashboard, row).tables[0].rows


# --- The files ----------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["csv", "xlsx", "ods", "json"])
def test_its_data_as_a_file(published: Built, kind: str) -> None:
    measure = published.measures[6]
    response = signed_in(published, Role.BOARD).get(url(published, measure, kind))
    assert response.status_code == 200
    name = f"leicestershire-2014-15-q4-indicator-{measure.pk}-v1.{kind}"
    assert response["Content-Disposition"] == f'attachment; filename="{name}"'
    if kind == "json":
        [table] = json.loads(response.content)["tables"]
        assert [point["Value"] for point in table["rows"]] == ["212", "185"]
        return
    *_, sheet = read_sheets(name, response.content)
    head = next(row for row in sheet.rows if "Quarter" in row)
    place = head.index("Value")
    assert [row[place] for row in sheet.rows[-2:]] == ["212", "185"]


def test_the_notes_say_what_the_page_says(published: Built) -> None:
    content = signed_in(published, Role.BOARD).get(url(published, published.measures[6], "xlsx"))
    book = openpyxl.load_workbook(io.BytesIO(content.content))
    notes = " ".join(str(cell.value) for row in book["Notes"].iter_rows() for cell in row)
    page = read(published, url(published, published.measures[6]))
    for said in ("could be chance (p = 0.19)", "Lower is better", "Doing "):
        assert said in notes
        assert said in page


def test_a_file_that_is_known_is_not_made_again(published: Built) -> None:
    client, address = signed_in(published, Role.BOARD), url(published, published.measures[0], "csv")
    mark = client.get(address)["ETag"]
    assert client.get(address, headers={"If-None-Match": mark}).status_code == 304


def test_working_files_are_for_managers(county: Built) -> None:
    address = url(county, county.measures[0], "csv") + "?figures=working"
    response = signed_in(county, Role.MANAGER).get(address)
    assert "working.csv" in response["Content-Disposition"]
    assert response["Cache-Control"] == "no-store"
    assert signed_in(county, Role.BOARD).get(address).status_code == 403
    assert signed_in(county, Role.BOARD).get(address.partition("?")[0]).status_code == 404


def test_another_partnerships_file(published: Built) -> None:
    other = build("rutland")
    client = signed_in(published, Role.BOARD)
    assert client.get(url(published, other.measures[0], "csv")).status_code == 404
    assert client.get(url(other, other.measures[0], "csv")).status_code == 404


def test_small_numbers_leave_no_parts_behind(county: Built) -> None:
    """Neither numerators nor denominators of a protected indicator are published."""
    measure = measured(county, [*TWELVE, 41, 3], target=30)
    with given():
        models.Measure.objects.filter(pk=measure.pk).update(suppress_small_numbers=True)
    info = SnapshotInfo(1, clock.now())
    row = dashboard_to_publish(county.partnership, Q4, info).row(measure.pk)
    assert row is not None
    assert all(point.numerator is None and point.denominator is None for point in row.history)
