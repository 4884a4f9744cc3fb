"""The numbers of people behind a partnership's figures: each quarter's, before and since revision.

A count is its value, a percentage or a rate its numerator: whoever knows the denominator can work
that out from what is printed, so printing the one is held to tell the other. Totals over quarters
are sums of the quarters'.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from core.quarters import Period, Quarter
from dashboards.disclosure import Fact, Form, Secret, form_of, is_few
from dashboards.disclosure.linear import Var
from dashboards.performance import Observation
from targets.models import Measure
from targets.terms import FigureState, Unit

KNOWN_FROM = 10  # a smaller denominator is not published, and hardly known
SAID_COUNT = re.compile(r"[\d,]+(?![\d,.%])")
SAID_PARTS = re.compile(r"\(([\d,]+) / ([\d,]+)\)")


@dataclass(frozen=True, slots=True)
class Change:
    """A revision: the figure since, and its place in the order of what was written."""

    order: int
    observation: Observation


@dataclass(frozen=True, slots=True)
class Summed:
    """A sum of variables, the number of people it is, and of how many, where these are known."""

    form: Form
    count: int | None
    among: int | None = None

    @property
    def complement(self) -> int | None:
        """All but those counted."""
        if self.count is None or self.among is None or self.among < KNOWN_FROM:
            return None
        return self.among - self.count


@dataclass
class People:
    """Of one indicator. ``observations``: by the quarter of the return, as they are now.

    ``changes``: the revisions of a quarter's figure, oldest first. ``first``: what such a figure
    was before them.
    """

    measure: Measure
    observations: dict[Quarter, Observation]
    changes: dict[Quarter, list[Change]] = field(default_factory=dict)
    first: dict[Quarter, Observation | None] = field(default_factory=dict)
    values: dict[Var, int] = field(default_factory=dict)
    among: dict[Var, int] = field(default_factory=dict)
    _covering: dict[Period, Quarter] = field(default_factory=dict)
    _derived: dict[Quarter, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.unit = Unit(self.measure.indicator.unit)
        for quarter, one in sorted(self.observations.items()):
            if one.is_entered or quarter in self.changes:
                self._covering[one.period] = quarter
        self._derive()

    def _derive(self) -> None:
        """What a quarter that nobody gave must have been: what longer figures leave for it."""
        known = self._counts()
        longer = [one for one in known if len(one.quarters) > 1]
        for _ in longer:
            for one in longer:
                for rest, count in list(self._left(one, known)):
                    if len(rest) == 1 and rest[0].period not in known and count >= 0:
                        self._derived[rest[0]] = known[rest[0].period] = count

    def _counts(self) -> dict[Period, int | None]:
        """What each given period's figure counts now."""
        return {
            period: self.count(self.observations.get(quarter))[0]
            for period, quarter in self._covering.items()
        }

    def _left(
        self, longer: Period, known: Mapping[Period, int | None]
    ) -> Iterator[tuple[list[Quarter], int]]:
        """Which quarters a figure has beyond others within it, and how many people in them."""
        count = known.get(longer)
        if count is None:
            return
        unknown = [one for one in longer.quarters if known.get(one.period) is None]
        yield unknown, count - sum(known.get(one.period) or 0 for one in longer.quarters)
        for shorter, less in known.items():
            if less is not None and shorter.start == longer.start and shorter.end < longer.end:
                yield [one for one in longer.quarters if one.start > shorter.end], count - less

    def epoch(self, quarter: Quarter, order: int | None) -> int:
        """How often a figure had been revised by then; ``order`` None: now."""
        changes = self.changes.get(quarter, ())
        return len(changes) if order is None else sum(one.order < order for one in changes)

    def at(self, quarter: Quarter, epoch: int) -> Observation | None:
        """A figure after so many revisions; None where it is not known any more."""
        if epoch == len(self.changes.get(quarter, ())):
            return self.observations.get(quarter)
        if epoch == 0:
            return self.first.get(quarter)
        return self.changes[quarter][epoch - 1].observation

    def count(self, one: Observation | None) -> tuple[int | None, int | None]:
        """How many people a figure counts, and among how many."""
        if one is None or not one.is_entered:
            return None, None
        if self.unit is Unit.COUNT:
            return _whole(one.value), None
        if not one.has_parts:
            return None, None
        return _whole(one.numerator), _whole(one.denominator)

    def summed(self, period: Period, order: int | None = None) -> Summed:
        """What a figure for a period counts, in a publication of then."""
        quarter = self._covering.get(period)
        parts = [self._quarter(one, order) for one in period.quarters]
        total = self._total(parts)
        if quarter is None or period.quarter is not None:
            return total if parts else Summed(form_of([("own", self.measure.pk, period)]), None)
        epoch = self.epoch(quarter, order)
        count, among = self.count(self.at(quarter, epoch))
        if self._adds_up(period, parts, count):
            return replace(total, count=count, among=among)
        var = ("own", self.measure.pk, period, epoch)
        self._remember(var, count, among)
        return Summed(form_of([var]), count, among)

    def _adds_up(self, period: Period, parts: list[Summed], count: int | None) -> bool:
        """Whether a figure for a longer period is held to be the sum of its quarters'."""
        if not parts or count is None:
            return False
        known = [one.count for one in parts if one.count is not None]
        if len(known) == len(parts):
            return sum(known) == count
        return sum(known) <= count and (bool(known) or _to_date(period))

    def _quarter(self, quarter: Quarter, order: int | None) -> Summed:
        source = self._covering.get(quarter.period, quarter)
        epoch = self.epoch(source, order)
        var = ("quarter", self.measure.pk, quarter, epoch)
        found = self.at(source, epoch) if quarter.period in self._covering else None
        count, among = self.count(found)
        if source not in self.observations or quarter.period not in self._covering:
            count = self._derived.get(quarter)
        self._remember(var, count, among)
        return Summed(form_of([var]), count, among)

    def _remember(self, var: Var, count: int | None, among: int | None) -> None:
        if count is not None:
            self.values[var] = count
            if among is not None and self.unit is Unit.PERCENTAGE:
                self.among[var] = among

    def _total(self, parts: Iterable[Summed]) -> Summed:
        parts = list(parts)
        form = tuple(term for one in parts for term in one.form)
        counts = [one.count for one in parts if one.count is not None]
        among = [one.among for one in parts if one.among is not None]
        if len(counts) < len(parts) or not parts:
            return Summed(form, None)
        of = sum(among) if len(among) == len(parts) and self.unit is Unit.PERCENTAGE else None
        return Summed(form, sum(counts), of)

    def secrets(self, periods: Iterable[Period], orders: Iterable[int | None]) -> list[Secret]:
        """What must not be worked out of this indicator: in each quarter, and in each total."""
        found: dict[Form, Secret] = {}
        quarters = {*self._quarters(), *(one for period in periods for one in period.quarters)}
        wanted = {*periods, *(one.period for one in quarters)}
        for order in orders:
            for period in wanted:
                _keep(found, self.summed(period, order))
        self._differences(found)
        self._revised(found)
        return list(found.values())

    def _quarters(self) -> set[Quarter]:
        return {one.period.quarter for one in self.observations.values() if one.period.quarter}

    def _differences(self, found: dict[Form, Secret]) -> None:
        """How far one figure to date is beyond an earlier one, in quarters that nobody gave."""
        known = self._counts()
        for one in known:
            for quarters, count in self._left(one, known):
                if is_few(count) and quarters:
                    form = tuple(
                        term for quarter in quarters for term in self._quarter(quarter, None).form
                    )
                    found.setdefault(form, Secret(form, name=form))

    def _revised(self, found: dict[Form, Secret]) -> None:
        """What a figure was before, if that is not known any more; and small differences."""
        for quarter, changes in self.changes.items():
            one = self.observations.get(quarter)
            if one is None:
                continue
            for epoch in range(len(changes)):
                before, _ = self.count(self.at(quarter, epoch))
                after, _ = self.count(self.at(quarter, epoch + 1))
                old, new = (self._var(one.period, quarter, epoch + more) for more in (0, 1))
                if before is None:
                    form = form_of([old])
                    found.setdefault(form, Secret(form, anywhere=True, name=form))
                elif after is not None and is_few(abs(after - before)):
                    form = form_of({new: 1, old: -1})
                    found.setdefault(form, Secret(form, anywhere=True, name=form))

    def _var(self, period: Period, quarter: Quarter, epoch: int) -> Var:
        if period.quarter:
            return ("quarter", self.measure.pk, period.quarter, epoch)
        return ("own", self.measure.pk, period, epoch)

    def known_bounds(self) -> list[Fact]:
        """Nobody is counted who is not among those asked."""
        return [
            Fact(form_of([var]), None, among)
            for var, among in self.among.items()
            if among >= KNOWN_FROM
        ]


