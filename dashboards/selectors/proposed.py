"""A quarter's rows as they would be, were something saved that is not saved yet."""

import copy
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from django.db.models import Model

from core.quarters import Quarter
from dashboards.models import Scheme
from dashboards.selectors.gather import Gathered
from targets.models import Baseline, Indicator, Measure, Target, TargetCondition
from targets.previews import Proposed

LAST = 2**31  # in place of the key of a row that has none yet


def with_proposed(gathered: Gathered, proposed: Proposed, quarter: Quarter) -> Gathered:
    """What ``gather`` would have read. Nothing that was read is changed.

    A proposed scheme rates whatever the quarter: it starts later than anything published, and what
    it would do is to be seen before that. Everything else counts by its own dates.
    """
    for row in proposed.gone:
        gathered = _without(gathered, row)
    for row in proposed.rows:
        gathered = _WITH[type(row)](_without(gathered, row), row, quarter)
    return gathered


def _same(one: Model, other: Model) -> bool:
    return type(one) is type(other) and one.pk is not None and one.pk == other.pk


def _without(gathered: Gathered, row: Any) -> Gathered:
    if isinstance(row, Scheme):
        return replace(gathered, schemes=[one for one in gathered.schemes if not _same(one, row)])
    if isinstance(row, Measure):
        return replace(gathered, measures=[one for one in gathered.measures if not _same(one, row)])
    if isinstance(row, Target):
        return replace(gathered, targets=_each(gathered.targets, row))
    if isinstance(row, TargetCondition):
        return replace(gathered, conditions=_each(gathered.conditions, row))
    return gathered


def _each(lists: dict[int, list[Any]], row: Model) -> dict[int, list[Any]]:
    return {key: [one for one in rows if not _same(one, row)] for key, rows in lists.items()}


# --- With a row more, or another in its place ---


def _with_scheme(gathered: Gathered, row: Any, quarter: Quarter) -> Gathered:
    return replace(gathered, schemes=[_changed(row, from_quarter=quarter)])


def _with_measure(gathered: Gathered, row: Any, quarter: Quarter) -> Gathered:
    last = row.last_quarter
    if row.first_quarter > quarter or (last is not None and last < quarter):
        return gathered
    measures = sorted([*gathered.measures, row], key=lambda one: (one.position, one.pk or LAST))
    return replace(gathered, measures=measures)


def _with_target(gathered: Gathered, row: Any, quarter: Quarter) -> Gathered:
    if not in_force(row, quarter):
        return gathered
    rows = [*gathered.targets.get(row.measure_id, ()), row]
    rows.sort(key=lambda one: (-one.starts.toordinal(), one.position, one.pk or LAST))
    return replace(gathered, targets={**gathered.targets, row.measure_id: rows})


def in_force(target: Target, quarter: Quarter) -> bool:
    """Whether a target applies in a quarter."""
    ends: date | None = target.ends
    return bool(target.starts <= quarter.end) and (ends is None or ends >= quarter.start)


def _with_condition(gathered: Gathered, row: Any, quarter: Quarter) -> Gathered:
    rows = [*gathered.conditions.get(row.target_id, ()), row]
    rows.sort(key=lambda one: one.position)
    return replace(gathered, conditions={**gathered.conditions, row.target_id: rows})


def _with_baseline(gathered: Gathered, row: Any, quarter: Quarter) -> Gathered:
    targets = {
        key: [_changed(one, baseline=row) if one.baseline_id == row.pk else one for one in rows]
        for key, rows in gathered.targets.items()
    }
    return replace(gathered, targets=targets)


def _with_indicator(gathered: Gathered, row: Any, quarter: Quarter) -> Gathered:
    def other(measure: Measure) -> Measure:
        return _changed(measure, indicator=row) if measure.indicator_id == row.pk else measure

    conditions = {
        key: [
            _changed(one, measure=other(one.measure)) if one.measure is not None else one
            for one in rows
        ]
        for key, rows in gathered.conditions.items()
    }
    measures = [other(one) for one in gathered.measures]
    return replace(gathered, measures=measures, conditions=conditions)


def _changed(row: Any, **values: Any) -> Any:
    other = copy.copy(row)
    for name, value in values.items():
        setattr(other, name, value)
    return other


_WITH: dict[type[Model], Callable[[Gathered, Any, Quarter], Gathered]] = {
    Scheme: _with_scheme,
    Measure: _with_measure,
    Target: _with_target,
    TargetCondition: _with_condition,
    Baseline: _with_baseline,
    Indicator: _with_indicator,
}


def of_type(proposed: Proposed, kind: type[Model]) -> Iterator[Any]:
    """The proposed rows of one kind."""
    return (row for row in proposed.rows if isinstance(row, kind))
