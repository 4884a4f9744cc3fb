"""The one sentence behind each rating, with the numbers that were used, as they are printed."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from core.numbers import format_beside, format_value
from targets.terms import Polarity, Rag, SchemeKind, TargetKind, Unit

from .direction import Direction
from .expected import Expected
from .tolerance import Allowance
from .types import Condition, Figure, MeasureTerms, SchemeTerms
from .words import as_stated, decimals_of, join, plain, points


@dataclass(frozen=True, slots=True)
class Verdict:
    """Everything that leads to a colour. ``level`` is what the value was held against.

    ``met``: the target is reached, whatever the colour. ``floor`` is the target's own, where the
    scheme has floors and it is on the wrong side of the level. ``last_year`` is the comparison
    with the same period last year.
    """

    measure: MeasureTerms
    figure: Figure
    value: Decimal
    level: Decimal
    expected: Expected
    met: bool
    allowed: Allowance | None
    scheme: SchemeTerms
    floor: Decimal | None = None
    last_year: Direction | None = None

    def sentence(self, rag: Rag) -> str:
        """ "Red: 6.35 per 1,000 is 15.5% above the target of 5.50; amber allows up to 5%." """
        within = self.expected.value is None
        opening = f"{rag.label}: {self.figure.phrase} is "
        opening += self._beside_a_range if within else self._beside_a_value
        if not self.met:
            opening += f"; {self._marked(rag)}"
        return by_scheme(f"{opening}.", self.scheme)

    @property
    def compared(self) -> Decimal | None:
        """What was printed for the same period last year, where the two can be compared."""
        found = self.last_year
        return found.earlier.value if found and found.change is not None else None

    @property
    def missed_by(self) -> str:
        """How far off, in the indicator's own unit: "0.85", "1.5 points". Empty when met."""
        return "" if self.met else self._distance

    @property
    def _beside_a_value(self) -> str:
        gap = self._gap
        side = f"{gap} {'above' if self.value > self.level else 'below'}" if gap else "equal to"
        text = f"{side} {self.expected.phrase}"
        better = "higher" if self.expected.sense == Polarity.HIGHER else "lower"
        if self.met:
            return f"{text}, and {better} is better" if gap else text
        return text if gap else f"{text}, and the target asks for a {better} figure"

    @property
    def _beside_a_range(self) -> str:
        """ "27.3% above the top of the target range of 8 to 11"."""
        if self.met:
            return f"within {self.expected.phrase}"
        end = "above the top" if self.value > self.level else "below the bottom"
        return f"{self._gap} {end} of {self.expected.phrase}"

    def _marked(self, rag: Rag) -> str:
        """What parts the colours from each other where the target is missed."""
        if self.scheme.kind == SchemeKind.DIRECTION:
            said = self._allows("green")
            return said if rag == Rag.GREEN else f"{said}, and {self._against_last_year(rag)}"
        if self.scheme.kind == SchemeKind.TOLERANCE:
            return self._allows("amber")
        if self.floor is not None:
            no = "no " if rag == Rag.AMBER else ""
            return f"it is {no}worse than the floor of {as_stated(self.floor, self.measure)}"
        floor = self.expected.floor
        if floor is None:
            return f"no floor is set, so {self._allows('amber')}"
        stated = as_stated(floor, self.measure)
        return f"the floor of {stated} is on the other side, so {self._allows('amber')}"

    def _against_last_year(self, rag: Rag) -> str:
        found = self.last_year
        if found is None or self.compared is None:
            why = found.why_not if found else "the year before is not known"
            return f"it cannot be amber: {why}"
        no = "no " if rag == Rag.AMBER else ""
        earlier = found.earlier
        return f"it is {no}worse than {earlier.phrase} a year earlier ({earlier.period.label})"

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
        if in_units or self.floor is not None or self.level in (0, self.value):
            return self._distance
        size = 100 * abs(self.value - self.level) / abs(self.level)
        return f"{format_beside(size, self.allowed.size if self.allowed else Decimal(0))}%"

    def _allows(self, colour: str) -> str:
        if self.allowed is None:
            return f"{colour} allows nothing beside {as_stated(self.level, self.measure)}"
        text = plain(self.allowed.size)
        if self.allowed.in_percent:
            text += "%"
        elif self.measure.unit == Unit.PERCENTAGE:
            text = points(self.allowed.size, text)
        elif self.measure.unit == Unit.POUNDS:
            text = f"£{text}"
        return f"{colour} allows up to {text}"


def by_scheme(sentence: str, scheme: SchemeTerms) -> str:
    """The sentence with the scheme that made it, unless that is the plain tolerance.

    ``Amber: 85% is 5 points below the target of 90%; … the floor of 80% (Scheme 2: floor).``
    """
    if scheme.kind == SchemeKind.TOLERANCE:
        return sentence
    return f"{sentence.removesuffix('.')} ({scheme.label}: {scheme.kind.label.lower()})."


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
