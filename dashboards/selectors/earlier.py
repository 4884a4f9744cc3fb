"""What is published already: the rows of some indicators in every earlier snapshot."""

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from audit.selectors import written_in_order
from core.quarters import Quarter
from dashboards import codec
from dashboards.models import Snapshot
from dashboards.performance import History, Observation
from dashboards.selectors.people import Change, People, said_before
from dashboards.types import Row, from_json
from partnerships.models import Partnership
from targets.models import Figure, Measure, Revision
from targets.terms import FigureState


@dataclass(frozen=True, slots=True)
class Published:
    """The rows of one snapshot, and its place in the order of what was written."""

    quarter: Quarter
    order: int
    rows: tuple[Row, ...]


def published_rows(partnership: Partnership, measures: Collection[int]) -> list[Published]:
    """Those of every quarter and version. Two queries."""
    snapshots = list(
        Snapshot.objects.filter(partnership=partnership)
        .order_by("pk")
        .values_list("pk", "quarter", "payload")
    )
    if not snapshots:
        return []
    order = written_in_order(Snapshot, [pk for pk, _, _ in snapshots])
    found = (
        Published(quarter, order.get(pk, 0), _rows(payload, measures))
        for pk, quarter, payload in snapshots
    )
    return [one for one in found if one.rows]


def _rows(payload: str, measures: Collection[int]) -> tuple[Row, ...]:
    """The rows of these measures; the others of the payload are not built."""
    try:
        groups = json.loads(payload)["groups"]
        rows = [row for group in groups for row in group["rows"]]
        wanted = [row for row in rows if row["measure_id"] in measures]
        return tuple(codec.load(Row, json.dumps(row)) for row in wanted)
    except (KeyError, TypeError, ValueError):  # of another format
        return tuple(row for row in from_json(payload).rows if row.measure_id in measures)


def people_of(
    partnership: Partnership,
    measures: Collection[Measure],
    histories: dict[int, History],
    *,
    until: Quarter,
    later: Collection[Quarter],
) -> dict[int, People]:
    """By measure, every number of people that is known of it, before revisions too.

    ``later``: quarters after ``until`` that are published as well. At most three queries.
    """
    now = {one.pk: {o.quarter: o for o in histories[one.pk].observations} for one in measures}
    if any(quarter > until for quarter in later):
        for figure in _figures(partnership, now, until):
            now[figure.measure_id][figure.quarter] = _observation(figure)
    changes: dict[int, dict[Quarter, list[Change]]] = {}
    first: dict[int, dict[Quarter, Observation | None]] = {}
    for one, order in _revisions(partnership, now):
        pk, quarter = one.figure.measure_id, one.figure.quarter
        if (current := now[pk].get(quarter)) is None:
            continue
        since = replace(
            current,
            state=FigureState(one.state),
            value=one.value,
            numerator=one.numerator,
            denominator=one.denominator,
        )
        of_quarter = changes.setdefault(pk, {}).setdefault(quarter, [])
        if not of_quarter:
            first.setdefault(pk, {})[quarter] = said_before(one.before, since)
        of_quarter.append(Change(order, since))
    return {
        one.pk: People(one, now[one.pk], changes.get(one.pk, {}), first.get(one.pk, {}))
        for one in measures
    }


def _figures(
    partnership: Partnership, measures: Collection[int], until: Quarter
) -> Iterable[Figure]:
    return Figure.objects.filter(
        partnership=partnership, measure__in=list(measures), quarter__gt=until
    )


def _observation(figure: Figure) -> Observation:
    return Observation(
        quarter=figure.quarter,
        period=figure.period,
        state=FigureState(figure.state),
        value=figure.value,
        numerator=figure.numerator,
        denominator=figure.denominator,
    )


def _revisions(partnership: Partnership, measures: Collection[int]) -> list[tuple[Revision, int]]:
    """Oldest first, each with its place in the order of what was written."""
    rows = list(
        Revision.objects.filter(partnership=partnership, figure__measure__in=list(measures))
        .select_related("figure")
        .only(
            "before", "state", "value", "numerator", "denominator", "figure__measure_id",
            "figure__quarter",
        )
    )  # fmt: skip
    if not rows:
        return []
    order = written_in_order(Revision, [one.pk for one in rows])
    placed = [(one, order.get(one.pk, 0)) for one in rows]
    return sorted(placed, key=lambda pair: pair[1])
