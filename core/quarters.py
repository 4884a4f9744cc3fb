"""Quarters, financial years and periods of whole months, and the words people use for them.

Plain Python. A financial year runs from 1 April to 31 March and is known by the calendar year in
which it starts: ``FinancialYear(2014)`` is 2014/15, and its fourth quarter is January to March
2015. Every ``parse`` raises ``ValueError`` with a sentence that can be shown to people.
"""

import re
from dataclasses import dataclass
from datetime import date
from typing import Final, Self, overload

from core.period_text import (
    FIRST_YEAR,
    LAST_YEAR,
    MONTH_FORM,
    QUARTER_FORMS,
    SPAN_FORM,
    TWELVE_FORM,
    YEAR_FORM,
    check_calendar_year,
    check_year,
    financial_year_number,
    long_month,
    month_end,
    month_number,
    quoted,
    short_month,
    tidied,
)

_FIRST_MONTH: Final = {1: 4, 2: 7, 3: 10, 4: 1}  # of each quarter

_QUARTER_HELP: Final = "Enter a quarter like Q4 2014/15 or Jan-Mar 2015."
_YEAR_HELP: Final = "Enter a financial year like 2014/15."
_PERIOD_HELP: Final = (
    "Enter a period like Q3 2014-15, 2013-14, Apr-Dec 2014 or 12 months to Sep 2014."
)


