"""What was reported for an indicator over the last quarters, as a list and as a chart."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from core.charts import Point, Svg, line_chart
from core.quarters import Quarter, quarters_between
from targets.actions.revise import SETTLED
from targets.models import Figure, Measure, SeriesBreak
from targets.terms import Basis, Unit
from targets.values import Cell, cell, exact_value, printed

QUARTERS = 12  # with the return's own
WIDE, NARROW = 640, 380


@dataclass(frozen=True)
class Past:
    """One quarter’s figure with its commentary."""

    quarter: Quarter
    cell: Cell
    commentary_change: str
    commentary_action: str
    action_owner: str
    action_due: date | None
    settled: bool = False  # it is published or of the past: it can be revised


@dataclass(frozen=True)
class History:
    """The quarters before, latest first, and the chart that ends with the return’s own.

    There is no chart of fewer than two figures.
    """

    before: tuple[Past, ...]
    title: str = ""
    description: str = ""
    chart: Svg | None = None
    narrow: Svg | None = None
    breaks: tuple[str, ...] = ()  # why the line is interrupted, in words


def past_figures(measure: Measure, quarter: Quarter) -> History:
    """The measure's last twelve quarters. Two queries. ``measure.indicator`` is loaded."""
    span = {"quarter__gt": quarter - QUARTERS, "quarter__lte": quarter}
    figures = list(
        Figure.objects.filter(measure=measure, **span)
        .select_related("belongs_to")
        .order_by("quarter")
    )
    broken = dict(
        SeriesBreak.objects.filter(measure=measure, **span).values_list("quarter", "note")
    )
    for figure in figures:
        figure.measure = measure
    before = tuple(
        Past(
            one.quarter,
            cell(one),
            one.commentary_change,
            one.commentary_action,
            one.action_owner,
            one.action_due,
            settled=one.belongs_to.status in SETTLED,
        )
        for one in reversed(figures)
        if one.quarter != quarter
    )
    known = [one for one in figures if exact_value(one) is not None]
    if len(known) < 2:
        return History(before)
    return _drawn(measure, known, broken, before)


def _drawn(
    measure: Measure,
    known: Sequence[Figure],
    broken: Mapping[Quarter, str],
    before: tuple[Past, ...],
) -> History:
    by_quarter = {one.quarter: one for one in known}
    quarters = list(quarters_between(known[0].quarter, known[-1].quarter))
    points = [_point(quarter, by_quarter.get(quarter)) for quarter in quarters]
    breaks = {
        place: note or "New series"
        for place, note in enumerate(map(broken.get, quarters))
        if place and note is not None
    }
    # Nothing is compared across a series break.
    since = [one for one in known if one.quarter >= max(broken, default=one.quarter)] or known[-1:]
    description = _description(since)
    first, last = since[0], since[-1]
    title = f"{_said(last)} in {_label(last)}"
    if first is not last:
        title += f", from {_said(first)} in {_label(first)}"

    def draw(width: int, name: str) -> Svg:
        return line_chart(
            points,
            chart_id=f"{name}-{measure.pk}",
            title=measure.indicator.name,
            description=description,
            breaks=breaks,
            decimals=measure.indicator.decimals,
            percent=measure.indicator.unit == Unit.PERCENTAGE,
            pounds=measure.indicator.unit == Unit.POUNDS,
            width=width,
        )

    return History(
        before=before,
        title=title,
        description=description,
        chart=draw(WIDE, "chart"),
        narrow=draw(NARROW, "chart-narrow"),
        breaks=tuple(
            f"A new series starts in {quarter.label}: {note}" for quarter, note in broken.items()
        ),
    )


def _point(quarter: Quarter, figure: Figure | None) -> Point:
    if figure is None:
        return Point(quarter.label, None)
    return Point(_label(figure), exact_value(figure), figure.provisional)


def _label(figure: Figure) -> str:
    """The quarter, or the period where a figure covers one of its own."""
    as_published = figure.measure.indicator.basis == Basis.AS_PUBLISHED
    if as_published and figure.period != figure.quarter.period:
        return figure.period.label
    return figure.quarter.label


def _said(figure: Figure) -> str:
    value = exact_value(figure)
    assert value is not None  # noqa: S101 - only figures with a value are drawn
    return printed(figure.measure.indicator, value)


def _description(known: Sequence[Figure]) -> str:
    """The chart in sentences."""
    if len(known) == 1:
        return f"One figure, of {_label(known[0])}: {_said(known[0])}."
    by_value = sorted(known, key=lambda one: exact_value(one) or 0)
    low, high = by_value[0], by_value[-1]
    return (
        f"{len(known)} figures from {_label(known[0])} to {_label(known[-1])}. "
        f"Lowest: {_said(low)} in {_label(low)}. Highest: {_said(high)} in {_label(high)}."
    )
