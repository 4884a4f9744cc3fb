"""The usual range, its signals and what it says of a target, in plain words."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from core.numbers import format_number, round_half_up
from targets.terms import Polarity, Unit

from .expected import Expected
from .types import Figure, MeasureTerms
from .usual_range import FEWEST, Series, Signal, UsualRange

MOST_DECIMALS: Final = 6
NEAR: Final = frozenset({Signal.NEAR_UPPER, Signal.NEAR_LOWER})
OUTSIDE: Final = frozenset({Signal.ABOVE, Signal.BELOW})
HIGH: Final = frozenset({Signal.ABOVE, Signal.RISING, Signal.NEAR_UPPER, Signal.OVER_MEAN})
SENTENCES: Final = {
    Signal.ABOVE: "It is above its usual range.",
    Signal.BELOW: "It is below its usual range.",
    Signal.RISING: "It has risen in each of the last six quarters.",
    Signal.FALLING: "It has fallen in each of the last six quarters.",
    Signal.OVER_MEAN: "It has been above its mean ({mean}) for seven quarters.",
    Signal.UNDER_MEAN: "It has been below its mean ({mean}) for seven quarters.",
    Signal.NEAR_UPPER: "Two of the last three quarters are near the top of its usual range.",
    Signal.NEAR_LOWER: "Two of the last three quarters are near the bottom of its usual range.",
}
NOTHING_UNUSUAL: Final = "No unusual change."
_NOT_BELOW_0: Final = frozenset({Unit.COUNT, Unit.RATE, Unit.PERCENTAGE})
_CONTEXT: Final = {
    Signal.RISING: "Unusual rise",
    Signal.FALLING: "Unusual fall",
}


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a measure cannot go below or above; None where there is no such end."""

    least: Decimal | None = None
    most: Decimal | None = None

    def held(self, value: Decimal) -> Decimal:
        """The value, or the end that it would go past."""
        if self.least is not None and value < self.least:
            return self.least
        return self.most if self.most is not None and value > self.most else value


def bounds_of(measure: MeasureTerms, figures: Iterable[Figure | None] = ()) -> Bounds:
    """A count is not below 0 and a part not above its whole.

    A percentage may be of a change: it is a part only where every figure has its parts.
    """
    known = [one for one in figures if one and one.value is not None]
    if any(one.value is not None and one.value < 0 for one in known):
        return Bounds()
    least = Decimal(0) if measure.unit in _NOT_BELOW_0 else None
    parts = measure.unit is Unit.PERCENTAGE and known and all(map(_is_part, known))
    return Bounds(least, Decimal(100) if parts else None)


def _is_part(figure: Figure) -> bool:
    part, whole = figure.numerator, figure.denominator
    return part is not None and whole is not None and part <= whole


def range_words(
    measure: MeasureTerms, limits: UsualRange, bounds: Bounds, value: Decimal | None = None
) -> str:
    """``37.2 to 62.8``; ``up to 5.1`` where less than nothing cannot be."""
    lower, upper = (_limit(measure, one, value) for one in (limits.lower, limits.upper))
    ends_low = bounds.least is not None and limits.lower <= bounds.least
    ends_high = bounds.most is not None and limits.upper >= bounds.most
    if ends_low and ends_high:
        low, high = (
            format_number(one or 0, 0, measure.unit) for one in (bounds.least, bounds.most)
        )
        return f"anything from {low} to {high}"
    if ends_low:
        return f"up to {upper}"
    return f"{lower} or more" if ends_high else f"{lower} to {upper}"


def _limit(measure: MeasureTerms, limit: Decimal, value: Decimal | None) -> str:
    """With a decimal more than the figure; with as many as keep it from looking like the figure."""
    decimals = measure.decimals + 1
    while decimals < MOST_DECIMALS and round_half_up(limit, decimals) == value:
        decimals += 1
    return format_number(limit, decimals, measure.unit)


def mean_words(measure: MeasureTerms, limits: UsualRange) -> str:
    return format_number(limits.mean, measure.decimals, measure.unit)


def usual_sentence(
    measure: MeasureTerms, limits: UsualRange, bounds: Bounds, value: Decimal | None
) -> str:
    """ "Within its usual range, 37.2 to 62.8 (provisional: only 9 quarters)." """
    text = range_words(measure, limits, bounds, value)
    weak = f" (provisional: only {limits.points} quarters)" if limits.provisional else ""
    if value is None:
        return f"Its usual range is {text}{weak}."
    where = "Within"
    if limits.is_outside(value):
        where = "Above" if value > limits.upper else "Below"
    return f"{where} its usual range, {text}{weak}."


def no_range_sentence(points: Series, limits: UsualRange | None) -> str:
    """Why a series of quarters has no usual range."""
    known = len([value for value in points.values if value is not None])
    if limits is not None:
        which = "the first" if limits.points < known else "all of its"
        return f"No usual range: {which} {limits.points} quarters are the same."
    if known < FEWEST:
        return f"No usual range yet: it needs {FEWEST} quarters and has {known}."
    return "No usual range: no two of its quarters follow each other."


def signal_sentences(
    found: Collection[Signal], measure: MeasureTerms, limits: UsualRange
) -> Iterator[str]:
    """ "Unusual improvement: two of the last three quarters are near … (2 of 3, low)."

    One for each signal; being near a limit is not said of what is beyond it.
    """
    for signal in found:
        if signal in NEAR and OUTSIDE & set(found):
            continue
        said = SENTENCES[signal].format(mean=mean_words(measure, limits)).rstrip(".")
        said = said[:1].lower() + said[1:]
        yield f"{_unusual(signal, measure.polarity)}: {said} ({signal})."


def _unusual(signal: Signal, polarity: Polarity) -> str:
    high = signal in HIGH
    if polarity is Polarity.CONTEXT:
        return _CONTEXT.get(signal, f"Unusually {'high' if high else 'low'}")
    better = high == (polarity is Polarity.HIGHER)
    return f"Unusual {'improvement' if better else 'deterioration'}"


def assurance(
    expected: Expected, limits: UsualRange, bounds: Bounds, *, met: bool | None = None
) -> str:
    """Whether the usual range lies on one side of a target; the target is a level that stays.

    ``met``: whether the latest figure meets it. Nothing is promised that this figure belies:
    something has changed already.
    """
    lower, upper = bounds.held(limits.lower), bounds.held(limits.upper)
    if expected.low is not None and expected.high is not None:
        meets = expected.low <= lower and upper <= expected.high
        misses = upper < expected.low or expected.high < lower
    elif expected.value is None or expected.sense not in (Polarity.HIGHER, Polarity.LOWER):
        return ""
    else:
        higher = expected.sense is Polarity.HIGHER
        worst, best, aim = (lower, upper, 1) if higher else (upper, lower, -1)
        least, most = aim * (worst - expected.value), aim * (best - expected.value)
        meets, misses = least >= 0, most < 0
        if expected.strict:
            meets, misses = least > 0, most <= 0
    if (meets and met is False) or (misses and met):
        return ""
    verb = "Will meet" if meets else "Will miss" if misses else "May or may not meet"
    return f"{verb} its target unless something changes."
