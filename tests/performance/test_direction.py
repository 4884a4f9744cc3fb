"""Direction of travel, short and long."""

from decimal import Decimal

import pytest

from core.quarters import Quarter
from dashboards.performance import Compares, SchemeTerms, SeriesBreak
from targets.terms import Basis, FigureState, Reason, Travel
from tests.performance.examples import (
    COUNT,
    HIGHER,
    PERCENT,
    RATE,
    judged,
    measure,
    seen,
    year_and_last,
)

PUBLISHED = Basis.AS_PUBLISHED
QUARTERLY = [seen("100", "Q4 2013/14"), seen("80", "Q3 2014/15"), seen("90")]


def test_both_comparisons_and_which_one_the_arrow_shows() -> None:
    result = judged(COUNT, QUARTERLY)
    assert result.long.words == "Down 10.0%, about the same"
    assert result.short.words == "Up 12.5%, worse"
    assert result.direction == result.long
    assert judged(COUNT, QUARTERLY, compares=Compares.SHORT).shown_arrow == "↓"


def test_the_explanation_has_both_figures_and_the_band() -> None:
    assert judged(COUNT, QUARTERLY).short.explanation == (
        "Up 12.5%, from 80 (Q3 2014-15) to 90 (Q4 2014-15); about the same is within 10%."
    )


@pytest.mark.parametrize(
    ("last", "latest", "words"),
    [
        ("21", "27", "Up 6 points, better"),
        ("21", "22", "Up 1 point, about the same"),
        ("21", "19", "Down 2 points, about the same"),
        ("21", "18", "Down 3 points, worse"),
        ("21", "21", "No change"),
    ],
)
def test_percentages_move_in_points(last, latest, words) -> None:
    terms = measure(PERCENT, basis=PUBLISHED)
    assert judged(terms, year_and_last(latest, last)).long.words == words


@pytest.mark.parametrize(
    ("last", "latest", "words", "travel"),
    [
        ("0", "3", "Up 3 from 0, worse", Travel.WORSE),
        ("0", "0", "No change", Travel.SAME),
        ("3", "0", "Down 100.0%, better", Travel.BETTER),
        ("10000", "11001", "Up 10.01%, worse", Travel.WORSE),
        ("100000", "100010", "Up 0.01%, about the same", Travel.SAME),
    ],
)
def test_edges_of_the_words(last, latest, words, travel) -> None:
    """No division by 0; no "Up 10.0%, worse" beside a band of 10%; no "Up 0.0%"."""
    long = judged(measure(COUNT, basis=PUBLISHED), year_and_last(latest, last)).long
    assert (long.words, long.travel) == (words, travel)


def test_band_of_the_scheme_and_of_the_indicator() -> None:
    scheme = SchemeTerms("Narrow", band_relative=Decimal(3))
    terms = measure(COUNT, basis=PUBLISHED)
    history = year_and_last("95", "100")
    assert judged(terms, history).long.travel is Travel.SAME
    assert judged(terms, history, schemes=[scheme]).long.travel is Travel.BETTER
    own = measure(terms, band_percent=Decimal(6))
    assert judged(own, history, schemes=[scheme]).long.travel is Travel.SAME
    units = judged(measure(terms, band_units=Decimal(4)), history).long
    assert units.travel is Travel.BETTER
    assert units.explanation.endswith("about the same is within 4.")


def test_missing_sides() -> None:
    missing = judged(COUNT, [seen("90")]).long
    assert (missing.travel, missing.arrow) == (Travel.NOT_COMPARABLE, "")
    assert missing.explanation == "Not comparable: no figure for Q4 2013-14 (not entered)."
    withheld = seen(None, state=FigureState.NOT_AVAILABLE, reason=Reason.SMALL_NUMBERS)
    latest = judged(COUNT, [seen("90", "Q4 2013/14"), withheld]).long
    assert latest.explanation == (
        "Not comparable: no figure for Q4 2014-15 (withheld: small numbers)."
    )


def test_no_comparison_crosses_a_series_break() -> None:
    change = SeriesBreak(Quarter.parse("Q1 2014/15"), "New counting rules.")
    result = judged(COUNT, QUARTERLY, breaks=[change])
    assert result.long.explanation == (
        "Not comparable: the series changed in Q1 2014/15 (New counting rules)."
    )
    assert result.short.travel is Travel.WORSE


def test_a_published_year_that_a_break_falls_in_is_not_compared() -> None:
    change = SeriesBreak(Quarter.parse("Q3 2014/15"))
    terms = measure(COUNT, basis=PUBLISHED)
    long = judged(terms, year_and_last("185", "212"), breaks=[change]).long
    assert long.explanation == "Not comparable: the series changed in Q3 2014/15."


