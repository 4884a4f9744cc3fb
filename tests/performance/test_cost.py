"""What crime costs, where a paper prints something else, and how both are said."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboards.performance.cost import (
    cost_table,
    disagreement,
    pounds,
    saved_words,
    saving,
    whole,
)
from dashboards.performance.cost_check import (
    Checked,
    Claim,
    Printed,
    claim_finding,
    year_findings,
)
from targets.terms import SavingMethod

D = Decimal
LABELS = ("2011/12", "2012/13", "2013/14", "2014/15")
BURGLARY = cost_table(list(zip(LABELS, map(D, (453, 323, 312, 233)), strict=True)), D(2300))
PRINTED = {
    "2011/12": Printed(D(1041900)),
    "2012/13": Printed(D(742900), D(299000)),
    "2013/14": Printed(D(717600), D(25300)),
    "2014/15": Printed(D(305900), D(411700)),
}
PAPER = Checked("Domestic burglary", BURGLARY, PRINTED)


def total(amount: int, of: SavingMethod = SavingMethod.CHAINED) -> str:
    return claim_finding(Claim("Total", of, D(amount)), [PAPER])


# --- Rugby's paper ---


def test_only_what_differs_is_found() -> None:
    """RUG-50: of eight printed sums, two are not what the counts make."""
    found = list(year_findings(PAPER))
    assert [label for label, _ in found] == ["2014/15", "2014/15"]
    assert found[0][1].startswith("Cost of 2014/15: printed £305,900, computed £535,900.")
    assert "what is printed would be 133" in found[0][1]
    assert "£181,700 against the year before and £506,000 against 2011/12" in found[1][1]


def test_totals_by_both_methods() -> None:
    """RUG-40: £736,000 is printed where both methods give £506,000."""
    said = total(736000)
    assert "printed £736,000, computed £506,000 from year to year and £506,000 against" in said
    assert "the same savings reckoned twice" in said
    for agreed in (SavingMethod.CHAINED, SavingMethod.BASELINE):
        assert total(506000, agreed) == ""
    assert total(3038300, SavingMethod.COST) == ""
    assert "computed £3,038,300" in total(2808300, SavingMethod.COST)


def test_a_cost_that_is_no_multiple_says_what_one_would_cost() -> None:
    table = cost_table([("2011/12", D(74)), ("2012/13", D(66))], D("80054.05"))
    printed = {"2011/12": Printed(D(5924000)), "2012/13": Printed(D(4772000), D(1152000))}
    found = dict(year_findings(Checked("Violence", table, printed)))
    assert list(found) == ["2012/13"], "£5,924,000 is right to the pound"
    (cost, saved) = [text for _, text in year_findings(Checked("Violence", table, printed))]
    assert "what is printed would be £72,303 each" in cost
    assert "It follows from the costs that the paper prints." in saved


def test_what_cannot_be_checked_is_left_alone() -> None:
    table = cost_table([("2013/14", None), ("2014/15", D(5))], D(10))
    printed = {"2013/14": Printed(D(99), D(99)), "2014/15": Printed(None, D(99))}
    assert list(year_findings(Checked("", table, printed))) == []
    for of in SavingMethod:
        assert claim_finding(Claim("", of, D(1)), [Checked("", table, printed)]) == ""


def test_claims_in_two_series_say_each() -> None:
    """Nothing is added across a change of counting."""
    years = list(zip(LABELS, map(D, (40, 30, 20, 15)), strict=True))
    table = cost_table(years, D(100), breaks=frozenset({"2013/14"}))
    said = claim_finding(Claim("", SavingMethod.CHAINED, D(2500)), [Checked("Theft", table, {})])
    assert (
        "Theft, 2011/12 to 2012/13: £1,000 from year to year and £1,000 against 2011/12; "
        "Theft, 2013/14 to 2014/15: £500 from year to year and £500 against 2013/14" in said
    )
    assert "1,500" not in said
    assert said.endswith("Nothing is added across a change of counting.")


# --- Words ---


@pytest.mark.parametrize(
    ("amount", "text", "cell", "sentence"),
    [
        ("-116000", "−£116,000", "Cost rose by £116,000", "a rise in cost of £116,000"),
        ("299000", "£299,000", "£299,000", "£299,000"),
        ("0", "£0", "£0", "£0"),
        ("10.54", "£10.54", "£10.54", "£10.54"),
        ("2300.00", "£2,300", "£2,300", "£2,300"),
    ],
)
def test_words(amount: str, text: str, cell: str, sentence: str) -> None:
    """RUG-38: a rise is said in words, never as a bare negative saving."""
    assert (pounds(D(amount)), saved_words(D(amount)), saving(D(amount))) == (text, cell, sentence)


def test_disagreement_is_to_the_pound_or_the_penny_as_printed() -> None:
    assert disagreement("Cost", D(100), D("100.49")) == ""
    assert disagreement("Cost", D(100), D("100.50")) == "Cost: printed £100, computed £101."
    assert disagreement("Cost", D("100.10"), D("100.49")) == (
        "Cost: printed £100.10, computed £100.49."
    )


# --- Properties ---

counts = st.lists(st.none() | st.integers(0, 10**5), min_size=1, max_size=10)
unit_costs = st.integers(1, 10**7).map(lambda pence: D(pence) / 100)


@given(counts, unit_costs, st.sets(st.integers(0, 9)))
def test_no_saving_crosses_anything(
    found: list[int | None], unit: Decimal, broken: set[int]
) -> None:
    """A saving is the difference of two costs of its series; unbroken, both methods meet."""
    years = [(str(n), None if one is None else D(one)) for n, one in enumerate(found)]
    table = cost_table(years, unit, breaks=frozenset(map(str, broken)))
    assert [year.label for year in table.years] == [label for label, _ in years]
    for series in table.series:
        costs = {year.label: year.cost for year in series.years}
        assert not {str(n) for n in broken} & set(list(costs)[1:])
        for before, year in zip(series.years, series.years[1:], strict=False):
            known = before.cost is not None and year.cost is not None
            assert (year.chained is not None) == known
        for year in series.years:
            if year.against_baseline is not None and year.cost is not None:
                base = costs[series.baseline]
                assert base is not None
                assert year.against_baseline == base - year.cost
        if None not in costs.values():
            assert series.chained == series.against_baseline


@given(counts, unit_costs)
def test_a_paper_that_prints_what_is_computed_is_left_in_peace(
    found: list[int | None], unit: Decimal
) -> None:
    years = [(str(n), None if one is None else D(one)) for n, one in enumerate(found)]
    table = cost_table(years, unit)
    printed = {
        one.label: Printed(
            None if one.cost is None else whole(one.cost),
            None if one.chained is None else whole(one.chained),
        )
        for one in table.years
    }
    checked = Checked("", table, printed)
    assert list(year_findings(checked)) == []
    if table.chained_total is not None:
        claim = Claim("", SavingMethod.CHAINED, whole(table.chained_total))
        assert claim_finding(claim, [checked]) == ""
