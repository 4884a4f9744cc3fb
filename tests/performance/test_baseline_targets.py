"""Targets measured from a baseline or an average, with Rutland's as examples (T1 to T37)."""

from datetime import date

import pytest

from core.quarters import Quarter
from targets.terms import Basis, Rag, TargetKind, Unrated
from tests.performance.examples import (
    COUNT,
    HIGHER,
    PERCENT,
    Q4,
    baseline,
    judged,
    measure,
    seen,
    target,
)

K = TargetKind
FAMILIES = measure(COUNT, polarity=HIGHER)
ROLLING_COUNT = measure(COUNT, basis=Basis.ROLLING_YEAR)
YEARLY = measure(COUNT, basis=Basis.AS_PUBLISHED)


def yearly(value: str) -> list:
    return [seen(value, period="2014-15")]


@pytest.mark.parametrize("number", ["T1", "T2", "T10", "T23", "T26", "T30", "T33", "T35"])
def test_reduce_waits_for_its_baseline(number) -> None:
    aim = target(K.REDUCE, baseline=baseline(None, due=date(2014, 6, 30)))
    result = judged(COUNT, "12", aim)
    assert result.unrated is Unrated.BASELINE
    assert result.explanation == (
        "Not rated: the 2013-14 baseline is still being established, due by 30 June 2014."
    )


@pytest.mark.parametrize(
    ("value", "rag", "explanation"),
    [
        (
            "185",
            Rag.GREEN,
            "Green: 185 is 12.7% below the 2013-14 baseline of 212, and lower is better.",
        ),
        (
            "212",
            Rag.AMBER,
            "Amber: 212 is equal to the 2013-14 baseline of 212, and the target asks for "
            "a lower figure; amber allows up to 5%.",
        ),
        (
            "222",
            Rag.AMBER,
            "Amber: 222 is 4.7% above the 2013-14 baseline of 212; amber allows up to 5%.",
        ),
        (
            "223",
            Rag.RED,
            "Red: 223 is 5.2% above the 2013-14 baseline of 212; amber allows up to 5%.",
        ),
    ],
)
def test_reduce_with_no_size_is_strictly_better(value, rag, explanation) -> None:
    """T10 once its baseline is known."""
    result = judged(YEARLY, yearly(value), target(K.REDUCE, baseline=baseline("212")))
    assert (result.rag, result.explanation) == (rag, explanation)
    assert result.target_label == "Below 212"
    if value == "212":
        assert result.target_sentence == "Target: Below 212. Not met."


def test_reduce_by_a_size() -> None:
    aim = target(K.REDUCE, change_percent="5", baseline=baseline("212"))
    result = judged(YEARLY, yearly("210"), aim)
    assert result.explanation == (
        "Amber: 210 is 4.5% above the target of 201 (5% below the 2013-14 baseline of 212); "
        "amber allows up to 5%."
    )


def test_increase_with_no_baseline_named() -> None:
    """T6."""
    result = judged(FAMILIES, "12", target(K.INCREASE))
    assert result.explanation == "Not rated: no baseline is recorded yet."
    assert result.unrated is Unrated.BASELINE


@pytest.mark.parametrize("number", ["T27", "T29"])
def test_increase_on_baseline(number) -> None:
    aim = target(K.INCREASE, baseline=baseline("40", "Q4 2013-14"))
    assert judged(FAMILIES, "41", aim).rag is Rag.GREEN
    assert judged(FAMILIES, "40", aim).rag is Rag.AMBER
    assert judged(FAMILIES, "37", aim).rag is Rag.RED


def quarters_of_2013() -> list:
    return [
        seen(value, f"Q{number} 2013/14")
        for number, value in enumerate(("10", "20", "30", "40"), start=1)
    ]


