"""How a value follows from its parts, and how values and figures are said in words.

Plain arithmetic on ``Decimal``; no query.
"""

from dataclasses import dataclass
from decimal import Decimal

from core.numbers import format_number, format_with_unit
from targets.models import Figure, Indicator
from targets.terms import FigureState, Polarity, Reason, Unit

UNIT_WORDS = {
    Unit.COUNT: "Number",
    Unit.PERCENTAGE: "Per cent",
    Unit.RATIO: "Ratio",
    Unit.DAYS: "Days",
    Unit.POUNDS: "Pounds",
}


def value_of_parts(indicator: Indicator, numerator: Decimal, denominator: Decimal) -> Decimal:
    """The unrounded value in the indicator's unit. The denominator is not 0."""
    times = {Unit.PERCENTAGE: 100, Unit.RATE: indicator.rate_per}.get(Unit(indicator.unit), 1)
    return numerator * times / denominator


def exact_value(figure: Figure) -> Decimal | None:
    """The figure's value, from its parts where it has them, so that it is rounded once."""
    if figure.state != FigureState.ENTERED:
        return None
    if asks_parts(figure.measure.indicator) and figure.numerator is not None and figure.denominator:
        return value_of_parts(figure.measure.indicator, figure.numerator, figure.denominator)
    return figure.value


def asks_parts(indicator: Indicator) -> bool:
    """Whether the form asks for a numerator and a denominator. A count is never made of two."""
    return indicator.has_parts and indicator.unit != Unit.COUNT


def printed(indicator: Indicator, value: Decimal) -> str:
    """``1,264``, ``55.4%``, ``£1,200``, ``6.35``: rounded half up to the indicator's decimals."""
    return format_number(value, indicator.decimals, indicator.unit)


def with_unit(indicator: Indicator, value: Decimal) -> str:
    """As ``printed``, with the unit where it is not a symbol: ``6.35 per 1,000``, ``12 days``."""
    return format_with_unit(value, indicator.decimals, indicator.unit, indicator.rate_per)


def unit_words(indicator: Indicator) -> str:
    """What is counted in, as the row's heading says it: ``Rate per 1,000``, ``Per cent``."""
    if indicator.unit == Unit.RATE:
        return f"Rate per {indicator.rate_per:,}"
    return UNIT_WORDS[Unit(indicator.unit)]


def better_words(indicator: Indicator) -> str:
    """Which way is better: ``lower is better``; of those that need context, that they do."""
    polarity = Polarity(indicator.polarity)
    return "needs context" if polarity is Polarity.CONTEXT else polarity.label.lower()


@dataclass(frozen=True)
class Cell:
    """A figure in words, for a table. ``period`` only where it is not the column's quarter."""

    text: str
    period: str = ""
    marks: tuple[str, ...] = ()
    nothing: bool = False


def cell(figure: Figure | None) -> Cell:
    """The figure, or which kind of nothing stands in its place. Never an empty cell."""
    if figure is None:
        return Cell("No figure", nothing=True)
    value = exact_value(figure)
    if value is None:
        return Cell(absence(figure), nothing=True)
    marks = [
        word
        for word, holds in (
            ("Provisional", figure.provisional),
            ("Estimated", figure.estimated),
            ("Revised", figure.revised),
            ("Quality problem", figure.quality_problem),
        )
        if holds
    ]
    period = "" if figure.period == figure.quarter.period else figure.period.label
    text = printed(figure.measure.indicator, value)
    return Cell(f"{text}*" if figure.caveat else text, period, tuple(marks))


def absence(figure: Figure) -> str:
    """``Not entered``, ``Not available: not released yet``, ``Not applicable``."""
    return absence_words(figure.state, figure.reason)


def absence_words(state: str, reason: str) -> str:
    """As ``absence``, of a figure that is not in the database."""
    if state == FigureState.NOT_AVAILABLE:
        label = Reason(reason).label
        return f"Not available: {label[:1].lower()}{label[1:]}"
    return FigureState(state).label


def parts_words(figure: Figure) -> str:
    """What the figure is made from: ``4,241 / 667,900``; empty where it has no parts."""
    if figure.numerator is None or figure.denominator is None:
        return ""
    return " / ".join(f"{part.normalize():,f}" for part in (figure.numerator, figure.denominator))
