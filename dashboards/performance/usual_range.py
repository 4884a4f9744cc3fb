"""The usual range of a series: an XmR chart, after the NHS's *Making Data Count*.

The limits are the mean ± 2.66 × the mean moving range of the baseline points. Only for discrete
quarters: rolling years overlap, so that one unusual quarter would show in four of them.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise

from core.quarters import Quarter

from .figures import as_entered
from .types import Figure, History, MeasureTerms

FACTOR = Decimal("2.66")  # 3 ÷ 1.128: of individual values, from moving ranges of two
FEWEST = 8  # points, or there are no limits
PROVISIONAL = 12  # up to so many points they are provisional; the first so many make them
RUN = 7  # points that rise, fall or stay on one side
NEAR = 3  # neighbouring points, of which two
NEAR_ENOUGH = 2  # lie beyond two thirds of the way to the same limit


class Signal(StrEnum):
    """What a point takes part in that chance alone seldom makes."""

    ABOVE = "outside, high"
    BELOW = "outside, low"
    RISING = "7 rising"
    FALLING = "7 falling"
    NEAR_UPPER = "2 of 3, high"
    NEAR_LOWER = "2 of 3, low"
    OVER_MEAN = "7 above the mean"
    UNDER_MEAN = "7 below the mean"


@dataclass(frozen=True, slots=True)
class UsualRange:
    """Where the points of a series usually lie. All in the series' own unit, not rounded."""

    mean: Decimal
    mean_range: Decimal
    lower: Decimal
    upper: Decimal
    points: int
    fixed: bool = False  # there are more points, which do not move it

    @property
    def provisional(self) -> bool:
        """Whether it rests on so few points that it may still move much."""
        return not self.fixed and self.points <= PROVISIONAL

    @property
    def varies(self) -> bool:
        """Whether there is a range at all: of points that are all the same there is none."""
        return self.mean_range > 0

    def is_outside(self, value: Decimal) -> bool:
        return value < self.lower or value > self.upper

    def is_near(self, value: Decimal, *, high: bool) -> bool:
        """Whether a value is beyond two thirds of the way from the mean to that limit."""
        if high:
            return (value - self.mean) * 3 > (self.upper - self.mean) * 2
        return (self.mean - value) * 3 > (self.mean - self.lower) * 2


Points = Sequence[Decimal | None]


def usual_range(points: Points) -> UsualRange | None:
    """The limits from baseline points; None from fewer than eight, or of which no two follow each
    other. A missing point is None: it is no 0, and no moving range reaches across it."""
    known = [point for point in points if point is not None]
    ranges = [
        abs(later - earlier)
        for earlier, later in pairwise(points)
        if earlier is not None and later is not None
    ]
    if len(known) < FEWEST or not ranges:
        return None
    mean = sum(known, Decimal(0)) / len(known)
    mean_range = sum(ranges, Decimal(0)) / len(ranges)
    return UsualRange(
        mean=mean,
        mean_range=mean_range,
        lower=mean - FACTOR * mean_range,
        upper=mean + FACTOR * mean_range,
        points=len(known),
    )


def fixed_range(points: Points) -> UsualRange | None:
    """The limits of a series: from its first twelve points, and then they stay.

    From as many as there are while there are fewer. None as ``usual_range``.
    """
    places = [place for place, point in enumerate(points) if point is not None]
    if len(places) <= PROVISIONAL:
        return usual_range(points)
    limits = usual_range(points[: places[PROVISIONAL - 1] + 1])
    return replace(limits, fixed=True) if limits else None


def signals(points: Points, limits: UsualRange) -> list[tuple[Signal, ...]]:
    """For each point what it takes part in, in the order of ``Signal``. A missing point ends
    every run."""
    found: list[set[Signal]] = [set() for _ in points]

    def mark(places: Iterable[int], signal: Signal) -> None:
        for place in places:
            found[place].add(signal)

    steps = [_sign(a, b) for a, b in pairwise(points)]
    sides = [_sign(limits.mean, point) for point in points]
    for way, high in ((1, True), (-1, False)):
        outside = [place for place, point in enumerate(points) if _beyond(point, limits, high)]
        mark(outside, Signal.ABOVE if high else Signal.BELOW)
        for first, last in _runs(steps, way, RUN - 1):  # six steps join seven points
            mark(range(first, last + 2), Signal.RISING if high else Signal.FALLING)
        for first, last in _runs(sides, way, RUN):
            mark(range(first, last + 1), Signal.OVER_MEAN if high else Signal.UNDER_MEAN)
        mark(_two_of_three(points, limits, high), Signal.NEAR_UPPER if high else Signal.NEAR_LOWER)
    return [tuple(signal for signal in Signal if signal in one) for one in found]


def _sign(one: Decimal | None, other: Decimal | None) -> int:
    """1 where the other is more, -1 where it is less, 0 where it is the same or one is missing."""
    return 0 if one is None or other is None else (other > one) - (other < one)


def _beyond(point: Decimal | None, limits: UsualRange, high: bool) -> bool:
    if point is None:
        return False
    return point > limits.upper if high else point < limits.lower


def _two_of_three(points: Points, limits: UsualRange, high: bool) -> Iterator[int]:
    """The points near one limit that stand within three neighbours of which two are near it."""
    for start in range(len(points) - NEAR + 1):
        window = range(start, start + NEAR)
        if any(points[place] is None for place in window):
            continue
        near = [
            place
            for place in window
            if (point := points[place]) is not None and limits.is_near(point, high=high)
        ]
        if len(near) >= NEAR_ENOUGH:
            yield from near


def _runs(values: Sequence[int], wanted: int, length: int) -> list[tuple[int, int]]:
    """First and last place of each unbroken run of a value that is as long at least."""
    runs: list[tuple[int, int]] = []
    for place, value in enumerate(values):
        if value != wanted:
            continue
        if runs and runs[-1][1] == place - 1:
            runs[-1] = (runs[-1][0], place)
        else:
            runs.append((place, place))
    return [(first, last) for first, last in runs if last - first + 1 >= length]


@dataclass(frozen=True, slots=True)
class Series:
    """The discrete quarters of one measure since its last series break, oldest first."""

    quarters: tuple[Quarter, ...]
    figures: tuple[Figure | None, ...]  # None where there is no sound figure of just that quarter

    @property
    def values(self) -> tuple[Decimal | None, ...]:
        """As printed."""
        return tuple(figure.value if figure else None for figure in self.figures)


def series(measure: MeasureTerms, history: History, last: Quarter) -> Series:
    """What was entered for single quarters up to ``last``, from its last series break on.

    A figure for any other period, such as a rolling year as published, is left out, and so is one
    with a quality problem.
    """
    breaks = [one.quarter for one in history.breaks if one.quarter <= last]
    start = max(breaks, default=None)
    known: dict[Quarter, Figure] = {}
    for one in history.observations:
        quarter = one.period.quarter
        if quarter is None or not one.is_entered or one.quality_problem:
            continue
        if quarter <= last and (start is None or quarter >= start):
            known[quarter] = as_entered(measure, one)  # the latest return of a quarter is believed
    if not known:
        return Series((), ())
    first = min(known)
    quarters = tuple(first + place for place in range(last - first + 1))
    return Series(quarters, tuple(known.get(quarter) for quarter in quarters))
