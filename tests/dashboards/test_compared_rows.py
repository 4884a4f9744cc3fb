"""Every row’s comparisons, as the dashboard has them and the snapshot keeps them (LEI-26)."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audit.context import context
from core import clock
from dashboards.comparing import Compares
from dashboards.insight import Compared
from dashboards.models import ComparatorArea, ComparatorFigure, ComparatorSet
from dashboards.selectors import published_dashboard, shared, working_dashboard
from dashboards.selectors.comparators import (
    Material,
    _history,
    sets_in_force,
    shared_figure,
)
from dashboards.selectors.kept import forget
from targets.models import Indicator, Return
from tests.dashboards.neighbours import (
    Q4,
    TODAY,
    Place,
    add_figure,
    area_set,
    library,
    outside,
    place,
    population,
    publish,
)

pytestmark = pytest.mark.django_db
D = Decimal
WORKED = (4579, 5210, 3840, 4900, 4120, 4770, 4430, 5050)  # of 100,000 people: 45.79, 52.10 …


def around(
    indicators: list[Indicator],
    count: int,
    own: Any = (4579, 100_000),
    prefix: str = "",
    **fields: Any,
) -> Place:
    """A place in a set with ``count`` others of its county, which share with each other."""
    county = place(f"{prefix}county", {}, kind="county_board")
    others = [
        place(
            f"{prefix}district{n}",
            dict.fromkeys(indicators, (WORKED[n % 8], 100000)),
            parent=county.partnership,
            shares="neighbours",
        )
        for n in range(1, count)
    ]
    here = place(
        f"{prefix}here",
        dict.fromkeys(indicators, own),
        parent=county.partnership,
        published=False,
        **fields,
    )
    area_set(here.partnership, [one.partnership for one in others], source="The county council")
    return here


def only(one: Place) -> Compared:
    with clock.fixed(TODAY):
        (row,) = working_dashboard(one.partnership, Q4).rows
    (found,) = row.compared
    return found


def one_more(here: Place, **fields: Any) -> Place:
    """Another neighbour in the set, whose figure is changed so before it publishes."""
    indicator = here.measures[0].indicator
    found = place(
        "more", {indicator: (5000, 100_000)}, parent=here.partnership.parent,
        shares="neighbours", published=False,
    )  # fmt: skip
    with context(by="test", action="test.more"):
        found.measures[0].figures.update(**fields)
        ComparatorArea.objects.create(
            partnership=here.partnership, name="More", member=found.partnership,
            comparator_set=ComparatorSet.objects.get(partnership=here.partnership),
        )  # fmt: skip
    publish(found)
    return found


def test_a_figure_known_to_be_wrong_is_not_compared() -> None:
    """It has no target, so its rating does not say it: the mark on the figure does."""
    here = around(library(["burglary"]), 4)
    one_more(here, quality_problem=True)
    found = only(here)
    assert (found.areas, found.members, found.rank_words) == (5, 4, "2 of 4")
    with context(by="test", action="test.fault"):
        here.measures[0].figures.update(quality_problem=True)
    assert only(here).why_not == "Not compared: its own figure has a quality problem."


def test_an_earlier_figure_known_to_be_wrong_is_in_no_average() -> None:
    """Neither its own nor another's: the grey line holds what may be compared."""
    here = around(library(["burglary"]), 4)
    with clock.fixed(TODAY):
        (row,) = working_dashboard(here.partnership, Q4).rows
    (one,) = sets_in_force(here.partnership, Q4)
    area = next(each for each in one.areas if each.member == here.partnership.pk)
    found = Material((one,), {}, {}, {})
    assert [value for _, value in _history(area, row, found, here.partnership)] == [D("45.79")]
    wrong = replace(row, history=(replace(row.history[-1], quality_problem=True),))
    assert list(_history(area, wrong, found, here.partnership)) == []


def test_not_available_is_not_the_same_as_no_figure() -> None:
    """``-`` of an indicator without a target too."""
    here = around(library(["burglary"]), 4)
    nothing = dict.fromkeys(("value", "numerator", "denominator"))
    more = one_more(here, state="not_available", reason="not_released", **nothing)
    with clock.fixed(TODAY):
        (row,) = working_dashboard(here.partnership, Q4).rows
        lines = shared.shared_quarter(here.partnership, Q4)[more.partnership.pk].lines
    assert shared_figure(lines[row.indicator_id], row, Compares.of(row), None).mark == "-"


