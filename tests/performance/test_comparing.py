"""Comparison, roll-up and cost: the worked numbers of the specification, and what always holds."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboards.performance.compare import Standing, compare, quartiles
from dashboards.performance.cost import cost_table, disagreement
from dashboards.performance.rollup import Rule, roll_up
from targets.terms import Polarity, Rag

D = Decimal
OTHERS = ("52.1", "38.4", "49.0", "41.2", "47.7", "44.3", "50.5")
SET = {"self": D("45.79"), **{f"area {n}": D(value) for n, value in enumerate(OTHERS)}}
values = st.lists(st.decimals(0, 500, places=2), min_size=4, max_size=40)


def test_comparison_worked() -> None:
    found = compare(SET, "self", Polarity.LOWER)
    assert found.mean == D("46.12375")
    assert (found.quartiles.lower, found.quartiles.median) == (D("43.525"), D("46.745"))
    assert found.quartiles.upper == D("49.375")
    assert found.rank_words == "4 of 8"
    assert found.standing is Standing.AVERAGE


def test_best_and_worst_quarter() -> None:
    assert compare(SET, "area 1", Polarity.LOWER).standing is Standing.TOP
    assert compare(SET, "area 1", Polarity.HIGHER).standing is Standing.BOTTOM
    assert compare(SET, "area 0", Polarity.LOWER).standing is Standing.BOTTOM


def test_nothing_is_said_of_too_few_or_of_the_absent() -> None:
    few = {"self": D(1), "a": D(2), "b": D(3), "c": None}
    assert compare(few, "self", Polarity.LOWER) is None
    assert compare({**few, "d": D(4)}, "c", Polarity.LOWER) is None
    assert compare({**few, "d": D(4)}, "self", Polarity.LOWER).members == 4


def test_without_a_better_there_is_no_rank() -> None:
    found = compare(SET, "self", Polarity.CONTEXT)
    assert (found.rank, found.rank_words, found.standing) == (None, "", None)


def test_ties_share_the_better_rank() -> None:
    tied = {"a": D(1), "b": D(2), "c": D(2), "d": D(3)}
    ranks = [compare(tied, area, Polarity.LOWER).rank for area in tied]
    assert ranks == [1, 2, 2, 4]


@given(values)
def test_ranks_turn_round_with_the_polarity(found: list[Decimal]) -> None:
    areas = dict(enumerate(found))
    for area, own in areas.items():
        low, high = (compare(areas, area, p) for p in (Polarity.LOWER, Polarity.HIGHER))
        ties = sum(value == own for value in found)
        assert low.rank + high.rank + ties - 1 == len(found) + 1


@given(values)
def test_quartiles_are_in_order_and_within(found: list[Decimal]) -> None:
    points = quartiles(found)
    assert min(found) <= points.lower <= points.median <= points.upper <= max(found)
    with pytest.raises(ValueError, match="nothing"):
        quartiles([])


R, A, G = Rag.RED, Rag.AMBER, Rag.GREEN


@pytest.mark.parametrize(
    ("rule", "ratings", "overall"),
    [
        (Rule.WORST, [G, A, None, G], A),
        (Rule.MAJORITY, [G, G, R], G),
        (Rule.MAJORITY, [G, R], R),
        (Rule.MEAN, [R, G], A),
        (Rule.MEAN, [A, G], G),
        (Rule.MEAN, [R, R, A], R),
        (Rule.WORST, [None], None),
    ],
)
def test_rules_of_rolling_up(rule: Rule, ratings: list[Rag | None], overall: Rag | None) -> None:
    assert roll_up(rule, ratings).rag is overall


def test_rolling_up_says_why() -> None:
    assert roll_up(Rule.WORST, [G, A, None, G]).explanation == (
        "Amber by the worst of 3 rated: 1 amber, 2 green."
    )
    assert roll_up(Rule.HEADLINE, [G, R], headline=1).rag is R
    assert roll_up(Rule.HEADLINE, [None, R], headline=0).rag is None
    for headline in (None, 2, -1):
        with pytest.raises(ValueError, match="headline"):
            roll_up(Rule.HEADLINE, [G, R], headline=headline)


@given(st.lists(st.sampled_from([R, A, G, None]), min_size=1))
def test_an_overall_rating_is_never_better_than_the_best(ratings: list[Rag | None]) -> None:
    order = [R, A, G]
    rated = [order.index(one) for one in ratings if one]
    for rule in (Rule.WORST, Rule.MAJORITY, Rule.MEAN):
        overall = roll_up(rule, ratings).rag
        assert (overall is None) == (not rated)
        assert not rated or min(rated) <= order.index(overall) <= max(rated)


RUGBY = [("2009/10", D(453)), ("2010/11", D(323)), ("2011/12", D(312)), ("2012/13", D(233))]


def test_cost_worked() -> None:
    table = cost_table(RUGBY, D(2300))
    assert [year.cost for year in table.years] == [D(1041900), D(742900), D(717600), D(535900)]
    chained = [year.chained for year in table.years]
    assert chained == [None, D(299000), D(25300), D(181700)]
    assert table.chained_total == D(506000)
    assert table.years[-1].against_baseline == D(506000)


def test_rugbys_paper_disagrees() -> None:
    table = cost_table(RUGBY, D(2300))
    assert disagreement("Cost of 2012/13", D(305900), table.years[-1].cost) == (
        "Cost of 2012/13: printed £305,900, computed £535,900."
    )
    assert disagreement("Saving", D(736000), table.chained_total) == (
        "Saving: printed £736,000, computed £506,000."
    )
    assert disagreement("Saving", D(506000), table.chained_total) == ""


def test_no_saving_crosses_a_break_or_a_gap() -> None:
    table = cost_table(RUGBY, D(2300), breaks=frozenset({"2011/12"}))
    assert [year.chained for year in table.years] == [None, D(299000), None, D(181700)]
    # RUG-39: the first year of the new series is the new baseline.
    assert [year.against_baseline for year in table.years] == [None, D(299000), None, D(181700)]
    assert table.chained_total is None, "nothing is added across a break"
    gap = cost_table([*RUGBY[:2], ("2011/12", None), RUGBY[3]], D(2300))
    assert [year.chained for year in gap.years] == [None, D(299000), None, None]
    assert gap.years[-1].against_baseline == D(506000)


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=12), st.integers(1, 10**5))
def test_without_breaks_the_two_methods_meet_at_the_end(counts: list[int], cost: int) -> None:
    years = [(str(place), D(count)) for place, count in enumerate(counts)]
    table = cost_table(years, D(cost))
    assert table.years[-1].against_baseline == table.chained_total


def test_cost_refuses_what_means_nothing() -> None:
    with pytest.raises(ValueError, match="above 0"):
        cost_table(RUGBY, D(0))
    with pytest.raises(ValueError, match="not one of the years"):
        cost_table(RUGBY, D(2300), baseline="1999/00")
