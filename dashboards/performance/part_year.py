"""What part of a yearly amount belongs to a part of the year."""

from dataclasses import dataclass
from decimal import Decimal

from core.numbers import format_value
from core.quarters import Period, Quarter
from targets.terms import Unrated

from .figures import is_additive
from .types import BaselineTerms, Figure, History, MeasureTerms
from .words import as_stated, printed

_YEAR = 12  # months


@dataclass(frozen=True, slots=True)
class Withheld:
    """Why nothing can be expected of a figure, and what stands in the target's place."""

    code: Unrated
    why: str
    label: str


@dataclass(frozen=True, slots=True)
class Fitted:
    """An amount for the figure's own period, with the words for how it was found, if it was."""

    amount: Decimal
    note: str = ""


def fit(
    measure: MeasureTerms,
    history: History,
    figure: Figure,
    amount: Decimal,
    *,
    baseline: BaselineTerms | None = None,
    per_year: bool = False,
) -> Fitted | Withheld:
    """Bring an amount that was set for one length of period to the figure's.

    A yearly count is shared out over a part of the year; a rate, a percentage or a ratio of
    another length of period is not comparable. An amount with no period of its own is left alone.
    """
    months = baseline.period.months if baseline else _YEAR if per_year else figure.period.months
    if months == figure.period.months:
        return Fitted(amount)
    if months == _YEAR > figure.period.months and is_additive(measure, figure):
        return _share(measure, history, figure.period, amount, baseline)
    return _different_lengths(measure, figure, amount, baseline)


def crossed(history: History, earlier: Period, figure: Figure, noun: str) -> Withheld | None:
    """A series break between the figure and what it would be held against."""
    found = history.break_between(earlier, figure.period)
    if found is None:
        return None
    note = f" ({found.note.rstrip('. ')})" if found.note else ""
    why = (
        f"the series changed in {found.quarter.label}{note}, "
        f"so {figure.text} does not compare with the {noun} of {earlier.label}"
    )
    return Withheld(Unrated.NOT_COMPARABLE, why, Unrated.NOT_COMPARABLE.label)


def _share(
    measure: MeasureTerms,
    history: History,
    period: Period,
    amount: Decimal,
    baseline: BaselineTerms | None,
) -> Fitted:
    """By the same quarters' share of the baseline year where that is known, else evenly."""
    yearly = printed(amount, measure)
    share = share_of_year(history, period, baseline.period) if baseline else None
    if baseline and share:
        part, whole = share
        whose = "quarters'" if len(period.quarters) > 1 else "quarter's"
        note = (
            f"{format_value(100 * part / whole, 1)}% of the year's {yearly}, "
            f"the same {whose} share of {baseline.period.label}"
        )
        return Fitted(amount * part / whole, note)
    note = f"{period.months} of 12 months of the year's {yearly}, spread evenly"
    return Fitted(amount * period.months / _YEAR, note)


def share_of_year(history: History, period: Period, year: Period) -> tuple[Decimal, Decimal] | None:
    """How many of a year's events fell in the same quarters, and how many in the whole year.

    None if it is not known: all four quarters of the year need sound figures that add up to more
    than 0, with no series break between them and the period.
    """
    if history.break_between(year, period):
        return None
    found = [history.covering(quarter.period) for quarter in year.quarters]
    values = {
        Quarter.containing(one.period.end).number: one.value
        for one in found
        if one and one.value is not None and not one.quality_problem
    }
    whole = sum(values.values(), Decimal(0))
    if len(values) < 4 or not period.quarters or whole <= 0:
        return None
    return sum((values[quarter.number] for quarter in period.quarters), Decimal(0)), whole


def _different_lengths(
    measure: MeasureTerms, figure: Figure, amount: Decimal, baseline: BaselineTerms | None
) -> Withheld:
    months = figure.period.months
    mine = f"{figure.text} is for {figure.period.label} ({months} month{'s' * (months != 1)})"
    if baseline and baseline.known is not None:
        period = f"{baseline.period.label} ({baseline.period.months} months)"
        source, text = "baseline", as_stated(baseline.known, measure)
        label = f"{baseline.period.label} baseline of {text}"
    else:
        source, text, period = "target", as_stated(amount, measure), "a whole year"
        label = f"{text} a year"
    why = f"{mine} and the {source} of {text} is for {period}"
    return Withheld(Unrated.NOT_COMPARABLE, why, label)
