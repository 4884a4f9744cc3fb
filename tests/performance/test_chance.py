"""Whether a change could be chance: when it is said, in which words, and that it is exact."""

from decimal import Decimal
from fractions import Fraction
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.quarters import Quarter
from dashboards.performance import Compares, History, MeasureTerms, Observation, SeriesBreak
from dashboards.performance.chance import chance_of, chance_sentence, p_words
from dashboards.performance.direction import direction_of
from dashboards.performance.figures import figure_at, years_before
from dashboards.performance.statistics import binomial_p, rates_p
from dashboards.performance.tolerance import DEFAULT_SCHEME
from targets.terms import Basis
from tests.performance.examples import (
    COUNT,
    PERCENT,
    RATE,
    RATIO,
    measure,
    parts,
    seen,
    year_and_last,
)

D = Decimal
LAST = Quarter.parse("Q4 2014/15")


def p_of(
    terms: MeasureTerms,
    observations: list[Observation],
    breaks: tuple[SeriesBreak, ...] = (),
    compares: Compares = Compares.LONG,
) -> tuple[Decimal | None, str]:
    history = History.of(observations, breaks)
    figure = figure_at(terms, history, LAST)
    if compares is Compares.LONG:
        earlier = years_before(terms, history, LAST, figure.period)
    else:
        earlier = figure_at(terms, history, LAST - 1)
    found = direction_of(terms, history, figure, earlier, DEFAULT_SCHEME, compares=compares)
    p = chance_of(terms, figure, found)
    return p, "" if p is None else chance_sentence(figure, earlier, p)


def test_two_counts_worked() -> None:
    """GOLDEN: shared/domain.md 6: 212 against 185, p = 0.19186."""
    p, said = p_of(COUNT, year_and_last("185", "212"))
    assert round(p, 5) == D("0.19186")
    assert said == "The change from 212 in 2013-14 to 185 could be chance (p = 0.19)."


def test_two_percentages_with_parts() -> None:
    observed = [parts(45, 120, "Q4 2013/14"), parts(27, 100, "Q4 2014/15")]
    p, said = p_of(PERCENT, observed)
    assert round(p, 4) == D("0.0984")
    assert said == "The change from 38% in Q4 2013-14 to 27% could be chance (p = 0.098)."
    assert p_of(PERCENT, year_and_last("27", "21")) == (None, "")  # no parts: nothing is known


def test_two_rates_by_their_events_and_populations() -> None:
    p, said = p_of(RATE, [parts(5000, 660_000, "Q4 2013/14"), parts(6000, 665_000, "Q4 2014/15")])
    assert p < D("0.001")
    assert said == (
        "The change from 7.58 in Q4 2013-14 to 9.02 is unlikely to be chance (p < 0.001)."
    )


@pytest.mark.parametrize(
    "observed",
    [
        [seen("212", "Q4 2013/14"), seen("185", quality_problem=True)],
        [seen("212", "Q4 2013/14"), seen("185", estimated=True)],
        [seen("212", "Q4 2013/14"), seen("185", "Q4 2014/15", "2014-15")],  # other lengths
        [seen("212.5", "Q4 2013/14"), seen("185")],  # no number of events
        [seen("-2", "Q4 2013/14"), seen("185")],
        [seen("185", "Q4 2013/14"), seen("185")],  # no change
        [seen("185")],
    ],
)
def test_nothing_is_said_where_it_is_not_sound(observed: list[Observation]) -> None:
    terms = measure(COUNT, decimals=1)
    assert p_of(terms, observed) == (None, "")


def test_not_across_a_break_nor_of_periods_that_overlap() -> None:
    observed = [seen("212", "Q4 2013/14"), seen("185")]
    assert p_of(COUNT, observed, (SeriesBreak(Quarter.parse("Q2 2014/15")),))[0] is None
    rolling = measure(COUNT, basis=Basis.ROLLING_YEAR)
    eight = [seen(str(50 + n), (LAST - 7 + n).label) for n in range(8)]
    assert p_of(rolling, eight)[0] is not None  # a year and the year before
    assert p_of(rolling, eight, compares=Compares.SHORT)[0] is None  # nine months are the same
    assert p_of(RATIO, year_and_last("1.00", "1.04"))[0] is None


@pytest.mark.parametrize(
    ("p", "words"),
    [
        ("0.19186", "p = 0.19"),
        ("0.0009999", "p < 0.001"),
        ("0.001", "p = 0.001"),
        ("0.04996", "p = 0.04996"),  # not 0.050
        ("0.0500000000001", "p = 0.050000"),
        ("0.05", "p = 0.050"),
        ("1", "p = 1.00"),
    ],
)
def test_p_in_words(p: str, words: str) -> None:
    assert p_words(D(p)) == words


@given(st.integers(0, 200), st.integers(0, 200), st.integers(1, 9), st.integers(1, 9))
def test_rates_are_the_exact_conditional_test(one: int, other: int, a: int, b: int) -> None:
    """Against sums of exact fractions."""
    n, share = one + other, Fraction(a, a + b)
    terms = [comb(n, k) * share**k * (1 - share) ** (n - k) for k in range(n + 1)]
    expected = min(Fraction(1), 2 * min(sum(terms[: one + 1]), sum(terms[one:])))
    found = rates_p(one, D(a), other, D(b))
    assert abs(Fraction(found) - expected) < Fraction(1, 10**10)
    assert abs(found - rates_p(other, D(b), one, D(a))) < D("1e-20")


def test_rates_worked() -> None:
    """18 among 70,000 people against 30 among 72,000, as exact fractions give it."""
    assert round(rates_p(18, D(70_000), 30, D(72_000)), 4) == D("0.1351")


@given(st.integers(0, 2000), st.integers(0, 2000), st.integers(1, 10**6))
def test_equal_exposures_are_the_binomial_test(one: int, other: int, exposure: int) -> None:
    assert rates_p(one, D(exposure), other, D(exposure)) == binomial_p(one, other)


def test_millions_are_quick_and_join_smoothly() -> None:
    below, above = rates_p(498_000, D(7), 498_500, D(7)), rates_p(502_000, D(7), 502_500, D(7))
    assert abs(below - above) < D("0.01")
    assert rates_p(10**10, D(1), 10**10 + 1, D(2)) == 0
    with pytest.raises(ValueError, match="below 0"):
        rates_p(1, D(0), 1, D(1))
