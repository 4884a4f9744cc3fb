"""Small numbers of people are not published: a count from 1 to 4 can identify someone."""

from dataclasses import replace
from decimal import Decimal

from dashboards.types import Cell, Direction, Movement, Point, Row
from targets.terms import Unit

HIDDEN = "[c]"
FEWEST_SHOWN = Decimal(5)
WHY = "Not shown: small numbers"


def hide_small_numbers(row: Row) -> Row:
    """The row without its small numbers, and without what they could be worked out from."""
    latest, previous = _cell(row.latest, row.unit), _cell(row.previous, row.unit)
    changed = replace(
        row,
        latest=latest,
        previous=previous,
        history=tuple(_point(p, row.unit) for p in row.history),
    )
    direction = row.direction
    longer, shorter = (_movement(one, row, latest) for one in (direction.long, direction.short))
    shown = direction.words
    if latest.hidden or previous.hidden:
        shown = f"{direction.shown.label}. {WHY}"
    changed = replace(changed, direction=_turned(direction, longer, shorter, shown))
    if not latest.hidden:
        return changed
    rating = replace(row.rating, explanation=f"{row.rating.computed_word}. {WHY}.")
    target = f"Target: {row.expected_text}."
    return replace(changed, rating=rating, target_sentence=target)


def _turned(direction: Direction, longer: Movement, shorter: Movement, words: str) -> Direction:
    return replace(direction, long=longer, short=shorter, words=words)


def _is_small(value: Decimal | None) -> bool:
    return value is not None and 0 < value < FEWEST_SHOWN


def _cell(cell: Cell, unit: Unit) -> Cell:
    counted = cell.value if unit == Unit.COUNT else cell.numerator
    if not _is_small(counted):
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
    counted = point.value if unit == Unit.COUNT else point.numerator
    if not _is_small(counted):
        return replace(point, numerator=None)
    return replace(point, text=HIDDEN, value=None, numerator=None)
