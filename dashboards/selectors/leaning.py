"""What ratings lean on, and so tell: the figure itself, a baseline, earlier figures, conditions."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from math import ceil, floor
from typing import TYPE_CHECKING

from core.quarters import Period
from dashboards.disclosure import Fact, form_of
from dashboards.performance import Judgement, Observation, judge
from dashboards.performance.types import Condition, History
from dashboards.selectors.people import People, Summed
from dashboards.selectors.told import bound, left_open
from targets.models import Measure, Target
from targets.terms import TargetKind, Unit

if TYPE_CHECKING:
    from dashboards.selectors.working import Case

AVERAGE = TargetKind.MAINTAIN_AVERAGE
YEAR = 12  # months


def rating_facts(
    case: "Case", measure: Measure, judgement: Judgement, people: People
) -> list[Fact]:
    """Which figures, and which baselines, would have been rated as this one is.

    Found by judging others by the same rules, so that no rule is told twice.
    """
    if judgement.rag is None:
        return []
    facts = []
    one = people.summed(judgement.figure.period)
    if one.count is not None:
        now = one.count

        def same(count: int) -> bool:
            other = _with(case, measure, Decimal(count - now))
            return other is not None and other.judge(measure).rag == judgement.rag

        facts += bound(one, *left_open(now, same))
    return facts + _baseline_facts(case, measure, judgement, people)


def _with(case: "Case", measure: Measure, more: Decimal) -> "Case | None":
    """The case as it would be with so many more people in this quarter's figure."""
    history = case.histories[measure.pk]
    one = history.at(case.quarter)
    if one is None:
        return None
    others = tuple(other for other in history.observations if other is not one)
    changed = History.of([*others, _more(one, more)], history.breaks)
    return replace(case, histories={**case.histories, measure.pk: changed})


def _more(one: Observation, more: Decimal) -> Observation:
    if one.has_parts and one.numerator is not None:
        return replace(one, numerator=one.numerator + more)
    return replace(one, value=(one.value or Decimal(0)) + more)


def baseline_sum(people: People, target: Target | None) -> tuple[Summed, int] | None:
    """The people that a target's baseline counts, where it counts people."""
    baseline = target.baseline if target else None
    if baseline is None or baseline.value is None or people.unit is not Unit.COUNT:
        return None
    if baseline.value != baseline.value.to_integral_value():
        return None
    value = int(baseline.value)
    period = Period(baseline.period_start, baseline.period_end)
    one = people.summed(period)
    if one.count != value:
        var = ("baseline", people.measure.pk, period, value)
        people.values[var] = value
        one = Summed(form_of([var]), value)
    return one, value


def _baseline_facts(
    case: "Case", measure: Measure, judgement: Judgement, people: People
) -> list[Fact]:
    found = baseline_sum(people, case.target(measure))
    target = judgement.target
    if found is None or target is None or target.baseline is None:
        return []
    one, now = found
    baseline = target.baseline

    def same(count: int) -> bool:
        other = judge(
            judgement.measure,
            case.histories[measure.pk],
            case.quarter,
            target=replace(target, baseline=replace(baseline, value=Decimal(count))),
            schemes=case.schemes,
            as_of=case.as_of,
            compares=case.compares,
        )
        return other.rag == judgement.rag

    return bound(one, *left_open(now, same))


# --- what is expected ---


def made_of(target: Target | None, period: Period, unit: Unit) -> list[Period]:
    """The periods of the figures from which a target makes what it expects of this one."""
    if target is None:
        return []
    found, earlier = [], period
    if target.kind == AVERAGE:
        for _ in range(target.years or 0):
            earlier = earlier.a_year_earlier
            found.append(earlier)
        return found
    if target.baseline is None:
        return []
    baseline = Period(target.baseline.period_start, target.baseline.period_end)
    if unit is Unit.COUNT and baseline.months == YEAR > period.months:  # the year is shared out
        found = [quarter.period for quarter in baseline.quarters]
    return found


# --- conditions ---


def all_of_facts(
    case: "Case",
    judged: Mapping[int, Judgement],
    people: Mapping[int, People],
    pks: Collection[int],
) -> Iterator[tuple[int, list[Fact]]]:
    """By the measure rated, what its conditions tell of the measures that they are about."""
    for measure in case.gathered.measures:
        judgement = judged[measure.pk]
        if judgement.rag is None:
            continue
        facts = [
            fact
            for pk, one in conditions(case, measure, judgement)
            if pk in pks
            for fact in _condition(people[pk], one)
        ]
        if facts:
            yield measure.pk, facts


def conditions(
    case: "Case", measure: Measure, judgement: Judgement
) -> Iterator[tuple[int, Condition]]:
    """The conditions of a measure's target, with the measures that they are about."""
    target = case.target(measure)
    rows = case.gathered.conditions.get(target.pk, []) if target else []
    terms = judgement.target.conditions if judgement.target else ()
    for row, one in zip(rows, terms, strict=True):
        if row.measure_id is not None:
            yield row.measure_id, one


def _condition(people: People, one: Condition) -> list[Fact]:
    """Whether it is met, as a bound; the reader may know it of each."""
    if one.figure is None or one.figure.value is None or one.value is None:
        return []
    summed = people.summed(one.figure.period)
    if people.unit is not Unit.COUNT or summed.count is None:
        return []
    if one.comparator == TargetKind.AT_LEAST:
        least = ceil(one.value)
        return (
            bound(summed, least, None) if summed.count >= least else bound(summed, None, least - 1)
        )
    most = floor(one.value)
    return bound(summed, None, most) if summed.count <= most else bound(summed, most + 1, None)
