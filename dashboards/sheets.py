"""A dashboard as a workbook, for XLSX and ODS: the numbers that the page prints, as numbers."""

from typing import Final

from core.numbers import round_half_up
from core.period_text import long_day
from core.quarters import Quarter
from core.sheets import Column, Table, Value, Workbook
from dashboards.types import Cell, Dashboard, Group, Point, Row
from targets.exports import SHORTHAND
from targets.resources import (
    BREAK,
    ESTIMATED,
    HIDDEN,
    NOT_APPLICABLE,
    NOT_AVAILABLE,
    PROVISIONAL,
    REVISED,
)
from targets.terms import Unrated

YES: Final = "Yes"
_COLUMNS: Final = (
    Column("Priority or outcome", 36),
    Column("Overall rating", 14),
    Column("Overall comment", 44),
    Column("Code", 24),
    Column("Indicator", 44),
    Column("Unit", 20),
    Column("Previous value"),
    Column("Previous period", 20),
    Column("Previous shorthand", 14),
    Column("Latest value"),
    Column("Latest period", 20),
    Column("Latest shorthand", 14),
    Column("Direction of travel", 30),
    Column("Rating", 24),
    Column("Rating by the rules", 24),
    Column("Why", 50),
    Column("Target", 44),
    Column("Expected", 24),
    Column("County comparison", 16),
    Column("District comparison", 16),
    Column("Caveat", 50),
    Column("What changed and why", 60),
    Column("What we are doing about it", 60),
    Column("Who is doing it", 30),
    Column("By when", 18),
    Column("Overall by the rules", 18),
    Column("Why overall", 44),
    Column("Quality problem", 16),
)
_HISTORY: Final = (
    Column("Code", 24),
    Column("Indicator", 44),
    Column("Unit", 20),
    Column("Quarter", 14),
    Column("Period", 24),
    Column("Value"),
    Column("Shorthand", 14),
    Column("Expected"),
    Column("Quality problem", 16),
)


def as_workbook(dashboard: Dashboard, reasons: dict[int, str]) -> Workbook:
    """The ratings of a quarter, and the figures behind its charts.

    ``reasons``: by measure, why officers state something else or why there is no rating.
    """
    quarter = dashboard.quarter
    title = f"{dashboard.partnership_name}: performance in {quarter.words}"
    rows = tuple(
        _row(group, row, reasons.get(row.measure_id, ""))
        for group in dashboard.groups
        for row in group.rows
    )
    points = tuple(_point(row, point) for row in dashboard.rows for point in row.history)
    name = _short(quarter)
    tables = (
        Table(f"Ratings {name}", f"Ratings, {quarter.label}", _COLUMNS, rows),
        Table(f"Figures to {name}", f"Figures up to {quarter.label}", _HISTORY, points),
    )
    notes = (
        *SHORTHAND,
        ("Rating by the rules", "What the rules compute, where officers state another rating too."),
        (
            "Overall by the rules",
            "What the partnership’s rule makes of the ratings shown; the overall rating is stated.",
        ),
        ("Direction of travel", "What happened to performance, not to the number."),
        ("Quality problem", "Yes: the figure is known to be wrong, and its rating is withheld."),
    )
    return Workbook(title, cover_of(dashboard), notes, tables)


def _short(quarter: Quarter) -> str:
    return quarter.label.replace("/", "-")


def cover_of(dashboard: Dashboard) -> tuple[str, ...]:
    """Which figures a file holds: working ones, or a published version and what it changes."""
    info = dashboard.published
    if info is None:
        return ("Working figures. Not published.",)
    when = long_day(info.published_at)
    lines = [f"Published to the board, version {info.number} of {when}."]
    if info.reason:
        lines.append(f"What this version changes: {info.reason}")
    return tuple(lines)


def _row(group: Group, row: Row, reason: str) -> tuple[Value, ...]:
    return (
        group.title,
        group.overall.label if group.overall else "Not stated",
        group.comment,
        row.code,
        row.name,
        row.unit_text or row.unit.label,
        _value(row.previous, row),
        row.previous.period.label,
        _marks(row.previous),
        _value(row.latest, row),
        row.latest.period.label,
        _marks(row.latest),
        row.direction.words,
        row.rating.shown.label if row.rating.shown else row.rating.computed_word,
        row.rating.computed_word,
        reason,
        row.target_text or "No target",
        row.expected_text,
        row.county_comparison,
        row.district_comparison,
        " ".join(row.caveats),
        row.commentary_change,
        row.commentary_action,
        row.action_owner,
        long_day(row.action_due) if row.action_due else "",
        _computed(group),
        group.computed_why,
        YES if row.latest.quality_problem else "",
    )


def _computed(group: Group) -> str:
    """What the rule makes of a priority: of what was published before there was one, nothing."""
    if group.computed:
        return group.computed.label
    return "Not rated" if group.computed_why else "Not computed"


def _value(cell: Cell, row: Row) -> Value:
    """The number as it is printed, or the mark that stands in its place."""
    if cell.hidden:
        return HIDDEN
    if cell.value is not None:
        return round_half_up(cell.value, row.decimals)
    return NOT_APPLICABLE if cell.absence is Unrated.NOT_APPLICABLE else NOT_AVAILABLE


def _marks(cell: Cell) -> str:
    if cell.hidden:
        return HIDDEN
    if cell.value is None:
        return NOT_APPLICABLE if cell.absence is Unrated.NOT_APPLICABLE else NOT_AVAILABLE
    said = ((cell.provisional, PROVISIONAL), (cell.revised, REVISED), (cell.estimated, ESTIMATED))
    return " ".join(mark for is_so, mark in said if is_so)


def _point(row: Row, point: Point) -> tuple[Value, ...]:
    value: Value = NOT_AVAILABLE
    if point.text == HIDDEN:
        value = HIDDEN
    elif point.value is not None:
        value = round_half_up(point.value, row.decimals)
    marks = [value] if isinstance(value, str) else []
    marks += [PROVISIONAL] if point.provisional else []
    marks += [REVISED] if point.revised else []
    marks += [ESTIMATED] if point.estimated else []
    marks += [BREAK] if point.break_note else []
    expected = None if point.expected is None else round_half_up(point.expected, row.decimals)
    unit = row.unit_text or row.unit.label
    return (
        row.code,
        row.name,
        unit,
        point.quarter.label,
        point.period.label,
        value,
        " ".join(marks),
        expected,
        YES if point.quality_problem else "",
    )
