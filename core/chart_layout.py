"""Where everything stands on a line chart: for ``core.charts`` only. Plain Python."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from core.chart_parts import LINE_HEIGHT, Axis, axis_for, text_width, wrapped
from core.numbers import format_value

SERIES: Final = "#12436D"
TARGET: Final = "#801650"
COMPARATOR: Final = "#6b7276"
GREY: Final = "#505a5f"

NOT_FROM_ZERO: Final = "The axis does not start at zero."
_LABEL_WIDTH: Final = Decimal(125)  # of the labels at the right end, before they wrap


@dataclass(frozen=True, slots=True)
class Point:
    """One period: its label (``Q4 2014/15``) and value, ``None`` where there is no figure."""

    label: str
    value: Decimal | None
    provisional: bool = False


@dataclass(frozen=True, slots=True)
class TargetLine:
    """A target: one value for the whole chart or one per point (``None``: no target then).

    ``stepped`` holds each value for its own period; otherwise the line slopes from one to the
    next. ``label`` stands at the right end, such as ``Target 5.50``.
    """

    label: str
    values: Decimal | Sequence[Decimal | None]
    stepped: bool = False


@dataclass(frozen=True, slots=True)
class Band:
    """A pale band between two values, such as the usual range, from the point ``start`` on."""

    label: str
    low: Decimal
    high: Decimal
    start: int = 0


@dataclass(frozen=True, slots=True)
class Comparator:
    """A thinner grey line, one value per point."""

    label: str
    values: Sequence[Decimal | None]


@dataclass(slots=True)
class Chart:
    """Everything one chart is drawn from, and where things are on it."""

    points: Sequence[Point]
    target: TargetLine | None
    breaks: Mapping[int, str]
    band: Band | None
    comparators: Sequence[Comparator]
    decimals: int
    percent: bool
    pounds: bool
    width: int
    height: int
    axis: Axis = field(init=False)
    left: Decimal = field(init=False)
    right: Decimal = field(init=False)
    top: Decimal = field(init=False)
    bottom: Decimal = field(init=False)

    def lay_out(self, from_zero: bool | None) -> None:
        self.axis = axis_for(self._every_value(), self.decimals, from_zero)
        self.left = 12 + max(text_width(self.printed_tick(tick)) for tick in self.axis.ticks)
        labels = [line for label in self.end_labels() for line in label.lines]
        self.right = self.width - 18 - max(map(text_width, labels), default=Decimal(0))
        self.top = Decimal(14 + LINE_HEIGHT * sum(len(rows) for _, rows, _ in self.break_labels()))
        notes = LINE_HEIGHT * len(self.notes())
        self.bottom = Decimal(self.height - 14 - 2 * LINE_HEIGHT - (notes + 8 if notes else 0))

    def _every_value(self) -> list[Decimal]:
        values = [point.value for point in self.points]
        values += [value for other in self.comparators for value in other.values]
        values += self.target_values()
        values += [self.band.low, self.band.high] if self.band else []
        return [value for value in values if value is not None]

    def target_values(self) -> list[Decimal | None]:
        if self.target is None:
            return []
        if isinstance(self.target.values, Decimal):
            return [self.target.values] * len(self.points)
        return list(self.target.values)

    def x(self, index: int) -> Decimal:
        if len(self.points) < 2:
            return (self.left + self.right) / 2
        margin = min(Decimal(20), (self.right - self.left) / (2 * len(self.points)))
        return self.left + margin + index * self.step()

    def step(self) -> Decimal:
        """The distance from one point to the next."""
        room = self.right - self.left
        if len(self.points) < 2:
            return room
        margin = min(Decimal(20), room / (2 * len(self.points)))
        return (room - 2 * margin) / (len(self.points) - 1)

    def y(self, value: Decimal) -> Decimal:
        share = (value - self.axis.low) / (self.axis.high - self.axis.low)
        return self.bottom - share * (self.bottom - self.top)

    def printed(self, value: Decimal) -> str:
        return format_value(value, self.decimals, percent=self.percent, pounds=self.pounds)

    def printed_tick(self, value: Decimal) -> str:
        return format_value(value, self.axis.decimals, percent=self.percent, pounds=self.pounds)

    def notes(self) -> list[str]:
        values = [point.value for point in self.points]
        notes = []
        if any(point.provisional and point.value is not None for point in self.points):
            notes.append("Hollow marker: provisional.")
        if None in values and any(value is not None for value in values):
            notes.append("Gap: no figure.")
        if not self.axis.includes_zero:
            notes.append(NOT_FROM_ZERO)
        return wrapped(" ".join(notes), Decimal(self.width - 20)) if notes else []

    def end_labels(self) -> list["EndLabel"]:
        """What stands at the right end of the lines, by value from the top down."""
        labels = [
            EndLabel(other.label, latest(other.values), COMPARATOR) for other in self.comparators
        ]
        if self.target:
            labels.append(EndLabel(self.target.label, latest(self.target_values()), TARGET))
        if self.band:
            labels.append(EndLabel(self.band.label, (self.band.low + self.band.high) / 2, GREY))
        if len(self.points) > 1 and (last := self.points[-1].value) is not None:
            labels.append(EndLabel(self.printed(last), last, SERIES, "bold"))
        found = [label for label in labels if label.value is not None]
        return sorted(found, key=lambda label: label.value or Decimal(0), reverse=True)

    def break_labels(self) -> list[tuple[Decimal, list[str], str]]:
        """Where each series break stands, its label in lines, and the side the label is on.

        Labels take room from the curve. Where they would take more than half of the height, the
        earlier breaks keep their line and lose their label.
        """
        found = []
        room_above = self.height // (2 * LINE_HEIGHT)
        for index, label in sorted(self.breaks.items(), reverse=True):
            x = max(self.left + 1, self.x(index) - self.step() / 2) if index else self.left + 1
            after = self.width - x
            anchor = "start" if after >= x or text_width(label) <= after else "end"
            room = after if anchor == "start" else x
            lines = wrapped(label, room - 12)
            lines = lines if len(lines) <= room_above else []
            room_above = room_above - len(lines) if lines else 0
            found.append((x, lines, anchor))
        return found[::-1]


@dataclass(frozen=True, slots=True)
class EndLabel:
    text: str
    value: Decimal | None
    colour: str
    weight: str = "normal"

    @property
    def lines(self) -> list[str]:
        return wrapped(self.text, _LABEL_WIDTH)


def latest(values: Sequence[Decimal | None]) -> Decimal | None:
    return next((value for value in reversed(values) if value is not None), None)
