"""Linear programmes over whole numbers, exactly: fractions, and no number is ever rounded.

Small ones: a few dozen variables. A dictionary simplex (Chvátal, *Linear Programming*, 1983,
chapters 2 and 3) with Bland's rule, so that it ends; then branch and bound for whole numbers.
"""

from collections.abc import Hashable, Iterable, Mapping
from copy import copy
from fractions import Fraction
from math import ceil, floor

Var = Hashable
Form = tuple[tuple[Var, int], ...]  # a sum of variables, each with its factor
Number = int | Fraction  # whole ones stay whole, which is faster
Row = dict[int, Number]
CONSTANT = -1  # the key of a row's constant
MOST_BRANCHES = 40


def form_of(parts: Mapping[Var, int] | Iterable[Var]) -> Form:
    """A form, of variables that count once each or by their factors."""
    if not isinstance(parts, Mapping):
        parts = dict.fromkeys(parts, 1)
    return tuple((var, factor) for var, factor in parts.items() if factor)


class NoSolutionError(Exception):
    """What is told contradicts itself."""


class Dictionary:
    """Variables 0, 1, … that are not negative, some of them written in terms of the others."""

    def __init__(self, count: int) -> None:
        self.count = count  # of the variables that must be whole
        self._next = count
        self.rows: dict[int, Row] = {}

    def copied(self) -> "Dictionary":
        other = copy(self)
        other.rows = {basic: dict(row) for basic, row in self.rows.items()}
        return other

    def substituted(self, form: Row) -> Row:
        """The form with every written variable replaced by what it stands for."""
        found: Row = {CONSTANT: form.get(CONSTANT, 0)}
        for var, factor in form.items():
            if var == CONSTANT:
                continue
            if var in self.rows:
                _add(found, self.rows[var], factor)
            else:
                _add(found, {var: 1}, factor)
        return found

    def equal(self, form: Row, value: int) -> None:
        """Add: the form is the value. To be told before any ``at_least``."""
        row = self.substituted(form)
        row[CONSTANT] -= value
        free = [var for var in row if var != CONSTANT]
        if not free:
            if row[CONSTANT]:
                raise NoSolutionError
            return
        self._solve(min(free, key=lambda var: (abs(row[var]) != 1, var)), row)

    def at_least(self, form: Row, value: int) -> None:
        """Add: the form is the value or more. ``settle`` before the next question."""
        row = self.substituted(form)
        row[CONSTANT] -= value
        self.rows[self._new()] = row

    def settle(self) -> None:
        """Find a solution to start from. Raises ``NoSolutionError``."""
        worst = min(self.rows, key=lambda basic: self.rows[basic][CONSTANT], default=None)
        if worst is None or self.rows[worst][CONSTANT] >= 0:
            return
        extra = self._new()
        for row in self.rows.values():
            row[extra] = 1
        self._pivot(worst, extra)
        self._climb({CONSTANT: 0, extra: -1})
        if extra in self.rows:
            row = self.rows[extra]
            if row[CONSTANT] > 0:
                raise NoSolutionError
            free = next((var for var in row if var != CONSTANT and row[var]), None)
            if free is None:
                del self.rows[extra]
            else:
                self._pivot(extra, free)
        for row in self.rows.values():
            row.pop(extra, None)

    def most(self, form: Row) -> Number | None:
        """The greatest value of the form; None where it can be as great as one likes."""
        return self._climb(form)

    def split(self) -> tuple[int, Number] | None:
        """A variable that should be whole and is not, with its value."""
        for var, row in self.rows.items():
            if var < self.count and row[CONSTANT].denominator != 1:
                return var, row[CONSTANT]
        return None

    def solution(self) -> list[Number]:
        """The values of the variables that must be whole, as they stand."""
        return [self.rows[var][CONSTANT] if var in self.rows else 0 for var in range(self.count)]

    def _new(self) -> int:
        self._next += 1
        return self._next - 1

    def _solve(self, var: int, row: Row) -> None:
        """Write ``var`` by ``row`` = 0, and put that in its place everywhere."""
        factor = row.pop(var)
        written = {key: _over(-value, factor) for key, value in row.items()}
        for other in self.rows.values():
            if var in other:
                _add(other, written, other.pop(var))
        self.rows[var] = written

    def _pivot(self, leaves: int, enters: int) -> None:
        row = self.rows.pop(leaves)
        row[leaves] = -1
        self._solve(enters, row)

    def _climb(self, form: Row) -> Number | None:
        while True:
            goal = self.substituted(form)
            enters = min(
                (var for var, factor in goal.items() if var != CONSTANT and factor > 0),
                default=None,
            )
            if enters is None:
                return goal[CONSTANT]
            limits = [
                (_over(row[CONSTANT], -row[enters]), basic)
                for basic, row in self.rows.items()
                if row.get(enters, 0) < 0
            ]
            if not limits:
                return None
            self._pivot(min(limits)[1], enters)


def _over(value: Number, by: Number) -> Number:
    if by == 1:
        return value
    if by == -1:
        return -value
    found = Fraction(value) / by
    return found.numerator if found.denominator == 1 else found


def _add(row: Row, other: Row, factor: Number) -> None:
    for key, value in other.items():
        total = row.get(key, 0) + value * factor
        if total or key == CONSTANT:
            if total.denominator == 1:
                total = int(total)
            row[key] = total
        else:
            row.pop(key, None)


def whole_solution(given: Dictionary, form: Row, least: int) -> list[int] | None:
    """Whole numbers with which the form is ``least`` or more; None where none are found.

    Branch and bound, given up after some branches: None does not say that there are none.
    """
    first = given.copied()
    first.at_least(form, least)
    open_ones, tried = [first], 0
    while open_ones and tried < MOST_BRANCHES:
        tried += 1
        one = open_ones.pop()
        try:
            one.settle()
        except NoSolutionError:
            continue
        parted = one.split()
        if parted is None:
            return [int(value) for value in one.solution()]
        var, value = parted
        below, above = one.copied(), one
        below.at_least({var: -1}, -floor(value))
        above.at_least({var: 1}, ceil(value))
        open_ones += [below, above]
    return None
