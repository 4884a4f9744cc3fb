"""What is unusual about a figure: worked cases, exact boundaries, and properties."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given as forall
from hypothesis import strategies as st

from core.quarters import Period, Quarter
from targets.checks.facts import Sighting, Subject, Thresholds
from targets.checks.rules import notes, warnings
from targets.terms import Unit, Warned

NOW, LAST, YEAR_AGO = Quarter(2014, 4), Quarter(2014, 3), Quarter(2013, 4)
CRIME = Subject("Vehicle crime", Unit.RATE, 2, 1000, "Population")
ENTRANTS = Subject("First time entrants", Unit.COUNT)
CASES = Subject("Repeat cases", Unit.PERCENTAGE, 0, denominator_label="Cases")
PEOPLE = 667_900


def seen(value: Any, quarter: Quarter | Period = NOW, **more: Any) -> Sighting:
    period = quarter.period if isinstance(quarter, Quarter) else quarter
    return Sighting(period, Decimal(value), **more)


def rate(offences: int, quarter: Quarter = NOW, people: int = PEOPLE) -> Sighting:
    top, bottom = Decimal(offences), Decimal(people)
    return Sighting(quarter.period, top * 1000 / bottom, top, bottom)


def share(top: int, bottom: int, quarter: Quarter = NOW) -> Sighting:
    return Sighting(quarter.period, Decimal(top) * 100 / bottom, Decimal(top), Decimal(bottom))


def found(
    subject: Subject,
    now: Sighting | None,
    last: Sighting | None = None,
    year_ago: Sighting | None = None,
    breaks: tuple[Quarter, ...] = (),
) -> dict[Warned, str]:
    return dict(warnings(subject, now, last=last, year_ago=year_ago, breaks=breaks))


# --- The same quarter last year -----------------------------------------------------------------


def test_the_sentence_has_the_numbers() -> None:
    low = Subject(
        "Vehicle crime", Unit.RATE, 2, 1000, "Population", Thresholds(change_percent=Decimal(10))
    )
    said = found(low, seen("6.35"), year_ago=seen("5.71", YEAR_AGO))
    assert said == {
        Warned.YEAR_AGO: "Vehicle crime is 6.35 per 1,000. "
        "That is 11.2% higher than January to March 2014 (5.71)."
    }
    assert found(CRIME, seen("6.35"), year_ago=seen("5.71", YEAR_AGO)) == {}  # 11.2% of 20%


def test_the_unit_and_the_period_are_said_where_they_are_not_plain() -> None:
    named = Subject("Burglary per 1,000 people", Unit.RATE, 2)
    year, before = Period.parse("2014-15"), Period.parse("2013-14")
    assert found(named, seen(2, year), year_ago=seen(1, before))[Warned.YEAR_AGO] == (
        "Burglary per 1,000 people is 2.00 for 2014-15. That is 100% higher than 2013-14 (1.00)."
    )
    days = Subject("Waiting", Unit.DAYS)
    late, earlier = Period.parse("Apr-Dec 2014"), Period.parse("Apr-Dec 2013")
    assert found(days, seen(1, late), year_ago=seen(2, earlier))[Warned.YEAR_AGO].startswith(
        "Waiting is 1 day for April to December 2014. That is 50% lower than April to December 2013"
    )


@pytest.mark.parametrize(
    ("now", "before", "asked"),
    [
        (120, 100, True),  # 20%, 20 events
        (119, 100, False),
        (80, 100, True),
        (81, 100, False),
        (60, 50, True),  # 20%, 10 events
        (59, 50, False),
        (58, 49, False),  # 18.4%
        (24, 14, True),  # 71%, 10 events
        (23, 14, False),  # 64%, 9 events: small numbers
        (10, 0, True),  # from 0 any change is enough, of 10 events
        (9, 0, False),
        (0, 10, True),
        (0, 9, False),
        (0, 0, False),
    ],
)
def test_a_change_of_20_per_cent_and_10_events(now: int, before: int, asked: bool) -> None:
    said = found(ENTRANTS, seen(now), year_ago=seen(before, YEAR_AGO))
    assert (Warned.YEAR_AGO in said) is asked


def test_what_is_printed_is_what_is_compared() -> None:
    """5.705 a thousand is printed as 5.71, and 20% of that is 1.142."""
    before = seen("5.705", YEAR_AGO)
    assert found(CRIME, seen("6.85"), year_ago=before) == {}
    assert Warned.YEAR_AGO in found(CRIME, seen("6.855"), year_ago=before)  # printed 6.86


def test_events_of_a_rate_are_its_numerator() -> None:
    """8 burglaries after 4 are twice as many, and too few to ask about."""
    assert Warned.YEAR_AGO not in found(CRIME, rate(8), year_ago=rate(4, YEAR_AGO))
    quarter = Subject("Burglary", Unit.RATE, 4, 1000, "Population")
    assert Warned.YEAR_AGO in found(quarter, rate(24), year_ago=rate(14, YEAR_AGO))
    assert Warned.YEAR_AGO not in found(quarter, rate(23), year_ago=rate(14, YEAR_AGO))


def test_events_of_a_percentage_are_those_more_than_before_of_as_many() -> None:
    """90 of 100, then 90 of 200: 90 fewer than the 180 that last year's share would give."""
    assert Warned.YEAR_AGO in found(CASES, share(90, 200), year_ago=share(90, 100, YEAR_AGO))
    assert Warned.YEAR_AGO not in found(CASES, share(6, 150), year_ago=share(5, 100, YEAR_AGO))
    said = found(CASES, share(54, 200), year_ago=share(21, 100, YEAR_AGO))
    assert said[Warned.YEAR_AGO] == (
        "Repeat cases is 27%. That is 6 points (28.6%) higher than January to March 2014 (21%)."
    )


