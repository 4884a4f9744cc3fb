"""Quarters, financial years and periods."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.quarters import FinancialYear, Period, Quarter, quarters_between

quarters = st.integers(1901 * 4, 2198 * 4 + 3).map(Quarter.from_index)
years = st.integers(1901, 2198).map(FinancialYear)
periods = st.builds(Period.ending, quarters.filter(lambda q: q.year > 1910), st.integers(1, 60))
months = st.builds(
    Period.ending_in, st.integers(1911, 2198), st.integers(1, 12), st.integers(1, 60)
)
spacing = st.sampled_from([" ", "  ", "\u00a0", "\u2009", "\u202f "])
dashes = st.sampled_from(["-", " - ", "\u2010", "\u2011", "\u2012", "\u2013", " \u2014 ", "\u2212"])
cases = st.sampled_from([str.lower, str.upper, str.title, str])

Q4 = Quarter(2014, 4)


def test_the_words_of_a_quarter() -> None:
    assert Q4.label == "Q4 2014/15" == str(Q4)
    assert Q4.words == "January to March 2015"
    assert Q4.short == "Jan-Mar 2015"
    assert Q4.slug == "2014-15-q4"
    assert Q4.index == 2014 * 4 + 3
    assert (Q4.start, Q4.end) == (date(2015, 1, 1), date(2015, 3, 31))
    assert Q4.financial_year == FinancialYear(2014)
    assert Q4.same_quarter_last_year == Quarter(2013, 4)


@pytest.mark.parametrize(
    "text",
    [
        "Q4 2014/15",
        "Q4 2014-15",
        "2014/15 Q4",
        "2014-15 Q4",
        "Jan-Mar 2015",
        "January to March 2015",
        "2014-15-q4",
        " q4\u00a02014\u201315 ",
        "JAN \u2013 MAR 2015",
        "jan to mar 2015",
        "2014 / 15  Q4",
        "\ufeffQ4 2014/15",
    ],
)
def test_every_way_to_write_a_quarter(text: str) -> None:
    assert Quarter.parse(text) == Q4


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("2014/16 Q1", "2014 is followed by 15"),
        ("Q1 2014/14", "2014 is followed by 15"),
        ("Q5 2014/15", "Q1, Q2, Q3 or Q4"),
        ("Q0 2014/15", "Q1, Q2, Q3 or Q4"),
        ("Feb-Apr 2015", "quarters are Apr-Jun"),
        ("Jan-Feb 2015", "quarters are Apr-Jun"),
        ("Mar-Jan 2015", "cannot end before it starts"),
        ("Foo-Mar 2015", "not a month"),
        ("2014/15", "not a quarter"),
        ("", "not a quarter"),
        ("Q4", "not a quarter"),
        ("Q4 2014", "not a quarter"),
        ("Q4 2014/15 x", "not a quarter"),
        ("Q4 2014/2015", "not a quarter"),
        ("Q4 2014/15\x00", "not a quarter"),
        ("Q\u0664 2014/15", "not a quarter"),
        ("Q4 1066/67", "between 1900 and 2199"),
        ("Jan-Mar 0000", "between 1900"),
        ("x" * 5000, "not a quarter"),
    ],
)
def test_what_is_not_a_quarter_is_refused_in_a_sentence(text: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence) as refusal:
        Quarter.parse(text)
    assert str(refusal.value).endswith(".")
    assert len(str(refusal.value)) < 200


@given(quarters, spacing, dashes, cases)
def test_a_quarter_reads_every_form_it_prints(quarter, space, dash, case) -> None:
    for printed in (quarter.label, quarter.words, quarter.short, quarter.period.label):
        assert Quarter.parse(printed) == quarter
        assert Quarter.parse(case(printed.replace(" ", space).replace("-", dash))) == quarter
    assert Quarter.from_slug(quarter.slug) == Quarter.parse(quarter.slug) == quarter


@given(st.text(max_size=30))
def test_any_other_text_is_a_value_error_and_nothing_else(text) -> None:
    for kind in (Quarter, FinancialYear, Period):
        try:
            assert isinstance(kind.parse(text), kind)
        except ValueError as refusal:
            assert str(refusal)


@pytest.mark.parametrize("slug", ["2014-15-Q4", "2014/15 q4", "2014-15 q4", "2014-16-q4", ""])
def test_a_slug_has_one_form_only(slug: str) -> None:
    with pytest.raises(ValueError, match="not a"):
        Quarter.from_slug(slug)


@given(quarters, st.integers(-3, 3))
def test_arithmetic_and_order(quarter, steps) -> None:
    moved = quarter + steps
    assert moved - quarter == steps
    assert moved - steps == quarter
    assert Quarter.from_index(quarter.index) == quarter
    assert (moved > quarter) == (steps > 0)
    assert (moved.index > quarter.index) == (moved > quarter)
    assert quarter - 4 == quarter.same_quarter_last_year


@given(quarters)
def test_quarters_follow_each_other_without_a_gap(quarter) -> None:
    assert quarter.end + timedelta(days=1) == (quarter + 1).start
    assert quarter.period.months == 3
    assert quarter.period.quarter == quarter
    assert quarter in quarter.financial_year.quarters
    for day in (quarter.start, quarter.end):
        assert Quarter.containing(day) == quarter
        assert Quarter.last_ended(day) == quarter - 1
    assert Quarter.last_ended(quarter.end + timedelta(days=1)) == quarter


def test_the_last_ended_quarter_on_the_day_of_the_demonstration() -> None:
    assert Quarter.last_ended(date(2015, 4, 20)) == Q4


def test_quarters_between() -> None:
    assert [q.label for q in quarters_between(Quarter(2014, 3), Quarter(2015, 1))] == [
        "Q3 2014/15",
        "Q4 2014/15",
        "Q1 2015/16",
    ]
    assert quarters_between(Q4, Quarter(2014, 1)) == ()


@pytest.mark.parametrize("number", [0, 5, -1])
def test_there_are_four_quarters(number: int) -> None:
    with pytest.raises(ValueError, match="Q1, Q2, Q3 or Q4"):
        Quarter(2014, number)


def test_a_financial_year() -> None:
    year = FinancialYear(2014)
    assert (year.label, year.dashed) == ("2014/15", "2014-15")
    assert year.words == "April 2014 to March 2015"
    assert (year.start, year.end) == (date(2014, 4, 1), date(2015, 3, 31))
    assert year.quarters == (Quarter(2014, 1), Quarter(2014, 2), Quarter(2014, 3), Q4)
    assert FinancialYear(1999).label == "1999/00"
    assert FinancialYear.containing(date(2015, 3, 31)) == year
    assert FinancialYear.containing(date(2015, 4, 1)) == year + 1
    assert (year + 1) - year == 1
    assert (year - 1).label == "2013/14"


@given(years, dashes)
def test_a_financial_year_reads_what_it_prints(year, dash) -> None:
    assert FinancialYear.parse(year.label) == FinancialYear.parse(year.dashed) == year
    assert FinancialYear.parse(year.dashed.replace("-", dash)) == year
    assert year.period.financial_year == year


@pytest.mark.parametrize("text", ["2014/16", "2014", "14/15", "2014/2015", "", "Q1 2014/15"])
def test_what_is_not_a_financial_year_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a financial year"):
        FinancialYear.parse(text)


@pytest.mark.parametrize(
    ("period", "label", "words"),
    [
        (Quarter(2014, 3).period, "Q3 2014-15", "October to December 2014"),
        (FinancialYear(2013).period, "2013-14", "April 2013 to March 2014"),
        (Period.rolling_year(Q4), "2014-15", "April 2014 to March 2015"),
        (
            Period.rolling_year(Quarter(2014, 2)),
            "12 months to Sep 2014",
            "12 months to September 2014",
        ),
        (Period.year_to_date(Quarter(2014, 3)), "Apr-Dec 2014", "April to December 2014"),
        (Period.year_to_date(Quarter(2014, 1)), "Q1 2014-15", "April to June 2014"),
        (
            Period.ending_in(2015, 2, 4),
            "Nov 2014-Feb 2015",
            "November 2014 to February 2015",
        ),
        (Period.ending_in(2014, 4, 1), "Apr 2014", "April 2014"),
        (Period.ending(Q4, 24), "Apr 2013-Mar 2015", "April 2013 to March 2015"),
    ],
)
def test_the_words_of_a_period(period: Period, label: str, words: str) -> None:
    """LEI-21: a cell whose period differs from the column's prints it."""
    assert (period.label, period.words) == (label, words)


