"""How closely can somebody work out a number that is not printed, from all that is?"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from dashboards.disclosure.linear import (
    Dictionary,
    Form,
    NoSolutionError,
    Row,
    Var,
    most_whole,
)

SMALLEST, LARGEST = 1, 4  # counts of people that can identify someone
WIDTH = 4  # between the least and the most that a secret can be


@dataclass(frozen=True, slots=True)
class Fact:
    """What is told of a sum: at least ``low``, at most ``high``; both the same: its number."""

    form: Form
    low: int | None
    high: int | None

    @classmethod
    def number(cls, form: Form, value: int) -> "Fact":
        """A number that is printed."""
        return cls(form, value, value)

    def holds(self, values: Mapping[Var, int]) -> bool | None:
        """Whether it is so; None where a variable is not known."""
        if any(var not in values for var, _ in self.form):
            return None
        total = sum(values[var] * factor for var, factor in self.form)
        return (self.low is None or self.low <= total) and (self.high is None or total <= self.high)


@dataclass(frozen=True, slots=True)
class Secret:
    """What must not be worked out: ``form`` plus ``plus`` is a small number of people.

    ``anywhere``: whether it is small is not known, or it is a difference, so only the width of what
    is left counts.
    """

    form: Form
    plus: int = 0
    anywhere: bool = False
    name: Hashable = ""


@dataclass(frozen=True, slots=True)
class Interval:
    """What a sum can be; None without a bound. Not ``sure``: perhaps less."""

    low: int | None
    high: int | None
    sure: bool = True

    def hides(self, *, anywhere: bool = False) -> bool:
        """Whether a small number within it is safe."""
        if not self.sure:
            return False
        wide = self.low is None or self.high is None or self.high - self.low >= WIDTH
        if anywhere:
            return wide
        reaches_down = self.low is None or self.low <= SMALLEST
        return wide and reaches_down and (self.high is None or self.high >= LARGEST)


class System:
    """Everything that is told, solved as far as it goes."""

    def __init__(self, facts: Iterable[Fact]) -> None:
        every = list(dict.fromkeys(facts))
        self._known: dict[Var, int] = {}
        self._wrong = False
        left = [_Told(dict(one.form), one.low, one.high) for one in every]
        self._told = self._reduced(left)
        self._parts = _components(self._told)
        self._solved: dict[int, tuple[Dictionary, dict[Var, int]] | None] = {}

    @property
    def possible(self) -> bool:
        """Whether what is told does not contradict itself."""
        for part in set(self._parts.values()):
            self._solve(part)
        return not self._wrong

    def interval(self, form: Form, plus: int = 0) -> Interval:
        """The least and the most that a sum can be."""
        if self._wrong:
            return Interval(0, 0, sure=False)
        low: int | None = plus
        high: int | None = plus
        sure = True
        by_part: dict[int, Row] = {}
        for var, factor in form:
            if var in self._known:
                low = None if low is None else low + factor * self._known[var]
                high = None if high is None else high + factor * self._known[var]
            elif (part := self._parts.get(var)) is None:  # nothing is told of it
                if factor > 0:
                    high = None
                else:
                    low = None
            else:
                by_part.setdefault(part, {})[self._index(part)[var]] = Fraction(factor)
        for part, row in by_part.items():
            found = self._of_part(part, row)
            sure = sure and found.sure
            low = None if low is None or found.low is None else low + found.low
            high = None if high is None or found.high is None else high + found.high
        return Interval(low, high, sure)

    def _index(self, part: int) -> dict[Var, int]:
        solved = self._solve(part)
        return solved[1] if solved else {}

    def _of_part(self, part: int, row: Row) -> Interval:
        solved = self._solve(part)
        if solved is None:
            return Interval(0, 0, sure=False)
        top = most_whole(solved[0], row)
        bottom = most_whole(solved[0], {var: -factor for var, factor in row.items()})
        low = None if bottom.value is None else -bottom.value
        return Interval(low, top.value, top.sure and bottom.sure)

    def _solve(self, part: int) -> tuple[Dictionary, dict[Var, int]] | None:
        if part not in self._solved:
            told = [one for one in self._told if self._parts[next(iter(one.form))] == part]
            index: dict[Var, int] = {}
            for one in told:
                for var in one.form:
                    index.setdefault(var, len(index))
            self._solved[part] = (found, index) if (found := _dictionary(told, index)) else None
            if found is None:
                index.clear()
                self._wrong = True
        return self._solved[part]

    def _reduced(self, left: "list[_Told]") -> "list[_Told]":
        """Put in what is known, until nothing more becomes known."""
        again = True
        while again:
            again, kept = False, []
            for one in left:
                one.put_in(self._known)
                if not one.form:
                    self._wrong = self._wrong or not one.fits(0)
                elif one.exact is not None and self._learn(one):
                    again = True
                else:
                    kept.append(one)
            left = kept
        return left

    def _learn(self, one: "_Told") -> bool:
        exact = one.exact
        assert exact is not None  # noqa: S101 - asked before
        if len(one.form) == 1:
            ((var, factor),) = one.form.items()
            if exact % factor or exact // factor < 0:
                self._wrong = True
            self._known[var] = max(0, exact // factor)
            return True
        if exact == 0 and all(factor > 0 for factor in one.form.values()):
            self._known.update(dict.fromkeys(one.form, 0))
            return True
        return False


@dataclass(slots=True)
class _Told:
    form: dict[Var, int]
    low: int | None
    high: int | None
    exact: int | None = field(init=False)

    def __post_init__(self) -> None:
        self.exact = self.low if self.low == self.high else None

    def put_in(self, known: Mapping[Var, int]) -> None:
        for var in [var for var in self.form if var in known]:
            part = self.form.pop(var) * known[var]
            self.low = None if self.low is None else self.low - part
            self.high = None if self.high is None else self.high - part
        self.exact = self.low if self.low == self.high else None

    def fits(self, value: int) -> bool:
        return (self.low is None or self.low <= value) and (self.high is None or value <= self.high)


def _components(told: Sequence[_Told]) -> dict[Var, int]:
    """By variable, the number of the part of the system that it belongs to."""
    parent: dict[Var, Var] = {}

    def root(var: Var) -> Var:
        parent.setdefault(var, var)
        while parent[var] != var:
            parent[var] = parent[parent[var]]
            var = parent[var]
        return var

    for one in told:
        first, *others = one.form
        top = root(first)
        for var in others:
            parent[root(var)] = top
    numbers: dict[Var, int] = {}
    return {var: numbers.setdefault(root(var), len(numbers)) for var in parent}


def _dictionary(told: Sequence[_Told], index: Mapping[Var, int]) -> Dictionary | None:
    """The facts as a dictionary with a solution; None where they contradict each other."""
    made = Dictionary(len(index))
    rows = [({index[var]: Fraction(f) for var, f in one.form.items()}, one) for one in told]
    try:
        for row, one in rows:
            if one.exact is not None:
                made.equal(row, Fraction(one.exact))
        for row, one in rows:
            if one.exact is None and one.low is not None:
                made.at_least(row, Fraction(one.low))
            if one.exact is None and one.high is not None:
                made.at_least({var: -factor for var, factor in row.items()}, Fraction(-one.high))
        made.settle()
    except NoSolutionError:
        return None
    return made


def exposed(facts: Iterable[Fact], secrets: Iterable[Secret]) -> list[Secret]:
    """The secrets that can be worked out, or told apart from too few other numbers."""
    system = System(facts)
    return [
        one
        for one in secrets
        if not system.interval(one.form, one.plus).hides(anywhere=one.anywhere)
    ]
