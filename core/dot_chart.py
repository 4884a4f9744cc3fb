"""Areas beside each other as dots on a scale, as SVG text. As ``core.charts``: plain Python."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from core.chart_layout import COMPARATOR, GREY, SERIES
from core.chart_parts import (
    FONT_SIZE,
    INK,
    LINE_HEIGHT,
    Axis,
    axis_for,
    element,
    number,
    picture,
    text_lines,
    text_width,
    wrapped,
)
from core.charts import RULE, Svg
from core.numbers import format_value

ROW: Final = 26  # height of a row whose name takes one line
WIDEST_NAME: Final = Decimal("0.42")  # of the width
RADIUS, OWN_RADIUS = 5, 7


@dataclass(frozen=True, slots=True)
class Dot:
    """One row: its name, the value (None: no figure) and how that is printed."""

    name: str
    text: str
    value: Decimal | None
    own: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """A value with a name that every row is seen against."""

    label: str
    value: Decimal


@dataclass(frozen=True, slots=True)
class _Place:
    """Where everything stands."""

    axis: Axis
    left: Decimal
    right: Decimal
    top: Decimal
    tops: tuple[Decimal, ...]  # of each row
    bottom: Decimal
    lines: tuple[tuple[str, ...], ...]  # of each name

    def x(self, value: Decimal) -> Decimal:
        share = (value - self.axis.low) / (self.axis.high - self.axis.low)
        return self.left + share * (self.right - self.left)


def dot_chart(
    dots: Sequence[Dot],
    *,
    chart_id: str,
    title: str,
    description: str,
    mark: Mark | None = None,
    decimals: int = 0,
    percent: bool = False,
    width: int = 720,
) -> Svg:
    """A row for each area in the order given: name, dot, value. The own area is dark and bold.

    ``mark`` is a labelled line through all rows, such as the average. The result says in
    ``starts_at_zero`` whether its axis does.
    """
    values = [dot.value for dot in dots if dot.value is not None]
    values += [mark.value] if mark else []
    place = _lay_out(dots, values, decimals, width, has_mark=mark is not None)
    body = "".join(_draw(dots, place, mark, decimals, percent=percent))
    height = place.bottom + FONT_SIZE + 14
    markup = picture(
        body, chart_id=chart_id, title=title, description=description, width=width, height=height
    )
    return Svg(markup, starts_at_zero=place.axis.includes_zero)


def _lay_out(
    dots: Sequence[Dot], values: Sequence[Decimal], decimals: int, width: int, *, has_mark: bool
) -> _Place:
    most = Decimal(width) * WIDEST_NAME
    names = max((min(text_width(dot.name) * Decimal("1.08"), most) for dot in dots), default=most)
    lines = tuple(tuple(wrapped(dot.name, names)) for dot in dots)
    texts = max((text_width(dot.text) for dot in dots), default=Decimal(0))
    top = Decimal(LINE_HEIGHT + 10 if has_mark else 6)
    tops, y = [], top
    for one in lines:
        tops.append(y)
        y += ROW + (len(one) - 1) * LINE_HEIGHT
    return _Place(
        axis=axis_for(values, decimals),
        left=names + 18,
        right=Decimal(width) - texts - 22,
        top=top,
        tops=tuple(tops),
        bottom=y,
        lines=lines,
    )


def _draw(
    dots: Sequence[Dot], place: _Place, mark: Mark | None, decimals: int, *, percent: bool
) -> Iterator[str]:
    yield from _axis(place, percent=percent)
    if mark:
        x = place.x(mark.value)
        yield element(
            "path", d=f"M{number(x)} {number(place.top)}V{number(place.bottom)}",
            stroke=COMPARATOR, stroke_width=2, stroke_dasharray="6 4", fill="none",
        )  # fmt: skip
        half = text_width(mark.label) / 2
        middle = min(max(x, half), place.right + half)
        yield text_lines([mark.label], middle, Decimal(FONT_SIZE), text_anchor="middle", fill=GREY)
    for dot, top, lines in zip(dots, place.tops, place.lines, strict=True):
        yield from _row(dot, top, lines, place)


def _axis(place: _Place, *, percent: bool) -> Iterator[str]:
    last = -Decimal(1000)
    for tick in place.axis.ticks:
        x = place.x(tick)
        yield element(
            "path", d=f"M{number(x)} {number(place.top)}V{number(place.bottom)}",
            stroke=GREY if tick == 0 else RULE, stroke_width=1, fill="none",
        )  # fmt: skip
        label = format_value(tick, place.axis.decimals, percent=percent)
        if x - last >= text_width(label) + 8:
            last = x
            yield text_lines(
                [label], x, place.bottom + FONT_SIZE + 4, text_anchor="middle", fill=GREY
            )


def _row(dot: Dot, top: Decimal, lines: Sequence[str], place: _Place) -> Iterator[str]:
    middle = top + Decimal(ROW + (len(lines) - 1) * LINE_HEIGHT) / 2
    weight = "bold" if dot.own else "normal"
    yield text_lines(lines, Decimal(4), top + 18, font_weight=weight)
    yield element(
        "path", d=f"M{number(place.left)} {number(middle)}H{number(place.right)}",
        stroke=RULE, stroke_width=1, fill="none",
    )  # fmt: skip
    if dot.value is not None:
        yield element(
            "circle", cx=place.x(dot.value), cy=middle, r=OWN_RADIUS if dot.own else RADIUS,
            fill=SERIES if dot.own else COMPARATOR,
        )  # fmt: skip
    yield text_lines(
        [dot.text], place.right + 14, middle + 5, font_weight=weight,
        fill=INK if dot.value is not None else GREY,
    )  # fmt: skip
