"""What is said of a measure beside its rating: range, signals, assurance, chance, forecast."""

from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from core.quarters import Quarter
from dashboards.performance import Figure, History, Observation, SeriesBreak
from dashboards.performance.ahead import Ahead, ahead_of, due_quarter
from dashboards.performance.expected import Expected
from dashboards.performance.figures import figure_at
from dashboards.performance.recent import of_quarters, of_years
from dashboards.performance.trend import Way
from dashboards.performance.usual_range import Signal, fixed_range, series, signals, usual_range
from dashboards.performance.usual_words import (
    Bounds,
    assurance,
    bounds_of,
    range_words,
    signal_sentences,
    usual_sentence,
)
from targets.terms import Basis, Polarity, TargetKind
from tests.performance.examples import (
    CONTEXT,
    COUNT,
    HIGHER,
    LOWER,
    PERCENT,
    RATE,
    RATIO,
    baseline,
    measure,
    parts,
    seen,
    target,
)

D = Decimal
TWELVE = [D(n) for n in (52, 48, 55, 50, 47, 53, 49, 51, 46, 54, 50, 45)]
LAST = Quarter.parse("Q4 2014/15")
NONE = Bounds()


def quarters(values: list[int | None], last: Quarter = LAST) -> list[Observation]:
    """A figure of each quarter up to the last one."""
    first = last - (len(values) - 1)
    return [
        Observation(first + n, (first + n).period, value=D(value))
        for n, value in enumerate(values)
        if value is not None
    ]


# --- Usual range --------------------------------------------------------------------------------


def test_the_limits_stay_with_the_first_twelve() -> None:
    """GOLDEN: shared/domain.md 6. Then 41 and 40 are “2 of 3, low”."""
    values = [*TWELVE, D(41), D(40)]
    limits = fixed_range(values)
    assert limits is not None
    assert (limits.mean, limits.points, limits.provisional) == (50, 12, False)
    assert round(limits.upper, 6) == D("62.816364")
    assert round(limits.lower, 6) == D("37.183636")
    assert list(signal_sentences(signals(values, limits)[-1], COUNT, limits)) == [
        "Unusual improvement: two of the last three quarters are near the bottom of its usual "
        "range (2 of 3, low)."
    ]
    assert usual_sentence(COUNT, limits, NONE, D(40)) == "Within its usual range, 37.2 to 62.8."


def test_twelve_points_are_provisional_and_say_so() -> None:
    limits = fixed_range(TWELVE[:9])
    assert limits is not None
    assert "(provisional: only 9 quarters)." in usual_sentence(COUNT, limits, NONE, D(46))
    twelve = fixed_range(TWELVE)
    assert twelve is not None
    assert twelve.provisional
    assert fixed_range(TWELVE[:7]) is None


def test_a_gap_is_not_one_of_the_twelve() -> None:
    values = [*TWELVE[:4], None, *TWELVE[4:], D(90), D(95)]
    limits = fixed_range(values)
    assert limits is not None
    assert limits.mean == 50  # of the twelve, and of no later one
    assert limits == fixed_range([*values, D(4)])


@given(st.lists(st.integers(0, 5000).map(D), min_size=12, max_size=30), st.integers(0, 9000))
def test_no_later_point_moves_the_limits(values: list[Decimal], more: int) -> None:
    found, wider = fixed_range([*values, D(1)]), fixed_range([*values, D(1), D(more)])
    assert found == wider
    plain = usual_range(values[:12])
    assert (found.mean, found.upper) == (plain.mean, plain.upper)


