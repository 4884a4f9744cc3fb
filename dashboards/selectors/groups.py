"""The priorities and outcomes under which a dashboard lists its indicators, with their overall."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace

from dashboards.models import GroupAssessment
from dashboards.performance import SchemeTerms
from dashboards.performance.rollup import Overall, roll_up
from dashboards.selectors.gather import Gathered
from dashboards.types import Group, GroupKind, Row
from strategies.models import Outcome, Priority
from strategies.models.priority import Change
from targets.models import Measure
from targets.terms import Rag, RollUp

OTHER = "Other indicators"
ALL = "Indicators"  # where there is nothing that they would be other than
NO_HEADLINE = "No headline indicator is marked."
Key = tuple[GroupKind, int]


def groups_of(
    gathered: Gathered, rows: Mapping[int, Row], scheme: SchemeTerms
) -> tuple[Group, ...]:
    """Priorities first, then outcomes, each with its rows in their order.

    Where outcomes hold the indicators, priorities without one are not listed; where priorities
    do, one without an indicator is, since its want of a measure is worth seeing. Each has the
    overall rating that the scheme's rule makes of the ratings shown, beside the stated one.
    """
    filed: dict[Key, list[Row]] = defaultdict(list)
    for measure in gathered.measures:
        filed[_key(measure.outcome_id, measure.priority_id)].append(rows[measure.pk])
    kinds = {kind for kind, _ in filed}
    assessed = {_key(one.outcome_id, one.priority_id): one for one in gathered.assessments}
    found = [
        _priority(priority, gathered, filed, assessed)
        for priority in gathered.priorities
        if _listed((GroupKind.PRIORITY, priority.pk), filed, kinds)
        and (_key(None, priority.pk) in filed or _lives(gathered.priority_wordings, priority.pk))
    ]
    found += [
        _outcome(outcome, gathered, filed, assessed)
        for outcome in gathered.outcomes
        if _listed((GroupKind.OUTCOME, outcome.pk), filed, kinds)
        and (_key(outcome.pk, None) in filed or _lives(gathered.outcome_wordings, outcome.pk))
    ]
    if rest := filed.get((GroupKind.OTHER, 0)):
        title = OTHER if found else ALL
        found.append(Group("other", GroupKind.OTHER, "", title, rows=tuple(rest)))
    measures = {measure.pk: measure for measure in gathered.measures}
    return tuple(_rolled_up(group, measures, scheme) for group in found)


def _rolled_up(group: Group, measures: Mapping[int, Measure], scheme: SchemeTerms) -> Group:
    """With what the rule makes of the ratings shown. Those of no priority are no whole."""
    if group.kind is GroupKind.OTHER or not group.rows:
        return group
    overall = _overall(group.rows, measures, scheme.roll_up)
    return replace(group, computed=overall.rag, computed_why=overall.explanation)


def _overall(rows: tuple[Row, ...], measures: Mapping[int, Measure], rule: RollUp) -> Overall:
    shown = [row.rating.shown for row in rows]
    if rule is not RollUp.HEADLINE:
        return roll_up(rule, shown)
    marked = [place for place, row in enumerate(rows) if row.headline]
    if not marked:
        return Overall(None, NO_HEADLINE)
    # One that is no longer asked for keeps its mark: the one asked for longest counts.
    last = max(marked, key=lambda place: _asked_until(measures[rows[place].measure_id]))
    return roll_up(rule, shown, last, rows[last].name)


def _asked_until(measure: Measure) -> tuple[bool, int]:
    until = measure.last_quarter
    return until is None, until.index if until else 0


def _key(outcome_id: int | None, priority_id: int | None) -> Key:
    if outcome_id:
        return GroupKind.OUTCOME, outcome_id
    return (GroupKind.PRIORITY, priority_id) if priority_id else (GroupKind.OTHER, 0)


def _listed(key: Key, filed: Mapping[Key, list[Row]], kinds: set[GroupKind]) -> bool:
    return key in filed or key[0] in kinds or not filed


def _lives(wordings: Mapping[int, object], key: int) -> bool:
    wording = wordings.get(key)
    return wording is not None and getattr(wording, "change", "") != Change.DROPPED


def _priority(
    priority: Priority,
    gathered: Gathered,
    filed: Mapping[Key, list[Row]],
    assessed: Mapping[Key, GroupAssessment],
) -> Group:
    wording = gathered.priority_wordings.get(priority.pk)
    lead = priority.lead_group
    empty = Group(
        f"priority-{priority.pk}",
        GroupKind.PRIORITY,
        code=priority.code,
        title=wording.heading if wording else str(priority),
        lead=lead.name if lead else "",
    )
    return _filled(empty, (GroupKind.PRIORITY, priority.pk), filed, assessed)


def _outcome(
    outcome: Outcome,
    gathered: Gathered,
    filed: Mapping[Key, list[Row]],
    assessed: Mapping[Key, GroupAssessment],
) -> Group:
    wording = gathered.outcome_wordings.get(outcome.pk)
    lead = outcome.priority.lead_group if outcome.priority else None
    empty = Group(
        f"outcome-{outcome.pk}",
        GroupKind.OUTCOME,
        code="",
        title=wording.text if wording else str(outcome),
        lead=lead.name if lead else "",
    )
    return _filled(empty, (GroupKind.OUTCOME, outcome.pk), filed, assessed)


def _filled(
    group: Group,
    key: Key,
    filed: Mapping[Key, list[Row]],
    assessed: Mapping[Key, GroupAssessment],
) -> Group:
    rows = tuple(filed.get(key, ()))
    judged = assessed.get(key)
    if judged is None:
        return replace(group, rows=rows)
    return replace(
        group,
        rows=rows,
        overall=Rag(judged.rag) if judged.rag else None,
        comment=judged.comment,
        stated_by=judged.stated_by,
        stated_on=judged.stated_on,
    )
