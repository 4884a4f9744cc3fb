"""The one sentence behind each rating, with the numbers that were used, as they are printed."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from core.numbers import format_beside, format_value
from targets.terms import Polarity, Rag, TargetKind, Unit

from .expected import Expected
from .tolerance import Allowance
from .types import Condition, Figure, MeasureTerms
from .words import as_stated, decimals_of, join, plain, points


@dataclass(frozen=True, slots=True)
class Verdict:
    """A colour with everything that led to it. ``level`` is what the value was held against."""

    rag: Rag
    measure: MeasureTerms
    figure: Figure
    value: Decimal
    level: Decimal
    expected: Expected
    allowed: Allowance | None

    @property
    def sentence(self) -> str:
        """ "Red: 6.35 per 1,000 is 15.5% above the target of 5.50; amber allows up to 5%." """
        gap = self._gap
        side = f"{gap} {'above' if self.value > self.level else 'below'}" if gap else "equal to"
        sentence = f"{self.rag.label}: {self.figure.phrase} is {side} {self.expected.phrase}"
        better = "higher" if self.expected.sense == Polarity.HIGHER else "lower"
        if self.rag == Rag.GREEN:
            return f"{sentence}, and {better} is better." if gap else f"{sentence}."
        if not gap:
            sentence += f", and the target asks for a {better} figure"
        return f"{sentence}; {self._amber}."

    @property
    def range_sentence(self) -> str:
        """ "Red: 14 is 27.3% above the top of the target range of 8 to 11; amber allows …" """
        opening = f"{self.rag.label}: {self.figure.phrase} is"
        if self.rag == Rag.GREEN:
            return f"{opening} within {self.expected.phrase}."
        end = "above the top" if self.value > self.level else "below the bottom"
        return f"{opening} {self._gap} {end} of {self.expected.phrase}; {self._amber}."

    @property
    def missed_by(self) -> str:
        """How far off, in the indicator's own unit: "0.85", "1.5 points". Empty when met."""
        return "" if self.rag == Rag.GREEN else self._distance

    @property
    def _distance(self) -> str:
        size = abs(self.value - self.level)
        if not size:
            return ""
        decimals = max(self.measure.decimals, decimals_of(self.level))
        text = format_value(size, decimals, pounds=self.measure.unit == Unit.POUNDS)
        return points(size, text) if self.measure.unit == Unit.PERCENTAGE else text

    @property
    def _gap(self) -> str:
        """The distance in the unit that the tolerance is in; empty when there is none."""
        in_units = self.allowed is not None and not self.allowed.in_percent
        if in_units or self.level in (0, self.value):
            return self._distance
        size = 100 * abs(self.value - self.level) / abs(self.level)
        return f"{format_beside(size, self.allowed.size if self.allowed else Decimal(0))}%"

    @property
    def _amber(self) -> str:
        if self.allowed is None:
            return f"amber allows nothing beside {as_stated(self.level, self.measure)}"
        text = plain(self.allowed.size)
        if self.allowed.in_percent:
            text += "%"
        elif self.measure.unit == Unit.PERCENTAGE:
            text = points(self.allowed.size, text)
        elif self.measure.unit == Unit.POUNDS:
            text = f"£{text}"
        return f"amber allows up to {text}"


def all_of_sentence(rag: Rag, met: Sequence[Condition], unmet: Sequence[Condition]) -> str:
    """ "Red: 2 of 3 conditions are met; not met: attendance 45% (at least 50%)." """
    count = len(met) + len(unmet)
    if not unmet:
        return f"{rag.label}: {len(met)} of {count} conditions are met: {_conditions(met)}."
    verb = "is" if len(met) == 1 else "are"
    missed = _conditions(unmet)
    return f"{rag.label}: {len(met)} of {count} conditions {verb} met; not met: {missed}."


def _conditions(conditions: Sequence[Condition]) -> str:
    return join([_condition(one) for one in conditions])


def _condition(condition: Condition) -> str:
    level = condition.value or Decimal(0)
    stated = as_stated(level, condition.measure) if condition.measure else plain(level)
    figure = condition.figure.phrase if condition.figure else ""
    least = condition.comparator == TargetKind.AT_LEAST
    return f"{condition.text} {figure} ({'at least' if least else 'at most'} {stated})"
