"""Somebody with all the published dashboards, time, and none of the product's own code.

Looks for other worlds: numbers of people for every indicator and quarter, under which each
published dashboard would say what it says. What is the same in every world is known to them.
Brute force over whole numbers, with bounds to cut it short.
"""

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from core.quarters import Period
from dashboards.types import Cell, Row
from targets.terms import Rag, Travel

MOST = 60  # no number of people in these tests is greater
PATIENCE = 150  # steps of a search
TRIES = 6  # searches, each in another order
Var = tuple[int, int]  # which indicator, which quarter
Range = tuple[int, int]
Terms = tuple[tuple[Var, int], ...]


class TooLongError(Exception):
    """The search was given up."""


@dataclass(frozen=True)
class Check:
    """Something that two sums (or one, twice) must pass; ``open`` says whether they still can."""

    first: tuple[Var, ...]
    second: tuple[Var, ...]
    open: Callable[[Range, Range], bool]


@dataclass
class Puzzle:
    """Sums that are known, and tests that a world must pass.

    ``hint``: in which order to look, nothing else.
    """

    sums: dict[Terms, Range] = field(default_factory=dict)
    tests: list[Check] = field(default_factory=list)
    hint: dict[Var, int] = field(default_factory=dict)
    tried: int = 0
    dice: random.Random | None = None

    def sum(self, terms: Iterable[tuple[Var, int]], low: int, high: int) -> None:
        key = tuple(sorted(terms))
        before = self.sums.get(key, (-(10**6), 10**6))
        self.sums[key] = max(low, before[0]), min(high, before[1])

    def possible(self, var: Var, value: int) -> bool:
        """Whether there is a world with this number."""
        every = {one for key in self.sums for one, _ in key}
        every |= {one for test in self.tests for one in (*test.first, *test.second)} | {var}
        bounds = dict.fromkeys(every, (0, MOST))
        if not self._tighten(bounds):
            raise AssertionError("What is published contradicts itself.")
        joined = self._joined(bounds, var)
        bounds.update({one: (self.hint[one],) * 2 for one in every - joined})
        low, high = bounds[var]
        if not low <= value <= high:
            return False
        for number in range(TRIES):
            self.tried, self.dice = 0, random.Random(number) if number else None
            try:
                return self._search({**bounds, var: (value, value)})
            except TooLongError:
                continue
        raise TooLongError

    def _joined(self, bounds: dict[Var, Range], var: Var) -> set[Var]:
        """What the number could depend on; the rest is as it is, for there is such a world."""
        groups = [[one for one, _ in key] for key in self.sums]
        groups += [[*test.first, *test.second] for test in self.tests]
        open_ones = [{one for one in group if len(set(bounds[one])) > 1} for group in groups]
        found = {var}
        while True:
            more = set().union(found, *(group for group in open_ones if group & found))
            if more == found:
                return found
            found = more

    def values(self, var: Var, upto: int = 6) -> set[int]:
        return {value for value in range(upto + 1) if self.possible(var, value)}

    def _search(self, bounds: dict[Var, Range]) -> bool:
        self.tried += 1
        if self.tried > PATIENCE:
            raise TooLongError
        if not self._tighten(bounds):
            return False
        open_ones = [var for var, (low, high) in bounds.items() if low != high]
        if not open_ones:
            return True
        var = min(open_ones, key=lambda one: (bounds[one][1] - bounds[one][0], one))
        if self.dice and self.dice.random() < 0.5:
            var = self.dice.choice(open_ones)
        low, high = bounds[var]
        near = self.hint.get(var, low)
        if self.dice:
            near = min(high, max(low, near + self.dice.randint(-3, 6)))
        for value in sorted(range(low, high + 1), key=lambda one: abs(one - near)):
            if self._search({**bounds, var: (value, value)}):
                return True
        return False

    def _tighten(self, bounds: dict[Var, Range]) -> bool:
        """Narrow every number to what the others leave of it, until nothing moves."""
        again = True
        while again:
            before = dict(bounds)
            for terms, (low, high) in self.sums.items():
                if not _narrow(bounds, terms, low, high):
                    return False
            for test in self.tests:
                first, second = _range(bounds, test.first), _range(bounds, test.second)
                if not test.open(first, second):
                    return False
                a = _ends(first, lambda one, other=second, t=test: t.open(one, other))
                b = _ends(second, lambda one, other=first, t=test: t.open(other, one))
                for of, (low, high) in ((test.first, a), (test.second, b)):
                    if not _narrow(bounds, tuple((var, 1) for var in of), low, high):
                        return False
            again = before != bounds
        return True


