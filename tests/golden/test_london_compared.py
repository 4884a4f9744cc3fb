"""The 32 London boroughs compared, worked out again from the files with ``statistics`` and no code
of the application: ranks, quartiles and averages of 20 quarters (LEI-26, DUR-34)."""

from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal
from statistics import mean, quantiles

import pytest

from core import clock
from core.quarters import Quarter
from dashboards.comparing import AreaFigure, compared
from dashboards.models import ComparatorFigure
from dashboards.selectors import published_dashboard
from dashboards.selectors.county import county_page
from partnerships.models import Partnership
from targets.terms import Polarity
from tests.golden.test_london import CRIME, PEOPLE, year_and_quarter

pytestmark = pytest.mark.both_databases

TWO_PLACES = Decimal("0.01")
Printed = dict[str, Decimal]  # by borough, the rate as it is printed
OFFENCES = ("Total recorded crime", "Domestic burglary", "Vehicle crime")


def exact(row: dict[str, str]) -> Decimal:
    year, _ = year_and_quarter(row["quarter"])
    return Decimal(row["count"]) * 1000 / PEOPLE[row["lad_code"], year]


def printed() -> dict[tuple[str, str], Printed]:
    found: dict[tuple[str, str], Printed] = defaultdict(dict)
    for row in CRIME:
        found[row["offence"], row["quarter"]][row["csp_name"]] = exact(row).quantize(
            TWO_PLACES, ROUND_HALF_UP
        )
    return found


RATES = printed()


def standing(rates: Printed, borough: str) -> tuple[str, str]:
    """Rank and standing where lower is better; ties share the better rank."""
    own = rates[borough]
    rank = 1 + sum(rate < own for rate in rates.values())
    lower, _, upper = quantiles(rates.values(), n=4, method="inclusive")
    word = "Top" if own <= lower else "Bottom" if own >= upper else "Average"
    return f"{rank} of {len(rates)}", word


def test_every_borough_in_every_quarter() -> None:
    """6,400 ranks, standings and averages."""
    checked = 0
    for rates in RATES.values():
        figures = {n: AreaFigure(rate) for n, rate in enumerate(rates.values())}
        for n, borough in enumerate(rates):
            found = compared(figures, n, Polarity.LOWER)
            assert found is not None
            assert found.standing is not None
            assert (found.rank_words, found.standing.value) == standing(rates, borough)
            assert found.mean == mean(rates.values())
            at = (found.quartiles.lower, found.quartiles.median, found.quartiles.upper)
            assert at == tuple(quantiles(rates.values(), n=4, method="inclusive"))
            checked += 1
    assert checked == 6400


def test_what_was_loaded_is_the_source() -> None:
    """31 other boroughs, three offences, 20 quarters, for each borough that is compared."""
    rows = ComparatorFigure.objects.filter(partnership__slug="hackney").values_list(
        "area__name", "indicator__definition", "period_end", "value", "numerator", "denominator"
    )
    found = {}
    for name, definition, end, *numbers in rows:
        quarter = Quarter.containing(end)
        found[name, definition.partition(" recorded by")[0], quarter] = tuple(numbers)
    expected = {}
    for row in CRIME:
        if row["offence"] in OFFENCES and row["csp_name"] != "Hackney":
            year, number = year_and_quarter(row["quarter"])
            expected[row["csp_name"], row["offence"], Quarter(year, number)] = (
                exact(row).quantize(Decimal("0.0001"), ROUND_HALF_UP),
                Decimal(row["count"]),
                Decimal(PEOPLE[row["lad_code"], year]),
            )
    assert len(found) == 31 * 3 * 20
    assert found == expected


@pytest.mark.parametrize("slug", ["hackney", "tower-hamlets", "westminster"])
def test_what_the_snapshot_says(slug: str) -> None:
    """Rank, standing and average of the quarter, and the averages of the twenty quarters."""
    partnership = Partnership.objects.get(slug=slug)
    dashboard = published_dashboard(partnership, Quarter(2014, 4))
    assert dashboard is not None
    checked = 0
    for row in dashboard.rows:
        offence = row.definition.partition(" recorded by")[0]
        if offence not in OFFENCES:
            assert row.compared == ()
            continue
        (found,) = row.compared
        rates = RATES[offence, "2014/15 Q4"]
        assert (found.rank_words, found.standing) == standing(rates, partnership.place)
        assert found.average == mean(rates.values())
        assert (found.set_name, found.areas, found.members) == ("32 London boroughs", 32, 32)
        points = {point.quarter: point.value for point in found.points}
        assert points == {
            Quarter(*year_and_quarter(quarter)): mean(rates.values())
            for (name, quarter), rates in RATES.items()
            if name == offence
        }
        assert len(points) == 20
        checked += 1
    assert checked == 3


def test_the_board_above_them_is_a_sum_over_a_sum() -> None:
    """All 32 published Q3; Camden has not published Q4, which is then incomplete."""
    board = Partnership.objects.get(slug="london-boroughs")
    with clock.fixed(Quarter(2014, 4).end):
        page = county_page(board, Quarter(2014, 3), clock.today())
        later = county_page(board, Quarter(2014, 4), clock.today())
    texts = {row.name.removesuffix(" per 1,000 people"): row.county.text for row in page.rows}
    assert len(texts) == 10
    for offence, text in texts.items():
        rows = [
            row
            for row in CRIME
            if row["offence"].casefold() == offence.casefold() and row["quarter"] == "2014/15 Q3"
        ]
        crimes = sum(int(row["count"]) for row in rows)
        people = sum(PEOPLE[row["lad_code"], 2014] for row in rows)
        rate = (Decimal(crimes) * 1000 / people).quantize(TWO_PLACES, ROUND_HALF_UP)
        assert text == str(rate), offence
    assert {row.county.words for row in later.rows} == {"Incomplete: 31 of 32 districts"}
    assert [one.name for one in later.late] == ["Camden"]
