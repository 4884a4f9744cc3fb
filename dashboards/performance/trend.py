"""The recent trend: whether the last five points rise or fall by more than chance.

Source: OHID, Fingertips technical guidance, "Recent trends": a weighted regression of the last
five points on time, tested with chi-squared, and again without each point in turn.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from targets.terms import Polarity

POINTS = 5
CRITICAL = Decimal("9.54953570608324")  # chi-squared, 1 degree of freedom, p = 0.002
_NOTHING = Decimal("1e-12")  # of the slope: what rounding leaves of a level line
_WIDTH = Decimal("3.92")  # a 95% interval is so many standard errors wide


class Way(StrEnum):
    """Which way the last points go."""

    INCREASING = "increasing"
    DECREASING = "decreasing"
    STEADY = "no significant change"
    UNKNOWN = "cannot be calculated"


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """A value with its 95% confidence limits, all in one unit."""

    value: Decimal
    lower: Decimal
    upper: Decimal


@dataclass(frozen=True, slots=True)
class Trend:
    """``slope`` is per period, in the unit of the values; both are None where it is unknown."""

    way: Way
    slope: Decimal | None = None
    chi_squared: Decimal | None = None

    def words(self, polarity: Polarity) -> str:
        """ "Increasing and getting worse", "No significant change"."""
        said = self.way.value[:1].upper() + self.way.value[1:]
        if self.way not in (Way.INCREASING, Way.DECREASING) or polarity == Polarity.CONTEXT:
            return said
        better = (self.way == Way.INCREASING) == (polarity == Polarity.HIGHER)
        return f"{said} and getting {'better' if better else 'worse'}"


def recent_trend(points: Sequence[TrendPoint]) -> Trend:
    """The trend of the last five of these points, oldest first; unknown with fewer than five.

    Points whose limits are no wider than 0 say nothing about chance: unknown as well.
    """
    last = list(points)[-POINTS:]
    if len(last) < POINTS or any(point.upper <= point.lower for point in last):
        return Trend(Way.UNKNOWN)
    numbered = list(enumerate(last, start=1))
    slope, chi_squared = _fit(numbered)
    if chi_squared <= CRITICAL or not _keeps_its_sign(numbered, slope):
        return Trend(Way.STEADY, slope, chi_squared)
    return Trend(Way.INCREASING if slope > 0 else Way.DECREASING, slope, chi_squared)


def _fit(points: Sequence[tuple[int, TrendPoint]]) -> tuple[Decimal, Decimal]:
    """The weighted slope and its chi-squared."""
    weight = weight_t = weight_tt = weight_v = weight_tv = Decimal(0)
    for t, point in points:
        error = (point.upper - point.lower) / _WIDTH
        w = 1 / (error * error)
        weight += w
        weight_t += w * t
        weight_tt += w * t * t
        weight_v += w * point.value
        weight_tv += w * t * point.value
    spread = weight * weight_tt - weight_t * weight_t
    slope = (weight * weight_tv - weight_t * weight_v) / spread
    return slope, slope * slope * spread / weight


def _keeps_its_sign(points: Sequence[tuple[int, TrendPoint]], slope: Decimal) -> bool:
    """Whether no single point makes the trend: the slope points the same way without each."""
    for left_out in points:
        without, _ = _fit([point for point in points if point is not left_out])
        if abs(without) < abs(slope) * _NOTHING or (without > 0) != (slope > 0):
            return False
    return True
