"""Days as people type them and as spreadsheets give them; who does something by which day."""

import re
from datetime import date
from typing import Final

from core.period_text import FIRST_YEAR, LAST_YEAR, long_day, month_number, quoted, tidied

LIKE: Final = "Enter a date like 30 June 2015 or 30/06/2015."
_NUMBERS: Final = re.compile(
    r"(?P<day>[0-9]{1,2})[ /.-](?P<month>[0-9]{1,2})[ /.-](?P<year>[0-9]{4})"
)
_WORDS: Final = re.compile(
    r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?(?: of)?[ -](?P<month>[a-z]+)\.?,?[ -](?P<year>[0-9]{4})"
)
_SHEET: Final = re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{1,2})-(?P<day>[0-9]{1,2})")


def read_day(text: str) -> date:
    """The day that a text names: ``30 June 2015``, ``30/06/2015``, ``30.6.2015``, ``2015-06-30``.

    The day comes before the month, and the year has four figures. Raises ``ValueError`` with a
    sentence for the person who typed it.
    """
    words = tidied(text)
    found = _NUMBERS.fullmatch(words) or _SHEET.fullmatch(words)
    if found is not None:
        return _day(text, int(found["year"]), int(found["month"]), int(found["day"]))
    found = _WORDS.fullmatch(words)
    if found is None:
        raise ValueError(f"{quoted(text)} is not a date. {LIKE}")
    return _day(text, int(found["year"]), month_number(found["month"]), int(found["day"]))


def who_by_when(owner: str, due: date | None) -> tuple[str, str]:
    """A label and what follows it: ``Who:`` “Inspector, by 30 June 2015”, ``By:`` “30 June 2015”.

    Two empty texts where neither is known.
    """
    if owner:
        return "Who:", f"{owner}, by {long_day(due)}" if due else owner
    return ("By:", long_day(due)) if due else ("", "")


def _day(text: str, year: int, month: int, day: int) -> date:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(f"Years must be between {FIRST_YEAR} and {LAST_YEAR}.")
    try:
        return date(year, month, day)
    except ValueError:
        raise ValueError(f"There is no day {quoted(text)}. {LIKE}") from None
