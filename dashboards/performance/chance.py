"""Whether the change that the arrow shows could be chance.

Said only where it is sound: of counts of events, and of rates and percentages whose parts are
known, over the same length of time, with no series break and no quality problem, and of periods
that do not overlap. An estimate is not a count of events.
"""

from decimal import Decimal
from typing import Final

from core.numbers import format_value, round_half_up
from targets.terms import Travel, Unit

from .direction import Direction
from .statistics import binomial_p, rates_p, two_proportions_p
from .types import Figure, MeasureTerms

SIGNIFICANT: Final = Decimal("0.05")
_SMALLEST: Final = Decimal("0.001")
_MOST_DECIMALS: Final = 6


def chance_of(measure: MeasureTerms, figure: Figure, direction: Direction) -> Decimal | None:
    """The p of the change from the earlier figure, from 0 to 1; None where none is sound."""
    earlier = direction.earlier
    if direction.travel is Travel.NOT_COMPARABLE or figure.value == earlier.value:
        return None
    if earlier.period.end >= figure.period.start or figure.estimated or earlier.estimated:
        return None
    if measure.unit is Unit.COUNT:
        one, other = _events(figure.value), _events(earlier.value)
        return None if one is None or other is None else binomial_p(one, other)
    return _of_parts(measure.unit, figure, earlier)


def _of_parts(unit: Unit, figure: Figure, earlier: Figure) -> Decimal | None:
    one, other = _events(figure.numerator), _events(earlier.numerator)
    whole, other_whole = figure.denominator, earlier.denominator
    if one is None or other is None or not whole or not other_whole:
        return None
    if unit is Unit.RATE:
        return rates_p(one, whole, other, other_whole)
    if unit is Unit.PERCENTAGE and one <= whole and other <= other_whole:
        return two_proportions_p(one, whole, other, other_whole)
    return None


def _events(value: Decimal | None) -> int | None:
    """A number of events: whole and not below 0."""
    if value is None or value < 0 or value != value.to_integral_value():
        return None
    return int(value)


def chance_sentence(figure: Figure, earlier: Figure, p: Decimal) -> str:
    """ "The change from 212 in 2013-14 to 185 could be chance (p = 0.19)." """
    change = f"The change from {earlier.text} in {earlier.period.label} to {figure.text}"
    verdict = "is unlikely to be chance" if p < SIGNIFICANT else "could be chance"
    return f"{change} {verdict} ({p_words(p)})."


def p_words(p: Decimal) -> str:
    """``p = 0.19``, ``p < 0.001``; never so rounded that it reads as 0.05 when it is not."""
    if p < _SMALLEST:
        return "p < 0.001"
    decimals = 2 if p >= Decimal("0.1") else 3
    while decimals < _MOST_DECIMALS and p != SIGNIFICANT == round_half_up(p, decimals):
        decimals += 1
    return f"p = {format_value(p, decimals)}"