@pytest.mark.parametrize(
    ("polarity", "high", "low"),
    [
        (LOWER, "Unusual deterioration", "Unusual improvement"),
        (HIGHER, "Unusual improvement", "Unusual deterioration"),
        (CONTEXT, "Unusually high", "Unusually low"),
    ],
)
def test_signals_say_what_they_mean(polarity: Polarity, high: str, low: str) -> None:
    terms, limits = measure(COUNT, polarity=polarity), usual_range(TWELVE)
    for signal, head in ((Signal.ABOVE, high), (Signal.BELOW, low), (Signal.UNDER_MEAN, low)):
        [said] = signal_sentences([signal], terms, limits)
        assert said.startswith(f"{head}: it ")
        assert said.endswith(f"({signal}).")
    [rising] = signal_sentences([Signal.RISING], terms, limits)
    head = "Unusual rise" if polarity is CONTEXT else high
    assert rising == f"{head}: it has risen in each of the last six quarters (7 rising)."


def test_outside_says_more_than_near() -> None:
    limits = usual_range(TWELVE)
    [said] = signal_sentences([Signal.ABOVE, Signal.NEAR_UPPER], COUNT, limits)
    assert "above its usual range" in said


def test_what_cannot_be_less_than_nothing_or_more_than_all() -> None:
    limits = usual_range([D(n) for n in (97, 99, 95, 100, 98, 94, 99, 100)])
    whole = [figure_at(PERCENT, History.of([parts(97, 100, LAST.label)]), LAST)]
    assert range_words(PERCENT, limits, bounds_of(PERCENT, whole)).endswith("% or more")
    change = [figure_at(PERCENT, History.of([seen("97")]), LAST)]  # may be of a change
    assert bounds_of(PERCENT, change) == Bounds(D(0))
    assert bounds_of(COUNT, [figure_at(COUNT, History.of([seen("-4")]), LAST)]) == Bounds()
    few = usual_range([D(n) for n in (0, 3, 1, 0, 2, 0, 1, 3)])
    assert range_words(COUNT, few, Bounds(D(0))).startswith("up to ")


# --- Assurance ----------------------------------------------------------------------------------


def aim(value: str, sense: Polarity, *, strict: bool = False) -> Expected:
    return Expected(label="", text=value, sense=sense, value=D(value), strict=strict)


@pytest.mark.parametrize(
    ("expected", "verb"),
    [
        (aim("63", LOWER), "Will meet"),  # limits 37.18 and 62.82
        (aim("37", LOWER), "Will miss"),
        (aim("50", LOWER), "May or may not meet"),
        (aim("37", HIGHER), "Will meet"),
        (aim("63", HIGHER), "Will miss"),
        (aim("62", HIGHER), "May or may not meet"),
        (Expected("", low=D(30), high=D(70)), "Will meet"),
        (Expected("", low=D(70), high=D(80)), "Will miss"),
        (Expected("", low=D(40), high=D(80)), "May or may not meet"),
    ],
)
def test_assurance(expected: Expected, verb: str) -> None:
    said = assurance(expected, usual_range(TWELVE), NONE)
    assert said == f"{verb} its target unless something changes."


def test_nothing_is_promised_that_the_latest_figure_belies() -> None:
    """80 against "at most 63", limits up to 62.8: it has changed, so it will not surely meet."""
    limits = usual_range(TWELVE)
    assert assurance(aim("63", LOWER), limits, NONE, met=False) == ""
    assert assurance(aim("63", LOWER), limits, NONE, met=True).startswith("Will meet")
    assert assurance(aim("37", LOWER), limits, NONE, met=True) == ""
    assert assurance(aim("37", LOWER), limits, NONE, met=False).startswith("Will miss")
    assert assurance(aim("50", LOWER), limits, NONE, met=False).startswith("May or may not")


def test_assurance_at_the_very_limit() -> None:
    limits = usual_range(TWELVE)
    at = str(limits.upper)
    assert assurance(aim(at, LOWER), limits, NONE).startswith("Will meet")
    assert assurance(aim(at, LOWER, strict=True), limits, NONE).startswith("May or may not")
    assert assurance(aim(at, HIGHER), limits, NONE).startswith("May or may not")
    assert assurance(aim(at, HIGHER, strict=True), limits, NONE).startswith("Will miss")
    assert assurance(Expected("", value=D(1)), limits, NONE) == ""


