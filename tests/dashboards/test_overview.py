"""What a board should read first."""

from dataclasses import replace

import pytest

from core.quarters import Quarter
from dashboards import overview
from dashboards.selectors import working_dashboard
from dashboards.types import Cell, Dashboard, Row
from targets.terms import Rag, Travel, Unrated
from tests.dashboards.leicestershire import Built

pytestmark = pytest.mark.django_db
Q4, Q3 = Quarter(2014, 4), Quarter(2014, 3)


@pytest.fixture
def now(county: Built) -> Dashboard:
    return working_dashboard(county.partnership, Q4)


def with_rows(dashboard: Dashboard, **changed: Row) -> Dashboard:
    """The dashboard with some rows replaced, by place: ``row2=…``."""
    rows = {row.measure_id: row for row in dashboard.rows}
    for place, row in changed.items():
        rows[dashboard.rows[int(place.removeprefix("row"))].measure_id] = row
    groups = tuple(
        replace(group, rows=tuple(rows[row.measure_id] for row in group.rows))
        for group in dashboard.groups
    )
    return replace(dashboard, groups=groups)


def rated(row: Row, rag: Rag) -> Row:
    return replace(row, rating=replace(row.rating, shown=rag, computed=rag))


def moved(row: Row, travel: Travel) -> Row:
    return replace(row, direction=replace(row.direction, shown=travel))


def empty(row: Row) -> Row:
    nothing = Cell("Not entered", row.latest.period, absence=Unrated.NO_FIGURE)
    rating = replace(row.rating, shown=None, computed=None, unrated=Unrated.NO_FIGURE)
    return replace(row, latest=nothing, rating=rating)


def reasons(now: Dashboard, earlier: Dashboard | None) -> list[tuple[str, str]]:
    return [(overview.short_name(one.row), one.because) for one in overview.attention(now, earlier)]


def test_red_first_then_amber_then_what_worsens(now: Dashboard) -> None:
    now = with_rows(now, row0=moved(rated(now.rows[0], Rag.AMBER), Travel.WORSE))
    assert reasons(now, None) == [
        ("Vehicle Crime rate", "Red"),
        ("Total Crime rate", "Amber and getting worse"),
        ("Rate of re-offending by young offenders", "Amber"),
        ("Reported hate incidents", "Getting worse"),
    ]


def test_newly_red_before_still_red(now: Dashboard) -> None:
    now = with_rows(now, row3=rated(now.rows[3], Rag.RED), row11=empty(now.rows[11]))
    earlier = replace(with_rows(now, row3=rated(now.rows[3], Rag.GREEN)), quarter=Q3)
    found = reasons(now, earlier)
    assert found[:2] == [
        ("Violence with Injury rate", "Newly red"),
        ("Vehicle Crime rate", "Red, as in Q3 2014/15"),
    ]
    assert found[-1][1] == "No figure, twice running"


def test_counts_with_what_they_were(now: Dashboard) -> None:
    earlier = replace(with_rows(now, row2=rated(now.rows[2], Rag.GREEN)), quarter=Q3)
    lines = overview.count_lines(now, earlier)
    assert [(line.number, line.text) for line in lines] == [
        (1, "red (was 0)"),
        (1, "amber (was 1)"),
        (10, "green (was 11)"),
    ]
    assert overview.headline(now, earlier)[0].endswith("Red was 0 in Q3 2014/15.")


def test_changes(now: Dashboard) -> None:
    earlier = replace(with_rows(now, row2=rated(now.rows[2], Rag.GREEN)), quarter=Q3)
    groups = (replace(now.groups[0], rows=now.groups[0].rows[1:]), *now.groups[1:])
    found = overview.changes(replace(now, groups=groups), earlier)
    assert found is not None
    assert [(one.was, one.now) for one in found.ratings] == [("green", "red")]
    assert [row.name for row in found.dropped] == [now.rows[0].name]
    assert (found.new, found.nothing) == ((), False)
    assert overview.changes(now, None) is None


def test_missing_is_counted_and_not_zero(now: Dashboard) -> None:
    now = with_rows(now, row0=empty(now.rows[0]))
    assert overview.status_line(now).startswith("11 of 12 indicators have a figure.")
    assert overview.value_of(now.rows[0]) == "no_data"
    said = "Of 12 indicators, 1 red, 1 amber, 9 green and 1 without a figure."
    assert overview.headline(now, None)[0] == said
    assert overview.counts_in_words(now.groups[0].rows) == "1 red, 2 green, 1 no figure"
