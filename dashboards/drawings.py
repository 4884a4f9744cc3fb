"""The charts of a dashboard's rows, and what they show in words."""

from decimal import Decimal
from itertools import pairwise

from core.charts import Band, Comparator, Point, Svg, TargetLine, line_chart, sparkline
from core.numbers import format_number
from dashboards.insight import Compared
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
        band=_band(row),
        comparators=_comparators(row),
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
        (point.revised, "Revised"),
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
    known = _known(row)
    if not known:
        return "No figures yet."
    first, last = known[0], known[-1]
    ends = f"{last.text} in {point_label(last, row.basis)}"
    if first is not last:
        ends = f"From {first.text} in {point_label(first, row.basis)} to {ends}"
    words = row.direction.words
    moved = f"Against {row.previous.period.label}: {words[:1].lower()}{words[1:]}"
    said = [f"{ends}.", f"{moved}.", _new_series(row), row.target_sentence, _running(row)]
    if row.insight and row.insight.band:
        said.append(row.insight.usual)
    if line := averages(row):
        said.append(f"The grey line is the average of {line.set_name}.")
    return " ".join(one for one in said if one)


def _new_series(row: Row) -> str:
    """That figures before a series break are drawn and are not spoken of."""
    broken = [point for point in row.history if point.break_note is not None]
    if not broken:
        return ""
    note = f": {broken[-1].break_note}" if broken[-1].break_note else ""
    start = f"A new series starts in {point_label(broken[-1], row.basis)}{note}".rstrip(". ")
    return f"{start}. Earlier figures do not compare with it."


def _known(row: Row) -> list[RowPoint]:
    """The points with a figure, from the last series break on."""
    starts = [place for place, point in enumerate(row.history) if point.break_note is not None]
    points = row.history[starts[-1] :] if starts else row.history
    return [point for point in points if point.value is not None]


def _running(row: Row) -> str:
    """For how many figures it has been on one side of its target, from two on."""
    sides = [
        None
        if point.value is None or point.expected is None
        else (point.value > point.expected) - (point.value < point.expected)
        for point in _known(row)
    ]
    if not sides or not sides[-1]:
        return ""
    side, running = sides[-1], 0
    for one in reversed(sides):
        if one != side:
            break
        running += 1
    word = "above" if side > 0 else "below"
    return f"The last {running} figures are {word} the target." if running > 1 else ""


def averages(row: Row) -> Compared | None:
    """The comparator set whose average is drawn: the first with one in two quarters at least."""
    shown = {point.quarter for point in row.history}
    return next(
        (one for one in row.compared if sum(p.quarter in shown for p in one.points) > 1), None
    )


def average_at(row: Row, point: RowPoint) -> Decimal | None:
    """The drawn average in the quarter of a point."""
    line = averages(row)
    if line is None:
        return None
    return next((one.value for one in line.points if one.quarter == point.quarter), None)


def in_band(row: Row, point: RowPoint) -> bool:
    """Whether the usual range holds at a point: from the first quarter after a series break on."""
    band = row.insight.band if row.insight else None
    return band is not None and point.quarter >= band.first


def _band(row: Row) -> Band | None:
    band = row.insight.band if row.insight else None
    start = next((n for n, point in enumerate(row.history) if in_band(row, point)), None)
    if band is None or start is None:
        return None
    label = "Usual range (provisional)" if band.provisional else "Usual range"
    return Band(label, Decimal(0) if band.lower is None else band.lower, band.upper, start)


def _comparators(row: Row) -> list[Comparator]:
    line = averages(row)
    if line is None:
        return []
    return [Comparator(f"Average: {line.set_name}", [average_at(row, p) for p in row.history])]


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
