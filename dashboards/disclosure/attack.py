"""How closely can somebody work out a number that is not printed, from all that is?"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import floor

from dashboards.disclosure.linear import (
    Dictionary,
    Form,
    NoSolutionError,
    Row,
    Var,
    whole_solution,
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


def is_few(count: int | None) -> bool:
    """Whether a number of people is from 1 to 4."""
    return count is not None and SMALLEST <= count <= LARGEST


@dataclass(frozen=True, slots=True)
class Interval:
    """What a sum can be; None without a bound. Not ``sure``: nothing is known."""

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
                by_part.setdefault(part, {})[self._index(part)[var]] = factor
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
        top = solved[0].most(row)
        bottom = solved[0].most({var: -factor for var, factor in row.items()})
        low = None if bottom is None else -floor(bottom)
        return Interval(low, None if top is None else floor(top))

    def worlds(self, secret: Secret) -> list[dict[Var, int]] | None:
        """Two worlds that are told alike and that show the secret to be safe; None without them.

        Each has the variables that the secret is joined to by what is told.
        """
        found = self.interval(secret.form, secret.plus)
        if not found.hides(anywhere=secret.anywhere):
            return None
        low, high = found.low, found.high
        if low is None:
            low = -WIDTH if high is None else high - WIDTH
        low = low if secret.anywhere else max(0, low)
        few = self._world(secret, low, upward=False)
        if few is None and not secret.anywhere and low < SMALLEST:
            low = SMALLEST
            few = self._world(secret, low, upward=False)
        least = low + WIDTH if secret.anywhere else max(LARGEST, low + WIDTH)
        many = self._world(secret, least, upward=True)
        return None if few is None or many is None else [few, many]

    def _world(self, secret: Secret, value: int, *, upward: bool) -> dict[Var, int] | None:
        """A world where the secret is this or less (or more)."""
        sign = 1 if upward else -1
        wanted = sign * (value - secret.plus)
        world: dict[Var, int] = {}
        parts: dict[int, Row] = {}
        free = 0
        for var, factor in secret.form:
            if var in self._known:
                world[var] = self._known[var]
                wanted -= sign * factor * self._known[var]
            elif (part := self._parts.get(var)) is None:
                world[var] = 0
                free = free or sign * factor
            else:
                parts.setdefault(part, {})[self._index(part)[var]] = sign * factor
        if len(parts) > 1:  # in the first what it takes, in the others what there is
            return self._world_of_many(secret, parts, wanted, world)
        if not parts:
            return self._freely(secret, world, wanted, sign)
        ((part, row),) = parts.items()
        solved = self._solve(part)
        if solved is None:
            return None
        values = whole_solution(solved[0], row, wanted)
        if values is None:
            return None
        return {**world, **dict(zip(solved[1], values, strict=True))}

    def _freely(
        self, secret: Secret, world: dict[Var, int], wanted: int, sign: int
    ) -> dict[Var, int] | None:
        """Of variables of which nothing is told, one takes what is wanted."""
        if wanted <= 0:
            return world
        for var, factor in secret.form:
            if var not in self._known and sign * factor > 0:
                return {**world, var: wanted}
        return None

    def _world_of_many(
        self, secret: Secret, parts: dict[int, Row], wanted: int, world: dict[Var, int]
    ) -> dict[Var, int] | None:
        for part, row in parts.items():
            solved = self._solve(part)
            if solved is None:
                return None
            top = solved[0].most(row)
            reach = max(wanted, 0) if top is None else floor(top)
            reach = min(reach, max(wanted, 0)) if len(parts) > 1 else reach
            values = whole_solution(solved[0], row, reach)
            if values is None:
                return None
            world.update(zip(solved[1], values, strict=True))
            wanted -= sum(int(factor) * values[var] for var, factor in row.items())
        return world if wanted <= 0 else None

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
    rows: list[tuple[Row, _Told]] = [
        ({index[var]: f for var, f in one.form.items()}, one) for one in told
    ]
    try:
        for row, one in rows:
            if one.exact is not None:
                made.equal(row, one.exact)
        for row, one in rows:
            if one.exact is None and one.low is not None:
                made.at_least(row, one.low)
            if one.exact is None and one.high is not None:
                made.at_least({var: -factor for var, factor in row.items()}, -one.high)
        made.settle()
    except NoSolutionError:
        return None
    return made


def exposed(facts: Iterable[Fact], secrets: Iterable[Secret]) -> list[Secret]:
    """The secrets that can be worked out, or told apart from too few other numbers."""
    system = System(facts)
    return [one for one in secrets if system.worlds(one) is None]
