"""How figures are made: parts, bases, the kinds of nothing."""

from decimal import Decimal

import pytest

from core.quarters import Period, Quarter
from dashboards.performance import Figure, History, MeasureTerms, SeriesBreak, figure_at
from targets.terms import Basis, FigureState, Reason, Unit, Unrated
from tests.performance.examples import COUNT, DAYS, PERCENT, Q4, RATE, RATIO, measure, parts, seen

QUARTERS = ["Q1 2014/15", "Q2 2014/15", "Q3 2014/15", "Q4 2014/15"]


def at_q4(terms: MeasureTerms, *observations, breaks=(), as_of=None) -> Figure:
    return figure_at(terms, History.of(observations, breaks), Q4, as_of)


@pytest.mark.parametrize(
    ("terms", "numerator", "denominator", "text", "phrase"),
    [
        (RATE, 31_000, 677_000, "45.79", "45.79 per 1,000"),
        (measure(RATE, rate_per=100_000, decimals=1), 12, 37_400, "32.1", "32.1 per 100,000"),
        (PERCENT, 27, 100, "27%", "27%"),
        (RATIO, 104, 100, "1.04", "1.04"),
        (DAYS, 25, 10, "3", "3 days"),
        (measure(DAYS, unit=Unit.POUNDS, decimals=2), 2_469, 2, "£1,234.50", "£1,234.50"),
    ],
)
def test_value_from_its_parts(terms, numerator, denominator, text, phrase) -> None:
    figure = at_q4(terms, parts(numerator, denominator, "Q4 2014/15"))
    assert (figure.text, figure.phrase) == (text, phrase)


def test_parts_come_before_a_value_that_was_already_rounded() -> None:
    observation = seen("5.3550", numerator=Decimal("535496"), denominator=Decimal("100000000"))
    assert at_q4(measure(RATE, rate_per=1000, decimals=2), observation).text == "5.35"


def test_halves_are_rounded_up() -> None:
    assert at_q4(RATE, seen("5.7250")).value == Decimal("5.73")


def test_rolling_year_of_a_count() -> None:
    terms = measure(COUNT, basis=Basis.ROLLING_YEAR)
    figure = at_q4(terms, *(seen("53", quarter) for quarter in QUARTERS))
    assert (figure.text, figure.period) == ("212", Period.parse("2014-15"))


@pytest.mark.parametrize("basis", [Basis.ROLLING_YEAR, Basis.YEAR_TO_DATE])
def test_percentages_are_sum_over_sum(basis) -> None:
    """A mean of the four percentages would be 37.5%."""
    cases = [parts(10, 10, QUARTERS[0]), *(parts(15, 90, one) for one in QUARTERS[1:])]
    assert at_q4(measure(PERCENT, basis=basis, decimals=1), *cases).text == "19.6%"


def test_the_population_of_a_rate_is_not_added_up_four_times() -> None:
    terms = measure(RATE, basis=Basis.ROLLING_YEAR)
    people = [660_000, 660_000, 660_000, 664_000]
    figure = at_q4(
        terms, *(parts(7_500, number, one) for number, one in zip(people, QUARTERS, strict=True))
    )
    assert (figure.numerator, figure.denominator) == (30_000, 661_000)
    assert figure.text == "45.39"


def test_incomplete_rolling_year_is_not_a_smaller_number() -> None:
    terms = measure(COUNT, basis=Basis.ROLLING_YEAR)
    figure = at_q4(terms, *(seen("53", quarter) for quarter in QUARTERS[1:]))
    assert (figure.value, figure.absence) == (None, Unrated.INCOMPLETE)
    assert figure.text == "incomplete: 3 of 4 quarters"


def test_incomplete_year_to_date() -> None:
    terms = measure(COUNT, basis=Basis.YEAR_TO_DATE)
    history = History.of([seen("53", QUARTERS[0]), seen("53", QUARTERS[2])])
    figure = figure_at(terms, history, Quarter.parse(QUARTERS[2]))
    assert figure.text == "incomplete: 2 of 3 quarters"
    assert figure.period.label == "Apr-Dec 2014"