@given(st.lists(st.integers(0, 999).map(D), min_size=13, max_size=13), st.integers(-200, 1500))
def test_assurance_holds_of_every_value_in_the_range(values: list[Decimal], level: int) -> None:
    limits = fixed_range(values)
    assume(limits is not None and limits.varies)
    said = assurance(aim(str(level), LOWER), limits, NONE)
    met = {edge <= level for edge in (limits.lower, limits.mean, limits.upper)}
    verb = "Will meet" if met == {True} else "Will miss" if met == {False} else "May or may not"
    assert said.startswith(verb)


# --- Recent trend -------------------------------------------------------------------------------


def test_the_trend_of_five_quarters_worked() -> None:
    """GOLDEN: shared/domain.md 6."""
    history = History.of(quarters([212, 205, 208, 195, 185]))
    found = of_quarters(COUNT, series(COUNT, history, LAST))
    assert found.trend.way is Way.STEADY
    assert found.why == (
        "From its last five figures, Q4 2013-14 to Q4 2014-15: 212, 205, 208, 195 and 185. "
        "Chi-squared is 2.03; above 9.55 is significant."
    )


def test_the_trend_of_rates_is_made_from_their_parts() -> None:
    """GOLDEN: shared/domain.md 6; with no decimal printed, the figures would say 5, 3, 3, 3, 2."""
    counts = (453, 323, 312, 280, 233)
    history = History.of(
        parts(count, 100_000, (LAST - back).label)
        for count, back in zip(counts, range(4, -1, -1), strict=True)
    )
    terms = measure(RATE, decimals=0)
    found = of_quarters(terms, series(terms, history, LAST))
    assert round(found.trend.slope, 6) == D("-0.452865")
    assert round(found.trend.chi_squared, 4) == D("62.4036")
    assert found.trend.words(LOWER) == "Decreasing and getting better"


def test_longer_periods_are_taken_a_year_apart() -> None:
    rolling = measure(COUNT, basis=Basis.ROLLING_YEAR)
    values = [n for year in (453, 323, 312, 280, 233) for n in (year, year, year, year)]
    history = History.of(quarters(values))
    figure = figure_at(rolling, history, LAST)
    found = of_years(rolling, history, LAST, figure, LAST)
    assert [one.value for one in found.figures] == [1812, 1292, 1248, 1120, 932]
    periods = [one.period for one in found.figures]
    assert all(one.end < other.start for one, other in pairwise(periods))
    assert found.trend.way is Way.DECREASING
    short = History.of(quarters(values[4:]))
    assert of_years(rolling, short, LAST, figure, LAST) is None  # four years
    broken = History.of(quarters(values), [SeriesBreak(LAST - 17)])
    assert of_years(rolling, broken, LAST, figure, LAST) is None


def test_a_year_without_just_that_period_ends_the_trend() -> None:
    """Nine months are no year, whichever return they stand in."""
    years = [f"Q4 {2010 + n}/{11 + n}" for n in range(5)]
    observed = [
        seen(str(400 - 20 * n), when, f"{2010 + n}-{11 + n}") for n, when in enumerate(years)
    ]
    figure = figure_at(COUNT, History.of(observed), LAST)
    assert of_years(COUNT, History.of(observed), LAST, figure, LAST) is not None
    observed[1] = seen("380", years[1], "Apr-Dec 2011")
    assert of_years(COUNT, History.of(observed), LAST, figure, LAST) is None


def test_no_trend_without_limits() -> None:
    ratio = History.of(quarters([5, 4, 3, 2, 1]))
    assert of_quarters(RATIO, series(RATIO, ratio, LAST)) is None
    assert of_quarters(PERCENT, series(PERCENT, ratio, LAST)) is None  # no parts
    four = History.of(quarters([5, 4, 3, 2]))
    assert of_quarters(COUNT, series(COUNT, four, LAST)) is None