def test_events_nobody_has_said_are_not_few() -> None:
    """A percentage without its parts is asked about by its change alone."""
    assert Warned.YEAR_AGO in found(CASES, seen(27), year_ago=seen(21, YEAR_AGO))
    pounds = Subject("Cost", Unit.POUNDS)
    assert found(pounds, seen(14), year_ago=seen(5, YEAR_AGO)) == {}
    assert Warned.YEAR_AGO in found(pounds, seen(15), year_ago=seen(5, YEAR_AGO))


def test_from_nothing_there_is_no_percentage() -> None:
    said = found(ENTRANTS, seen(12), year_ago=seen(0, YEAR_AGO))
    assert said[Warned.YEAR_AGO] == (
        "First time entrants is 12. That is 12 higher than January to March 2014 (0)."
    )


def test_below_zero_the_size_counts() -> None:
    pounds = Subject("Saved", Unit.POUNDS)
    assert found(pounds, seen(-110), year_ago=seen(-100, YEAR_AGO)) == {}
    assert "20% lower" in found(pounds, seen(-120), year_ago=seen(-100, YEAR_AGO))[Warned.YEAR_AGO]


# --- Several times ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "before", "asked"),
    [
        (300, 100, False),  # three times is not more than three times
        (301, 100, True),
        (34, 100, False),
        (33, 100, True),  # 99 is less than 100
        (10, 1, True),
        (9, 1, False),  # both few
        (2, 0, False),
        (12, 0, True),
        (0, 12, True),
        (0, 3, False),
    ],
)
def test_more_than_three_times_or_less_than_a_third(now: int, before: int, asked: bool) -> None:
    assert (Warned.TIMES in found(ENTRANTS, seen(now), seen(before, LAST))) is asked


def test_the_words_of_several_times() -> None:
    def said(now: int, before: int) -> str:
        return found(ENTRANTS, seen(now), seen(before, LAST))[Warned.TIMES]

    assert said(1850, 185) == (
        "First time entrants is 1,850. That is 10 times October to December 2014 (185)."
    )
    assert said(18, 185).endswith("October to December 2014 (185) was 10.3 times that.")
    assert said(12, 0) == "First time entrants is 12. October to December 2014 was 0."
    assert said(0, 12) == "First time entrants is 0. October to December 2014 was 12."
    assert "That is 3.003 times" in said(9010, 3000)  # 3 would look allowed