def test_nothing_is_totalled_across_a_series_break() -> None:
    terms = measure(COUNT, basis=Basis.ROLLING_YEAR)
    change = SeriesBreak(Quarter.parse("Q3 2014/15"))
    figure = at_q4(terms, *(seen("53", quarter) for quarter in QUARTERS), breaks=[change])
    assert figure.text == "incomplete: 2 of 4 quarters since the series changed in Q3 2014/15"


def test_averages_without_their_parts_are_not_totalled() -> None:
    terms = measure(PERCENT, basis=Basis.ROLLING_YEAR)
    figure = at_q4(terms, *(seen("53", quarter) for quarter in QUARTERS))
    assert (figure.value, figure.absence) == (None, Unrated.NOT_AVAILABLE)


def test_a_figure_published_for_the_whole_year_is_taken_as_it_is() -> None:
    terms = measure(RATE, basis=Basis.ROLLING_YEAR)
    figure = at_q4(terms, seen("45.79", period="2014-15"))
    assert (figure.text, figure.period.label) == ("45.79", "2014-15")


def test_only_quarterly_figures_are_totalled() -> None:
    """A figure that already covers nine months is not added to three quarters."""
    terms = measure(COUNT, basis=Basis.ROLLING_YEAR)
    nine = seen("159", QUARTERS[2], "Apr-Dec 2014")
    history = [seen("53", QUARTERS[0]), seen("53", QUARTERS[1]), nine, seen("53", QUARTERS[3])]
    assert at_q4(terms, *history).text == "incomplete: 3 of 4 quarters"


def test_four_kinds_of_nothing_and_zero() -> None:
    """Missing is not zero, and each nothing is itself."""
    kinds = [
        (seen(None, state=FigureState.NOT_ENTERED), Unrated.NO_FIGURE, "Not entered"),
        (
            seen(None, state=FigureState.NOT_AVAILABLE, reason=Reason.NOT_RELEASED),
            Unrated.NOT_AVAILABLE,
            "Not released yet",
        ),
        (seen(None, state=FigureState.NOT_APPLICABLE), Unrated.NOT_APPLICABLE, "Not applicable"),
        (seen("0"), None, "0"),
    ]
    for observation, absence, text in kinds:
        figure = at_q4(COUNT, observation)
        assert (figure.absence, figure.text) == (absence, text)
    assert at_q4(COUNT).absence is Unrated.NO_FIGURE


def test_a_numerator_alone_is_not_a_percentage() -> None:
    assert at_q4(PERCENT, seen(None, numerator=Decimal(27))).absence is Unrated.NO_FIGURE


def test_marks_of_any_quarter_mark_the_year() -> None:
    terms = measure(COUNT, basis=Basis.ROLLING_YEAR)
    figure = at_q4(
        terms,
        seen("53", QUARTERS[0], provisional=True, caveat="One station"),
        seen("53", QUARTERS[1], estimated=True, caveat="One station", quality_problem=True),
        seen("53", QUARTERS[2], revised=True),
        seen("53", QUARTERS[3], caveat="New system"),
    )
    assert figure.provisional and figure.estimated and figure.revised and figure.quality_problem
    assert figure.caveats == ("One station", "New system")


def test_lag_moves_the_day_it_is_due() -> None:
    """T33: data available two quarters late."""
    late = measure(PERCENT, lag_quarters=2)
    assert at_q4(late).text == "Not due until Q2 2015/16"
    assert at_q4(late).absence is Unrated.NOT_DUE
    assert at_q4(late, as_of=Q4 + 1).absence is Unrated.NOT_DUE
    assert at_q4(late, as_of=Q4 + 2).absence is Unrated.NO_FIGURE
    assert at_q4(COUNT, as_of=Q4 - 1).absence is Unrated.NOT_DUE
