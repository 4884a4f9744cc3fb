"""For how many quarters running something has been so, as far as it is known."""

from dataclasses import replace
from itertools import pairwise
from typing import Final

from core.quarters import Quarter
from dashboards.overview.counts import value_of
from dashboards.overview.words import ordinal
from dashboards.types import Dashboard, Point, Row
from targets.terms import Polarity, Travel

SIGN: Final = {Polarity.HIGHER: 1, Polarity.LOWER: -1}
QUARTERS_A_YEAR: Final = 4


def rating_run(row: Row, before: Row | None, *, adjacent: bool) -> int:
    """Quarters in a row, this one included, in which the board saw the same rating.

    ``before``: the indicator in the dashboard published before. ``adjacent``: whether that is the
    quarter just before; of one left out between them nothing is known. Nor is a run counted on
    from another definition.
    """
    if before is None or not adjacent or value_of(before) != value_of(row):
        return 1
    if redefined(row, before) is not None:
        return 1
    return max(before.running, 1) + 1


def redefined(row: Row, before: Row, since: Quarter | None = None) -> str | None:
    """The note of a series break that the board had not seen; None for none.

    ``since``: the quarter that it had seen last, which is where ``before`` ends.
    """
    seen = {point.quarter: point.break_note for point in before.history}
    last = since or max(seen, default=None)
    if last is None:
        return None
    notes = [
        point.break_note
        for point in row.history
        if point.break_note is not None
        and (point.quarter > last or seen.get(point.quarter, "") is None)
    ]
    return notes[-1] if notes else None


def with_runs(dashboard: Dashboard, earlier: Dashboard | None) -> Dashboard:
    """The dashboard to be kept, each row with its run, so that the next one can go on counting."""
    if earlier is None:
        return dashboard
    before = {row.measure_id: row for row in earlier.rows}
    adjacent = dashboard.quarter - 1 == earlier.quarter

    def counted(row: Row) -> Row:
        run = rating_run(row, before.get(row.measure_id), adjacent=adjacent)
        return replace(row, running=run) if run > 1 else row

    groups = tuple(
        replace(group, rows=tuple(map(counted, group.rows))) for group in dashboard.groups
    )
    return replace(dashboard, groups=groups)


def improving_run(row: Row) -> int:
    """Quarters in a row, this one included, in which the figure was better than the one before it.

    Each is held against the one that the arrow compares with: a year earlier, or the last. Only
    while figures of equal length are known without a series break or a quality problem; 0 where
    the arrow does not show better.
    """
    sign = SIGN.get(row.polarity)
    if row.direction.shown is not Travel.BETTER or sign is None:
        return 0
    back = _points_back(row)
    run, place = 0, len(row.history) - 1
    while place >= back and _better(row.history[place - back : place + 1], sign):
        run, place = run + 1, place - 1
    return run


def run_words(row: Row, run: int) -> str:
    """``the fourth quarter running``; of figures that come once a year ``the fourth year``."""
    return f"the {ordinal(run)} {'year' if _yearly(row) else 'quarter'} running"


def _yearly(row: Row) -> bool:
    """Whether its figures come once a year."""
    return {later.quarter - one.quarter for one, later in pairwise(row.history)} == {
        QUARTERS_A_YEAR
    }


def _points_back(row: Row) -> int:
    """How many points before a figure the one is that the arrow compares it with."""
    with_the_last = row.previous.period == row.direction.short.earlier.period
    return 1 if with_the_last or _yearly(row) else QUARTERS_A_YEAR


def _better(points: tuple[Point, ...], sign: int) -> bool:
    """Whether the last of the points is better than the first, and the two can be compared."""
    first, last = points[0], points[-1]
    if first.value is None or last.value is None:
        return False
    if first.quality_problem or last.quality_problem:
        return False
    if any(point.break_note is not None for point in points[1:]):
        return False
    return first.period.same_length(last.period) and sign * (last.value - first.value) > 0