# --- Identical, denominator, unit ---------------------------------------------------------------


def test_identical_to_the_last_decimal() -> None:
    said = found(CRIME, rate(4241), rate(4241, LAST))
    assert said == {
        Warned.IDENTICAL: "Vehicle crime is 6.35 per 1,000 (4,241 / 667,900). "
        "That is exactly the same as October to December 2014."
    }
    assert found(CRIME, rate(4242), rate(4241, LAST)) == {}  # also 6.35
    assert found(ENTRANTS, seen("185.0000"), seen(185, LAST)).keys() == {Warned.IDENTICAL}
    halves = (rate(2000, people=400_000), rate(2100, LAST, people=420_000))
    assert found(CRIME, *halves) == {}  # equal, of other parts; 5% is not more than 5%


@pytest.mark.parametrize("few", [0, 1, 9])
def test_few_events_are_often_the_same(few: int) -> None:
    assert found(ENTRANTS, seen(few), seen(few, LAST)) == {}
    assert found(CRIME, rate(few), rate(few, LAST)) == {}
    assert found(ENTRANTS, seen(10), seen(10, LAST)).keys() == {Warned.IDENTICAL}


def test_the_ends_of_the_scale_are_ordinary_and_one_period_has_one_figure() -> None:
    for end in (0, 100):
        assert found(CASES, seen(end), seen(end, LAST)) == {}
    assert found(CASES, seen(99), seen(99, LAST)).keys() == {Warned.IDENTICAL}
    survey = Period.parse("2013-14")
    assert found(CASES, seen(27, survey), seen(27, survey)) == {}


