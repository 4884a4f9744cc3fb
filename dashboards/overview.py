"""What a board should read first, found in a dashboard and the one published before it.

Plain Python: nothing here reads a database or a clock.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from core.quarters import Quarter
from dashboards.types import Counts, Dashboard, Group, Row
from targets.terms import Rag, Travel

MOST_ATTENTION = 7
MOST_BETTER = 3
MOST_NAMED = 3
COUNTED = (  # the value of the component, the word after the number, the filter of the list
    ("red", "red"),
    ("amber", "amber"),
    ("green", "green"),
    ("not_rated", "not rated"),
    ("no_data", "no figure"),
)


@dataclass(frozen=True, slots=True)
class Attention:
    """An indicator to look at, and why it is on the list."""

    row: Row
    group: Group
    because: str

    @property
    def why(self) -> str:
        """In sentences: what put it on the list, then what the rating rests on."""
        rating = self.row.rating
        said = " ".join(self.row.stated_sentences) if self.row.overruled else rating.explanation
        label = rating.shown.label if rating.shown else ""
        return said if self.because == label else f"{self.because}. {said}"


@dataclass(frozen=True, slots=True)
class RatingChange:
    row: Row
    was: str  # as the rating component takes it
    now: str


@dataclass(frozen=True, slots=True)
class Changes:
    """What is not as in the dashboard published before."""

    since: Quarter
    ratings: tuple[RatingChange, ...]
    new: tuple[Row, ...]
    dropped: tuple[Row, ...]
    revised: tuple[Row, ...]
    redefined: tuple[Row, ...]

    @property
    def nothing(self) -> bool:
        return not (self.ratings or self.new or self.dropped or self.revised or self.redefined)


@dataclass(frozen=True, slots=True)
class CountLine:
    value: str
    number: int
    text: str


def count_of(counts: Counts, value: str) -> int:
    return {
        "red": counts.red,
        "amber": counts.amber,
        "green": counts.green,
        "not_rated": counts.unrated,
        "no_data": counts.missing,
    }[value]


def value_of(row: Row) -> str:
    """Which of the five counts a row belongs to."""
    if row.rating.shown:
        return str(row.rating.shown)
    return "not_rated" if row.has_figure else "no_data"


def count_lines(dashboard: Dashboard, earlier: Dashboard | None) -> tuple[CountLine, ...]:
    """The counts in words, with what they were; those of no indicator left out, but never red."""
    now = dashboard.counts
    then = earlier.counts if earlier else None
    return tuple(
        CountLine(value, number, f"{word} (was {count_of(then, value)})" if then else word)
        for value, word in COUNTED
        if (number := count_of(now, value)) or value in {"red", "amber", "green"}
    )


def short_name(row: Row) -> str:
    """The name without what stands in brackets at its end: "Vehicle Crime rate"."""
    return re.sub(r"\s*\([^()]*\)$", "", row.name)


def status_line(dashboard: Dashboard) -> str:
    """How complete the quarter is: "12 of 12 indicators have a figure. None is provisional." """
    counts = dashboard.counts
    line = f"{counts.reported} of {counts.total} indicators have a figure."
    if counts.provisional:
        verb = "is" if counts.provisional == 1 else "are"
        return f"{line} {counts.provisional} {verb} provisional."
    return f"{line} None is provisional." if counts.reported else line


def headline(dashboard: Dashboard, earlier: Dashboard | None) -> tuple[str, ...]:
    """At most three sentences: the ratings, what got worse, what got better."""
    now = dashboard.counts
    parts = [
        (now.red, "red"),
        (now.amber, "amber"),
        (now.green, "green"),
        (now.unrated, "not rated"),
    ]
    if any(number for number, _ in parts):
        parts.append((now.missing, "without a figure"))
    said = [f"{number} {word}" for number, word in parts if number] or ["none has a rating"]
    first = f"Of {now.total} indicators, {_join(said)}."
    if earlier and now.red != earlier.counts.red:
        first += f" Red was {earlier.counts.red} in {earlier.quarter.label}."
    worse = [row for row in dashboard.rows if row.direction.shown is Travel.WORSE]
    better = [row for row in dashboard.rows if row.direction.shown is Travel.BETTER]
    found = [first]
    # The arrow's comparison, which need not be the publication that the ratings are held against.
    since = _column(dashboard)
    found += [f"Worse than in {since}: {_names(worse)}."] if worse else []
    found += [f"Better than in {since}: {_names(better)}."] if better else []
    return tuple(found)


def _column(dashboard: Dashboard) -> str:
    """What the arrows compare with, from the column's heading: "Previous Year (2013-14)"."""
    found = re.search(r"\(([^()]+)\)$", dashboard.previous_heading)
    return found[1] if found else "the previous period"


def _names(rows: list[Row]) -> str:
    names = [short_name(row) for row in rows[:MOST_NAMED]]
    if more := len(rows) - len(names):
        names.append(f"{more} more")
    return _join(names, "; ")


def _join(parts: list[str], comma: str = ", ") -> str:
    return " and ".join([comma.join(parts[:-1]), parts[-1]]) if len(parts) > 1 else parts[0]


def attention(dashboard: Dashboard, earlier: Dashboard | None) -> tuple[Attention, ...]:
    """Red first, newly red before the rest; then amber, the worsening first; then what worsens."""
    before = {row.measure_id: row for row in earlier.rows} if earlier else {}
    listed = [(group, row) for group in dashboard.groups for row in group.rows]
    found = []
    for place, (group, row) in enumerate(listed):
        rank, because = _because(row, before.get(row.measure_id), earlier)
        if because:
            found.append((rank, place, Attention(row, group, because)))
    return tuple(one for _, _, one in sorted(found, key=lambda item: item[:2]))


def _because(row: Row, before: Row | None, earlier: Dashboard | None) -> tuple[int, str]:
    """Where an indicator stands on the list and why; an empty reason keeps it off."""
    shown, was = row.rating.shown, before.rating.shown if before else None
    worse = row.direction.shown is Travel.WORSE
    if shown is Rag.RED:
        if earlier and was is Rag.RED:
            return 1, f"Red, as in {earlier.quarter.label}"
        return 0, "Newly red" if was else "Red"
    if shown is Rag.AMBER:
        return (2, "Amber and getting worse") if worse else (3, "Amber")
    if worse:
        return 4, "Getting worse"
    if not row.has_figure and before is not None and not before.has_figure:
        return 5, "No figure, twice running"
    return 9, ""


def getting_better(dashboard: Dashboard) -> tuple[Row, ...]:
    return tuple(row for row in dashboard.rows if row.direction.shown is Travel.BETTER)


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
        revised=tuple(row for row in dashboard.rows if row.latest.revised or row.previous.revised),
        redefined=tuple(row for row in dashboard.rows if _redefined(row, earlier.quarter)),
    )


def _redefined(row: Row, since: Quarter) -> bool:
    return any(point.break_note is not None and point.quarter > since for point in row.history)


def counts_in_words(rows: Iterable[Row]) -> str:
    """``3 green, 1 red``; ``No indicator yet``."""
    values = [value_of(row) for row in rows]
    said = [f"{values.count(value)} {word}" for value, word in COUNTED if value in values]
    return ", ".join(said) or "No indicator yet"
