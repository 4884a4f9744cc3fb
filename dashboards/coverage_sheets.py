"""What a strategy leaves open, as a workbook: the holes, and the matrix that they are found in."""

from typing import Final

from core.sheets import Column, Table, Value, Workbook
from dashboards.coverage import SHORT, Coverage, Gap, Goal, Line, Section

_HOLES: Final = (
    Column("Kind", 44),
    Column("What", 60),
    Column("Under", 44),
    Column("Note", 36),
    Column("What to do", 60),
)
_MATRIX: Final = (
    Column("Priority or outcome", 44),
    Column("Led by", 36),
    Column("Indicator", 44),
    Column("Supplied by", 30),
    Column("Owner", 30),
    Column("Target", 60),
    Column("Kind of target", 24),
    Column("What it expects", 44),
    Column("Baseline", 30),
    Column("Alignment", 44),
    Column("Holes", 44),
)
NONE: Final = "None"


def as_workbook(found: Coverage, partnership_name: str, day: str) -> Workbook:
    """The same words as on the page."""
    title = f"{partnership_name}: what the strategy leaves open"
    plans = [f"{one.title}, version {one.number}. {one.status_words}" for one in found.plans]
    holes = tuple(
        (hole.title, item.name, item.under, item.note, hole.gap.to_do)
        for hole in found.holes
        for item in hole.items
    )
    matrix = tuple(row for section in found.sections for row in _section(section))
    notes = tuple((SHORT[gap], gap.title.format(body=found.body)) for gap in SHORT)
    return Workbook(
        title,
        (found.summary, *plans, f"As it stands on {day}."),
        notes,
        (
            Table("Holes", f"Holes on {day}", _HOLES, holes),
            Table("Coverage", f"Indicators and targets on {day}", _MATRIX, matrix),
        ),
    )


def _section(section: Section) -> list[tuple[Value, ...]]:
    lead = ", ".join(part for part in (section.lead, section.lead_owner) if part)
    start = (section.name, lead or NONE)
    if not section.lines:
        return [(*start, *([NONE] * 8), _holes(section.gaps))]
    return [
        (*start, *_line(line), *_goal(goal, line, section))
        for line in section.lines
        for goal in (line.goals or (None,))
    ]


def _line(line: Line) -> tuple[Value, ...]:
    return line.name, line.supplier, line.owner or NONE


def _goal(goal: Goal | None, line: Line, section: Section) -> tuple[Value, ...]:
    holes = _holes((*line.gaps, *(goal.gaps if goal else ())))
    if not section.placed:
        holes = _holes((Gap.UNPLACED, *line.gaps, *(goal.gaps if goal else ())))
    if goal is None:
        return (*([NONE] * 5), holes)
    return goal.text, goal.kind, goal.expects, goal.baseline, goal.alignment or NONE, holes


def _holes(gaps: tuple[Gap, ...]) -> str:
    return "; ".join(SHORT[gap] for gap in gaps) or NONE
