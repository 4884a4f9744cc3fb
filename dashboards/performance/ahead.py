"""Where a measure will be on its target's due date if it goes on as it did, in a sentence.

It stands beside the rating and never in its place.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core.numbers import round_half_up
from core.quarters import Quarter
from targets.terms import TargetKind

from .expected import Expected, expected_of
from .forecast import FEWEST, forecast
from .types import Figure, History, MeasureTerms, TargetTerms
from .usual_range import Series
from .usual_words import Bounds
from .words import printed

HAVE_A_VALUE = frozenset(
    {
        TargetKind.AT_LEAST,
        TargetKind.AT_MOST,
        TargetKind.RANGE,
        TargetKind.REDUCE,
        TargetKind.INCREASE,
        TargetKind.CHANGE_BY_DATE,
        TargetKind.MAINTAIN_BASELINE,
        TargetKind.MAINTAIN_AVERAGE,
        TargetKind.SERVICE_STANDARD,
    }
)


@dataclass(frozen=True, slots=True)
class Ahead:
    """What to expect in the quarter of the due date, rounded as it is printed."""

    quarter: Quarter
    value: Decimal
    lower: Decimal
    upper: Decimal
    sentence: str


def due_quarter(target: TargetTerms | None, ends: date | None) -> Quarter | None:
    """The quarter in which a target that has a value falls due: else in which it ends."""
    due = (target.due if target else None) or ends
    if target is None or due is None or target.kind not in HAVE_A_VALUE:
        return None
    try:
        return Quarter.containing(due)
    except ValueError:  # of a century that no figure reaches
        return None


def ahead_of(
    measure: MeasureTerms,
    history: History,
    target: TargetTerms,
    points: Series,
    *,
    bounds: Bounds,
    due: Quarter,
) -> Ahead | str:
    """The forecast to the quarter ``due``, or why there is none.

    ``points``: single quarters, the last of them that of the dashboard.
    """
    by = f"{due.end:%B %Y}"
    known = [
        (quarter.index, value)
        for quarter, value in zip(points.quarters, points.values, strict=True)
        if value is not None
    ]
    if points.quarters and due <= points.quarters[-1]:
        return f"No forecast: {by} has come."
    if len(known) < FEWEST:
        return f"No forecast to {by}: it needs {FEWEST} quarters and has {len(known)}."
    found = forecast(known, due.index)
    if found is None:
        return f"No forecast to {by}: that is further ahead than its figures reach back."
    value, lower, upper = (
        round_half_up(bounds.held(one), measure.decimals)
        for one in (found.expected, found.lower, found.upper)
    )
    first = known[-found.points][0]
    unbroken = known[-1][0] - first + 1 == found.points == points.quarters[-1].index - first + 1
    sentence = (
        f"If it goes on as in {'the' if unbroken else 'its'} last {found.points} "
        f"{'quarters' if unbroken else 'figures'}: about {printed(value, measure)} by {by}, "
        f"between {printed(lower, measure)} and {printed(upper, measure)} 19 times in 20"
    )
    then = _target_then(measure, target, history, due)
    return Ahead(
        due,
        value,
        lower,
        upper,
        f"{sentence}; the target then is {then}." if then else f"{sentence}.",
    )


def _target_then(measure: MeasureTerms, target: TargetTerms, history: History, due: Quarter) -> str:
    """What the target expects of the quarter it is due in; empty where that is not known yet."""
    expected = expected_of(measure, target, history, due, Figure(period=due.period))
    if not isinstance(expected, Expected):
        return ""
    return expected.label.lower() if expected.strict else expected.text
