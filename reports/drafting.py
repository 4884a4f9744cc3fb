"""The texts a new paper begins with, for the officer to edit."""

from typing import Any

from dashboards.models import Snapshot
from dashboards.types import Dashboard
from partnerships.models import Partnership
from reports.compose.exceptions import needs_attention
from reports.compose.words import joined, name
from targets.terms import Rag

MOST_NAMED = 4  # indicators in one recommendation


def beginning(partnership: Partnership, snapshot: Snapshot, dashboard: Dashboard) -> dict[str, Any]:
    """Initial values by field name. Committee, date, number and posts are for the officer."""
    quarter = dashboard.quarter
    return {
        "title": f"Community safety performance, {quarter.words}",
        "strategic_aim": _aim(partnership),
        "purpose": (
            f"To report how {partnership.name} performed in {quarter.words} ({quarter.label}) "
            "against the targets of its strategy."
        ),
        "recommendations": "\n".join(_recommendations(dashboard)),
        "background": (
            f"The figures are those published to the board of {partnership.name}. "
            "Appendix 1 shows every indicator; Appendix 2 says how the ratings are made."
        ),
    }


def _aim(partnership: Partnership) -> str:
    """What the latest strategy serves, where it says so."""
    aims = partnership.strategies.order_by("-starts").values_list("strategic_aim", flat=True)
    return aims.first() or ""


def _recommendations(dashboard: Dashboard) -> list[str]:
    """Each begins with a verb. The committee is named in the line that goes before them."""
    made = [f"Note the performance of the partnership in {dashboard.quarter.words}."]
    red = [row for row in needs_attention(dashboard) if row.rating.shown == Rag.RED]
    if red:
        named = [name(row) for row in red[:MOST_NAMED]]
        if len(red) > MOST_NAMED:
            named.append(f"{len(red) - MOST_NAMED} more")
        what = "indicator" if len(red) == 1 else "indicators"
        made.append(f"Seek assurance on what is being done about the red {what}: {joined(named)}.")
    made.append("Say what it wishes the next report to cover.")
    return made
