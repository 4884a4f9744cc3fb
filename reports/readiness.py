"""What stands between a draft and its publication, as a list for people.

Some points stop publication; the others are to be looked at, and may be right as they are.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from dashboards.types import Dashboard
from reports.compose.words import joined, lines, name
from reports.models import Paper
from targets.terms import Rag

# First words with which a recommendation asks a committee to do something.
VERBS = """
accept acknowledge agree approve ask authorise comment commend confirm congratulate consider
decide delegate direct discuss endorse examine express identify invite keep make monitor note
offer provide receive recommend refer request require resolve review say scrutinise seek support
take thank welcome
"""
QUARTER = re.compile(r"\bQ[1-4] ?20\d\d[/-]\d\d\b|\b20\d\d[/-]\d\d Q[1-4]\b")


class State(StrEnum):
    DONE = "done"
    LOOK = "look"  # may be right as it is
    MISSING = "missing"  # stops publication


@dataclass(frozen=True, slots=True)
class Point:
    title: str
    state: State
    hint: str = ""
    field: str = ""  # of the form, where it can be mended


def readiness(paper: Paper, dashboard: Dashboard, latest_number: int) -> list[Point]:
    """Every point, in the order of the paper. ``latest_number``: version of the quarter now."""
    return [
        _edition(paper, latest_number),
        *(_given(paper, field, title) for field, title in GIVEN),
        _recommendations(paper),
        _same_quarter(paper, dashboard),
        _explained(dashboard),
        _data(dashboard),
    ]


def blocks(points: list[Point]) -> list[Point]:
    """Those that stop publication."""
    return [point for point in points if point.state is State.MISSING]


# A paper's own form asks for all of these; whatever else made the draft may not have.
GIVEN = (
    ("report_number", "Report number"),
    ("committee", "Committee"),
    ("title", "Title"),
    ("report_of", "Report of"),
    ("purpose", "Purpose of the report"),
    ("background_papers", "Background papers, or “None”"),
    ("contact", "Contact"),
)


def _given(paper: Paper, field: str, title: str) -> Point:
    text = getattr(paper, field).strip()
    if text:
        return Point(title, State.DONE, field=field)
    return Point(title, State.MISSING, "Nothing is entered.", field)


def _edition(paper: Paper, latest_number: int) -> Point:
    title = "Latest version of the published quarter"
    if paper.snapshot.number == latest_number:
        return Point(title, State.DONE, field="snapshot")
    hint = (
        f"The draft is on version {paper.snapshot.number}; version {latest_number} is published. "
        "Choose it in the draft."
    )
    return Point(title, State.MISSING, hint, "snapshot")


def _recommendations(paper: Paper) -> Point:
    title = "Recommendations that each begin with a verb"
    given = lines(paper.recommendations)
    if not given:
        return Point(title, State.MISSING, "Nothing is entered.", "recommendations")
    odd = [line for line in given if _first_word(line) not in VERBS.split()]
    if not odd:
        return Point(title, State.DONE, field="recommendations")
    hint = f"The committee “is recommended to:”. Look at “{odd[0][:80].rstrip('.')}”."
    return Point(title, State.LOOK, hint, "recommendations")


def _first_word(line: str) -> str:
    found = re.match(r"[\W\d]*([A-Za-z]+)", line)
    return found[1].lower() if found else ""


TEXTS = ("title", "purpose", "recommendations", "background", "summary", "conclusion")


def _same_quarter(paper: Paper, dashboard: Dashboard) -> Point:
    """Texts carried over from an earlier paper may still speak of its quarter."""
    title = "No other quarter named by mistake"
    own = dashboard.quarter
    names = {own.label, f"Q{own.number} {own.financial_year.dashed}"}
    for field in TEXTS:
        others = [text for text in QUARTER.findall(getattr(paper, field)) if text not in names]
        if others:
            hint = f"The paper is on {own.label}, but this text names {others[0]}."
            return Point(title, State.LOOK, hint, field)
    return Point(title, State.DONE)


def _explained(dashboard: Dashboard) -> Point:
    title = "Commentary on every red indicator"
    silent = [
        name(row)
        for row in dashboard.rows
        if row.rating.shown == Rag.RED and not row.commentary_change.strip()
    ]
    if not silent:
        return Point(title, State.DONE)
    return Point(title, State.LOOK, f"None was given with {joined(silent)}. The paper says so.")


def _data(dashboard: Dashboard) -> Point:
    title = "Figures complete and final"
    counts = dashboard.counts
    said = []
    if counts.missing:
        said.append(f"{counts.missing} missing")
    if counts.provisional:
        said.append(f"{counts.provisional} provisional")
    if not said:
        return Point(title, State.DONE)
    return Point(title, State.LOOK, f"{joined(said)}. The data notes list them.")
