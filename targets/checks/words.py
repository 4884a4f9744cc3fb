"""How the checks say figures and changes."""

from decimal import Decimal

from core.numbers import format_beside, format_number, format_with_unit
from core.quarters import Period
from targets.checks.facts import Sighting, Subject
from targets.terms import Unit

YEAR = 12  # months


def said(subject: Subject, value: Decimal) -> str:
    """A value as it is printed: ``5.71``, ``27%``."""
    return format_number(value, subject.decimals, subject.unit)


def in_full(subject: Subject, value: Decimal) -> str:
    """With its unit: ``6.35 per 1,000``, ``12 days``."""
    return format_with_unit(value, subject.decimals, subject.unit, subject.rate_per)


def plain(number: Decimal) -> str:
    """A part with no more decimals than it has: ``4,241``."""
    return f"{number.normalize():,f}"


def when(period: Period) -> str:
    """``January to March 2014``, ``2013-14``, ``the 12 months to March 2014``."""
    if period.financial_year:
        return period.label
    return f"the {period.words}" if period.months == YEAR else period.words


def opening(subject: Subject, now: Sighting) -> str:
    """``Vehicle crime is 6.35 per 1,000.``; with its period where that is not a quarter, and
    without “per 1,000” where the name says it already."""
    period = "" if now.period.quarter else f" for {when(now.period)}"
    named = subject.unit == Unit.RATE and f"per {subject.rate_per:,}" in subject.name
    shown = said(subject, now.value) if named else in_full(subject, now.value)
    return f"{subject.name} is {shown}{period}."


def share(size: Decimal, limit: Decimal) -> str:
    """``11.2%``: to one decimal, or to as many as keep it from looking like the limit or like 0."""
    return f"{distinct(size, limit)}%"


def distinct(size: Decimal, limit: Decimal) -> str:
    """A number to one decimal, none where it is 0; to more where it would look like the limit."""
    return format_beside(size, limit).removesuffix(".0")
