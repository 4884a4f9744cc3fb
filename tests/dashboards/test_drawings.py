"""The words of an indicator's chart and of the table under it."""

from dataclasses import replace
from decimal import Decimal

import pytest

from core.quarters import Quarter
from dashboards.drawings import description, point_note, point_target
from dashboards.selectors import working_dashboard
from dashboards.types import Point, Row
from targets.terms import Unit
from tests.dashboards.leicestershire import Built

pytestmark = pytest.mark.django_db
Q4 = Quarter(2014, 4)


def point(back: int, value: str, **more) -> Point:
    quarter = Q4 - back
    return Point(quarter, quarter.period, value, Decimal(value), **more)


@pytest.fixture
def row(county: Built) -> Row:
    """Vehicle crime: up 11.2% on 2013-14, worse."""
    return working_dashboard(county.partnership, Q4).rows[2]


def test_the_movement_is_not_of_the_whole_line(row: Row) -> None:
    """The line fell since 2010/11; the arrow is about last year."""
    row = replace(row, history=(point(16, "9.10"), point(4, "5.71"), point(0, "6.35")))
    said = description(row)
    assert said.startswith("From 9.10 in Q4 2010/11 to 6.35 in Q4 2014/15. ")
    assert "Against 2013-14: up 11.2%, worse. " in said


def test_no_sentence_crosses_a_series_break(row: Row) -> None:
    row = replace(row, history=(point(2, "9"), point(1, "5", break_note="New"), point(0, "6")))
    assert description(row).startswith("From 5 in Q3 2014/15 to 6 in Q4 2014/15. ")
    row = replace(row, history=(point(2, "9"), point(0, "6", break_note="New")))
    assert description(row).startswith("6 in Q4 2014/15. ")


def test_notes_of_points(row: Row) -> None:
    gap = Point(Q4, Q4.period, "Not entered")
    assert point_note(point(0, "6")) == "Final"
    assert point_note(point(0, "6", estimated=True, provisional=True)) == "Provisional, Estimated"
    assert point_note(point(0, "6", quality_problem=True)) == "Quality problem"
    assert point_note(gap) == "No figure"
    assert point_note(replace(gap, text="[c]")) == "Not shown: small numbers"


def test_a_stated_target_is_not_rounded(row: Row) -> None:
    percent = replace(row, unit=Unit.PERCENTAGE, decimals=0)
    assert point_target(point(0, "6", expected=Decimal("7.5000")), percent) == "7.5%"
    assert point_target(point(0, "6"), percent) == ""