def _keep(found: dict[Form, Secret], one: Summed) -> None:
    if is_few(one.count):
        found.setdefault(one.form, Secret(one.form, name=one.form))
    if one.complement is not None and is_few(one.complement):
        form = tuple((var, -factor) for var, factor in one.form)
        found.setdefault(form, Secret(form, plus=one.among or 0, name=form))


def _whole(value: Decimal | None) -> int | None:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else None


def said_before(text: str, since: Observation) -> Observation | None:
    """What a figure was, from the words that its first revision keeps of it."""
    parts, count = SAID_PARTS.search(text), SAID_COUNT.match(text)
    if parts is None and count is None:
        return None
    top, among = (_read(one) for one in parts.groups()) if parts else (None, None)
    value = _read(count.group()) if count else None
    return replace(since, state=FigureState.ENTERED, value=value, numerator=top, denominator=among)


def _read(text: str) -> Decimal:
    return Decimal(text.replace(",", ""))


def part_facts(
    total: People, parts: Iterable[People], periods: Iterable[Period], order: int | None
) -> tuple[list[Fact], list[Secret]]:
    """That parts add up to their total, period by period; what is in none of them is the rest."""
    facts: list[Fact] = []
    secrets: list[Secret] = []
    parts = list(parts)
    for period in periods:
        whole, of_it = total.summed(period, order), [one.summed(period, order) for one in parts]
        of_it = [one for one in of_it if one.count is not None]
        if whole.count is None or not of_it:
            continue
        rest = whole.count - sum(one.count or 0 for one in of_it)
        if rest < 0:
            continue
        form: dict[Var, int] = dict(whole.form)
        for one in of_it:
            for var, factor in one.form:
                form[var] = form.get(var, 0) - factor
        if rest:
            var = ("rest", total.measure.pk, whole.form)
            form[var] = -1
            total.values[var] = rest
            if is_few(rest) and total.measure.suppress_small_numbers:
                secrets.append(Secret(form_of([var]), name=var))
        facts.append(Fact.number(form_of(form), 0))
    return facts, secrets


def _to_date(period: Period) -> bool:
    """Whether it runs from April within one financial year."""
    quarters = period.quarters
    return bool(quarters) and quarters[0].number == 1 and len(quarters) <= 4