def test_the_worked_numbers_from_what_is_published() -> None:
    """Domain, section 8: 45.79 is 4 of 8, Average; the mean is 46.12375."""
    found = only(around(library(["burglary"]), 8))
    assert (found.rank_words, found.standing) == ("4 of 8", "Average")
    assert (found.average, found.average_text) == (D("46.12375"), "46.12")
    assert (found.areas, found.members, found.why_not) == (8, 8, "")
    assert found.set_name == "The county’s districts"
    assert found.source == "The county council"
    assert found.period == Q4.period
    assert found.sentence == (
        "The county’s districts, January to March 2015: rank 4 of 8 (1 = best), between the best "
        "and the worst quarter of areas. The average of 8 areas is 46.12."
    )
    assert [(one.quarter, one.value) for one in found.points] == [(Q4, D("46.12375"))]


def test_it_is_frozen_with_the_snapshot() -> None:
    here = around(library(["burglary"]), 8)
    publish(here)
    with context(by="test", action="test.stop"):
        type(here.partnership).objects.exclude(pk=here.partnership.pk).update(shares_with="nobody")
    with clock.fixed(TODAY):
        assert working_dashboard(here.partnership, Q4).rows[0].compared == ()
    kept = published_dashboard(here.partnership, Q4)
    assert kept is not None
    assert kept.rows[0].compared[0].rank_words == "4 of 8"


def test_fewer_than_four_are_not_compared() -> None:
    found = only(around(library(["burglary"]), 3))
    assert (found.rank_words, found.average, found.points) == ("", None, ())
    assert found.why_not.startswith("Not compared: 3 of 3 areas have figures")


def test_without_a_polarity_there_is_an_average_and_no_rank() -> None:
    found = only(around(library(["hate"], polarity="context"), 8))
    assert (found.rank_words, found.standing, found.average_text) == ("", "", "46.12")
    assert "neither high nor low is better" in found.sentence


def test_another_period_is_not_compared() -> None:
    """Same indicator, another quarter: nothing is said."""
    (one,) = library(["burglary"])
    county = place("county", {}, kind="county_board")
    others = [
        place(f"d{n}", {one: (100, 10_000)}, parent=county.partnership, shares="neighbours",
              quarter=Q4 - 1)
        for n in range(5)
    ]  # fmt: skip
    here = place("here", {one: (100, 10_000)}, parent=county.partnership, published=False)
    area_set(here.partnership, [other.partnership for other in others])
    with clock.fixed(TODAY):
        assert working_dashboard(here.partnership, Q4).rows[0].compared == ()


def test_a_count_is_compared_as_a_rate_or_not_at_all() -> None:
    """Leicestershire’s first time entrants are a count: 185."""
    (one,) = library(
        ["entrants"], unit="count", decimals=0, numerator_label="", denominator_label=""
    )
    county = place("county", {}, kind="county_board")
    others = [
        place(f"d{n}", {one: 50 + n}, parent=county.partnership, shares="neighbours")
        for n in range(4)
    ]
    here = place("here", {one: 185}, parent=county.partnership, published=False)
    area_set(here.partnership, [other.partnership for other in others])
    for other in others[1:]:
        population(other.partnership, 20_000)
    population(here.partnership, 61_000)
    found = only(here)
    assert found.why_not == (
        "Not compared: a count is compared as a rate per 1,000 people, and the population is not "
        "known of D0."
    )
    assert (found.rank_words, found.average) == ("", None)
    population(others[0].partnership, 20_000, year=2013)  # the latest before will do
    found = only(here)
    # 185 / 61,000 = 3.03; 50 … 53 / 20,000 = 2.50, 2.55, 2.60, 2.65.
    assert (found.rank_words, found.average) == ("5 of 5", D("2.666"))


