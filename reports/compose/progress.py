"""How each priority or outcome stands: its overall rating, comment and counts."""

from dataclasses import replace

from core.period_text import long_day
from dashboards.types import Dashboard, Group, GroupKind
from reports.compose.summary import counted
from reports.compose.words import lines
from reports.document import Paragraph, Part

NO_INDICATOR = "No indicator measures this."
NOT_STATED = "No overall rating is stated."


def progress_title(dashboard: Dashboard) -> str:
    """``Progress by outcome``, or what the groups are."""
    kinds = [
        kind.value
        for kind in (GroupKind.PRIORITY, GroupKind.OUTCOME)
        if any(group.kind == kind for group in dashboard.groups)
    ]
    return f"Progress by {' and '.join(kinds) or 'indicator'}"


def group_names(dashboard: Dashboard) -> dict[str, str]:
    """``Priority A``, ``Outcome 2`` by group key; outcomes are numbered in their order."""
    names = {}
    outcomes = 0
    for group in dashboard.groups:
        if group.kind == GroupKind.OUTCOME:
            outcomes += 1
            names[group.key] = f"Outcome {group.code or outcomes}"
        elif group.kind == GroupKind.PRIORITY:
            names[group.key] = f"Priority {group.code.upper()}".strip()
        else:
            names[group.key] = ""
    return names


def headed(group: Group, names: dict[str, str]) -> str:
    """``Outcome 1: Ongoing reductions in crime``."""
    return ": ".join(part for part in (names[group.key], group.title) if part)


def progress(dashboard: Dashboard) -> tuple[Part, ...]:
    """A part for each priority or outcome."""
    names = group_names(dashboard)
    found = tuple(_part(dashboard, group, headed(group, names)) for group in dashboard.groups)
    return found or (Part((Paragraph("There is no priority or outcome yet."),)),)


def _part(dashboard: Dashboard, group: Group, heading: str) -> Part:
    made = [Paragraph(line) for line in lines(group.comment)]
    own = replace(dashboard, groups=(group,)).counts
    text = f"{counted(own)}." if own.total else NO_INDICATOR
    if group.overall and group.stated_by:
        on = f" on {long_day(group.stated_on)}" if group.stated_on else ""
        text += f" The overall rating is stated by {group.stated_by}{on}."
    elif not group.overall:
        text += f" {NOT_STATED}"
    made.append(Paragraph(f"{text[:1].upper()}{text[1:]}"))
    return Part(tuple(made), heading=heading, rating=group.overall or "")
