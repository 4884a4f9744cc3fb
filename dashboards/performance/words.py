"""How figures, gaps and changes read in a sentence or a cell. No rule is decided here."""

from datetime import date
from decimal import Decimal

from core.numbers import format_number, format_value, round_half_up
from core.quarters import Period
from targets.terms import Unit, Unrated

from .types import Figure, MeasureTerms

_MOST_DECIMALS = 6


def printed(value: Decimal, measure: MeasureTerms) -> str:
    """A value as a table prints it: ``45.79``, ``55.4%``, ``1,259``, ``£1,200``."""
    return format_number(value, measure.decimals, measure.unit.value)


def in_a_sentence(value: Decimal, measure: MeasureTerms) -> str:
    """A value with its unit in words: ``6.35 per 1,000``, ``12 days``."""
    text = printed(value, measure)
    if measure.unit == Unit.RATE:
        return f"{text} per {measure.rate_per:,}"
    if measure.unit == Unit.DAYS:
        return f"{text} {'day' if round_half_up(value, measure.decimals) == 1 else 'days'}"
    return text


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


def beside(size: Decimal, limit: Decimal) -> str:
    """A size to one decimal; to more where fewer would make it look like 0 or like the limit.

    So that no sentence says "5.0% above … amber allows up to 5%" of something red.
    """
    decimals = 1
    while decimals < _MOST_DECIMALS:
        shown = round_half_up(size, decimals)
        if (shown == 0) == (size == 0) and (shown == limit) == (size == limit):
            break
        decimals += 1
    return format_value(size, decimals)


def points(size: Decimal, text: str) -> str:
    """``1 point``, ``2 points``: the text given with the right word."""
    return f"{text} {'point' if size == 1 else 'points'}"


def on_day(day: date) -> str:
    """``30 June 2014``."""
    return f"{day.day} {day:%B %Y}"


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
