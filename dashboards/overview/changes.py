"""What got better, and what is not as in the dashboard published before."""

from dataclasses import dataclass
from typing import Final

from core.numbers import round_half_up
from core.quarters import Quarter
from dashboards.overview.counts import value_of
from dashboards.overview.runs import improving_run, redefined, run_words
from dashboards.selectors.hidden import HIDDEN
from dashboards.types import Dashboard, Point, Row
from targets.terms import Rag, Travel

MOST_BETTER: Final = 3
MOST_REVISED: Final = 1  # of one indicator's figures that are said one by one
WORST_FIRST: Final = (Rag.RED, Rag.AMBER, Rag.GREEN)


@dataclass(frozen=True, slots=True)
class Better:
    """An indicator that got better, and for how long or since when."""

    row: Row
    since: str  # "Improved for the fourth quarter running. Was amber in Q3 2014/15."; or nothing


@dataclass(frozen=True, slots=True)
class RatingChange:
    row: Row
    was: str  # as the rating component takes it
    now: str


@dataclass(frozen=True, slots=True)
class Said:
    """A row with what there is to say of it: what was revised, what its new definition is."""

    row: Row
    words: str = ""


@dataclass(frozen=True, slots=True)
class Changes:
    """What is not as in the dashboard published before."""

    since: Quarter
    ratings: tuple[RatingChange, ...]
    new: tuple[Row, ...]
    dropped: tuple[Row, ...]
    revised: tuple[Said, ...]
    redefined: tuple[Said, ...]

    @property
    def nothing(self) -> bool:
        return not (self.ratings or self.new or self.dropped or self.revised or self.redefined)


# --- Getting better ---


def getting_better(dashboard: Dashboard, earlier: Dashboard | None = None) -> tuple[Better, ...]:
    """The indicators whose arrow shows better: a better rating first, then the longest run."""
    before = {row.measure_id: row for row in earlier.rows} if earlier else {}
    found = []
    for place, row in enumerate(dashboard.rows):
        if row.direction.shown is not Travel.BETTER:
            continue
        run, was = improving_run(row), before.get(row.measure_id)
        risen = was is not None and redefined(row, was) is None and _risen(was, row)
        said = [f"Improved for {run_words(row, run)}."] if run > 1 else []
        if was is not None and earlier is not None and risen:
            said.append(f"It was {was.rating.shown!s} in {earlier.quarter.label}.")
        found.append(((not risen, -run, place), Better(row, " ".join(said))))
    return tuple(one for _, one in sorted(found, key=lambda item: item[0]))


def _risen(was: Row, now: Row) -> bool:
    """Whether a rating is better than it was."""
    before, after = was.rating.shown, now.rating.shown
    return bool(before and after and WORST_FIRST.index(after) > WORST_FIRST.index(before))


# --- Changed since ---


def changes(dashboard: Dashboard, earlier: Dashboard | None) -> Changes | None:
    """What changed since the dashboard published before; None where there is none."""
    if earlier is None:
        return None
    before = {row.measure_id: row for row in earlier.rows}
    now = {row.measure_id for row in dashboard.rows}
    known = [(row, before[row.measure_id]) for row in dashboard.rows if row.measure_id in before]
    return Changes(
        since=earlier.quarter,
        ratings=tuple(
            RatingChange(row, old.rating.value, row.rating.value)
            for row, old in known
            if value_of(row) != value_of(old)
        ),
        new=tuple(row for row in dashboard.rows if row.measure_id not in before),
        dropped=tuple(row for row in earlier.rows if row.measure_id not in now),
        revised=tuple(Said(row, words) for row, old in known if (words := _revised(row, old))),
        redefined=tuple(
            Said(row, note)
            for row, old in known
            if (note := redefined(row, old, earlier.quarter)) is not None
        ),
    )


def _revised(row: Row, old: Row) -> str:
    """Each figure that the board saw otherwise then: ``Q3 2014/15: 5.71 became 5.80``.

    The latest ones first. A figure that was loaded since for a quarter of which the board saw
    nothing is no revision, and nothing is said of what is or was hidden.
    """
    if (row.unit, row.basis) != (old.unit, old.basis):
        return ""  # what is measured is another thing, not another number
    decimals = min(row.decimals, old.decimals)
    then = {point.quarter: point for point in old.history}
    said = [
        f"{point.quarter.label}: {_became(was, point)}"
        for point in reversed(row.history)
        if (was := then.get(point.quarter)) and _differs(was, point, decimals)
    ]
    more = len(said) - MOST_REVISED
    if more > 0:
        quarters = "quarter" if more == 1 else "quarters"
        said = [*said[:MOST_REVISED], f"and {more} earlier {quarters}"]
    return "; ".join(said)


def _differs(was: Point, now: Point, decimals: int) -> bool:
    """Whether they are two figures, and not one that is printed with other decimals."""
    if HIDDEN in (was.text, now.text) or was.value == now.value:
        return False
    if was.value is None or now.value is None:
        return True
    return round_half_up(was.value, decimals) != round_half_up(now.value, decimals)


def _became(was: Point, now: Point) -> str:
    if was.text == now.text:
        return f"revised, {now.text} as before, once rounded"
    if was.value is None:
        return f"{now.text}, reported since"
    return f"{was.text} became {now.text}"
