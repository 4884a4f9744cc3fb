"""A year's count from an indicator's published figures, and what is not to be counted."""

import re

import pytest

from core.quarters import Quarter
from dashboards.models import CostYear
from partnerships.access import get_member
from partnerships.permissions import Role
from targets import models
from targets.actions.revise import revise
from targets.terms import RevisionKind
from tests.dashboards.conftest import publish, signed_in
from tests.dashboards.costing import add_table, cells, claim, given, page, url
from tests.dashboards.leicestershire import Built, _sign_off
from tests.dashboards.measuring import Q4, measured
from tests.dashboards.revising import columns

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

TWO_YEARS = (80, 78, 77, 77, 60, 58, 58, 57)  # 312, then 233


def published(county: Built) -> None:
    with given():
        _sign_off(county.ret, county.users)
    publish(county)


def counted(county: Built) -> list[list[str]]:
    return [row[:5] for row in cells(page(county), "Domestic burglary")]


def test_a_year_is_the_total_of_its_four_quarters(county: Built) -> None:
    """RUG-35: 312 and 233, of which the first are past figures and the last are published."""
    add_table(county, years=(), measure=measured(county, TWO_YEARS))
    assert counted(county) == [
        ["2013/14", "312", "£717,600", "First year", "Baseline year"],
        ["2014/15", "3 of 4 quarters", "No count", "No count", "No count"],
    ], "signed off is not published"
    published(county)
    assert counted(county)[1] == ["2014/15", "233", "£535,900", "£181,700", "£181,700"]


def test_three_quarters_are_not_a_year(county: Built) -> None:
    """RUG-51: an incomplete year is said to be one, and is not a smaller number."""
    add_table(county, years=(), measure=measured(county, TWO_YEARS[1:]))
    published(county)
    assert counted(county)[0][:3] == ["2013/14", "3 of 4 quarters", "No count"]
    assert counted(county)[1][2:] == ["£535,900", "No count the year before", "Baseline year"]


def test_a_years_own_count_comes_first(county: Built) -> None:
    measure = measured(county, TWO_YEARS)
    add_table(county, years=((2012, 323, None, None), (2014, 200, None, None)), measure=measure)
    published(county)
    assert [row[1] for row in counted(county)] == ["323", "312", "200"]


def test_what_the_board_saw_counts_not_what_was_revised_since(county: Built) -> None:
    measure = measured(county, TWO_YEARS)
    add_table(county, years=(), measure=measure)
    published(county)
    figure = models.Figure.objects.select_related("measure__indicator", "belongs_to").get(
        measure=measure, quarter=Q4
    )
    revise(
        by=get_member(county.users[Role.MANAGER], county.partnership.slug),
        figure=figure,
        columns=columns(figure, value="67"),
        kind=RevisionKind.LATE,
        why="Late records",
        expected_version=figure.version,
    )
    assert counted(county)[1][1] == "233"


@pytest.mark.parametrize(
    ("quarter", "savings"),
    [
        (Q4 - 3, ["First year", "Cost rose by £487,600", "New series"]),  # as 2014/15 begins
        (Q4 - 4, ["First year", "New series", "New series"]),  # within 2013/14
    ],
)
def test_no_saving_crosses_a_break(county: Built, quarter: Quarter, savings: list[str]) -> None:
    """RUG-39: the year of the break is the new baseline; one within a year parts both sides."""
    measure = measured(county, [25, 25, 25, 25, *TWO_YEARS])
    with given():
        models.SeriesBreak.objects.create(
            partnership=county.partnership, measure=measure, quarter=quarter, note="New rule"
        )
    add_table(county, years=(), measure=measure)
    published(county)
    rows = counted(county)
    assert [row[1] for row in rows] == ["100", "312", "233"]
    assert [row[3] for row in rows] == savings
    assert rows[2][4] == "Baseline year"


def test_a_figure_with_a_quality_problem_is_not_counted(county: Built) -> None:
    """An IT fault that halves a count is not a saving."""
    measure = measured(county, TWO_YEARS)
    with given():
        models.Figure.objects.filter(measure=measure, quarter=Q4 - 1).update(quality_problem=True)
    add_table(county, years=(), measure=measure)
    published(county)
    assert counted(county)[1][1:4] == ["Quality problem in its figures", "No count", "No count"]


def test_small_numbers_stay_hidden_with_all_that_says_them(county: Built) -> None:
    """Domain 12: neither the year's total, its cost, its savings nor what a paper prints of it."""
    measure = measured(county, [*TWO_YEARS[:6], 3, 57])
    with given():
        models.Measure.objects.filter(pk=measure.pk).update(suppress_small_numbers=True)
    measure.refresh_from_db()
    table = add_table(county, years=((2014, 178, 409400, 308200),), measure=measure)
    with given():
        CostYear.objects.filter(table=table).update(note="178 in all")
    claim(county, 308200, table)
    claim(county, 1127000, None, "cost")
    published(county)
    assert cells(page(county), "Domestic burglary")[1] == ["2014/15", *["[c]"] * 6]
    client = signed_in(county, Role.MANAGER)
    files = [client.get(url(county, "cost_file", kind)).content for kind in ("csv", "json")]
    shown = [without_tokens(client.get(url(county)).content), *files]
    for content in shown:
        for secret in (b"178", b"409,400", b"409400", b"308,200", b"308200", b"1127000"):
            assert secret not in content, secret


def test_rates_are_counted_by_what_they_are_made_from(county: Built) -> None:
    """Sum over sum: the numerators of four quarters, never a sum of rates."""
    rate = {"unit": "rate", "numerator_label": "Crimes", "denominator_label": "People"}
    measure = measured(county, [1, 1, 1, 1, 2, 2, 2, 2], code="rate", **rate)
    with given():
        for figure in models.Figure.objects.filter(measure=measure):
            models.Figure.objects.filter(pk=figure.pk).update(
                numerator=figure.value * 50, denominator=50_000
            )
    add_table(county, years=(), measure=measure)
    published(county)
    assert [row[1] for row in counted(county)] == ["200", "400"]


def without_tokens(content: bytes) -> bytes:
    """A page without the tokens of its forms, in which any digits may stand."""
    return re.sub(rb'name="csrfmiddlewaretoken" value="[^"]*"', b"", content)
