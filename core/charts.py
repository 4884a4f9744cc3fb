"""Line charts and sparklines as SVG text, for the page and the printed paper alike.

Plain Python. Presentation attributes only, no style and no class: a strict content security
policy allows them, and page styles do not reach an SVG in a printed paper.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from core.chart_layout import (
    COMPARATOR,
    GREY,
    NOT_FROM_ZERO,
    SERIES,
    TARGET,
    Band,
    Chart,
    Comparator,
    Point,
    TargetLine,
)
from core.chart_parts import (
    FONT_SIZE,
    INK,
    LINE_HEIGHT,
    element,
    number,
    picture,
    spread,
    text_lines,
    text_width,
)

__all__ = [
    "NOT_FROM_ZERO",
    "Band",
    "Comparator",
    "Point",
    "Svg",
    "TargetLine",
    "line_chart",
    "sparkline",
]

RULE: Final = "#d9dcde"
BAND: Final = "#e4ecf2"
PAPER: Final = "#ffffff"
NO_FIGURES: Final = "No figures yet"
_IDENTIFIER = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
_NO_BREAKS: Final[Mapping[int, str]] = MappingProxyType({})


class Svg(str):
    """The markup of a chart. Every text in it is escaped already."""

    __slots__ = ("starts_at_zero",)
    starts_at_zero: bool

    def __new__(cls, markup: str, *, starts_at_zero: bool = True) -> "Svg":
        drawing = super().__new__(cls, markup)
        drawing.starts_at_zero = starts_at_zero
        return drawing


def line_chart(
    points: Sequence[Point],
    *,
    chart_id: str,
    title: str,
    description: str,
    target: TargetLine | None = None,
    breaks: Mapping[int, str] = _NO_BREAKS,
    band: Band | None = None,
    comparators: Sequence[Comparator] = (),
    decimals: int = 0,
    percent: bool = False,
    pounds: bool = False,
    from_zero: bool | None = None,
    width: int = 640,
    height: int = 340,
) -> Svg:
    """A line with markers over evenly spaced periods, oldest first.

    ``chart_id`` must be unique on its page. ``breaks`` gives the label of each series break by
    the index of the first point after it; no line crosses one. A missing value is a gap, a
    provisional one a hollow marker. The result says in ``starts_at_zero`` whether its axis does.
    Raises ``ValueError`` for an identifier that is not one or lists of different lengths.
    """
    if not _IDENTIFIER.fullmatch(chart_id):
        raise ValueError(f"“{chart_id}” cannot be the identifier of a chart.")
    chart = Chart(
        points, target, breaks, band, comparators, decimals, percent, pounds, width, height
    )
    series = [chart.target_values(), *(list(other.values) for other in comparators)]
    if any(len(values) not in (0, len(points)) for values in series):
        raise ValueError("Every line of a chart needs a value, or None, for each of its points.")
    if any(not 0 <= index < len(points) for index in (*breaks, *([band.start] if band else []))):
        raise ValueError("A series break, or a band, needs a point after it.")
    body = "".join(_draw(chart, from_zero)) if points else _nothing(width, height)
    markup = picture(
        body, chart_id=chart_id, title=title, description=description, width=width, height=height
    )
    return Svg(markup, starts_at_zero=not points or chart.axis.includes_zero)


def sparkline(
    values: Sequence[Decimal | None],
    *,
    breaks: Sequence[int] = (),
    width: int = 120,
    height: int = 28,
) -> Svg:
    """A small decorative line, hidden from screen readers: the figures must stand beside it.

    For screens only; a printed paper would tag it as a picture without a text.
    """
    known = [value for value in values if value is not None] or [Decimal(0)]
    low, high = min(known), max(known)
    step = Decimal(width - 10) / max(1, len(values) - 1)

    def place(index: int, value: Decimal) -> tuple[Decimal, Decimal]:
        share = (value - low) / (high - low) if high > low else Decimal("0.5")
        return 5 + index * step, height - 5 - share * (height - 10)

    drawn = [
        _path([place(index, value) for index, value in run], SERIES, stroke_width=2)
        for run in _runs(values, breaks)
    ]
    for run in _runs(values, breaks):
        if len(run) == 1:
            x, y = place(*run[0])
            drawn.append(element("circle", cx=x, cy=y, r="1.5", fill=SERIES))
    if latest := [(index, value) for index, value in enumerate(values) if value is not None]:
        x, y = place(*latest[-1])
        drawn.append(element("circle", cx=x, cy=y, r=3, fill=SERIES))
    return Svg(
        element(
            "svg",
            "".join(drawn),
            xmlns="http://www.w3.org/2000/svg",
            viewBox=f"0 0 {width} {height}",
            width=width,
            height=height,
            aria_hidden="true",
            focusable="false",
        )
    )


def _nothing(width: int, height: int) -> str:
    return text_lines(
        [NO_FIGURES], Decimal(width) / 2, Decimal(height) / 2, text_anchor="middle", fill=GREY
    )


def _draw(chart: Chart, from_zero: bool | None) -> Iterator[str]:
    """The parts of a chart, those at the back first."""
    chart.lay_out(from_zero)
    yield from _axes(chart)
    yield from _period_labels(chart)
    yield from _break_lines(chart)
    for other in chart.comparators:
        for run in _runs(other.values, chart.breaks):
            places = [(chart.x(index), chart.y(value)) for index, value in run]
            yield _path(places, COMPARATOR, stroke_width=2)
    yield from _target(chart)
    yield from _series(chart)
    yield from _end_labels(chart)
    notes_top = chart.height - 10 - LINE_HEIGHT * Decimal(len(chart.notes()) - 1)
    yield text_lines(chart.notes(), Decimal(10), notes_top, fill=GREY)


def _axes(chart: Chart) -> Iterator[str]:
    if chart.band:
        top, bottom = chart.y(chart.band.high), chart.y(chart.band.low)
        left = chart.x(chart.band.start) - chart.step() / 2 if chart.band.start else chart.left
        room = chart.right - left
        yield element("rect", x=left, y=top, width=room, height=bottom - top, fill=BAND)
        for edge in (top, bottom):
            yield _path([(left, edge), (chart.right, edge)], COMPARATOR, stroke_width=1)
    for tick in chart.axis.ticks:
        y = chart.y(tick)
        base = tick == 0 or (tick == chart.axis.low and not chart.axis.includes_zero)
        colour = GREY if base else RULE
        yield _path([(chart.left, y), (chart.right, y)], colour, stroke_width=1)
        yield text_lines(
            [chart.printed_tick(tick)], chart.left - 8, y + 5, text_anchor="end", fill=GREY
        )


def _period_labels(chart: Chart) -> Iterator[str]:
    """As many labels as fit, each in up to two lines; the latest period always has one."""
    labels = [_in_two(point.label) for point in chart.points]
    widest = max(text_width(line) for lines in labels for line in lines) + 10
    every = next(
        (size for size in (1, 2, *range(4, len(labels), 4)) if size * chart.step() >= widest),
        len(labels),
    )
    for index, lines in enumerate(labels):
        x = chart.x(index)
        labelled = (len(labels) - 1 - index) % every == 0
        length = 7 if labelled else 4
        yield _path([(x, chart.bottom), (x, chart.bottom + length)], GREY, stroke_width=1)
        if labelled:
            half = max(map(text_width, lines)) / 2
            middle = min(max(x, half), chart.width - half)
            yield text_lines(
                lines, middle, chart.bottom + 8 + FONT_SIZE, text_anchor="middle", fill=GREY
            )


def _in_two(label: str) -> list[str]:
    """``Q4 2014/15`` as ``Q4`` over ``2014/15``; a label without a year stays whole."""
    found = re.fullmatch(r"(.*\S)\s+(\S*\d{4}\S*)", label)
    return [found[1], found[2]] if found else [label]


def _break_lines(chart: Chart) -> Iterator[str]:
    y = Decimal(4 + FONT_SIZE)
    for x, lines, anchor in chart.break_labels():
        top = y - FONT_SIZE
        yield _path([(x, top), (x, chart.bottom)], INK, stroke_width="1.5", stroke_dasharray="2 3")
        if lines:
            beside = x + 6 if anchor == "start" else x - 6
            yield text_lines(lines, beside, y, text_anchor=anchor)
        y += LINE_HEIGHT * len(lines)


def _target(chart: Chart) -> Iterator[str]:
    if chart.target is None:
        return
    half = chart.step() / 2
    for run in _runs(chart.target_values(), ()):
        places = [(chart.x(index), chart.y(value)) for index, value in run]
        if isinstance(chart.target.values, Decimal):
            places = [(chart.left, places[0][1]), (chart.right, places[0][1])]
        elif chart.target.stepped or len(places) == 1:
            places = [
                (min(max(x + side, chart.left), chart.right), y)
                for x, y in places
                for side in (-half, half)
            ]
        yield _path(places, TARGET, stroke_width=2, stroke_dasharray="8 5")


def _series(chart: Chart) -> Iterator[str]:
    values = [point.value for point in chart.points]
    for run in _runs(values, chart.breaks):
        places = [(chart.x(index), chart.y(value)) for index, value in run]
        yield _path(places, SERIES, stroke_width=3)
    radius = Decimal("4.5") if len(values) <= 30 else Decimal(3)
    latest = None
    for index, point in enumerate(chart.points):
        if point.value is None:
            continue
        x, y = chart.x(index), chart.y(point.value)
        fill = PAPER if point.provisional else SERIES
        yield element("circle", cx=x, cy=y, r=radius, fill=fill, stroke=SERIES, stroke_width=2)
        latest = point.value, x, y
    if latest and (values[-1] is None or len(values) == 1):  # it has no label at the right end
        value, x, y = latest
        yield text_lines(
            [chart.printed(value)], x, y - 12, text_anchor="middle", fill=SERIES, font_weight="bold"
        )


def _end_labels(chart: Chart) -> Iterator[str]:
    labels = chart.end_labels()
    heights = [LINE_HEIGHT * len(label.lines) for label in labels]
    wanted = [chart.y(label.value) for label in labels if label.value is not None]
    for label, height, middle in zip(
        labels, heights, spread(wanted, heights, chart.top), strict=True
    ):
        y = middle - height / Decimal(2) + FONT_SIZE - 2
        yield text_lines(
            label.lines, chart.right + 8, y, fill=label.colour, font_weight=label.weight
        )


def _runs(
    values: Sequence[Decimal | None], breaks: Sequence[int] | Mapping[int, str]
) -> list[list[tuple[int, Decimal]]]:
    """The stretches of neighbouring values that a line may join, with their indexes."""
    runs: list[list[tuple[int, Decimal]]] = []
    for index, value in enumerate(values):
        if value is None:
            continue
        if runs and runs[-1][-1][0] == index - 1 and index not in breaks:
            runs[-1].append((index, value))
        else:
            runs.append([(index, value)])
    return runs


def _path(
    places: Sequence[tuple[Decimal, Decimal]], colour: str, **attributes: Decimal | int | str
) -> str:
    """A line through the places; nothing for fewer than two."""
    if len(places) < 2:
        return ""
    points = " ".join(f"{number(x)},{number(y)}" for x, y in places)
    return element("polyline", points=points, fill="none", stroke=colour, **attributes)
