"""The charts of a dashboard's rows."""

from itertools import pairwise

from core.charts import Point, Svg, TargetLine, line_chart, sparkline
from core.numbers import format_number
from dashboards.performance.words import decimals_of
from dashboards.selectors.hidden import HIDDEN
from dashboards.types import Point as RowPoint
from dashboards.types import Row
from targets.terms import Basis, Unit

LAST_DRAWN = 8
WIDE, NARROW = 640, 380


def trend(row: Row) -> Svg | None:
    """A sparkline of the last eight points; None where no two of them can be joined."""
    points = row.history[-LAST_DRAWN:]
    values, breaks = [point.value for point in points], _breaks(points)
    joined = any(
        earlier is not None and later is not None and place not in breaks
        for place, (earlier, later) in enumerate(pairwise(values), start=1)
    )
    return sparkline(values, breaks=tuple(breaks)) if joined else None


def chart(row: Row, *, narrow: bool = False) -> Svg | None:
    """A line chart of the row's history with its target; None without a single figure.

    ``narrow``: drawn for a phone, so that its texts can be read there.
    """
    if not any(point.value is not None for point in row.history):
        return None
    points = [
        Point(point_label(point, row.basis), point.value, point.provisional)
        for point in row.history
    ]
    return line_chart(
        points,
        chart_id=f"chart-{row.measure_id}{'-narrow' if narrow else ''}",
        title=row.name,
        description=description(row),
        target=_target(row),
        breaks=_breaks(row.history),
        decimals=row.decimals,
        percent=row.unit is Unit.PERCENTAGE,
        pounds=row.unit is Unit.POUNDS,
        width=NARROW if narrow else WIDE,
    )


def point_label(point: RowPoint, basis: Basis) -> str:
    """The quarter, or the period where a figure covers one of its own."""
    if basis is Basis.AS_PUBLISHED and point.period != point.quarter.period:
        return point.period.label
    return point.quarter.label


def point_note(point: RowPoint) -> str:
    """What there is to say of a point: ``Provisional, Estimated``, ``No figure``, ``Final``."""
    if point.break_note is not None:
        return f"New series: {point.break_note}"
    if point.value is None:
        return "Not shown: small numbers" if point.text == HIDDEN else "No figure"
    said = (
        (point.provisional, "Provisional"),
        (point.estimated, "Estimated"),
        (point.quality_problem, "Quality problem"),
    )
    return ", ".join(word for is_so, word in said if is_so) or "Final"


def point_target(point: RowPoint, row: Row) -> str:
    """What was expected, never with fewer decimals than it was stated with; empty for nothing."""
    if point.expected is None:
        return ""
    return format_number(point.expected, max(row.decimals, decimals_of(point.expected)), row.unit)


def description(row: Row) -> str:
    """The chart in sentences: "From 5.71 in 2013-14 to 6.35 in 2014-15. Against 2013-14: up 11.2%,
    worse. …"

    Never from one side of a series break to the other. The movement is that of the arrow, which is
    not from the first point to the last.
    """
    starts = [place for place, point in enumerate(row.history) if point.break_note is not None]
    points = row.history[starts[-1] :] if starts else row.history
    known = [point for point in points if point.value is not None]
    if not known:
        return "No figures yet."
    first, last = known[0], known[-1]
    ends = f"{last.text} in {point_label(last, row.basis)}"
    if first is not last:
        ends = f"From {first.text} in {point_label(first, row.basis)} to {ends}"
    words = row.direction.words
    moved = f"Against {row.previous.period.label}: {words[:1].lower()}{words[1:]}"
    return f"{ends}. {moved}. {row.target_sentence}"


def _target(row: Row) -> TargetLine | None:
    values = [point.expected for point in row.history]
    known = [value for value in values if value is not None]
    if not known:
        return None
    return TargetLine(f"Target: {row.expected_text.lower()}", values, stepped=len(set(known)) > 1)


def _breaks(points: tuple[RowPoint, ...]) -> dict[int, str]:
    """Where a line may not run on: a new series, or periods of another length."""
    found = {}
    before: RowPoint | None = None
    for index, point in enumerate(points):
        if index and point.break_note is not None:
            found[index] = point.break_note or "New series"
        elif before and point.value is not None and not point.period.same_length(before.period):
            found[index] = "Another length of period"
        if point.value is not None:
            before = point
    return found
