"""Statistics held against published values, other programs' results, and exact arithmetic."""

import statistics as library
from decimal import Decimal
from fractions import Fraction
from math import comb, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboards.performance.compare import Standing, compare, quartiles
from dashboards.performance.statistics import (
    Z95,
    binomial_p,
    byar,
    normal_p,
    two_proportions_p,
    wilson,
)
from dashboards.performance.trend import CRITICAL, TrendPoint, Way, recent_trend
from dashboards.performance.usual_range import signals, usual_range
from targets.terms import Polarity
from tests.performance.test_statistics import counted, rate, rounded

D = Decimal
HIGHER, LOWER = Polarity.HIGHER, Polarity.LOWER


# --- Limits ---


@pytest.mark.parametrize(
    ("count", "lower", "upper"),
    [  # the formula of Breslow and Day, worked in floating point
        (0, "0.0000", "3.6680"),
        (1, "0.0131", "5.5638"),
        (5, "1.6113", "11.6682"),
        (10, "4.7874", "18.3915"),
        (100, "81.3621", "121.6279"),
    ],
)
def test_byar(count: int, lower: str, upper: str) -> None:
    assert rounded(byar(count), "0.0001") == (D(lower), D(upper))
    assert byar(D(count)) == byar(count)


@given(st.integers(1, 10_000))
def test_byar_against_floating_point(x: int) -> None:
    z, found = float(Z95), byar(x)
    lower = x * (1 - 1 / (9 * x) - z / (3 * sqrt(x))) ** 3
    upper = (x + 1) * (1 - 1 / (9 * (x + 1)) + z / (3 * sqrt(x + 1))) ** 3
    assert abs(float(found.lower) - lower) < 1e-8 * x
    assert abs(float(found.upper) - upper) < 1e-8 * x


@given(st.integers(0, 3000))
def test_more_events_have_higher_limits(count: int) -> None:
    fewer, more = byar(count), byar(count + 1)
    assert fewer.lower < more.lower or not count
    assert fewer.upper < more.upper


@pytest.mark.parametrize(
    ("part", "whole", "lower", "upper"),
    [
        # Newcombe, Statistics in Medicine 17 (1998), table I, method 3.
        (81, 263, "0.2553", "0.3662"),
        (15, 148, "0.0624", "0.1605"),
        (0, 20, "0.0000", "0.1611"),
        (1, 29, "0.0061", "0.1718"),
        (29, 29, "0.8830", "1.0000"),
    ],
)
def test_wilson_published(part: int, whole: int, lower: str, upper: str) -> None:
    assert rounded(wilson(part, whole), "0.0001") == (D(lower), D(upper))


@given(st.integers(1, 10**6))
def test_wilson_of_nothing_and_of_everything_is_exact(whole: int) -> None:
    nothing, everything = wilson(0, whole), wilson(D(whole), whole)
    assert nothing.lower == 0
    assert everything.upper == 1
    assert abs(nothing.upper - (1 - everything.lower)) < D("1e-20")
    square = Z95 * Z95
    assert abs(nothing.upper - square / (whole + square)) < D("1e-20")


@given(st.integers(0, 2000), st.integers(1, 2000))
def test_wilson_solves_its_equation(part: int, whole: int) -> None:
    """At each limit the proportion found is exactly z standard errors away."""
    whole = max(part, whole)
    found, share = wilson(part, whole), D(part) / whole
    for limit in (found.lower, found.upper):
        left, right = (share - limit) ** 2, Z95 * Z95 * limit * (1 - limit) / whole
        assert abs(left - right) < D("1e-20")


# --- Chance ---


@pytest.mark.parametrize(
    ("one", "other", "p"),
    [  # R: binom.test(c(one, other))$p.value
        (7, 3, "0.34375"),
        (10, 0, "0.001953125"),
        (9, 1, "0.021484375"),
        (4, 4, "1"),
        (5, 4, "1"),
        (1, 0, "1"),
        (0, 0, "1"),
    ],
)
def test_two_counts(one: int, other: int, p: str) -> None:
    assert binomial_p(one, other) == binomial_p(D(one), D(other)) == D(p)


@given(st.integers(0, 60), st.integers(0, 60))
def test_the_two_sided_test_adds_every_result_as_unlikely(one: int, other: int) -> None:
    """R's definition: with p = ½ the same as twice a tail."""
    n = one + other
    chances = [Fraction(comb(n, k), 2**n) for k in range(n + 1)]
    expected = sum((chance for chance in chances if chance <= chances[one]), Fraction(0))
    assert abs(Fraction(binomial_p(one, other)) - expected) < Fraction(1, 10**25)


@given(st.integers(0, 400), st.integers(1, 400))
def test_further_apart_is_less_likely(fewer: int, step: int) -> None:
    assert binomial_p(fewer, fewer + step) >= binomial_p(fewer, fewer + step + 1)


