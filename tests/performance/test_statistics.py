"""Limits, chance and trends: the worked numbers of the specification, and what always holds."""

from decimal import Decimal
from fractions import Fraction
from math import comb, erfc, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboards.performance import statistics
from dashboards.performance.statistics import (
    Limits,
    binomial_p,
    byar,
    normal_p,
    two_proportions_p,
    wilson,
)
from dashboards.performance.trend import CRITICAL, Trend, TrendPoint, Way, recent_trend
from targets.terms import Polarity

D = Decimal
counts = st.integers(min_value=0, max_value=5000)


def rounded(limits: Limits, places: str) -> tuple[Decimal, Decimal]:
    return limits.lower.quantize(D(places)), limits.upper.quantize(D(places))


def test_byar_worked() -> None:
    assert rounded(byar(185), "0.001") == (D("159.300"), D("213.665"))
    assert rounded(byar(7), "0.0001") == (D("2.8044"), D("14.4233"))


def test_wilson_worked() -> None:
    assert rounded(wilson(27, 100), "0.000001") == (D("0.192696"), D("0.364321"))


@given(counts)
def test_byar_holds_its_count(count: int) -> None:
    limits = byar(count)
    assert 0 <= limits.lower <= count < limits.upper


@given(counts, counts)
def test_wilson_holds_its_proportion(one: int, other: int) -> None:
    part, whole = min(one, other), max(one, other) or 1
    limits = wilson(part, whole)
    # At 0 and at 1 a limit is the proportion itself, but for the last digit.
    assert -D("1e-20") <= limits.lower <= D(part) / whole + D("1e-20")
    assert D(part) / whole - D("1e-20") <= limits.upper <= 1 + D("1e-20")


@pytest.mark.parametrize(("part", "whole"), [(1, 0), (-1, 4), (5, 4)])
def test_no_proportion(part: int, whole: int) -> None:
    with pytest.raises(ValueError, match="proportion"):
        wilson(part, whole)


def test_nothing_is_counted_below_0() -> None:
    for wrong in (lambda: byar(-1), lambda: binomial_p(-1, 3)):
        with pytest.raises(ValueError, match="below 0"):
            wrong()


def test_chance_worked() -> None:
    assert binomial_p(212, 185).quantize(D("0.00001")) == D("0.19186")


@given(st.integers(0, 300), st.integers(0, 300))
def test_chance_is_the_sum_of_the_tails(one: int, other: int) -> None:
    n, fewer = one + other, min(one, other)
    tail = Fraction(sum(comb(n, k) for k in range(fewer + 1)), 2**n)
    expected = min(Fraction(1), 2 * tail)
    assert abs(Fraction(binomial_p(one, other)) - expected) < Fraction(1, 10**12)
    assert binomial_p(one, other) == binomial_p(other, one)


@given(st.integers(900, 2500), st.floats(0.3, 0.5))
def test_the_long_way_agrees_with_the_exact_one(n: int, share: float) -> None:
    k = min(int(n * share), (n - 1) // 2)
    exact, long = statistics._exact_tail(n, k), statistics._long_tail(n, k)
    assert abs(exact - long) <= exact * D("1e-12")


def test_chance_of_large_counts_is_quick_and_right() -> None:
    # 150,000 against 149,000: z = 1.8288 with the continuity correction of a large count.
    found = binomial_p(150_000, 149_000)
    assert abs(found - normal_p(D(999) / D(299_000).sqrt())) < D("0.00001")


@given(st.decimals(-8, 8, places=4))
def test_the_normal_tail(z: Decimal) -> None:
    assert abs(float(normal_p(z)) - erfc(abs(float(z)) / sqrt(2))) < 1e-12


def test_proportions() -> None:
    # 27 of 100 against 45 of 120: z = (0.27 − 0.375) / √(0.327273 × 0.672727 × (1/100 + 1/120)).
    assert two_proportions_p(27, 100, 45, 120).quantize(D("0.0001")) == D("0.0984")
    assert two_proportions_p(5, 10, 50, 100) == 1
    assert two_proportions_p(0, 10, 0, 20) == 1


def rate(count: int, population: int) -> TrendPoint:
    limits = byar(count)
    per = D(1000) / population
    return TrendPoint(count * per, limits.lower * per, limits.upper * per)


def counted(count: int) -> TrendPoint:
    limits = byar(count)
    return TrendPoint(D(count), limits.lower, limits.upper)


def test_trend_worked() -> None:
    falling = recent_trend([rate(count, 100_000) for count in (453, 323, 312, 280, 233)])
    assert falling.way is Way.DECREASING
    assert falling.slope.quantize(D("0.000001")) == D("-0.452865")
    assert falling.chi_squared.quantize(D("0.0001")) == D("62.4036")
    steady = recent_trend([counted(count) for count in (212, 205, 208, 195, 185)])
    assert steady.way is Way.STEADY
    assert steady.chi_squared.quantize(D("0.0001")) == D("2.0333")


def test_trend_needs_five_points_with_limits() -> None:
    assert recent_trend([counted(9)] * 4).way is Way.UNKNOWN
    assert recent_trend([TrendPoint(D(1), D(1), D(1))] * 5).way is Way.UNKNOWN


def test_one_point_does_not_make_a_trend() -> None:
    """Significant as a whole, and the other way without its last point."""
    points = [counted(count) for count in (400, 396, 392, 388, 700)]
    found = recent_trend(points)
    assert found.chi_squared > CRITICAL
    assert found.way is Way.STEADY


@given(st.lists(st.integers(20, 4000), min_size=5, max_size=12))
def test_a_trend_turned_round_is_the_opposite(values: list[int]) -> None:
    last = values[-5:]
    one = recent_trend([counted(value) for value in values])
    other = recent_trend([counted(value) for value in reversed(last)])
    opposite = {Way.INCREASING: Way.DECREASING, Way.DECREASING: Way.INCREASING}
    assert other.way is opposite.get(one.way, one.way)


@pytest.mark.parametrize(
    ("way", "polarity", "words"),
    [
        (Way.INCREASING, Polarity.LOWER, "Increasing and getting worse"),
        (Way.INCREASING, Polarity.HIGHER, "Increasing and getting better"),
        (Way.DECREASING, Polarity.LOWER, "Decreasing and getting better"),
        (Way.DECREASING, Polarity.CONTEXT, "Decreasing"),
        (Way.STEADY, Polarity.LOWER, "No significant change"),
    ],
)
def test_a_trend_in_words(way: Way, polarity: Polarity, words: str) -> None:
    assert Trend(way).words(polarity) == words
