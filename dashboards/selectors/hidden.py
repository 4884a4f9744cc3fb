"""Small numbers of people are not published: a count from 1 to 4 can identify someone."""

from dataclasses import replace
from decimal import Decimal

from dashboards.types import Cell, Direction, Movement, Point, Row
from targets.terms import FEWEST_SHOWN, TargetKind, Unit

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


def hide_small_numbers(row: Row) -> Row:
    """The row without its small numbers, and without what they could be worked out from."""
    latest, previous = _cell(row.latest, row.unit), _cell(row.previous, row.unit)
    history = tuple(_point(point, row.unit) for point in row.history)
    changed = replace(row, latest=latest, previous=previous, history=history)
    direction = row.direction
    longer, shorter = (_movement(one, row, latest) for one in (direction.long, direction.short))
    shown = direction.words
    if latest.hidden or previous.hidden:
        shown = f"{direction.shown.label}. {WHY}"
    changed = replace(changed, direction=_turned(direction, longer, shorter, shown))
    earlier = any(one.hidden for one in (previous, longer.earlier, shorter.earlier))
    earlier = earlier or any(point.text == HIDDEN for point in history[:-1])
    if earlier or is_small(row.unit, row.expected, None):
        changed = _without_target(changed)
    if not latest.hidden:
        return changed
    target = f"Target: {changed.expected_text}."
    return replace(without_numbers(changed), target_sentence=target)


def is_small(unit: Unit, value: Decimal | None, numerator: Decimal | None) -> bool:
    """Whether a figure counts from 1 to 4 people."""
    return _is_small(value if unit == Unit.COUNT else numerator)


def without_numbers(row: Row) -> Row:
    """The row with its rating, but not the numbers behind it."""
    explanation = f"{row.rating.computed_word}. {WHY}."
    return replace(row, rating=replace(row.rating, explanation=explanation))


def _without_target(row: Row) -> Row:
    """Without what is expected, where that was worked out from figures some of which are hidden."""
    if row.target_kind not in MADE_FROM_FIGURES:
        return row
    history = tuple(replace(point, expected=None) for point in row.history)
    return replace(
        without_numbers(row),
        history=history,
        expected=None,
        expected_text=WHY,
        target_sentence=f"Target: {WHY[:1].lower()}{WHY[1:]}.",
    )


def _turned(direction: Direction, longer: Movement, shorter: Movement, words: str) -> Direction:
    return replace(direction, long=longer, short=shorter, words=words)


def _is_small(value: Decimal | None) -> bool:
    return value is not None and 0 < value < FEWEST_SHOWN


def _cell(cell: Cell, unit: Unit) -> Cell:
    if not is_small(unit, cell.value, cell.numerator):
        return cell
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


def _movement(movement: Movement, row: Row, latest: Cell) -> Movement:
    earlier = _cell(movement.earlier, row.unit)
    if not (earlier.hidden or latest.hidden):
        return movement
    return replace(movement, words=WHY, explanation=f"{WHY}.", earlier=earlier)


def _point(point: Point, unit: Unit) -> Point:
    if not is_small(unit, point.value, point.numerator):
        return replace(point, numerator=None)
    return replace(point, text=HIDDEN, value=None, numerator=None)
