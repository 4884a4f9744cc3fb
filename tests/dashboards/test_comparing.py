"""Areas beside each other: ranks, averages, counts, sums over sums (LEI-26 to LEI-28, DUR-34)."""

from decimal import Decimal
from statistics import quantiles
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from dashboards.comparing import (
    HIDDEN,
    AreaFigure,
    Compares,
    by_value,
    compared,
    lines,
    mean,
    together,
    why_not,
)
from dashboards.performance.compare import quartiles
from targets.terms import Polarity, Unit
from tests.dashboards.neighbours import Q4

D = Decimal
RATE = Compares(Unit.RATE, 2, Polarity.LOWER, "rate per 1,000 population")
# The worked numbers of the specification: the first is the area itself.
WORKED = ("45.79", "52.1", "38.4", "49.0", "41.2", "47.7", "44.3", "50.5")
figures = st.lists(
    st.tuples(st.integers(0, 5_000), st.integers(1_000, 400_000)), min_size=4, max_size=40
)


def some(*values: str | None) -> dict[int, AreaFigure]:
    return {n: AreaFigure(None if v is None else D(v)) for n, v in enumerate(values)}


def test_the_worked_numbers() -> None:
    """Domain, section 8; LEI-26."""
    found = compared(some(*WORKED), 0, Polarity.LOWER)
    assert found is not None
    assert (found.rank_words, found.standing) == ("4 of 8", "Average")
    assert mean(some(*WORKED).values()) == D("46.12375")
    at = found.quartiles
    assert (at.lower, at.median, at.upper) == (D("43.525"), D("46.745"), D("49.375"))
    names = {n: f"Area {n}" for n in range(8)}
    own = next(one for one in lines(names, some(*WORKED), 0, RATE) if one.own)
    assert (own.text, own.rank, own.standing) == ("45.79", "4 of 8", "Average")


def test_nothing_blank_and_not_available_are_three_things() -> None:
    """LEI-27: “-” was asked for and is not to be had; no figure; a small number."""
    found = {
        0: AreaFigure(D(1)),
        1: AreaFigure(mark="-"),
        2: AreaFigure(),
        3: AreaFigure(mark=HIDDEN),
    }
    table = lines({0: "A", 1: "B", 2: "C", 3: "D"}, found, 0, RATE)
    assert [one.text for one in table] == ["1.00", "-", "[x]", "[c]"]
    assert [one.standing for one in table[1:]] == [
        "Asked for, and not available", "No figure for this period", "Not shown: small numbers",
    ]  # fmt: skip


def test_why_there_is_no_comparison() -> None:
    period = Q4.period
    assert why_not(some("1", "2", "3"), 0, "Melton", period) == (
        "Not compared: 3 of 3 areas have figures for January to March 2015; at least 4 are needed."
    )
    assert "Melton has no figure" in why_not(some(None, "2", "3", "4", "5"), 0, "Melton", period)
    small = some("1", "2", "3", "4", "5") | {0: AreaFigure(mark=HIDDEN)}
    assert "small number" in why_not(small, 0, "Melton", period)
    assert why_not(some("1", "2", "3", "4"), 0, "Melton", period) == ""


def test_hidden_figures_are_not_counted() -> None:
    found = some("1", "2", "3", "4") | {9: AreaFigure(mark=HIDDEN)}
    assert compared(found, 0, Polarity.LOWER).members == 4  # type: ignore[union-attr]
    assert mean(found.values()) == D("2.5")


def test_by_value_the_best_comes_first() -> None:
    table = lines(dict.fromkeys(range(4), "A"), some("3", None, "1", "2"), 0, RATE)
    assert [one.text for one in by_value(table, Polarity.LOWER)] == ["1.00", "2.00", "3.00", "[x]"]
    assert [one.text for one in by_value(table, Polarity.HIGHER)] == ["3.00", "2.00", "1.00", "[x]"]


def test_counts_become_rates() -> None:
    """185 among 61,000 people; without a population there is nothing to compare."""
    how = Compares(Unit.COUNT, 2, Polarity.LOWER)
    assert how.figure(D(185), None, None, 61_000) == AreaFigure(D("3.03"), D(185), D(61_000))
    assert how.figure(D(185), None, None, None) is None


def parts(pairs: list[tuple[int, int]]) -> dict[int, AreaFigure]:
    return {
        n: RATE.figure(D(top) * 1000 / below, D(top), D(below), None) or AreaFigure()
        for n, (top, below) in enumerate(pairs)
    }


def test_all_areas_together_is_a_sum_over_a_sum() -> None:
    """Two of 10 and 1 per 1,000 make 1.09 where the second has ten times the people, not 5.5."""
    found = parts([(100, 10_000), (100, 100_000)])
    assert together(found, RATE, 1000).value == D("1.82")
    assert sum(one.value or 0 for one in found.values()) / 2 == D("5.5")


def test_all_areas_together_needs_all_of_them() -> None:
    found = parts([(100, 10_000), (100, 100_000)])
    assert "1 of 2" in together({**found, 1: AreaFigure(D(3))}, RATE, 1000).why
    assert together({**found, 1: AreaFigure()}, RATE, 1000).value is None
    hidden = together({**found, 2: AreaFigure(mark=HIDDEN)}, RATE, 1000)
    assert (hidden.value, "small number" in hidden.why) == (None, True)


@given(figures)
def test_together_lies_between_the_lowest_and_the_highest(pairs: list[tuple[int, int]]) -> None:
    found = parts(pairs)
    value = together(found, RATE, 1000).value
    rates = [one.value for one in found.values() if one.value is not None]
    assert value is not None
    assert min(rates) <= value <= max(rates)


@given(st.lists(st.decimals(0, 500, places=2), min_size=4, max_size=40), st.integers(2, 1000))
def test_ranks_do_not_depend_on_the_unit(values: list[Decimal], scale: int) -> None:
    """Per 1,000 or per 100,000: the same ranks and standings."""
    plain = {n: AreaFigure(value) for n, value in enumerate(values)}
    scaled = {n: AreaFigure(value * scale) for n, value in enumerate(values)}
    for polarity in Polarity:
        for area in plain:
            one, other = (compared(found, area, polarity) for found in (plain, scaled))
            assert one and other
            assert (one.rank, one.standing) == (other.rank, other.standing)


@given(st.lists(st.decimals(0, 500, places=2), min_size=4, max_size=40))
def test_quartiles_are_those_of_the_standard_library(values: list[Decimal]) -> None:
    at = quartiles(values)
    expected: list[Any] = quantiles(values, n=4, method="inclusive")
    for mine, theirs in zip((at.lower, at.median, at.upper), expected, strict=True):
        assert abs(mine - theirs) < D("1e-9")
