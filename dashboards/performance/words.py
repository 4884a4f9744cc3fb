"""How figures, gaps and changes read in a sentence or a cell. No rule is decided here."""

from decimal import Decimal

from core.numbers import format_number, format_value, format_with_unit
from core.quarters import Period
from targets.terms import Unrated

from .types import Figure, MeasureTerms


def printed(value: Decimal, measure: MeasureTerms) -> str:
    """A value as a table prints it: ``45.79``, ``55.4%``, ``1,259``, ``£1,200``."""
    return format_number(value, measure.decimals, measure.unit.value)


def in_a_sentence(value: Decimal, measure: MeasureTerms) -> str:
    """A value with its unit in words: ``6.35 per 1,000``, ``12 days``."""
    return format_with_unit(value, measure.decimals, measure.unit.value, measure.rate_per)


def decimals_of(value: Decimal) -> int:
    """How many decimals the value itself has, without trailing noughts."""
    exponent = value.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def as_stated(value: Decimal, measure: MeasureTerms) -> str:
    """A target or baseline exactly as somebody stated it, never with fewer decimals than given."""
    decimals = max(measure.decimals, decimals_of(value))
    return format_number(value, decimals, measure.unit.value)


def plain(value: Decimal) -> str:
    """A number with no more decimals than it has: ``5``, ``2.5``."""
    return format_value(value, decimals_of(value))


def points(size: Decimal, text: str) -> str:
    """``1 point``, ``2 points``: the text given with the right word."""
    return f"{text} {'point' if size == 1 else 'points'}"


def join(parts: list[str]) -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


def cell(figure: Figure, column: Period) -> str:
    """A figure as the cell of a column prints it, with its mark and, where it differs, its period.

    ``55.4% (Q3 2014-15)``, ``1.00 (Apr-Dec 2014)``, ``1,259*``.
    """
    text = figure.text + ("*" if figure.caveats and figure.value is not None else "")
    if figure.absence in (Unrated.NO_FIGURE, Unrated.NOT_DUE) or figure.period == column:
        return text
    return f"{text} ({figure.period.label})"