def _ends(given: Range, can: Callable[[Range], bool]) -> Range:
    low, high = given
    while low < high and not can((low, low)):
        low += 1
    while low < high and not can((high, high)):
        high -= 1
    return low, high


def _narrow(bounds: dict[Var, Range], terms: Terms, low: int, high: int) -> bool:
    """Each term (every factor is 1 or -1) to what the others leave of the sum."""
    least = sum(bounds[v][0] if f > 0 else -bounds[v][1] for v, f in terms)
    most = sum(bounds[v][1] if f > 0 else -bounds[v][0] for v, f in terms)
    if least > high or most < low:
        return False
    for var, factor in terms:
        a, b = bounds[var]
        if factor > 0:
            new = max(a, low - (most - b)), min(b, high - (least - a))
        else:
            new = max(a, (least + b) - high), min(b, (most + a) - low)
        if new[0] > new[1]:
            return False
        if factor > 0:
            least, most = least + new[0] - a, most + new[1] - b
        else:
            least, most = least + b - new[1], most + a - new[0]
        bounds[var] = new
    return True


def _range(bounds: dict[Var, Range], sum_of: tuple[Var, ...]) -> Range:
    return sum(bounds[one][0] for one in sum_of), sum(bounds[one][1] for one in sum_of)


def variables(row: Row, period: Period) -> list[tuple[Var, int]]:
    return [((row.measure_id, quarter.index), 1) for quarter in period.quarters]


def read(puzzle: Puzzle, row: Row) -> None:
    """Everything that a row of a count says, wherever it says it."""
    direction = row.direction
    for one in (row.latest, row.previous, direction.long.earlier, direction.short.earlier):
        _number(puzzle, row, one.period, one.value)
    for point in row.history:
        _number(puzzle, row, point.period, point.value)
    for move in (direction.long, direction.short):
        _arrow(puzzle, row, row.latest, move.earlier, move.travel)
    _rating(puzzle, row)


def _number(puzzle: Puzzle, row: Row, period: Period, value: Decimal | None) -> None:
    if value is not None:
        puzzle.sum(variables(row, period), int(value), int(value))


def _arrow(puzzle: Puzzle, row: Row, now: Cell, before: Cell, travel: Travel) -> None:
    """About the same is within 10%."""
    if travel is Travel.NOT_COMPARABLE:
        return
    later = tuple(var for var, _ in variables(row, now.period))
    earlier = tuple(var for var, _ in variables(row, before.period))
    better_up = row.polarity == "higher"
    up = (travel is Travel.BETTER) == better_up
    if travel in (Travel.UP, Travel.DOWN):
        up = travel is Travel.UP

    def can(a: Range, b: Range) -> bool:
        if travel is Travel.SAME:
            return any(a[0] * 10 <= 11 * n and 9 * n <= a[1] * 10 for n in range(b[0], b[1] + 1))
        return a[1] * 10 > 11 * b[0] if up else a[0] * 10 < 9 * b[1]

    puzzle.tests.append(Check(later, earlier, can))


def _rating(puzzle: Puzzle, row: Row) -> None:
    """Amber is within 5% of a printed target of a number or less, or or more."""
    if row.rating.computed is None or row.expected is None:
        return
    level, rag = row.expected, row.rating.computed
    sense = -1 if row.expected_text.endswith("or lower") else 1
    now = tuple(var for var, _ in variables(row, row.latest.period))

    def rated(number: int) -> Rag:
        gap = sense * (number - level)
        if gap >= 0:
            return Rag.GREEN
        return Rag.AMBER if -gap * 100 <= abs(level) * 5 else Rag.RED

    def can(a: Range, _: Range) -> bool:
        return any(rated(number) is rag for number in range(a[0], min(a[1], 200) + 1))

    puzzle.tests.append(Check(now, now, can))
