"""Working days: by example, by their properties, and over the bank holidays that come with us."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.working_days import (
    first_working_day,
    is_working_day,
    working_days_after,
    working_days_between,
)
from partnerships.holidays import OURS, read_file

DAYS = st.dates(date(2012, 1, 1), date(2028, 12, 31))
HOLIDAYS = st.frozensets(DAYS, max_size=20)
NUMBERS = st.integers(-200, 200)
KNOWN = read_file(OURS.read_bytes())


@pytest.mark.parametrize(
    ("start", "number", "holidays", "after"),
    [
        (date(2015, 4, 17), 1, (), date(2015, 4, 20)),  # Friday to Monday
        (date(2015, 4, 18), 1, (), date(2015, 4, 20)),  # from a Saturday too
        (date(2015, 4, 20), -1, (), date(2015, 4, 17)),
        (date(2015, 4, 18), 0, (), date(2015, 4, 18)),
        (date(2015, 3, 31), 20, KNOWN, date(2015, 4, 30)),  # over Easter
        (date(2015, 3, 31), 20, (), date(2015, 4, 28)),
        (date(2026, 12, 31), 1, KNOWN, date(2027, 1, 4)),  # New Year's Day is a Friday
        (date(2022, 6, 1), 1, KNOWN, date(2022, 6, 6)),  # the jubilee's two days, a weekend
    ],
)
def test_working_days_after(
    start: date, number: int, holidays: dict[date, str], after: date
) -> None:
    assert working_days_after(start, number, holidays) == after


@pytest.mark.parametrize(
    ("start", "end", "number"),
    [
        (date(2026, 10, 22), date(2026, 10, 30), 6),
        (date(2015, 4, 30), date(2015, 5, 4), 1),  # early May bank holiday on the Monday
        (date(2015, 5, 5), date(2015, 4, 30), -2),
        (date(2015, 4, 18), date(2015, 4, 19), 0),
        (date(2015, 4, 20), date(2015, 4, 20), 0),
    ],
)
def test_working_days_between(start: date, end: date, number: int) -> None:
    assert working_days_between(start, end, KNOWN) == number


@given(DAYS, NUMBERS, HOLIDAYS)
def test_what_comes_after_is_a_working_day_and_as_far_as_was_asked(
    day: date, number: int, holidays: frozenset[date]
) -> None:
    after = working_days_after(day, number, holidays)
    if number:
        assert is_working_day(after, holidays)
        assert (after > day) is (number > 0)
    if number > 0:
        assert working_days_between(day, after, holidays) == number


@given(DAYS, DAYS, DAYS, HOLIDAYS)
def test_days_between_add_up(a: date, b: date, c: date, holidays: frozenset[date]) -> None:
    between = working_days_between
    assert between(a, b, holidays) == -between(b, a, holidays)
    first, second, third = sorted((a, b, c))
    assert between(first, third, holidays) == (
        between(first, second, holidays) + between(second, third, holidays)
    )


@given(DAYS, st.integers(0, 400), HOLIDAYS)
def test_days_between_are_counted_as_a_calendar_would(
    start: date, length: int, holidays: frozenset[date]
) -> None:
    """Against the plainest way: look at each day."""
    days = [start + timedelta(days=number) for number in range(1, length + 1)]
    count = sum(day.isoweekday() not in (6, 7) and day not in holidays for day in days)
    assert working_days_between(start, start + timedelta(days=length), holidays) == count


@given(DAYS, HOLIDAYS)
def test_the_first_working_day_leaves_none_out(day: date, holidays: frozenset[date]) -> None:
    first = first_working_day(day, holidays)
    assert first >= day
    assert is_working_day(first, holidays)
    skipped = [day + timedelta(days=number) for number in range((first - day).days)]
    assert not any(is_working_day(one, holidays) for one in skipped)


# --- The bank holidays that come with the application -------------------------------------------


def easter(year: int) -> date:
    """Easter Sunday, by Gauss and Lichtenberg; the list was made by another reckoning."""
    k = year // 100
    m = 15 + (3 * k + 3) // 4 - (8 * k + 13) // 25
    s = 2 - (3 * k + 3) // 4
    a = year % 19
    d = (19 * a + m) % 30
    r = (d + a // 11) // 29
    full_moon = 21 + d - r
    first_sunday = 7 - (year + year // 4 + s) % 7
    days = full_moon + 7 - (full_moon - first_sunday) % 7
    return date(year, 3, 1) + timedelta(days=days - 1)


def test_easter_is_reckoned_rightly() -> None:
    known = {2012: (4, 8), 2015: (4, 5), 2019: (4, 21), 2024: (3, 31), 2026: (4, 5), 2028: (4, 16)}
    assert {year: (easter(year).month, easter(year).day) for year in known} == known


@pytest.mark.parametrize("year", range(2012, 2029))
def test_easter_holidays(year: int) -> None:
    friday, monday = easter(year) - timedelta(days=2), easter(year) + timedelta(days=1)
    assert KNOWN[friday] == "Good Friday"
    assert KNOWN[monday] == "Easter Monday"


EXTRA = {  # beyond the usual eight of a year, or moved
    2012: {date(2012, 6, 5): "Queen’s Diamond Jubilee"},
    2022: {
        date(2022, 6, 3): "Platinum Jubilee bank holiday",
        date(2022, 9, 19): "Bank Holiday for the State Funeral of Queen Elizabeth II",
    },
    2023: {date(2023, 5, 8): "Bank holiday for the coronation of King Charles III"},
}


@pytest.mark.parametrize("year", range(2012, 2029))
def test_each_year_has_eight_and_those_of_its_own(year: int) -> None:
    found = {day: name for day, name in KNOWN.items() if day.year == year}
    extra = EXTRA.get(year, {})
    assert len(found) == 8 + len(extra)
    assert extra.items() <= found.items()
    assert all(day.weekday() < 5 for day in found)


def test_moved_days() -> None:
    assert date(2020, 5, 4) not in KNOWN
    assert KNOWN[date(2020, 5, 8)] == "Early May bank holiday (VE day)"
    assert date(2012, 5, 28) not in KNOWN
    assert KNOWN[date(2012, 6, 4)] == "Spring bank holiday"
    assert date(2022, 5, 30) not in KNOWN
    assert KNOWN[date(2022, 6, 2)] == "Spring bank holiday"


@pytest.mark.parametrize("year", range(2012, 2029))
def test_what_falls_on_a_weekend_has_a_substitute(year: int) -> None:
    """Each of the three days is kept on itself or on the next day that nothing else takes."""
    taken: set[date] = set()
    christmas, boxing = date(year, 12, 25), date(year, 12, 26)
    order = [christmas, boxing] if christmas.weekday() != 6 else [boxing, christmas]
    for day in (date(year, 1, 1), *order):
        kept = day
        while kept.weekday() > 4 or kept in taken:
            kept += timedelta(days=1)
        taken.add(kept)
        assert kept in KNOWN
        assert ("substitute" in KNOWN[kept]) is (kept != day)


def test_mondays_of_may_and_august() -> None:
    usual = set(range(2012, 2029))
    for year in usual - {2020}:
        early = next(date(year, 5, n) for n in range(1, 8) if date(year, 5, n).weekday() == 0)
        assert KNOWN[early] == "Early May bank holiday"
    for year in usual - {2012, 2022}:
        spring = next(
            date(year, 5, n) for n in range(31, 24, -1) if date(year, 5, n).weekday() == 0
        )
        assert KNOWN[spring] == "Spring bank holiday"
    for year in usual:
        summer = next(
            date(year, 8, n) for n in range(31, 24, -1) if date(year, 8, n).weekday() == 0
        )
        assert KNOWN[summer] == "Summer bank holiday"


def test_the_file_is_in_order_and_complete() -> None:
    days = list(KNOWN)
    assert all(one < other for one, other in pairwise(days))
    assert {day.year for day in days} == set(range(2012, 2029))
