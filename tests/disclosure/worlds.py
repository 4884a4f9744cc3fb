"""Random partnerships without a database, and what is published of them quarter by quarter."""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, cast

import pytest

from core.quarters import Quarter
from dashboards.performance import Compares, History, Judgement, Observation
from dashboards.selectors import earlier, protected
from dashboards.selectors.earlier import Published
from dashboards.selectors.gather import Gathered
from dashboards.selectors.hidden import Hide, hidden, is_small
from dashboards.selectors.working import Case
from dashboards.types import Row
from partnerships.models import Organisation, Partnership
from targets.models import Indicator, Measure, Target
from tests.disclosure.attacker import Puzzle, read

FIRST = Quarter(2013, 1)
Rows = Mapping[int, Row]
Protector = Callable[[Case, Mapping[int, Judgement], Rows, list[Published]], dict[int, Row]]


@dataclass
class World:
    """``numbers``: by indicator and place of the quarter. ``rest``: in the total and in no part."""

    measures: list[Measure]
    targets: dict[int, list[Target]]
    numbers: dict[int, list[int]]
    compares: Compares
    publishes: list[int]  # the places of the quarters that are published, in order
    published: list[Published] = field(default_factory=list)
    total: int = 0  # the indicator that is a total
    rest: bool = False
    now: int = 0

    def case(self, place: int) -> Case:
        histories = {
            one.pk: History.of(
                Observation(FIRST + n, (FIRST + n).period, value=Decimal(number))
                for n, number in enumerate(self.numbers[one.pk][: place + 1])
            )
            for one in self.measures
        }
        gathered = Gathered([], self.measures, {}, {}, self.targets, {}, {})
        quarter = FIRST + place
        return Case(gathered, histories, [], self.compares, quarter, quarter)

    def publish(self, place: int, protector: Protector) -> None:
        case = self.case(place)
        judged = {one.pk: case.judge(one) for one in self.measures}
        rows = {}
        for one in self.measures:
            judgement = judged[one.pk]
            period = judgement.figure.period
            rows[one.pk] = case.row(one, judgement, judgement.direction.earlier.period, period)
        shown = protector(case, judged, rows, self.published)
        order = 2 * len(self.published) + 2
        self.published.append(Published(case.quarter, order, tuple(shown.values())))

    def puzzle(self) -> Puzzle:
        """What is published, as the attacker puts it together."""
        puzzle = Puzzle()
        for pk, numbers in self.numbers.items():
            puzzle.hint.update({(pk, (FIRST + n).index): one for n, one in enumerate(numbers)})
        for one in self.published:
            for row in one.rows:
                read(puzzle, row)
        parts = [one.pk for one in self.measures if one.part_of_id]
        for place in range(len(next(iter(self.numbers.values())))):
            if parts:
                index = (FIRST + place).index
                terms = [((self.total, index), 1), *(((pk, index), -1) for pk in parts)]
                puzzle.sum(terms, 0, 10**6 if self.rest else 0)
        return puzzle

    def secrets(self) -> list[tuple[int, int, int]]:
        """Every small number up to what is published: the indicator, the quarter, the number."""
        last = max(self.publishes)
        return [
            (one.pk, (FIRST + place).index, number)
            for one in self.measures
            if one.suppress_small_numbers
            for place, number in enumerate(self.numbers[one.pk][: last + 1])
            if 1 <= number <= 4
        ]


def primary_only(
    case: Case, judged: Mapping[int, Judgement], rows: Rows, before: list[Published]
) -> dict[int, Row]:
    """The planted fault: each small number is hidden, and nothing else."""
    marked = {one.pk for one in case.gathered.measures if one.suppress_small_numbers}
    return {pk: _without_small(row) if pk in marked else row for pk, row in rows.items()}


def _without_small(row: Row) -> Row:
    told = (row.latest, row.previous, row.direction.long.earlier, row.direction.short.earlier)
    every = [(one.period, one.value) for one in (*told, *row.history)]
    small = {period for period, value in every if is_small(row.unit, value)}
    hide = Hide(periods=small, explanation=row.latest.period in small, said=bool(small))
    return hidden(row, hide)


def protecting(monkeypatch: pytest.MonkeyPatch) -> Protector:
    """What the product does, its queries answered from memory."""

    def protector(
        case: Case, judged: Mapping[int, Judgement], rows: Rows, before: list[Published]
    ) -> dict[int, Row]:
        monkeypatch.setattr(protected, "published_rows", lambda *_: list(before))
        monkeypatch.setattr(earlier, "_revisions", lambda *_: [])
        monkeypatch.setattr(earlier, "_figures", lambda *_: [])
        nobody = cast(Partnership, None)
        return protected.protected(nobody, case, judged, rows)

    return protector


def measure(pk: int, **fields: Any) -> Measure:
    known: dict[str, Any] = {"unit": "count", "decimals": 0, "polarity": "lower"}
    own = {name: fields.pop(name) for name in list(fields) if name in ("part_of_id", "marked")}
    indicator = Indicator(pk=pk, code=f"i{pk}", name=f"Indicator {pk}", **{**known, **fields})
    return Measure(
        pk=pk,
        indicator=indicator,
        supplier=Organisation(pk=1, name="Police"),
        suppress_small_numbers=own.get("marked", True),
        part_of_id=own.get("part_of_id"),
        first_quarter=FIRST,
    )


def at_most(pk: int, one: Measure, value: int, kind: str = "at_most") -> Target:
    return Target(
        pk=pk,
        measure=one,
        kind=kind,
        value=Decimal(value),
        text="A target",
        starts=date(2010, 4, 1),
    )


def random_world(seed: int) -> World:
    """Three to seven quarters: by quarter, to date or rolling; alone, or a total with its parts."""
    dice = random.Random(seed)
    basis = dice.choice(["quarter", "quarter", "year_to_date", "rolling_year"])
    length = dice.randint(3, 7) + (2 if basis == "rolling_year" else 0)
    few = [0, 1, 2, 3, 4, 5, 6, 7, 9, 12]
    polarity = dice.choice(["lower", "higher", "context"])
    count = dice.choice([0, 0, 2, 3])
    measures, numbers = [], {}
    for pk in range(2, 2 + max(count, 1)):
        parent = 1 if count else None
        measures.append(measure(pk, basis=basis, polarity=polarity, part_of_id=parent))
        numbers[pk] = [dice.choice(few) for _ in range(length)]
    rest = bool(count) and dice.random() < 0.4
    if count:
        marked = dice.random() < 0.5
        measures.insert(0, measure(1, basis=basis, polarity=polarity, marked=marked))
        numbers[1] = [
            sum(one[n] for one in numbers.values()) + (dice.choice(few) if rest else 0)
            for n in range(length)
        ]
        rest = numbers[1] != [
            sum(numbers[pk][n] for pk in numbers if pk != 1) for n in range(length)
        ]
    targets = {}
    for one in measures:
        if dice.random() < 0.4 and polarity != "context":
            kind = "at_most" if polarity == "lower" else "at_least"
            targets[one.pk] = [at_most(one.pk, one, dice.choice([2, 4, 5, 6, 8, 10, 20]), kind)]
    publishes = list(range(length - dice.choice([1, 1, 2, 3]), length))
    compares = dice.choice([Compares.LONG, Compares.SHORT])
    return World(
        measures, targets, numbers, compares, publishes, total=1 if count else 0, rest=rest
    )
