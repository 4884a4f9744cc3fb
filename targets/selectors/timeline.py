"""Who changed a figure, when, from what to what, how and why: read from the row history."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Max

from audit.models import LogEntry
from audit.selectors import Change, timeline, timelines
from core.period_text import long_day
from targets.entry import plain
from targets.models import Explanation, Figure
from targets.terms import FigureState, How, Reason, RevisionKind, Warned
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
    "action_owner": "Who is doing it",
    "action_due": "By when",
    "internal_note": "Internal note",
}
PRIVATE = "internal_note"  # for those who enter the figure, and nobody else
FROM_A_FILE = {How.UPLOADED.value, How.LOADED.value}


@dataclass(frozen=True)
class Line:
    """One column's change in words. ``before`` is empty where there was nothing."""

    what: str
    before: str
    after: str


@dataclass(frozen=True)
class Step:
    """One change of a figure, or of what explains it.

    ``how`` it came in: “Typed”, “Pasted”, “Uploaded from Q2 police.xlsx”, “Revised: late records”;
    empty where that was not recorded yet, and of an explanation.
    """

    at: datetime
    who: str
    why: str
    first: bool
    lines: tuple[Line, ...]
    how: str = ""
    number: int = 0  # its place among all changes, where the clock does not tell


@dataclass(frozen=True)
class LastChange:
    """Who changed a figure last, and when."""

    who: str
    at: datetime


def figure_timeline(figure: Figure, *, private: bool = True) -> tuple[Step, ...]:
    """Every change of the figure and of its explanations, latest first. Four queries.

    ``figure.measure`` is loaded. ``private``: internal notes too, for those who enter the figure.
    """
    told = [name for name in TOLD if private or name != PRIVATE]
    kinds = dict(figure.revisions.values_list("from_version", "kind"))
    steps = [
        Step(
            at=change.at,
            who=change.who,
            why=_why(change),
            first=change.operation == "insert",
            lines=_lines(figure, change),
            how=_how(change, kinds),
            number=change.number,
        )
        for change in timeline(figure, fields=told)
    ]
    steps += _explained(figure)
    found = [step for step in steps if step.lines or step.first]
    return tuple(sorted(found, key=lambda step: step.number, reverse=True))


def _how(change: Change, kinds: dict[int, str]) -> str:
    """``Uploaded from Q2 police.xlsx``. A revision's kind is found by the version it started at."""
    how = change.after.get("how", "")
    if how not in set(How):
        return ""
    if how == How.REVISED:
        kind = kinds.get(change.after["version"] - 1)
        why = RevisionKind(kind).label if kind else ""
        return f"Revised: {why[:1].lower()}{why[1:]}" if why else How.REVISED.label
    came_from = change.after.get("came_from", "") if how in FROM_A_FILE else ""
    label = How(how).label
    return f"{label} from {came_from}" if came_from else label


def _is_revision(change: Change) -> bool:
    return bool(change.after.get("how") == How.REVISED)


def _why(change: Change) -> str:
    """Why, without the kind of a revision that ``_how`` says already."""
    if not _is_revision(change):
        return change.why
    for kind in RevisionKind:
        if change.why.startswith(f"{kind.label}: "):
            return change.why.removeprefix(f"{kind.label}: ")
    return change.why


def _explained(figure: Figure) -> list[Step]:
    """The explanations of what was unusual. One that was taken away again is not told of."""
    keys = figure.explanations.values_list("pk", flat=True)
    return [
        Step(
            at=change.at,
            who=change.who,
            why="",
            first=False,
            lines=(
                Line(
                    f"Explained “{Warned(change.after['kind']).label}”",
                    change.changes["text"][0] or "",
                    change.changes["text"][1] or "",
                ),
            ),
            number=change.number,
        )
        for changes in timelines(Explanation, keys, fields=["text"]).values()
        for change in changes
    ]


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
            told = after or change.operation != "insert"
            if before != after and told and not (column == "revised" and _is_revision(change)):
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
    return _plain_words(column, value)


def _plain_words(column: str, value: Any) -> str:
    if column == "action_due":
        return long_day(date.fromisoformat(str(value)))
    return plain(value) if isinstance(value, Decimal) else str(value)