def test_parts_of_an_event_are_no_count() -> None:
    with pytest.raises(ValueError, match="whole number"):
        binomial_p(D("2.5"), 3)
    assert binomial_p(D("212.0000"), 185) == binomial_p(212, 185)  # as the database keeps it


@pytest.mark.parametrize(
    ("x", "n", "y", "m", "square", "p"),
    [  # chi-squared as N(ad − bc)² over the margins; R's prop.test(…, correct = FALSE)
        (15, 50, 25, 50, "4.1667", "0.0412"),
        (83, 86, 90, 93, "0.0095", "0.9223"),
        (83, 86, 70, 82, "6.4130", "0.0113"),
    ],
)
def test_two_proportions(x: int, n: int, y: int, m: int, square: str, p: str) -> None:
    found = two_proportions_p(x, n, y, m)
    assert found.quantize(D("0.0001")) == D(p)
    assert abs(found - normal_p(D(square).sqrt())) < D("0.003")
    assert found == two_proportions_p(y, m, x, n)


def test_two_proportions_at_their_ends() -> None:
    assert two_proportions_p(0, 10, 10, 10) < D("0.00002")
    assert two_proportions_p(10, 10, 7, 7) == 1
    with pytest.raises(ValueError, match="proportion"):
        two_proportions_p(1, 2, 3, 2)


@pytest.mark.parametrize(
    ("z", "p"),
    [("0", "1"), ("1", "0.317311"), ("1.959963985", "0.050000"), ("2.575829", "0.010000")],
)
def test_normal_table(z: str, p: str) -> None:
    assert normal_p(D(z)).quantize(D("0.000001")) == D(p)
    assert normal_p(-D(z)) == normal_p(D(z))


# --- Recent trend ---


def fitted(points: list[TrendPoint]) -> tuple[float, float]:
    """Slope and chi-squared of a weighted regression, worked another way: about the means."""
    weights = [1 / (float(one.upper - one.lower) / 3.92) ** 2 for one in points]
    values = [float(one.value) for one in points]
    total = sum(weights)
    mean_t = sum(w * t for t, w in enumerate(weights, 1)) / total
    mean_v = sum(w * v for w, v in zip(weights, values, strict=True)) / total
    spread = sum(w * (t - mean_t) ** 2 for t, w in enumerate(weights, 1))
    joint = sum(
        w * (t - mean_t) * (v - mean_v)
        for t, (w, v) in enumerate(zip(weights, values, strict=True), 1)
    )
    return joint / spread, (joint / spread) ** 2 * spread


@given(st.lists(st.integers(0, 3000), min_size=5, max_size=5))
def test_a_trend_against_another_way_to_work_it(values: list[int]) -> None:
    """Counts of 0 among them: Byar's limits of 0 are 0 and 3.67, so they weigh like others."""
    found = recent_trend([rate(value, 100_000) for value in values])
    slope, chi_squared = fitted([rate(value, 100_000) for value in values])
    assert found.slope is not None and found.chi_squared is not None
    assert abs(float(found.slope) - slope) < 1e-9
    assert abs(float(found.chi_squared) - chi_squared) < 1e-6 * max(1, chi_squared)
    if chi_squared < float(CRITICAL) - 1e-6:
        assert found.way is Way.STEADY


def test_a_trend_of_nothing_and_down_to_nothing() -> None:
    flat = recent_trend([counted(0)] * 5)
    assert (flat.way, flat.slope, flat.chi_squared) == (Way.STEADY, 0, 0)
    assert recent_trend([counted(n) for n in (40, 20, 8, 2, 0)]).way is Way.DECREASING
    assert recent_trend([counted(n) for n in (0, 2, 8, 20, 40)]).way is Way.INCREASING
    assert recent_trend([]).way is Way.UNKNOWN


def line(step: str) -> list[TrendPoint]:
    """Five points with standard errors of 1, so that chi-squared is 10 × step²."""
    half = D("1.96")
    values = [D(step) * place for place in range(5)]
    return [TrendPoint(value, value - half, value + half) for value in values]


def test_the_threshold_of_a_trend() -> None:
    """9.54953570608324: a slope of 0.97722 a period is beyond it, one of 0.97721 is not."""
    beyond, within = recent_trend(line("0.97722")), recent_trend(line("0.97721"))
    assert (beyond.way, within.way) == (Way.INCREASING, Way.STEADY)
    assert beyond.chi_squared == 10 * D("0.97722") ** 2 > CRITICAL
    assert within.chi_squared == 10 * D("0.97721") ** 2 < CRITICAL
    assert recent_trend(line("-0.97722")).way is Way.DECREASING
    # Chi-squared of a normal deviate squared: the threshold is that of p = 0.002.
    assert normal_p(CRITICAL.sqrt()).quantize(D("0.0000001")) == D("0.0020000")