def test_a_small_number_of_ones_own_is_not_compared() -> None:
    """Its rank and the average would give it away; the same once it is published."""
    here = around(library(["entrants"]), 8, own=(3, 1_000), small=True)
    found = only(here)
    assert "small numbers" in found.why_not
    assert (found.rank_words, found.average, found.average_text, found.points) == ("", None, "", ())
    publish(here)
    kept = published_dashboard(here.partnership, Q4)
    assert kept is not None
    (found,) = kept.rows[0].compared
    assert (found.rank_words, found.average, found.average_text, found.points) == ("", None, "", ())


def test_members_that_hide_theirs_are_not_counted_nor_their_neighbour() -> None:
    """A second, larger one is hidden with it, so that a county’s total does not tell."""
    (one,) = library(["entrants"])
    county = place("county", {}, kind="county_board")
    given = [(3, 1_000), (9, 1_000), (12, 1_000), (15, 1_000), (18, 1_000), (21, 1_000)]
    others = [
        place(f"d{n}", {one: parts}, parent=county.partnership, shares="neighbours", small=True)
        for n, parts in enumerate(given)
    ]
    here = place("here", {one: (10, 1_000)}, parent=county.partnership, published=False)
    area_set(here.partnership, [other.partnership for other in others])
    found = only(here)
    assert (found.areas, found.members) == (7, 5)
    assert found.average == D("15.2")  # 10, 12, 15, 18, 21
    assert found.points == ()


def load(area: Any, indicator: Indicator, value: str | None, quarter: Any = Q4) -> None:
    with context(by="test", action="test.load"):
        ComparatorFigure.objects.create(
            partnership=area.partnership, area=area, indicator=indicator,
            period_start=quarter.start, period_end=quarter.end,
            value=None if value is None else D(value), not_available=value is None, source="ONS",
        )  # fmt: skip


def test_areas_outside_are_compared_with_what_was_loaded() -> None:
    (one,) = library(["burglary"])
    here = place("here", {one: (4579, 100_000)}, published=False)
    row = area_set(here.partnership, [])
    values = ("52.1", "38.4", "49.0", "41.2", "47.7", "44.3", "50.5", None)
    for area, value in zip(outside(row, *"ABCDEFGH"), values, strict=True):
        load(area, one, value)
        load(area, one, "1", Q4 - 4)  # another period
    found = only(here)
    assert (found.areas, found.members, found.rank_words) == (9, 8, "4 of 8")
    assert found.average == D("46.12375")
    assert "8 of 9 areas" in found.sentence


def test_averages_of_the_quarters_before() -> None:
    """Up to twenty, each over at least four areas."""
    (one,) = library(["burglary"])
    here = place("here", {one: (40, 10_000)}, published=False)
    row = area_set(here.partnership, [])
    areas = outside(row, *"ABCDE")
    with context(by="test", action="test.past"):
        for back in range(1, 25):
            quarter = Q4 - back
            ret = Return.objects.create(
                partnership=here.partnership, quarter=quarter, status="history",
                opened_on=quarter.end, due=quarter.end,
            )  # fmt: skip
            add_figure(here.measures[0], ret, (40, 10_000))
    for back in range(25):
        for n, area in enumerate(areas):
            if back != 3 or n < 2:  # three of six in that quarter
                load(area, one, str(5 + n), Q4 - back)
    with clock.fixed(TODAY):
        (shown,) = working_dashboard(here.partnership, Q4).rows
    points = shown.compared[0].points
    assert len(points) == 19
    assert Q4 - 3 not in {point.quarter for point in points}
    assert {point.value for point in points} == {(D(4) + 5 + 6 + 7 + 8 + 9) / 6}


def queries(here: Place) -> int:
    forget()
    shared.forget()
    with clock.fixed(TODAY), CaptureQueriesContext(connection) as made:
        working_dashboard(here.partnership, Q4)
    return len(made)


def test_queries_do_not_grow() -> None:
    """With 12 partnerships as with 2, and with 6 indicators as with 1; without a set one more."""
    two = queries(around(library(["one"]), 2, prefix="a"))
    twelve = queries(around(library([f"n{n}" for n in range(6)]), 12, prefix="b"))
    assert two == twelve
    alone = queries(place("alone", {}, published=False))
    assert twelve - alone <= 8