@dataclass(frozen=True, order=True, slots=True)
class FinancialYear:
    """The financial year that starts on 1 April of ``year``."""

    year: int

    def __post_init__(self) -> None:
        check_year(self.year)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``2014/15`` or ``2014-15``, with any dash."""
        found = YEAR_FORM.fullmatch(tidied(text))
        if found is None:
            raise ValueError(f"{quoted(text)} is not a financial year. {_YEAR_HELP}")
        return cls(financial_year_number(found))

    @classmethod
    def containing(cls, day: date) -> Self:
        return cls(day.year if day.month >= 4 else day.year - 1)

    @property
    def label(self) -> str:
        """``2014/15``."""
        return f"{self.year}/{(self.year + 1) % 100:02}"

    @property
    def dashed(self) -> str:
        """``2014-15``."""
        return self.label.replace("/", "-")

    @property
    def words(self) -> str:
        """``April 2014 to March 2015``."""
        return f"April {self.year} to March {self.year + 1}"

    @property
    def quarters(self) -> tuple["Quarter", "Quarter", "Quarter", "Quarter"]:
        year = self.year
        return Quarter(year, 1), Quarter(year, 2), Quarter(year, 3), Quarter(year, 4)

    @property
    def start(self) -> date:
        return date(self.year, 4, 1)

    @property
    def end(self) -> date:
        return date(self.year + 1, 3, 31)

    @property
    def period(self) -> "Period":
        return Period(self.start, self.end)

    def __str__(self) -> str:
        return self.label

    def __add__(self, years: int) -> "FinancialYear":
        return FinancialYear(self.year + years)

    @overload
    def __sub__(self, other: int) -> "FinancialYear": ...
    @overload
    def __sub__(self, other: "FinancialYear") -> int: ...
    def __sub__(self, other: "int | FinancialYear") -> "int | FinancialYear":
        if isinstance(other, FinancialYear):
            return self.year - other.year
        return FinancialYear(self.year - other)


@dataclass(frozen=True, order=True, slots=True)
class Quarter:
    """Quarter ``number`` (1 to 4) of the financial year that starts in April of ``year``."""

    year: int
    number: int

    def __post_init__(self) -> None:
        check_year(self.year)
        if self.number not in (1, 2, 3, 4):
            raise ValueError("A quarter is Q1, Q2, Q3 or Q4.")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``Q4 2014/15``, ``2014-15 Q4``, ``Jan-Mar 2015``, ``January to March 2015`` …

        Any dash, any case and extra or no-break spaces will do.
        """
        tidy = tidied(text)
        for form in QUARTER_FORMS:
            if found := form.fullmatch(tidy):
                return cls(financial_year_number(found), int(found["number"]))
        if found := SPAN_FORM.fullmatch(tidy):
            quarter = _months_between(found).quarter
            if quarter is None:
                raise ValueError(
                    f"{quoted(text)} is not a quarter: "
                    "quarters are Apr-Jun, Jul-Sep, Oct-Dec and Jan-Mar."
                )
            return cls(quarter.year, quarter.number)
        raise ValueError(f"{quoted(text)} is not a quarter. {_QUARTER_HELP}")

    @classmethod
    def from_slug(cls, slug: str) -> Self:
        """Read exactly what ``slug`` gives: ``2014-15-q4``."""
        quarter = cls.parse(slug)
        if quarter.slug != slug:
            raise ValueError(f"{quoted(slug)} is not a quarter. {_QUARTER_HELP}")
        return quarter

    @classmethod
    def from_index(cls, index: int) -> Self:
        """The quarter with this ``index``, the inverse of ``Quarter.index``."""
        year, position = divmod(index, 4)
        return cls(year, position + 1)

    @classmethod
    def containing(cls, day: date) -> Self:
        return cls(FinancialYear.containing(day).year, (day.month - 4) % 12 // 3 + 1)

    @classmethod
    def last_ended(cls, day: date) -> Self:
        """The latest quarter of which ``day`` is past the last day."""
        return cls.from_index(cls.containing(day).index - 1)

    @property
    def index(self) -> int:
        """A number that grows by one each quarter: what the database stores."""
        return self.year * 4 + self.number - 1

    @property
    def label(self) -> str:
        """``Q4 2014/15``."""
        return f"Q{self.number} {self.financial_year.label}"

    @property
    def words(self) -> str:
        """``January to March 2015``."""
        return self.period.words

    @property
    def short(self) -> str:
        """``Jan-Mar 2015``."""
        return f"{short_month(self.start)}-{short_month(self.end)} {self.end.year}"

    @property
    def slug(self) -> str:
        """``2014-15-q4``, for addresses and file names."""
        return f"{self.financial_year.dashed}-q{self.number}"

    @property
    def financial_year(self) -> FinancialYear:
        return FinancialYear(self.year)

    @property
    def start(self) -> date:
        return date(self._calendar_year, _FIRST_MONTH[self.number], 1)

    @property
    def end(self) -> date:
        return month_end(self._calendar_year, _FIRST_MONTH[self.number] + 2)

    @property
    def period(self) -> "Period":
        return Period(self.start, self.end)

    @property
    def same_quarter_last_year(self) -> "Quarter":
        return Quarter(self.year - 1, self.number)

    @property
    def _calendar_year(self) -> int:
        return self.year + 1 if self.number == 4 else self.year

    def __str__(self) -> str:
        return self.label

    def __add__(self, quarters: int) -> "Quarter":
        return Quarter.from_index(self.index + quarters)

    @overload
    def __sub__(self, other: int) -> "Quarter": ...
    @overload
    def __sub__(self, other: "Quarter") -> int: ...
    def __sub__(self, other: "int | Quarter") -> "int | Quarter":
        if isinstance(other, Quarter):
            return self.index - other.index
        return Quarter.from_index(self.index - other)


@dataclass(frozen=True, order=True, slots=True)
class Period:
    """Whole calendar months, from the first day of one to the last day of another."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.start.day != 1 or self.end != month_end(self.end.year, self.end.month):
            raise ValueError("A period is made of whole months.")
        if self.start > self.end:
            raise ValueError("A period cannot end before it starts.")
        if self.start < FinancialYear(FIRST_YEAR).start or self.end > FinancialYear(LAST_YEAR).end:
            raise ValueError(
                f"A period must lie between April {FIRST_YEAR} and March {LAST_YEAR + 1}."
            )

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read any label or words printed by a period, a quarter or a financial year."""
        tidy = tidied(text)
        if found := TWELVE_FORM.fullmatch(tidy):
            return cls.ending_in(int(found["year"]), month_number(found["month"]), 12)
        if found := MONTH_FORM.fullmatch(tidy):
            return cls.ending_in(int(found["year"]), month_number(found["month"]), 1)
        if found := SPAN_FORM.fullmatch(tidy):
            span = _months_between(found)
            return cls(span.start, span.end)
        if found := YEAR_FORM.fullmatch(tidy):
            year = FinancialYear(financial_year_number(found))
            return cls(year.start, year.end)
        if any(form.fullmatch(tidy) for form in QUARTER_FORMS):
            quarter = Quarter.parse(tidy)
            return cls(quarter.start, quarter.end)
        raise ValueError(f"{quoted(text)} is not a period. {_PERIOD_HELP}")

    @classmethod
    def ending_in(cls, year: int, month: int, months: int) -> Self:
        """``months`` whole months, of which the last is ``month`` of the calendar ``year``."""
        if months < 1:
            raise ValueError("A period has at least one month.")
        check_calendar_year(year)
        first_year, first_month = divmod(year * 12 + month - months, 12)
        check_calendar_year(first_year)
        return cls(date(first_year, first_month + 1, 1), month_end(year, month))

    @classmethod
    def ending(cls, quarter: Quarter, months: int) -> Self:
        """``months`` whole months that end with the quarter."""
        return cls.ending_in(quarter.end.year, quarter.end.month, months)

    @classmethod
    def year_to_date(cls, quarter: Quarter) -> Self:
        """From April to the end of the quarter."""
        return cls(quarter.financial_year.start, quarter.end)

    @classmethod
    def rolling_year(cls, quarter: Quarter) -> Self:
        """The twelve months that end with the quarter."""
        return cls.ending(quarter, 12)

    @property
    def months(self) -> int:
        """How many months it has."""
        return (self.end.year - self.start.year) * 12 + self.end.month - self.start.month + 1

    @property
    def quarter(self) -> Quarter | None:
        """The quarter it is, if it is exactly one."""
        return Quarter.containing(self.start) if self.months == 3 and self._aligned else None

    @property
    def financial_year(self) -> FinancialYear | None:
        """The financial year it is, if it is exactly one."""
        whole = self.months == 12 and self.start.month == 4
        return FinancialYear.containing(self.start) if whole else None

    @property
    def quarters(self) -> tuple[Quarter, ...]:
        """The quarters it is made of, oldest first; empty if it is not made of whole quarters."""
        if not self._aligned or self.months % 3:
            return ()
        return quarters_between(Quarter.containing(self.start), Quarter.containing(self.end))

    @property
    def label(self) -> str:
        """``Q3 2014-15``, ``2013-14``, ``12 months to Sep 2014``, ``Apr-Dec 2014``, ``Apr 2014``.

        The first that fits: a quarter, a financial year, any other twelve months, else a span.
        """
        if quarter := self.quarter:
            return f"Q{quarter.number} {quarter.financial_year.dashed}"
        if year := self.financial_year:
            return year.dashed
        if self.months == 12:
            return f"12 months to {short_month(self.end)} {self.end.year}"
        return self._span(short_month(self.start), short_month(self.end), "-")

    @property
    def words(self) -> str:
        """``October to December 2014``, ``12 months to September 2014``, ``April 2014`` …"""
        if self.months == 12 and self.financial_year is None:
            return f"12 months to {long_month(self.end)} {self.end.year}"
        return self._span(long_month(self.start), long_month(self.end), " to ")

    @property
    def a_year_earlier(self) -> "Period":
        return Period(
            date(self.start.year - 1, self.start.month, 1),
            month_end(self.end.year - 1, self.end.month),
        )

    @property
    def _aligned(self) -> bool:
        return self.start.month % 3 == 1

    def same_length(self, other: "Period") -> bool:
        """Whether both have as many months, so that they can be compared."""
        return self.months == other.months

    def _span(self, first: str, last: str, joint: str) -> str:
        if self.months == 1:
            return f"{last} {self.end.year}"
        if self.start.year == self.end.year:
            return f"{first}{joint}{last} {self.end.year}"
        return f"{first} {self.start.year}{joint}{last} {self.end.year}"

    def __str__(self) -> str:
        return self.label


def quarters_between(first: Quarter, last: Quarter) -> tuple[Quarter, ...]:
    """Every quarter from ``first`` to ``last``, both included; empty if ``last`` is earlier."""
    return tuple(Quarter.from_index(index) for index in range(first.index, last.index + 1))


def _months_between(found: re.Match[str]) -> Period:
    """The period of ``Jan-Mar 2015`` or ``Nov 2014 to Feb 2015``."""
    first, last = month_number(found["first"]), month_number(found["last"])
    year = int(found["year"])
    first_year = int(found["first_year"] or year)
    check_calendar_year(first_year)
    check_calendar_year(year)
    return Period(date(first_year, first, 1), month_end(year, last))
