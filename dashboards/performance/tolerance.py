"""Which scheme is in force, and how far short of the expected value is still amber."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from core.quarters import Quarter
from targets.terms import Unit

from .types import MeasureTerms, SchemeTerms, TargetTerms

DEFAULT_SCHEME = SchemeTerms(label="Default tolerance")


@dataclass(frozen=True, slots=True)
class Allowance:
    """A tolerance: percent of the expected value, or in the unit (points for a percentage)."""

    size: Decimal
    in_percent: bool = False

    def covers(self, shortfall: Decimal, expected: Decimal) -> bool:
        """Whether a shortfall of this size is within it. Multiplies, so that nothing is lost."""
        if self.in_percent:
            return shortfall * 100 <= abs(expected) * self.size
        return shortfall <= self.size


def scheme_for(schemes: Iterable[SchemeTerms], quarter: Quarter) -> SchemeTerms:
    """The version in force in a quarter: the latest that had started, else the default one."""
    started = [one for one in schemes if one.from_quarter is None or one.from_quarter <= quarter]
    if not started:
        return DEFAULT_SCHEME
    return max(started, key=lambda one: one.from_quarter.index if one.from_quarter else -1)


def allowance(
    measure: MeasureTerms, target: TargetTerms, expected: Decimal, scheme: SchemeTerms
) -> Allowance | None:
    """The target's own tolerance, else the indicator's own, else the scheme's.

    In points for a percentage. None where there is none: an expected 0 of which a percentage
    would be 0, and no tolerance in units.
    """
    own = measure.tolerance_units
    if measure.unit == Unit.PERCENTAGE:
        for size in (target.tolerance, own, measure.tolerance_percent):
            if size is not None:
                return Allowance(size)
        return Allowance(scheme.points)
    if target.tolerance is None and own is not None:
        return Allowance(own)
    if expected == 0:
        size = scheme.absolute if own is None else own
        return None if size is None else Allowance(size)
    for size in (target.tolerance, measure.tolerance_percent):
        if size is not None:
            return Allowance(size, in_percent=True)
    return Allowance(scheme.relative, in_percent=True)