def test_only_the_last_five_points_count() -> None:
    five = [counted(n) for n in (212, 205, 208, 195, 185)]
    assert recent_trend([counted(9000), counted(1), *five]) == recent_trend(five)


# --- Quartiles and standing ---

decimals = st.integers(-(10**6), 10**6).map(lambda n: D(n).scaleb(-2))


@pytest.mark.parametrize(
    ("values", "lower", "median", "upper"),
    [  # R: quantile(x, c(.25, .5, .75)), type 7
        ([1, 2, 3, 4], "1.75", "2.5", "3.25"),
        ([1, 2, 3, 4, 5], "2", "3", "4"),
        ([1, 2, 3, 4, 5, 6], "2.25", "3.5", "4.75"),
        ([1, 2, 3, 4, 5, 6, 7], "2.5", "4", "5.5"),
        ([1, 2, 3, 4, 5, 6, 7, 8], "2.75", "4.5", "6.25"),
        ([1, 2, 3, 4, 5, 6, 7, 8, 9], "3", "5", "7"),
        ([10, 10, 10, 20], "10", "10", "12.5"),
        ([5, 5, 5, 5, 5], "5", "5", "5"),
        ([-4, -2, 0, 2], "-2.5", "-1", "0.5"),
        ([7], "7", "7", "7"),
    ],
)
def test_quartiles_of_type_7(values: list[int], lower: str, median: str, upper: str) -> None:
    for given_ in (values, [D(value) for value in reversed(values)]):
        found = quartiles(given_)  # type: ignore[arg-type]
        assert (found.lower, found.median, found.upper) == (D(lower), D(median), D(upper))


@given(st.lists(decimals, min_size=2, max_size=9))
def test_quartiles_as_the_library_computes_them(values: list[Decimal]) -> None:
    found = quartiles(values)
    expected = library.quantiles(values, n=4, method="inclusive")
    assert [found.lower, found.median, found.upper] == expected


def standings(values: list[int], polarity: Polarity = LOWER) -> str:
    """The first letters of where each stands: Top, Average, Bottom."""
    areas = {place: D(value) for place, value in enumerate(values)}
    found = [compare(areas, place, polarity) for place in areas]
    return "".join(one.standing[0] for one in found if one and one.standing)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ([1, 2, 3, 4], "TAAB"),
        ([1, 2, 3, 4, 5], "TTABB"),  # the quartile itself is in the quarter
        ([1, 1, 1, 4], "TTTB"),  # a tie at the quartile shares the better standing
        ([1, 4, 4, 4], "TBBB"),
        ([5, 5, 5, 5], "AAAA"),
        ([1, 5, 5, 5, 5], "TAAAA"),  # the quartiles are all 5, and 1 is still the best
        ([5, 5, 5, 5, 9], "AAAAB"),
        ([1, 5, 5, 5, 5, 9], "TAAAAB"),
    ],
)
def test_where_each_stands(values: list[int], said: str) -> None:
    assert standings(values) == said
    turned = {"T": "B", "B": "T", "A": "A"}
    assert standings(values, HIGHER) == "".join(turned[one] for one in said)


@given(st.lists(st.integers(0, 9), min_size=4, max_size=12), st.sampled_from([HIGHER, LOWER]))
def test_nobody_with_a_better_value_stands_worse(values: list[int], polarity: Polarity) -> None:
    order = "BAT" if polarity == HIGHER else "TAB"
    by_value = sorted(zip(values, standings(values, polarity), strict=True))
    places = [order.index(standing) for _, standing in by_value]
    assert places == sorted(places)


def test_numbers_that_are_whole_or_decimal_compare_the_same() -> None:
    ints = dict(enumerate([3, 1, 4, 1, 5]))
    same = {area: D(value) for area, value in ints.items()}
    assert compare(ints, 0, LOWER) == compare(same, 0, LOWER)  # type: ignore[arg-type]
    found = compare({**same, 9: None}, 1, LOWER)
    assert found is not None
    assert (found.rank_words, found.standing) == ("1 of 5", Standing.TOP)


# --- Usual range ---


def test_limits_of_whole_numbers_and_of_none() -> None:
    assert usual_range([]) is None
    assert usual_range([None] * 12) is None
    ints = [52, 48, 55, 50, 47, 53, 49, 51, 46, 54, 50, 45]
    assert usual_range(ints) == usual_range([D(n) for n in ints])  # type: ignore[arg-type]
    below = usual_range([D(-n) for n in ints])
    above = usual_range([D(n) for n in ints])
    assert below is not None and above is not None
    assert (below.lower, below.upper) == (-above.upper, -above.lower)
    assert signals([], above) == []
