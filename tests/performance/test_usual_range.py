"""The usual range (XmR chart): the worked numbers, what counts as a signal, and properties."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.numbers import round_half_up
from core.quarters import Period, Quarter
from dashboards.performance import History, MeasureTerms, Observation, SeriesBreak
from dashboards.performance.usual_range import (
    Signal,
    UsualRange,
    series,
    signals,
    usual_range,
)
from targets.terms import Basis, Polarity, Unit

TWELVE = [Decimal(n) for n in (52, 48, 55, 50, 47, 53, 49, 51, 46, 54, 50, 45)]
LIMITS = UsualRange(Decimal(50), Decimal(4), Decimal(20), Decimal(80), 20)


def numbers(*values: int | None) -> list[Decimal | None]:
    return [None if value is None else Decimal(value) for value in values]


def marked(signal: Signal, *values: int | None) -> list[int]:
    """The places of the points that take part in a signal."""
    return [n for n, one in enumerate(signals(numbers(*values), LIMITS)) if signal in one]


def test_worked_numbers() -> None:
    """GOLDEN: shared/domain.md 6."""
    limits = usual_range(TWELVE)
    assert limits is not None
    assert limits.mean == 50
    assert round_half_up(limits.mean_range, 6) == Decimal("4.818182")
    assert round_half_up(limits.upper, 6) == Decimal("62.816364")
    assert round_half_up(limits.lower, 6) == Decimal("37.183636")
    assert limits.provisional  # twelve points
    found = signals([*TWELVE, Decimal(41), Decimal(40)], limits)
    assert found == [()] * 12 + [(Signal.NEAR_LOWER,)] * 2
    assert str(Signal.NEAR_LOWER) == "2 of 3, low"


def test_fewer_than_eight_points_have_no_limits() -> None:
    assert usual_range(TWELVE[:7]) is None
    eight = usual_range(TWELVE[:8])
    assert eight is not None
    assert (eight.points, eight.provisional) == (8, True)
    thirteen = usual_range([*TWELVE, Decimal(50)])
    assert thirteen is not None
    assert not thirteen.provisional
    assert usual_range([*TWELVE[:7], None, None]) is None  # nothing is not a point


def test_a_moving_range_does_not_reach_across_a_gap() -> None:
    early, late = numbers(10, 12, 10, 12), numbers(110, 112, 110, 112)
    limits = usual_range([*early, None, *late])
    assert limits is not None
    assert limits.mean_range == 2
    yearly = [value for point in TWELVE for value in (point, None)]
    assert usual_range(yearly) is None  # no two quarters follow each other


def test_points_that_are_all_the_same_have_no_range() -> None:
    limits = usual_range([Decimal(7)] * 9)
    assert limits is not None
    assert not limits.varies
    assert limits.upper == limits.lower == 7


def test_outside_is_beyond_the_limit() -> None:
    assert marked(Signal.ABOVE, 80, 81, 20, 19) == [1]
    assert marked(Signal.BELOW, 80, 81, 20, 19) == [3]


def test_seven_rising_or_falling() -> None:
    assert marked(Signal.RISING, 41, 42, 43, 44, 45, 46, 47) == list(range(7))
    assert marked(Signal.RISING, 41, 42, 43, 44, 45, 46, 46) == []
    assert marked(Signal.RISING, 41, 42, 43, None, 44, 45, 46, 47) == []
    assert marked(Signal.FALLING, 50, 47, 46, 45, 44, 43, 42, 41, 49) == list(range(8))
    assert marked(Signal.RISING, 50, 47, 46, 45, 44, 43, 42, 41) == []


def test_seven_on_one_side_of_the_mean() -> None:
    assert marked(Signal.OVER_MEAN, 51, 55, 51, 55, 51, 55, 51) == list(range(7))
    assert marked(Signal.OVER_MEAN, 51, 55, 51, 50, 51, 55, 51, 55) == []  # the mean itself is none
    assert marked(Signal.UNDER_MEAN, 55, 49, 45, 49, 45, 49, 45, 49) == list(range(1, 8))


def test_two_of_three_beyond_two_thirds_to_the_same_limit() -> None:
    assert marked(Signal.NEAR_UPPER, 50, 71, 50, 72) == [1, 3]
    assert marked(Signal.NEAR_UPPER, 50, 70, 50, 72) == []  # 70 is two thirds, not beyond
    assert marked(Signal.NEAR_UPPER, 71, 50, 50, 72) == []
    assert marked(Signal.NEAR_UPPER, 71, 50, 29) == []  # not the same limit
    assert marked(Signal.NEAR_LOWER, 29, 50, 28) == [0, 2]
    assert marked(Signal.NEAR_UPPER, 71, None, 72) == []


# --- Which points there are ---------------------------------------------------------------------

CRIME = MeasureTerms("Crime", Unit.COUNT, Polarity.LOWER)
FIRST = Quarter(2011, 1)


def observed(place: int, value: int, **more: Any) -> Observation:
    quarter = FIRST + place
    return Observation(quarter, more.pop("period", quarter.period), value=Decimal(value), **more)


def test_the_series_restarts_at_a_break() -> None:
    history = History.of(
        [observed(n, 50 + n) for n in range(12)], [SeriesBreak(FIRST + 9, "New rule")]
    )
    found = series(CRIME, history, FIRST + 11)
    assert found.quarters == (FIRST + 9, FIRST + 10, FIRST + 11)
    assert list(found.values) == numbers(59, 60, 61)
    assert len(series(CRIME, history, FIRST + 8).values) == 9  # before the break all of the old


def test_only_discrete_quarters_are_points() -> None:
    rolling = Period.rolling_year(FIRST + 1)
    late = observed(5, 99, period=(FIRST + 3).period)  # a figure for an earlier quarter
    history = History.of(
        [
            observed(0, 50),
            observed(1, 200, period=rolling),
            observed(2, 52, quality_problem=True),
            observed(4, 54),
            late,
        ]
    )
    found = series(CRIME, history, FIRST + 5)
    assert list(found.values) == numbers(50, None, None, 99, 54, None)


def test_a_rolling_year_is_judged_by_the_quarters_that_make_it() -> None:
    terms = MeasureTerms("Crime", Unit.COUNT, Polarity.LOWER, Basis.ROLLING_YEAR)
    history = History.of([observed(n, 50 + n) for n in range(5)])
    assert list(series(terms, history, FIRST + 4).values) == numbers(50, 51, 52, 53, 54)


# --- Properties ---------------------------------------------------------------------------------

points = st.lists(st.integers(-(10**6), 10**6).map(Decimal), min_size=8, max_size=40)


@given(points)
def test_the_limits_lie_evenly_about_the_mean(values: list[Decimal]) -> None:
    limits = usual_range(values)
    assert limits is not None
    assert min(values) <= limits.mean <= max(values)
    assert abs((limits.upper - limits.mean) - (limits.mean - limits.lower)) < Decimal("1e-15")
    assert limits.varies is (len(set(values)) > 1)


@given(points, st.integers(-(10**6), 10**6), st.integers(1, 100))
def test_signals_do_not_depend_on_the_unit(values: list[Decimal], shift: int, factor: int) -> None:
    """Moved and stretched whole numbers signal the same; nothing is decided by rounding."""
    limits = UsualRange(Decimal(0), Decimal(1), Decimal(-300), Decimal(300), len(values))
    other = UsualRange(
        Decimal(shift),
        Decimal(factor),
        Decimal(-300 * factor + shift),
        Decimal(300 * factor + shift),
        len(values),
    )
    moved = [value * factor + shift for value in values]
    assert signals(values, limits) == signals(moved, other)


@given(points)
def test_upside_down_the_signals_are_the_opposite(values: list[Decimal]) -> None:
    limits = UsualRange(Decimal(0), Decimal(1), Decimal(-300), Decimal(300), len(values))
    opposite = {
        Signal.ABOVE: Signal.BELOW,
        Signal.RISING: Signal.FALLING,
        Signal.NEAR_UPPER: Signal.NEAR_LOWER,
        Signal.OVER_MEAN: Signal.UNDER_MEAN,
    }
    opposite |= {low: high for high, low in opposite.items()}
    turned = signals([-value for value in values], limits)
    assert [{opposite[one] for one in found} for found in turned] == [
        set(found) for found in signals(values, limits)
    ]


@pytest.mark.parametrize("count", [8, 12, 13, 40])
def test_every_point_is_either_outside_or_not(count: int) -> None:
    limits = usual_range([Decimal(n % 5) for n in range(count)])
    assert limits is not None
    assert not limits.is_outside(limits.upper)
    assert limits.is_outside(limits.upper + Decimal("0.0001"))
