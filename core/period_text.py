"""The written forms of quarters, financial years and months, for ``core.quarters`` and of days."""

import re
import unicodedata
from calendar import monthrange
from datetime import date
from typing import Final

FIRST_YEAR: Final = 1900
LAST_YEAR: Final = 2199  # the last financial year that can be named; it ends in March 2200

MONTHS: Final = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_MONTH_NUMBERS: Final = (
    {name.lower(): number for number, name in enumerate(MONTHS, start=1)}
    | {name[:3].lower(): number for number, name in enumerate(MONTHS, start=1)}
    | {"sept": 9}
)

_YEAR = r"(?P<year>[0-9]{4})[/-](?P<next>[0-9]{2})"
QUARTER_FORMS: Final = (
    re.compile(rf"q(?P<number>[0-9]) {_YEAR}"),
    re.compile(rf"{_YEAR}[ -]q(?P<number>[0-9])"),
)
YEAR_FORM: Final = re.compile(_YEAR)
SPAN_FORM: Final = re.compile(
    r"(?P<first>[a-z]+)(?: (?P<first_year>[0-9]{4}))?(?:-| to )(?P<last>[a-z]+) (?P<year>[0-9]{4})"
)
MONTH_FORM: Final = re.compile(r"(?P<month>[a-z]+) (?P<year>[0-9]{4})")
TWELVE_FORM: Final = re.compile(r"12 months to (?P<month>[a-z]+) (?P<year>[0-9]{4})")


def tidied(text: str) -> str:
    """Lower case, plain spaces and hyphens, no space beside a hyphen or a slash."""
    shown = "".join(
        "-" if unicodedata.category(letter) == "Pd" or letter == "\u2212" else letter
        for letter in text
        if unicodedata.category(letter) != "Cf"
    )
    return re.sub(r" ?([/-]) ?", r"\1", " ".join(shown.split())).lower()


def quoted(text: str) -> str:
    """The text as typed, short and printable enough for a message."""
    shown = "".join(letter if letter.isprintable() else " " for letter in text[:60])
    shown = " ".join(shown.split())
    if not shown:
        return "An empty text"
    return f"“{shown[:40]}{'…' if len(shown) > 40 or len(text) > 60 else ''}”"


def check_year(year: int) -> None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(f"Years must be between {FIRST_YEAR} and {LAST_YEAR}.")


def check_calendar_year(year: int) -> None:
    if not FIRST_YEAR <= year <= LAST_YEAR + 1:
        raise ValueError(f"Years must be between {FIRST_YEAR} and {LAST_YEAR + 1}.")


def financial_year_number(found: re.Match[str]) -> int:
    """The year in which the written financial year starts; its second half must follow."""
    year = int(found["year"])
    following = f"{(year + 1) % 100:02}"
    if found["next"] != following:
        written = f"{year}/{found['next']}"
        raise ValueError(
            f"“{written}” is not a financial year: {year} is followed by {following}, "
            f"as in {year}/{following}."
        )
    return year


def month_number(name: str) -> int:
    try:
        return _MONTH_NUMBERS[name]
    except KeyError:
        raise ValueError(
            f"{quoted(name)} is not a month. Enter it like Sep or September."
        ) from None


def month_end(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def short_month(day: date) -> str:
    return MONTHS[day.month - 1][:3]


def long_month(day: date) -> str:
    return MONTHS[day.month - 1]


def long_day(day: date) -> str:
    """``31 March 2015``."""
    return f"{day.day} {day:%B %Y}"
