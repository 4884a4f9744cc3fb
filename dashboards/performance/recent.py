"""The recent trend of a measure: which five points it is made from, and what is said of it.

Quarters are taken as they come. Longer periods are taken a year apart, so that no two overlap.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from core.numbers import format_value, round_half_up
from core.quarters import Quarter
from targets.terms import Unit

from .figures import years_before
from .statistics import byar, wilson
from .trend import CRITICAL, POINTS, Trend, TrendPoint, Way, recent_trend
from .types import Figure, History, MeasureTerms
from .usual_range import Series
from .words import join

_YEAR: Final = 12  # months


@dataclass(frozen=True, slots=True)
class Recent:
    """A trend with the figures that it is made from, oldest first."""

    trend: Trend
    figures: tuple[Figure, ...]
    yearly: bool = False

    @property
    def why(self) -> str:
        """ "From its last five quarters, Q4 2013-14 to Q4 2014-15: 212, 205, …" """
        first, last = self.figures[0].period.label, self.figures[-1].period.label
        what = "From the same period of five years" if self.yearly else "From its last five figures"
        texts = join([one.text for one in self.figures])
        return f"{what}, {first} to {last}: {texts}. {self._test}"

    @property
    def _test(self) -> str:
        size = self.trend.chi_squared or Decimal(0)
        close = round_half_up(size, 2) == round_half_up(CRITICAL, 2)
        said = f"Chi-squared is {format_value(size, 6 if close else 2)}"
        said += f"; above {format_value(CRITICAL, 6 if close else 2)} is significant"
        if size > CRITICAL and self.trend.way is Way.STEADY:
            return f"{said}, but one of the five alone makes it so."
        return f"{said}."


def of_quarters(measure: MeasureTerms, points: Series) -> Recent | None:
    """The trend of the last five figures of a series of quarters; None where none is sound."""
    known = [figure for figure in points.figures if figure]
    return _recent(measure, known[-POINTS:], yearly=False)


def of_years(
    measure: MeasureTerms, history: History, quarter: Quarter, figure: Figure, as_of: Quarter
) -> Recent | None:
    """The trend of a period and the same one of the four years before; None where none is sound."""
    if figure.period.months > _YEAR or trend_point(measure, figure) is None:
        return None
    found, wanted = [figure], figure.period
    for years in range(1, POINTS):
        wanted = wanted.a_year_earlier
        earlier = years_before(measure, history, quarter, figure.period, years, as_of=as_of)
        if earlier.period != wanted or earlier.value is None:
            return None
        found.append(earlier)
    broken = history.break_between(wanted, figure.period)
    if broken or any(one.quality_problem for one in found):
        return None
    return _recent(measure, found[::-1], yearly=True)


def _recent(measure: MeasureTerms, figures: Sequence[Figure], *, yearly: bool) -> Recent | None:
    points = [point for figure in figures if (point := trend_point(measure, figure))]
    if len(points) < POINTS:
        return None
    trend = recent_trend(points)
    return None if trend.way is Way.UNKNOWN else Recent(trend, tuple(figures), yearly)


def trend_point(measure: MeasureTerms, figure: Figure) -> TrendPoint | None:
    """A figure with its 95% limits: Byar's of a count or a rate's events, Wilson's of a proportion.

    From its parts where it has them, not from the figure as printed, which rounding may have moved
    by more than the limits are wide. None without them.
    """
    value, part, whole = figure.value, figure.numerator, figure.denominator
    if measure.unit is Unit.COUNT:
        if value is None or value < 0:
            return None
        limits = byar(value)
        return TrendPoint(value, limits.lower, limits.upper)
    if part is None or not whole or part < 0:
        return None
    if measure.unit is Unit.RATE:
        per, limits = measure.rate_per / whole, byar(part)
        return TrendPoint(part * per, limits.lower * per, limits.upper * per)
    if measure.unit is Unit.PERCENTAGE and part <= whole:
        limits = wilson(part, whole)
        return TrendPoint(100 * part / whole, 100 * limits.lower, 100 * limits.upper)
    return None
