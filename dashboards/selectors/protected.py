"""What is published of a quarter's rows, so that no small number can be read or worked out.

Each family of indicators (a total with its parts, or one alone) of which one hides small numbers is
looked at together with everything that was published of it before. See ``dashboards.disclosure``.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from core.quarters import Period
from dashboards.disclosure import Fact, Piece, Secret, System, is_few, protect
from dashboards.performance import Judgement
from dashboards.performance.tolerance import scheme_for
from dashboards.selectors.earlier import Published, people_of, published_rows
from dashboards.selectors.hidden import MADE_FROM_FIGURES, Hide, hidden, is_small
from dashboards.selectors.leaning import (
    all_of_facts,
    baseline_sum,
    conditions,
    made_of,
    rating_facts,
)
from dashboards.selectors.people import People, part_facts
from dashboards.selectors.told import Key, cells, rated, told, truthful
from dashboards.types import Movement, Row
from partnerships.models import Partnership
from targets.models import Measure, Target
from targets.terms import SchemeKind, Unit

if TYPE_CHECKING:
    from dashboards.selectors.working import Case


def protected(
    partnership: Partnership,
    case: "Case",
    judged: Mapping[int, Judgement],
    rows: Mapping[int, Row],
) -> dict[int, Row]:
    """The rows, by measure, as the board sees them. No query where nothing is marked."""
    families = _families(case.gathered.measures)
    if not families:
        return dict(rows)
    measures = [one for family in families for one in family]
    earlier = published_rows(partnership, {one.pk for one in measures})
    people = people_of(
        partnership,
        measures,
        case.histories,
        until=case.quarter,
        later=[one.quarter for one in earlier],
    )
    out: set[Key] = set()
    secret: set[int] = set()
    for family in families:
        one = _Family(case, judged, rows, people, family, earlier)
        out |= one.hide()
        secret |= one.guarded
    return {
        one.pk: _published(case, judged[one.pk], rows[one.pk], frozenset(out), secret)
        for one in case.gathered.measures
    }


def _families(measures: Iterable[Measure]) -> list[list[Measure]]:
    """Totals with their parts, and theirs, of which any hides small numbers."""
    by_pk = {one.pk: one for one in measures}

    def top(one: Measure) -> int:
        seen = {one.pk}
        while one.part_of_id in by_pk and one.part_of_id not in seen:
            one = by_pk[one.part_of_id]
            seen.add(one.pk)
        return one.pk

    families: dict[int, list[Measure]] = {}
    for one in by_pk.values():
        families.setdefault(top(one), []).append(one)
    return [
        family for family in families.values() if any(one.suppress_small_numbers for one in family)
    ]


@dataclass
class _Family:
    """Indicators that add up, or one alone, with all that is told of them."""

    case: "Case"
    judged: Mapping[int, Judgement]
    rows: Mapping[int, Row]
    people: Mapping[int, People]
    measures: list[Measure]
    earlier: list[Published]
    secrets: list[Secret] = field(default_factory=list)
    never: set[Key] = field(default_factory=set)

    def hide(self) -> frozenset[Key]:
        """The keys of what is not printed."""
        pks = {one.pk for one in self.measures}
        pieces = [piece for one in self.measures for piece in self._pieces(one)]
        pieces += self._conditions(pks)
        fixed = self._fixed(pks)
        self._find_secrets()
        fixed += self._sums()
        values = {var: n for pk in pks for var, n in self.people[pk].values.items()}
        fixed = truthful(fixed, values)
        pieces = [Piece(one.key, tuple(truthful(one.facts, values)), one.cost) for one in pieces]
        every = [*fixed, *(fact for one in pieces for fact in one.facts)]
        if not System(every).possible:  # figures that contradict each other: of the sure ones only
            fixed = [one for one in fixed if one.holds(values)]
            pieces = [
                Piece(one.key, tuple(f for f in one.facts if f.holds(values)), one.cost)
                for one in pieces
            ]
        found = protect(fixed, pieces, self.secrets, never=self.never, truth=values)
        return frozenset(one for one in found if isinstance(one, tuple))

    @property
    def guarded(self) -> set[int]:
        """The indicators that have a small number anywhere."""
        return {pk for secret in self.secrets for pk in _measures(secret)}

    def _pieces(self, measure: Measure) -> list[Piece]:
        pk, row, people = measure.pk, self.rows[measure.pk], self.people[measure.pk]
        scheme = self.judged[pk].scheme
        facts = told(people, row, scheme)
        for period, value in cells(row):
            key: Key = ("cell", pk, period)
            facts.setdefault(key, [])
            if measure.suppress_small_numbers and _small(people, period, value):
                self.never.add(key)
        if found := rating_facts(self.case, measure, self.judged[pk], people):
            facts["rating", pk, ""] = found
        return [Piece(key, tuple(one), self._cost(key, row)) for key, one in facts.items()]

    def _cost(self, key: Key, row: Row) -> tuple[int, ...]:
        """Older figures go first, then columns, then totals; arrows and ratings last."""
        kind, pk, which = key
        rank = ("cell", "arrow", "rating").index(kind)
        measure = next((one for one in self.measures if one.pk == pk), None)
        total = any(one.part_of_id == pk for one in self.measures)
        unmarked = measure is not None and not measure.suppress_small_numbers
        if not isinstance(which, Period):
            return (rank, 0, 0, 0, 0)
        column = (which == row.previous.period) + 2 * (which == row.latest.period)
        return (rank, int(total or unmarked), column, which.end.toordinal(), which.months)

    def _conditions(self, pks: set[int]) -> list[Piece]:
        """Ratings of other indicators whose targets are conditions on these."""
        found = all_of_facts(self.case, self.judged, self.people, pks)
        return [Piece(("rating", pk, ""), tuple(facts), (2, 0, 0, 0, 0)) for pk, facts in found]

    def _fixed(self, pks: set[int]) -> list[Fact]:
        facts: list[Fact] = []
        for one in self.earlier:
            scheme = scheme_for(self.case.schemes, one.quarter)
            for row in one.rows:
                if row.measure_id in pks:
                    people = self.people[row.measure_id]
                    for given in told(people, row, scheme, one.order).values():
                        facts += given
                    facts += rated(people, row, scheme, one.order)
        return facts + self._baselines()

    def _baselines(self) -> list[Fact]:
        """Baselines stand on the pages of the targets too, unless they are small."""
        facts = []
        for one in self.measures:
            people = self.people[one.pk]
            for target in self.case.gathered.targets.get(one.pk, ()):
                found = baseline_sum(people, target)
                if found and not (one.suppress_small_numbers and is_few(found[1])):
                    facts.append(Fact.number(found[0].form, found[1]))
        return facts

    def _periods(self) -> list[Period]:
        rows = [self.rows[one.pk] for one in self.measures]
        pks = {one.pk for one in self.measures}
        rows += [row for one in self.earlier for row in one.rows if row.measure_id in pks]
        periods = {period for row in rows for period, _ in cells(row)}
        hidden_too = {point.period for row in rows for point in row.history}
        hidden_too |= {row.latest.period for row in rows} | {row.previous.period for row in rows}
        return sorted(periods | hidden_too, key=lambda one: (one.end, one.months))

    def _orders(self) -> list[int | None]:
        return [None, *(one.order for one in self.earlier)]

    def _find_secrets(self) -> None:
        periods = self._periods()
        for one in self.measures:
            if one.suppress_small_numbers:
                people = self.people[one.pk]
                self.secrets += people.secrets(periods, self._orders())
                found = baseline_sum(people, self.case.target(one))
                if found and is_few(found[1]):
                    self.secrets.append(Secret(found[0].form, name=found[0].form))

    def _sums(self) -> list[Fact]:
        """How parts and totals add up; and that nobody is counted who was not asked."""
        facts: list[Fact] = []
        periods = self._periods()
        wanted = [*{quarter.period for one in periods for quarter in one.quarters}, *periods]
        for one in self.measures:
            parts = [self.people[part.pk] for part in self.measures if part.part_of_id == one.pk]
            if parts:
                for order in self._orders():
                    found, rest = part_facts(self.people[one.pk], parts, wanted, order)
                    facts += found
                    known = {secret.name for secret in self.secrets}
                    self.secrets += [secret for secret in rest if secret.name not in known]
            facts += self.people[one.pk].known_bounds()
        return facts


def _measures(secret: Secret) -> set[int]:
    return {var[1] for var, _ in secret.form if isinstance(var, tuple)}


def _small(people: People, period: Period, value: Decimal) -> bool:
    """Whether a figure counts from 1 to 4 people, or all but so many."""
    one = people.summed(period)
    if people.unit is Unit.COUNT:
        return is_small(people.unit, value)
    numbers = (None if n is None else Decimal(n) for n in (one.count, one.among))
    return is_small(people.unit, value, *numbers)


def _published(
    case: "Case",
    judgement: Judgement,
    row: Row,
    out: frozenset[Key],
    secret: Collection[int],
) -> Row:
    """One row without what is out, and without what else was made of that."""
    pk = row.measure_id
    measure = next(one for one in case.gathered.measures if one.pk == pk)
    periods = {which for kind, of, which in out if (kind, of) == ("cell", pk)}
    arrows = {str(which) for kind, of, which in out if (kind, of) == ("arrow", pk)}
    rating = ("rating", pk, "") in out
    named = any(
        one.figure is not None and ("cell", about, one.figure.period) in out
        for about, one in conditions(case, measure, judgement)
    )
    guarded = pk in secret
    if not (periods or arrows or rating or named or guarded or measure.suppress_small_numbers):
        return row
    shown = {period for period, _ in cells(row)} - periods
    target = case.target(measure)
    unit = Unit(measure.indicator.unit)

    def unexpected(period: Period) -> bool:
        made = made_of(target, period, unit)
        return any(one in periods or (guarded and one not in shown) for one in made)

    untold = row.target_kind in MADE_FROM_FIGURES and is_small(unit, row.expected)
    untold = guarded and (untold or _small_baseline(target, unit))
    expected = untold or unexpected(row.latest.period)
    earlier = {row.previous.period, *(one.earlier.period for one in _movements(row))}
    hide = Hide(
        periods={one for one in periods if isinstance(one, Period)},
        arrows=arrows,
        rating=rating or (unexpected(row.latest.period) and judgement.rag is not None),
        explanation=named or bool(arrows) or _names_earlier(judgement, earlier & periods),
        expected=expected,
        points=[one.period for one in row.history if untold or unexpected(one.period)],
        said=guarded or bool(periods),
    )
    return hidden(row, hide)


def _movements(row: Row) -> tuple[Movement, Movement]:
    return row.direction.long, row.direction.short


def _names_earlier(judgement: Judgement, hidden_ones: Collection[object]) -> bool:
    """Whether the sentence behind the rating names an earlier figure that is not printed."""
    kind = getattr(judgement.scheme, "kind", SchemeKind.TOLERANCE)
    return bool(hidden_ones) and kind == SchemeKind.DIRECTION


def _small_baseline(target: Target | None, unit: Unit) -> bool:
    baseline = target.baseline if target else None
    return baseline is not None and is_small(unit, baseline.value)
