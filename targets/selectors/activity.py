"""What happened in a return lately, and what changed since a part was sent back.

Both are read from the row history, which the database writes.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.db.models import CharField, Count, Max, Q, QuerySet
from django.db.models.functions import Cast

from audit.models import LogEntry
from targets.models import Explanation, Figure, LockException, Return, ReturnPart
from targets.selectors.returns import Part, ReturnPage
from targets.selectors.words import counted
from targets.values import absence, exact_value, printed

LATEST = 5
LOOKED_AT = 100  # of which the latest are made, once those that belong together are one

FIGURES = Figure._meta.db_table
PARTS = ReturnPart._meta.db_table
RETURNS = Return._meta.db_table
EXPLANATIONS = Explanation._meta.db_table
EXCEPTIONS = LockException._meta.db_table

# What an action did, in words that follow a name: with the figures it changed, with the
# organisation of the part that it moved, or alone.
WITH_FIGURES = {
    "targets.save_figures": "entered or changed {figures}",
    "targets.apply_upload": "uploaded {figures}",
    "targets.revise": "revised {figures}",
}
WITH_PART = {
    "targets.submit_part": "submitted the figures of {part}",
    "targets.sign_off_part": "signed off the figures of {part}",
    "targets.send_back_part": "sent back the figures of {part}",
    "targets.ask_part": "asked somebody else to sign off the figures of {part}",
    "targets.change_due": "changed the due date of {part}",
    "targets.add_part": "added {part} to the return",
}
ALONE = {
    "targets.open_return": "opened the return",
    "targets.make_exception": "let figures be entered after the last day",
    "dashboards.publish": "published the quarter to the board",
}


@dataclass(frozen=True)
class Event:
    """Something that one person did in one go: ``Ann submitted the figures of the police``."""

    at: datetime
    who: str
    what: str
    many: str = ""  # what to say of several such things: "entered or changed figures"


def latest_events(page: ReturnPage) -> tuple[Event, ...]:
    """The last five things that were done in the return, latest first. One query.

    Of what the member sees only: an officer's page holds their organisation's rows and part.
    """
    figures = [str(row.figure.pk) for row in page.rows if row.figure]
    parts = {str(one.part.pk): one.part.organisation.name for one in page.parts}
    explanations = Explanation.objects.filter(figure_id__in=figures)
    exceptions = LockException.objects.filter(part_id__in=list(parts))
    of_return = LogEntry.objects.filter(
        Q(table_name=FIGURES, row_id__in=figures)
        | Q(table_name=PARTS, row_id__in=list(parts))
        | Q(table_name=RETURNS, row_id=str(page.ret.pk))
        | Q(table_name=EXPLANATIONS, row_id__in=_keys(explanations))
        | Q(table_name=EXCEPTIONS, row_id__in=_keys(exceptions))
    )
    return _folded([_event(found, parts) for found in _grouped(of_return)[:LOOKED_AT]])[:LATEST]


def _folded(events: list[Event]) -> tuple[Event, ...]:
    """Figures that one person saved one by one, on one day and with nothing between, as one line.

    A page with JavaScript saves each row by itself: forty lines would say what one does.
    """
    found: list[Event] = []
    for (who, many, _), run in groupby(events, key=lambda one: (one.who, one.many, one.at.date())):
        together = list(run)
        if many and len(together) > 1:
            what = f"{many}, {len(together)} times"
            found.append(Event(together[0].at, who, what))
        else:
            found += together
    return tuple(found)


def _keys(rows: "QuerySet[Any]") -> "QuerySet[Any]":
    """The keys of rows as the log has them, for a subquery."""
    return rows.order_by().values_list(Cast("pk", CharField()), flat=True)


def _grouped(entries: "QuerySet[LogEntry]") -> Any:
    """What one action did in one go, latest first: the log has a row for each row it wrote."""
    return (
        entries.order_by()
        .values("context_id", "at", "who", "action")
        .annotate(
            last=Max("id"),
            figures=Count("row_id", filter=Q(table_name=FIGURES), distinct=True),
            explained=Count("row_id", filter=Q(table_name=EXPLANATIONS), distinct=True),
            part=Max("row_id", filter=Q(table_name=PARTS)),
        )
        .order_by("-last")
    )


def _event(found: dict[str, Any], parts: dict[str, str]) -> Event:
    many = "entered or changed figures" if found["action"] == "targets.save_figures" else ""
    return Event(found["at"], found["who"], _words(found, parts), many)


def _words(found: dict[str, Any], parts: dict[str, str]) -> str:
    action = found["action"]
    figures = counted(found["figures"], "figure")
    part = parts.get(found["part"] or "", "")
    if action in ALONE:
        return ALONE[action]
    if part and action in WITH_PART:
        return WITH_PART[action].format(part=part)
    if found["figures"]:
        return WITH_FIGURES.get(action, "changed {figures}").format(figures=figures)
    if found["explained"]:
        return f"explained {counted(found['explained'], 'unusual figure')}"
    return f"changed the return of {part}" if part else "changed the return"


# --- What changed since it was sent back ------------------------------------------------------


# What else a reader is told of, without both texts.
ALSO = {
    "provisional": "provisional or not",
    "estimated": "estimated or not",
    "quality_problem": "quality problem or not",
    "caveat": "footnote",
    "commentary_change": "commentary",
    "commentary_action": "commentary",
    "action_owner": "who is doing what, and by when",
    "action_due": "who is doing what, and by when",
}


@dataclass(frozen=True)
class Changed:
    """What a figure said when it was sent back and says now; ``also`` names what else changed."""

    before: str
    now: str
    also: str = ""


def changed_since_sent_back(view: Part) -> dict[int, Changed] | None:
    """By measure, the figures of a part that differ from the version that was sent back.

    None where it never was. Two queries.
    """
    sent_back = (
        LogEntry.objects.filter(
            table_name=PARTS, row_id=str(view.part.pk), after__status=ReturnPart.Status.RETURNED
        )
        .order_by()
        .aggregate(last=Max("id"))["last"]
    )
    if sent_back is None:
        return None
    figures = {str(row.figure.pk): row.figure for row in view.rows if row.figure}
    later = LogEntry.objects.filter(table_name=FIGURES, row_id__in=figures, id__gt=sent_back)
    spans: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {}
    for entry in later.order_by("id"):
        first, _ = spans.get(entry.row_id, (entry.before or {}, {}))
        spans[entry.row_id] = first, entry.after or {}
    changes = {
        figures[row_id].measure_id: _changed(figures[row_id], before, after)
        for row_id, (before, after) in spans.items()
    }
    return {measure: one for measure, one in changes.items() if one.before != one.now or one.also}


def _changed(figure: Figure, before: dict[str, Any], after: dict[str, Any]) -> Changed:
    also = [words for name, words in ALSO.items() if before and before.get(name) != after.get(name)]
    return Changed(_said(figure, before), _said(figure, after), ", ".join(dict.fromkeys(also)))


def _said(figure: Figure, row: dict[str, Any]) -> str:
    """What a row of the history said: ``185``, ``Not available: not released yet``."""
    if not row:
        return "Not entered"
    number = {
        name: None if row[name] is None else Decimal(row[name])
        for name in ("value", "numerator", "denominator")
    }
    then = Figure(measure=figure.measure, state=row["state"], reason=row["reason"], **number)
    value = exact_value(then)
    return absence(then) if value is None else printed(figure.measure.indicator, value)
