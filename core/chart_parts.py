"""Scales, measures and markup for ``core.charts``. Plain Python; lengths are SVG user units."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from textwrap import wrap
from typing import Final
from xml.sax.saxutils import escape, quoteattr

INK: Final = "#0b0c0c"
FONT: Final = "Arial, Helvetica, sans-serif"
FONT_SIZE: Final = 15
LINE_HEIGHT: Final = 18
_WIDTHS: Final = {  # of Arial's letters at FONT_SIZE, a little generous
    **dict.fromkeys("mMwW%@", 14),
    **dict.fromkeys("ABCDEFGHIJKLNOPQRSTUVXYZ&+\u2212", 11),
    **dict.fromkeys(" .,:;'|!ijltfr()[]/-", 5),
}

_NOT_XML = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Axis:
    """Evenly spaced tick values, lowest first; the first and last are the ends of the axis."""

    ticks: tuple[Decimal, ...]

    @property
    def low(self) -> Decimal:
        return self.ticks[0]

    @property
    def high(self) -> Decimal:
        return self.ticks[-1]

    @property
    def includes_zero(self) -> bool:
        return self.low <= 0 <= self.high

    @property
    def decimals(self) -> int:
        """How many decimals it takes to print every tick exactly."""
        exponent = (self.ticks[1] - self.ticks[0]).normalize().as_tuple().exponent
        return max(0, -exponent) if isinstance(exponent, int) else 0


def axis_for(values: Sequence[Decimal], decimals: int, from_zero: bool | None = None) -> Axis:
    """An axis in steps of 1, 2 or 5 (times a power of ten) that holds every value.

    It starts at zero unless the values would then fill less than two fifths of it;
    ``from_zero`` decides otherwise. No step is finer than ``decimals`` allows.
    """
    low, high = (min(values), max(values)) if values else (Decimal(0), Decimal(1))
    furthest = max(abs(low), abs(high))
    if from_zero is None:
        from_zero = high == low or (high - low) * 5 >= furthest * 2
    if from_zero:
        low, high = min(low, Decimal(0)), max(high, Decimal(0))
    if low == high:
        high = low + max(Decimal(1), Decimal(1).scaleb(-decimals))
    step = max(_nice((high - low) / 5), Decimal(1).scaleb(-decimals))
    first = (low / step).to_integral_value(ROUND_FLOOR)
    last = (high / step).to_integral_value(ROUND_CEILING)
    # A value on the edge would hide its line behind the axis, or its label above the chart.
    first -= first * step == low and low != 0
    last += last * step == high and high != 0
    return Axis(tuple(step * (first + place) for place in range(int(last - first) + 1)))


def _nice(size: Decimal) -> Decimal:
    """The smallest of 1, 2 or 5 times a power of ten that is at least ``size``."""
    power = Decimal(1).scaleb(size.adjusted())
    return next(power * factor for factor in (1, 2, 5, 10) if power * factor >= size)


def text_width(text: str) -> Decimal:
    return Decimal(sum(_WIDTHS.get(letter, 9) for letter in text))


def wrapped(text: str, width: Decimal) -> list[str]:
    """The text in lines no wider than ``width``, at least one."""
    letters = max(6, int(width * len(text) / max(text_width(text), Decimal(1))))
    return wrap(text, letters) or [""]


def spread(places: Sequence[Decimal], heights: Sequence[int], top: Decimal) -> list[Decimal]:
    """Move label centres apart so that labels of these heights, in this order, do not overlap.

    ``places`` must ascend. The labels stay near where they were and below ``top``.
    """
    moved = list(places)
    for _ in range(len(moved) * 4):
        for upper, lower in zip(range(len(moved) - 1), range(1, len(moved)), strict=True):
            overlap = (heights[upper] + heights[lower]) / Decimal(2) - (moved[lower] - moved[upper])
            if overlap > 0:
                moved[upper] -= overlap / 2
                moved[lower] += overlap / 2
    for index, height in enumerate(heights):
        lowest = moved[index - 1] + (heights[index - 1] + height) / Decimal(2) if index else top
        moved[index] = max(moved[index], lowest)
    return moved


def number(value: Decimal | int) -> str:
    """A coordinate, to a tenth of a unit."""
    return f"{Decimal(value).quantize(Decimal('0.1')).normalize() + 0:f}"


def element(name: str, content: str | None = None, /, **attributes: Decimal | int | str) -> str:
    """An element with presentation attributes only; ``_`` in a name stands for ``-``."""
    written = "".join(
        f" {key.rstrip('_').replace('_', '-')}="
        + quoteattr(value if isinstance(value, str) else number(value))
        for key, value in attributes.items()
    )
    return f"<{name}{written}/>" if content is None else f"<{name}{written}>{content}</{name}>"


def plain(text: str) -> str:
    """Text for an element: escaped, without the characters that XML has no place for."""
    return escape(_NOT_XML.sub("", text))


def picture(
    body: str, *, chart_id: str, title: str, description: str, width: int, height: Decimal | int
) -> str:
    """A whole chart, with the title and description that a screen reader says in its place."""
    return element(
        "svg",
        element("title", plain(title), id=f"{chart_id}-title")
        + element("desc", plain(description), id=f"{chart_id}-desc")
        + body,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {width} {number(height)}",
        width="100%",
        role="img",
        aria_labelledby=f"{chart_id}-title {chart_id}-desc",
        font_family=FONT,
        font_size=FONT_SIZE,
        fill=INK,
    )


def text_lines(
    lines: Sequence[str], x: Decimal, y: Decimal, **attributes: Decimal | int | str
) -> str:
    """Horizontal lines of text, the first with its baseline at ``y``."""
    return "".join(
        element("text", plain(line), x=x, y=y + place * LINE_HEIGHT, **attributes)
        for place, line in enumerate(lines)
    )