@given(periods | months, spacing, dashes, cases)
def test_a_period_reads_every_form_it_prints(period, space, dash, case) -> None:
    for printed in (period.label, period.words):
        assert Period.parse(printed) == period
        assert Period.parse(case(printed.replace(" ", space).replace("-", dash))) == period


@given(periods | months)
def test_the_same_period_a_year_earlier(period) -> None:
    earlier = period.a_year_earlier
    assert earlier.same_length(period)
    assert (earlier.start.year, earlier.start.month) == (period.start.year - 1, period.start.month)
    assert earlier < period


@given(quarters.filter(lambda q: q.year > 1910), st.integers(1, 12))
def test_a_period_knows_its_quarters(quarter, count) -> None:
    period = Period.ending(quarter, count * 3)
    assert period.quarters == quarters_between(quarter - (count - 1), quarter)
    assert Period.ending(quarter, count * 3 - 1).quarters == ()


def test_a_period_starting_between_quarters_is_not_made_of_quarters() -> None:
    assert Period.parse("May-Jul 2014").quarters == ()
    assert Period.parse("May-Jul 2014").quarter is None


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (date(2014, 4, 2), date(2014, 4, 30)),
        (date(2014, 4, 1), date(2014, 4, 29)),
        (date(2014, 5, 1), date(2014, 4, 30)),
        (date(1900, 3, 1), date(1900, 4, 30)),
        (date(2200, 3, 1), date(2200, 4, 30)),
    ],
)
def test_a_period_is_whole_months_in_order_within_the_years(start: date, end: date) -> None:
    with pytest.raises(ValueError, match="period"):
        Period(start, end)


def test_a_leap_february_is_a_whole_month() -> None:
    assert Period.parse("Feb 2016").end == date(2016, 2, 29)
    assert Period.parse("Feb 2016").a_year_earlier.end == date(2015, 2, 28)


@pytest.mark.parametrize("text", ["", "2014", "Dec-Apr 2014", "13 months to Sep 2014", "Apr 14"])
def test_what_is_not_a_period_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="period"):
        Period.parse(text)
