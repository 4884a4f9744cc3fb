"""What needs the board's attention, why, what is being done, by whom and by when."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from core.period_text import long_day
from dashboards.overview.runs import rating_run, redefined
from dashboards.types import Dashboard, Group, Row
from targets.terms import Rag, Travel, Unrated

MOST_ATTENTION: Final = 7
TWICE: Final = 2
# The order of the list.
NEWLY_RED, STILL_RED, AMBER_WORSE, MISSING_TWICE, AMBER, WORSE, FINE = range(7)


@dataclass(frozen=True, slots=True)
class Attention:
    """An indicator to look at. ``because``: what put it on the list."""

    row: Row
    group: Group
    because: str
    overdue: bool = False  # its action was to be done by now

    @property
    def who(self) -> str:
        """The post that acts; where none is named, that, and who answers for the indicator."""
        if self.row.action_owner:
            return self.row.action_owner
        given = ", ".join(text for text in (self.row.owner_post, self.row.supplier) if text)
        return f"Nobody named; {given} answers for it" if given else "Nobody named"

    @property
    def by_when(self) -> str:
        """``31 March 2015``, ``Overdue since 31 March 2015``; empty where no date was given."""
        if self.row.action_due is None:
            return ""
        day = long_day(self.row.action_due)
        return f"Overdue since {day}" if self.overdue else day


def attention(
    dashboard: Dashboard, earlier: Dashboard | None, today: date | None = None
) -> tuple[Attention, ...]:
    """Everything that needs attention, the most pressing first.

    Newly red; red for two quarters or more; amber and getting worse; missing twice running; other
    amber; whatever else gets worse. Within each of these, what is overdue comes first, then the
    longest run, then the strategy's order. ``today``: without it nothing is overdue. Who is on
    the list does not depend on it.
    """
    before = {row.measure_id: row for row in earlier.rows} if earlier else {}
    listed = [(group, row) for group in dashboard.groups for row in group.rows]
    found = []
    for place, (group, row) in enumerate(listed):
        old = before.get(row.measure_id)
        adjacent = earlier is not None and dashboard.quarter - 1 == earlier.quarter
        run = rating_run(row, old, adjacent=adjacent)
        rank, because = _because(row, old, earlier, run)
        if rank == FINE:
            continue
        due = row.action_due
        overdue = today is not None and due is not None and due < today
        key = (rank, not overdue, -run, place)
        found.append((key, Attention(row, group, because, overdue)))
    return tuple(one for _, one in sorted(found, key=lambda item: item[0]))


def _because(row: Row, before: Row | None, earlier: Dashboard | None, run: int) -> tuple[int, str]:
    """Where an indicator stands on the list and why."""
    shown = row.rating.shown
    worse = row.direction.shown is Travel.WORSE
    if shown is Rag.RED:
        return _red(row, before, earlier, run)
    if shown is Rag.AMBER:
        return (AMBER_WORSE, "Amber and getting worse") if worse else (AMBER, "Amber")
    if _is_missing(row) and before is not None and earlier is not None and _is_missing(before):
        return MISSING_TWICE, f"No figure, {_times(run, earlier)}"
    return (WORSE, "Getting worse") if worse else (FINE, "")


def _is_missing(row: Row) -> bool:
    """Whether a figure was to be had: one that is not due, or does not apply, is not missing."""
    return not row.has_figure and row.latest.absence not in {
        Unrated.NOT_DUE,
        Unrated.NOT_APPLICABLE,
    }


def _times(run: int, earlier: Dashboard) -> str:
    if run == 1:  # of a quarter between them nothing is known
        return f"as in {earlier.quarter.label}"
    return "twice running" if run == TWICE else f"for {run} quarters running"


def _red(row: Row, before: Row | None, earlier: Dashboard | None, run: int) -> tuple[int, str]:
    if earlier is None:
        return NEWLY_RED, "Red"
    if before is None:
        return NEWLY_RED, "Red, and new on the list"
    if redefined(row, before, earlier.quarter) is not None:
        return NEWLY_RED, f"Red, by a definition that is new since {earlier.quarter.label}"
    if before.rating.shown is not Rag.RED:
        was = before.rating.shown.label.lower() if before.rating.shown else "not rated"
        return NEWLY_RED, f"Newly red: it was {was} in {earlier.quarter.label}"
    if run > 1:
        return STILL_RED, f"Red for {run} quarters running"
    return STILL_RED, f"Red, as in {earlier.quarter.label}"