def test_rolling_years_over_a_break_compare_with_nothing_before_it() -> None:
    quarters = [Quarter.parse("Q1 2012/13") + number for number in range(12)]
    history = [seen("50", quarter.label) for quarter in quarters]
    terms = measure(COUNT, basis=Basis.ROLLING_YEAR)
    assert judged(terms, history).long.words == "No change"
    broken = judged(terms, history, breaks=[SeriesBreak(Quarter.parse("Q1 2014/15"))])
    assert broken.figure.text == "200"
    assert broken.long.travel is Travel.NOT_COMPARABLE


def test_incomplete_rolling_year_last_year() -> None:
    quarters = [Quarter.parse("Q2 2013/14") + number for number in range(7)]
    history = [seen("50", quarter.label) for quarter in quarters]
    long = judged(measure(COUNT, basis=Basis.ROLLING_YEAR), history).long
    assert long.explanation == (
        "Not comparable: no figure for 2013-14 (incomplete: 3 of 4 quarters)."
    )


def test_year_to_date_has_no_short_comparison() -> None:
    history = [seen("50", quarter) for quarter in ("Q1 2014/15", "Q2 2014/15", "Q3 2014/15")]
    terms = measure(COUNT, basis=Basis.YEAR_TO_DATE)
    short = judged(terms, history, quarter=Quarter.parse("Q3 2014/15")).short
    assert short.explanation == (
        "Not comparable: 150 is for Apr-Dec 2014 (9 months) and 100 is for Apr-Sep 2014 (6 months)."
    )


def test_same_length_of_another_season_is_not_the_same_period_last_year() -> None:
    terms = measure(COUNT, basis=PUBLISHED)
    history = [seen("50", "Q4 2013/14", "Q2 2013-14"), seen("40", period="Q3 2014-15")]
    assert judged(terms, history).long.explanation == (
        "Not comparable: 50 for Q2 2013-14 is not the same period a year earlier."
    )


def test_a_late_figure_finds_its_own_period_last_year() -> None:
    """A Q3 figure in the Q4 return compares with Q3 of last year, wherever that was returned."""
    history = [
        seen("38.9", "Q4 2013/14", "Q3 2013-14"),
        seen("41.0", "Q4 2014/15", "Q3 2014-15"),
    ]
    terms = measure(PERCENT, decimals=1, basis=PUBLISHED)
    assert judged(terms, history).long.words == "Up 2.1 points, better"


def test_previous_of_a_published_figure_is_the_last_one_published() -> None:
    terms = measure(RATE, basis=PUBLISHED)
    history = [*year_and_last("45.79", "47.18"), seen("45.79", "Q3 2014/15", "2014-15")]
    short = judged(terms, history).short
    assert (short.earlier.period.label, short.earlier.text) == ("2013-14", "47.18")


def test_a_quality_problem_on_either_side_is_not_compared() -> None:
    flagged = [seen("100", "Q4 2013/14", quality_problem=True), seen("40")]
    assert judged(COUNT, flagged).long.explanation == (
        "Not comparable: 100 for Q4 2013-14 has a quality problem."
    )
    latest = [seen("100", "Q4 2013/14"), seen("40", quality_problem=True)]
    assert judged(COUNT, latest).long.travel is Travel.NOT_COMPARABLE


def test_polarity_turns_the_arrow() -> None:
    terms = measure(COUNT, polarity=HIGHER, basis=PUBLISHED)
    assert judged(terms, year_and_last("185", "212")).long.words == "Down 12.7%, worse"


@pytest.mark.parametrize("own", [[], [(None, FigureState.NOT_AVAILABLE)]])
def test_last_year_is_found_though_its_own_return_had_nothing(own) -> None:
    """January to March 2014 was not released in its own return and came a quarter late."""
    gaps = [seen(value, "Q4 2013/14", state=state) for value, state in own]
    late = seen("50", "Q1 2014/15", "Q4 2013-14")
    result = judged(measure(COUNT, basis=PUBLISHED), [*gaps, late, seen("40")])
    assert result.long.words == "Down 20.0%, better"


@pytest.mark.parametrize("compares", list(Compares))
def test_what_was_due_long_ago_is_missing_and_not_awaited(compares) -> None:
    terms = measure(COUNT, lag_quarters=2)
    result = judged(terms, "5", as_of=Quarter.parse("Q4 2015/16"), compares=compares)
    assert result.direction.earlier.text == "Not entered"
