"""Who changed a figure, when, from what to what and why: read from the row history."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Max

from audit.models import LogEntry
from audit.selectors import Change, timeline
from targets.entry import plain
from targets.models import Figure
from targets.terms import FigureState, Reason
from targets.values import printed

# What the timeline tells of, by column, in the order of the form.
TOLD = {
    "state": "State",
    "reason": "Reason",
    "value": "Value",
    "numerator": "Numerator",
    "denominator": "Denominator",
    "provisional": "Provisional",
    "estimated": "Estimated",
    "revised": "Revised",
    "quality_problem": "Quality problem",
    "period_start": "Period from",
    "period_end": "Period to",
    "caveat": "Footnote",
    "commentary_change": "What changed and why",
    "commentary_action": "What we are doing about it",
    "internal_note": "Internal note",
}


@dataclass(frozen=True)
class Line:
    """One column's change in words. ``before`` is empty where there was nothing."""

    what: str
    before: str
    after: str


@dataclass(frozen=True)
class Step:
    """One change of a figure."""

    at: datetime
    who: str
    why: str
    first: bool
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class LastChange:
    who: str
    at: datetime


def figure_timeline(figure: Figure) -> tuple[Step, ...]:
    """Every change of the figure, latest first. One query. ``figure.measure`` is loaded."""
    steps = (
        Step(
            at=change.at,
            who=change.who,
            why=change.why,
            first=change.operation == "insert",
            lines=_lines(figure, change),
        )
        for change in timeline(figure, fields=TOLD)
    )
    return tuple(reversed([step for step in steps if step.lines or step.first]))


def last_changes(figures: Collection[Figure]) -> dict[int, LastChange]:
    """Who wrote each figure last, and when. One query."""
    rows = LogEntry.objects.filter(
        table_name=Figure._meta.db_table, row_id__in=[str(figure.pk) for figure in figures]
    )
    latest = rows.order_by().values("row_id").annotate(last=Max("id")).values("last")
    found = LogEntry.objects.filter(id__in=latest).values_list("row_id", "who", "at")
    return {int(row_id): LastChange(who, at) for row_id, who, at in found}


def _lines(figure: Figure, change: Change) -> tuple[Line, ...]:
    labels = {**TOLD, **_part_labels(figure)}
    found = []
    for column in TOLD:
        if column in change.changes:
            before, after = (_words(figure, column, one) for one in change.changes[column])
            # On the first entry, what is merely left empty is not worth a line.
            if before != after and (after or change.operation != "insert"):
                found.append(Line(labels[column], before, after))
    if change.operation == "insert":
        found = [line for line in found if not line.what.startswith("Period")]
    return tuple(found)


def _part_labels(figure: Figure) -> dict[str, str]:
    indicator = figure.measure.indicator
    labels = {
        "numerator": indicator.numerator_label,
        "denominator": indicator.denominator_label,
    }
    return {column: label for column, label in labels.items() if label}


def _words(figure: Figure, column: str, value: Any) -> str:
    if value is None or value == "":
        return ""
    if column == "state":
        return FigureState(value).label
    if column == "reason":
        return Reason(value).label
    if isinstance(value, bool):
        return "Yes" if value else ""
    if column == "value":
        return printed(figure.measure.indicator, Decimal(value))
    return plain(value) if isinstance(value, Decimal) else str(value)
