"""Days as people type them."""

import re
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.days import read_day, who_by_when
from core.period_text import long_day

JUNE = date(2015, 6, 30)


@pytest.mark.parametrize(
    "text",
    [
        "30 June 2015", "30 Jun 2015", "30/06/2015", "30/6/2015", "30.06.2015", "30-06-2015",
        "30 06 2015", "2015-06-30", " 30th June 2015 ", "30 of June 2015", "30\u00a0june\u00a02015",
        "30 / 6 / 2015", "30-Jun-2015", "30 June, 2015",
    ],
)  # fmt: skip
def test_readings(text: str) -> None:
    assert read_day(text) == JUNE


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("soon", "“soon” is not a date. Enter a date like 30 June 2015 or 30/06/2015."),
        ("30/06/15", "is not a date"),
        ("June 2015", "is not a date"),
        ("31/06/2015", "There is no day “31/06/2015”."),
        ("06/30/2015", "There is no day"),
        ("29 February 2015", "There is no day"),
        ("30 Juni 2015", "“juni” is not a month."),
        ("30/06/0015", "Years must be between 1900 and 2199."),
        ("30/06/2015 or so", "is not a date"),
        ("³0/06/2015", "is not a date"),
    ],
)
def test_faults_in_plain_english(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=re.escape(said)):
        read_day(text)


@given(st.integers(0, 100_000))
def test_what_is_printed_is_read_back(days: int) -> None:
    """Property: every form in which a day is shown or exported is the same day again."""
    day = date(1900, 1, 1) + timedelta(days=days)
    assert read_day(long_day(day)) == read_day(day.isoformat()) == day
    assert read_day(f"{day.day}/{day.month}/{day.year}") == day


def test_who_by_when() -> None:
    assert who_by_when("Chief Inspector", JUNE) == ("Who:", "Chief Inspector, by 30 June 2015")
    assert who_by_when("Chief Inspector", None) == ("Who:", "Chief Inspector")
    assert who_by_when("", JUNE) == ("By:", "30 June 2015")
    assert who_by_when("", None) == ("", "")