@pytest.mark.parametrize(
    ("people", "asked"),
    [(PEOPLE * 105 // 100, False), (PEOPLE * 105 // 100 + 1, True), (PEOPLE * 94 // 100, True)],
)
def test_a_denominator_that_moves_over_5_per_cent(people: int, asked: bool) -> None:
    said = found(CRIME, rate(4300, people=people), rate(4241, LAST))
    assert (Warned.DENOMINATOR in said) is asked


def test_the_words_of_a_denominator() -> None:
    said = found(CRIME, rate(4300, people=702_000), rate(4241, LAST))
    assert said[Warned.DENOMINATOR] == (
        "“Population” of Vehicle crime is 702,000. "
        "That is 5.1% higher than October to December 2014 (667,900)."
    )
    just = found(CRIME, rate(4300, people=PEOPLE * 105 // 100 + 1), rate(4241, LAST))
    assert "That is 5.0001% higher" in just[Warned.DENOMINATOR]  # 5% would look allowed


def test_a_fraction_typed_for_per_cent() -> None:
    said = found(CASES, seen("0.27"), seen(27, LAST), seen(21, YEAR_AGO))
    assert said.keys() == {Warned.YEAR_AGO, Warned.UNIT}  # not also "several times"
    assert said[Warned.UNIT] == (
        "Repeat cases is 0.27%. That is about one hundredth of October to December 2014 (27%). "
        "Check that it is in the same unit."
    )
    back = found(CASES, seen(27), seen("0.27", LAST))
    assert "about 100 times October" in back[Warned.UNIT]
    assert Warned.UNIT in found(CASES, seen("0.27"), None, seen(21, YEAR_AGO))


def test_other_units() -> None:
    thousands = rate(4241, people=667)  # the population in thousands
    assert Warned.UNIT in found(CRIME, thousands, rate(4241, LAST))
    assert Warned.UNIT not in found(CRIME, rate(42_410), rate(4241, LAST))  # ten times: a digit
    assert Warned.UNIT not in found(ENTRANTS, seen(18_500), seen(185, LAST))  # a count has one unit
    assert Warned.TIMES in found(ENTRANTS, seen(18_500), seen(185, LAST))


# --- What is not compared -----------------------------------------------------------------------


def test_nothing_is_compared_across_a_series_break() -> None:
    now, last, ago = seen(500), seen(100, LAST), seen(100, YEAR_AGO)
    assert found(ENTRANTS, now, last, ago).keys() == {Warned.YEAR_AGO, Warned.TIMES}
    assert found(ENTRANTS, now, last, ago, (NOW,)) == {}
    assert found(ENTRANTS, now, last, ago, (LAST,)).keys() == {Warned.TIMES}
    assert found(ENTRANTS, now, last, ago, (YEAR_AGO,)).keys() == {Warned.YEAR_AGO, Warned.TIMES}
    assert found(ENTRANTS, now, last, ago, (NOW + 1,)).keys() == {Warned.YEAR_AGO, Warned.TIMES}


def test_nothing_is_compared_over_different_lengths_or_seasons() -> None:
    months = Period.parse("Apr-Dec 2014")
    assert found(ENTRANTS, seen(500, months), seen(100, LAST), seen(100, YEAR_AGO)) == {}
    summer = seen(100, Quarter(2013, 2))  # what last year's return had was late
    assert found(ENTRANTS, seen(500), None, summer) == {}


def test_a_missing_side_is_not_compared() -> None:
    assert found(ENTRANTS, seen(500)) == {}
    assert found(ENTRANTS, None, seen(1, LAST), seen(1, YEAR_AGO)) == {}


def test_notes() -> None:
    def said(last: Sighting | None, one: str = "", other: str = "") -> list[str]:
        return list(notes(seen(1), last, commentary=one, last_commentary=other))

    assert said(seen(1, LAST, provisional=True)) == [
        "The figure for October to December 2014 is still provisional."
    ]
    assert said(seen(1, LAST)) == said(None) == []
    same = "The commentary is the same as last quarter’s."
    assert said(None, "More patrols. ", "More\npatrols.") == [same]
    assert said(None, "More patrols.", "Fewer patrols.") == []


# --- Properties ---------------------------------------------------------------------------------

whole = st.integers(0, 10**6)


@forall(whole, whole)
def test_year_ago_is_the_rule_in_whole_numbers(now: int, before: int) -> None:
    said = found(ENTRANTS, seen(now), year_ago=seen(before, YEAR_AGO))
    change = abs(now - before)
    assert (Warned.YEAR_AGO in said) is (change >= 10 and change * 5 >= before)


@forall(whole, whole)
def test_times_goes_both_ways(now: int, before: int) -> None:
    there = Warned.TIMES in found(ENTRANTS, seen(now), seen(before, LAST))
    back = Warned.TIMES in found(ENTRANTS, seen(before), seen(now, LAST))
    assert there is back
    big, small = max(now, before), min(now, before)
    assert there is (big > 3 * small and big >= 10)


@forall(whole, whole, st.integers(1, 10**6), st.integers(1, 10**6))
def test_a_figure_is_never_both_identical_and_changed(a: int, b: int, c: int, d: int) -> None:
    said = found(CRIME, rate(a, people=c), rate(b, LAST, people=d))
    if Warned.IDENTICAL in said:
        assert (a, c) == (b, d)
        assert said.keys() == {Warned.IDENTICAL}
    for sentence in said.values():
        assert "E+" not in sentence
        assert sentence.endswith(".")


@forall(st.decimals(0, 10**10, places=4), st.decimals(0, 10**10, places=4), st.integers(0, 4))
def test_equal_as_printed_is_not_far(now: Decimal, before: Decimal, decimals: int) -> None:
    subject = Subject("Ratio", Unit.RATIO, decimals)
    said = found(subject, seen(now), year_ago=seen(before, YEAR_AGO))
    if Warned.YEAR_AGO in said:
        assert seen(now).rounded(subject) != seen(before).rounded(subject)
