"""Small numbers of people are not published: a count from 1 to 4 can identify someone.

What a row says without the figures that are hidden: nothing that stands around them either.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from decimal import Decimal

from core.quarters import Period
from dashboards.insight import Compared, Insight
from dashboards.types import Cell, Direction, Movement, Point, Rating, Row
from targets.terms import FEWEST_SHOWN, TargetKind, Travel, Unit, Unrated

HIDDEN = "[c]"
WHY = "Not shown: small numbers"
MADE_FROM_FIGURES = {  # what these expect is a baseline, an average, or a share of earlier figures
    kind.label
    for kind in (
        TargetKind.REDUCE,
        TargetKind.INCREASE,
        TargetKind.CHANGE_BY_DATE,
        TargetKind.MAINTAIN_BASELINE,
        TargetKind.MAINTAIN_AVERAGE,
    )
}


@dataclass(frozen=True, slots=True)
class Hide:
    """What of a row is not printed.

    ``periods``: the figures of these periods, wherever they stand. ``arrows``: "long", "short".
    ``expected``: what the target expects now. ``points``: of the periods of these points.
    ``said``: whatever was worked out from many figures, such as the usual range.
    """

    periods: Collection[Period] = ()
    arrows: Collection[str] = ()
    rating: bool = False
    explanation: bool = False
    expected: bool = False
    points: Collection[Period] = ()
    said: bool = False


def is_small(
    unit: Unit,
    value: Decimal | None,
    numerator: Decimal | None = None,
    denominator: Decimal | None = None,
) -> bool:
    """Whether a figure counts from 1 to 4 people: those it is about, or all but those."""
    if unit == Unit.COUNT:
        return _is_small(value)
    others = None
    if unit == Unit.PERCENTAGE and numerator is not None and denominator is not None:
        others = denominator - numerator
    return any(_is_small(one) for one in (numerator, denominator, others))


def without_numbers(row: Row) -> Row:
    """The row with its rating, but not the numbers behind it."""
    explanation = f"{row.rating.computed_word}. {WHY}."
    return replace(row, rating=replace(row.rating, explanation=explanation))


def hidden(row: Row, hide: Hide) -> Row:
    """The row as it is published."""
    out = set(hide.periods)
    latest, previous = (_cell(one, out) for one in (row.latest, row.previous))
    history = tuple(_point(point, out, hide.points) for point in row.history)
    changed = replace(
        row,
        latest=latest,
        previous=previous,
        history=history,
        direction=_direction(row, hide, latest, previous, out),
    )
    if hide.expected:
        changed = replace(
            changed,
            expected=None,
            expected_text=WHY,
            target_sentence=f"Target: {WHY[:1].lower()}{WHY[1:]}.",
        )
    elif latest.hidden or hide.rating:
        changed = replace(changed, target_sentence=f"Target: {changed.expected_text}.")
    if hide.rating:
        changed = _without_rating(changed)
    elif latest.hidden or hide.expected or hide.explanation:
        changed = without_numbers(changed)
    if hide.said or latest.hidden:
        changed = _unsaid(changed)
    return changed


def _is_small(value: Decimal | None) -> bool:
    return value is not None and 0 < value < FEWEST_SHOWN


def _without_rating(row: Row) -> Row:
    """Without the computed rating, where it tells too much. A stated one is what officers say."""
    stated = row.rating.stated
    rating = Rating(
        shown=stated.rag if stated else None,
        computed=None,
        unrated=Unrated.NOT_AVAILABLE,
        explanation=f"Not rated. {WHY}.",
        stated=stated,
    )
    return replace(row, rating=rating, stated_sentences=_restated(row, (stated,)), running=0)


def _restated(row: Row, stated: Collection[object]) -> tuple[str, ...]:
    """What officers stated, without what the rules compute."""
    if not any(stated):
        return row.stated_sentences
    both = (row.rating.stated, row.direction.stated)
    found = dict.fromkeys(
        f"Officers stated otherwise than computed: {one.reason.rstrip('.')} ({one.by})."
        for one in both
        if one is not None
    )
    return tuple(found)


def _direction(
    row: Row, hide: Hide, latest: Cell, previous: Cell, out: Collection[Period]
) -> Direction:
    direction = row.direction
    longer = _movement(direction.long, latest, out, withheld="long" in hide.arrows)
    shorter = _movement(direction.short, latest, out, withheld="short" in hide.arrows)
    shown, computed, words = direction.shown, direction.computed, direction.words
    compared = _compared(row)
    if hide.arrows and compared in hide.arrows:
        stated = direction.stated.direction if direction.stated else None
        computed = Travel.NOT_COMPARABLE
        shown = stated or computed
        words = f"{shown.label}. {WHY}" if stated else WHY
    elif latest.hidden or previous.hidden:
        words = f"{shown.label}. {WHY}"
    return replace(
        direction, long=longer, short=shorter, shown=shown, computed=computed, words=words
    )


def _compared(row: Row) -> str:
    """Which comparison the arrow shows: the one whose earlier figure is the previous column's."""
    return "long" if row.direction.long.earlier.period == row.previous.period else "short"


def _movement(
    movement: Movement, latest: Cell, out: Collection[Period], *, withheld: bool
) -> Movement:
    earlier = _cell(movement.earlier, out)
    if withheld:
        return Movement(Travel.NOT_COMPARABLE, WHY, f"{WHY}.", earlier)
    if not (earlier.hidden or latest.hidden):
        return replace(movement, earlier=earlier)
    return replace(movement, words=WHY, explanation=f"{WHY}.", earlier=earlier)


def _cell(cell: Cell, out: Collection[Period]) -> Cell:
    """The cell without numerator and denominator, from which a percentage would be read back."""
    if cell.value is None or cell.period not in out:
        return replace(cell, numerator=None, denominator=None)
    note = f" ({cell.period_note})" if cell.period_note else ""
    return replace(
        cell,
        text=f"{HIDDEN}{note}",
        value=None,
        value_text=HIDDEN,
        phrase=WHY,
        numerator=None,
        denominator=None,
        hidden=True,
    )


def _point(point: Point, out: Collection[Period], unexpected: Collection[Period]) -> Point:
    expected = None if point.period in unexpected else point.expected
    bare = replace(point, numerator=None, denominator=None, expected=expected)
    if point.value is None or point.period not in out:
        return bare
    return replace(bare, text=HIDDEN, value=None)


def _unsaid(row: Row) -> Row:
    """Without the second opinion and the comparisons: means, ranges and ranks are numbers too."""
    insight = None if row.insight is None else Insight(usual=f"{WHY}.")
    return replace(row, insight=insight, compared=tuple(_not_compared(one) for one in row.compared))


def _not_compared(one: Compared) -> Compared:
    """Only what does not come from figures; whatever is added to it later stays out too."""
    return Compared(
        set_name=one.set_name,
        areas=one.areas,
        members=one.members,
        period=one.period,
        sentence="",
        source=one.source,
        why_not=f"{WHY}.",
    )
