"""Working days: Monday to Friday, without the holidays that are given. Plain Python."""

from collections.abc import Collection
from datetime import date, timedelta

_DAY = timedelta(days=1)
FRIDAY = 4


def is_working_day(day: date, holidays: Collection[date] = ()) -> bool:
    """Whether people work on this day."""
    return day.weekday() <= FRIDAY and day not in holidays


def first_working_day(day: date, holidays: Collection[date] = ()) -> date:
    """The day itself if it is a working day, else the next one."""
    while not is_working_day(day, holidays):
        day += _DAY
    return day


def working_days_after(day: date, number: int, holidays: Collection[date] = ()) -> date:
    """The ``number``-th working day after ``day``; before it where ``number`` is negative.

    ``day`` itself is never counted, and need not be a working day. Zero gives the day itself.
    """
    step = _DAY if number > 0 else -_DAY
    left = abs(number)
    while left:
        day += step
        left -= is_working_day(day, holidays)
    return day


def working_days_between(start: date, end: date, holidays: Collection[date] = ()) -> int:
    """How many working days come after ``start``, up to ``end`` itself.

    Friday to Monday is 1. The other way round, the same number below zero.
    """
    if end < start:
        return -working_days_between(end, start, holidays)
    weeks, rest = divmod((end - start).days, 7)
    last = [end - number * _DAY for number in range(rest)]  # of the week that is not whole
    weekdays = weeks * (FRIDAY + 1) + sum(is_working_day(day) for day in last)
    return weekdays - sum(start < day <= end and is_working_day(day) for day in holidays)