# --- Forecast -----------------------------------------------------------------------------------

DUE = Quarter.parse("Q4 2016/17")
LEVEL = target(TargetKind.AT_MOST, "5.5", due=date(2017, 3, 31))


def ahead(values: list[int | None], terms=COUNT, to=LEVEL, due: Quarter = DUE):
    history = History.of(quarters(values))
    points = series(terms, history, LAST)
    return ahead_of(terms, history, to, points, bounds=bounds_of(terms, points.figures), due=due)


def test_the_forecast_in_words() -> None:
    """By hand: the line through 60, 58, … 38 reaches 22 after eight more quarters."""
    found = ahead([60 - 2 * n for n in range(12)])
    assert isinstance(found, Ahead)
    assert (found.quarter, found.value) == (DUE, 22)
    assert found.sentence == (
        "If it goes on as in the last 12 quarters: about 22 by March 2017, between 22 and 22 "
        "19 times in 20; the target then is 5.5."
    )


def test_the_target_then_is_that_of_its_due_date() -> None:
    by_date = target(
        TargetKind.CHANGE_BY_DATE, change_percent="-50", due=date(2017, 3, 31),
        baseline=baseline("40", "Q4 2013-14"),
    )  # fmt: skip
    found = ahead([60 - 2 * n for n in range(12)], to=by_date)
    assert found.sentence.endswith("; the target then is 20.")
    better = target(TargetKind.REDUCE, baseline=baseline("40", "Q4 2013-14"))
    assert ahead([60 - 2 * n for n in range(12)], to=better).sentence.endswith(
        "the target then is below 40."
    )
    average = target(TargetKind.MAINTAIN_AVERAGE, years=3)
    assert ahead([60 - 2 * n for n in range(12)], to=average).sentence.endswith("19 times in 20.")


def test_gaps_are_said_and_nothing_goes_below_0() -> None:
    found = ahead([40, 36, None, 30, 25, 22, 17, 13, 8, 5])
    assert found.sentence.startswith("If it goes on as in its last 9 figures: about 0 by March")
    assert found.lower == found.value == 0


@pytest.mark.parametrize(
    ("values", "due", "why"),
    [
        ([5] * 7, DUE, "No forecast to March 2017: it needs 8 quarters and has 7."),
        ([5] * 9, LAST, "No forecast: March 2015 has come."),
        (
            [5, 6] * 4,
            DUE,
            "No forecast to March 2017: that is further ahead than its figures reach back.",
        ),
    ],
)
def test_why_there_is_no_forecast(values: list[int], due: Quarter, why: str) -> None:
    assert ahead(values, due=due) == why


def test_when_a_target_falls_due() -> None:
    assert due_quarter(LEVEL, date(2020, 3, 31)) == DUE
    assert due_quarter(target(TargetKind.AT_MOST, "5"), date(2016, 10, 1)) == Quarter(2016, 3)
    assert due_quarter(target(TargetKind.AT_MOST, "5"), None) is None
    assert due_quarter(target(TargetKind.MONITOR), date(2017, 3, 31)) is None
    assert due_quarter(target(TargetKind.AT_MOST, "5"), date(9999, 12, 31)) is None
    assert due_quarter(None, date(2017, 3, 31)) is None


@given(st.lists(st.integers(0, 900), min_size=12, max_size=20))
def test_what_is_printed_holds_together(values: list[int]) -> None:
    found = ahead(values)
    assert isinstance(found, Ahead)
    assert 0 <= found.lower <= found.value <= found.upper
    assert found.value == found.value.to_integral_value()


def test_a_figure_without_a_value_has_none_of_it() -> None:
    empty = Figure(period=LAST.period)
    assert of_years(COUNT, History(), LAST, empty, LAST) is None