def test_increase_is_shared_out_by_the_same_quarter_of_the_baseline_year() -> None:
    """T25: up by 15% on 2013/14, pro-rated by quarter."""
    aim = target(K.INCREASE, change_percent="15", baseline=baseline("100"), per_year=True)
    result = judged(FAMILIES, [*quarters_of_2013(), seen("46")], aim)
    assert result.explanation == (
        "Green: 46 is equal to the target of 46 (15% above the 2013-14 baseline of 100, "
        "40.0% of the year's 115, the same quarter's share of 2013-14)."
    )
    first = Quarter.parse("Q1 2014/15")
    result = judged(FAMILIES, [*quarters_of_2013(), seen("12", "Q1 2014/15")], aim, quarter=first)
    assert (result.rag, result.target_label) == (Rag.GREEN, "12 or higher")


def test_year_to_date_takes_the_same_quarters_share() -> None:
    aim = target(K.INCREASE, change_percent="15", baseline=baseline("100"))
    terms = measure(FAMILIES, basis=Basis.YEAR_TO_DATE)
    history = [*quarters_of_2013(), seen("12", "Q1 2014/15"), seen("20", "Q2 2014/15")]
    result = judged(terms, history, aim, quarter=Quarter.parse("Q2 2014/15"))
    assert result.explanation == (
        "Red: 32 is 8.6% below the target of 35 (15% above the 2013-14 baseline of 100, "
        "30.0% of the year's 115, the same quarters' share of 2013-14); amber allows up to 5%."
    )


def test_shared_out_evenly_where_the_quarters_are_not_known() -> None:
    aim = target(K.AT_MOST, "120", per_year=True)
    result = judged(COUNT, "31", aim)
    assert result.explanation == (
        "Amber: 31 is 3.3% above the target of 30 (3 of 12 months of the year's 120, "
        "spread evenly); amber allows up to 5%."
    )
    assert judged(YEARLY, yearly("120"), aim).explanation == (
        "Green: 120 is equal to the target of 120."
    )


def test_a_baseline_year_with_an_unsound_quarter_is_not_used_for_shares() -> None:
    history = quarters_of_2013()
    history[0] = seen("10", "Q1 2013/14", quality_problem=True)
    aim = target(K.INCREASE, baseline=baseline("100"))
    assert "spread evenly" in judged(FAMILIES, [*history, seen("46")], aim).explanation


def test_average_of_the_years_before_recomputed_each_period() -> None:
    """T7: maintained at the rolling annual average."""
    quarters = [Quarter.parse("Q1 2011/12") + number for number in range(16)]
    history = [seen(str(50 + number), quarter.label) for number, quarter in enumerate(quarters)]
    aim = target(K.MAINTAIN_AVERAGE, years=2)
    result = judged(ROLLING_COUNT, history, aim)
    # 2012-13: 54+55+56+57 = 222; 2013-14: 238; mean 230; 2014-15: 254
    assert result.explanation == (
        "Red: 254 is 10.4% above the average of 230 (2012-13 and 2013-14); amber allows up to 5%."
    )
    earlier = judged(ROLLING_COUNT, history, aim, quarter=Q4 - 1)
    assert earlier.target_label == "226 or lower"


def test_average_needs_every_year() -> None:
    result = judged(
        COUNT, [seen("10", "Q4 2013/14"), seen("9")], target(K.MAINTAIN_AVERAGE, years=3)
    )
    assert result.unrated is Unrated.BASELINE
    assert result.explanation == (
        "Not rated: the average needs the same period of 3 earlier years and has 1."
    )


@pytest.mark.parametrize(("kind", "expected"), [(K.INCREASE, "-18.0"), (K.REDUCE, "-22.0")])
def test_a_change_is_a_share_of_the_size_of_a_negative_baseline(kind, expected) -> None:
    """10% up from -20% is -18%: the other way would call a fall an improvement."""
    points = measure(PERCENT, decimals=1, basis=Basis.AS_PUBLISHED)
    aim = target(kind, change_percent="10", baseline=baseline("-20"))
    result = judged(points, yearly("-21.0"), aim)
    assert str(result.expected.value) == expected
