"""How many indicators there are of each kind, and how complete a quarter is."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from dashboards.overview.words import indicators
from dashboards.types import Counts, Dashboard, Row

COUNTED: Final = (  # the value of the component, the word after the number, the filter of the list
    ("red", "red"),
    ("amber", "amber"),
    ("green", "green"),
    ("not_rated", "not rated"),
    ("no_data", "no data"),
)
ALWAYS: Final = {"red", "amber", "green"}  # counted aloud even where there is none


@dataclass(frozen=True, slots=True)
class CountLine:
    """``3 red (was 1)``."""

    value: str
    number: int
    text: str


def count_of(counts: Counts, value: str) -> int:
    """How many of one of the five kinds."""
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


def alike(dashboard: Dashboard, earlier: Dashboard) -> bool:
    """Whether both list the same indicators, so that a count can be held against a count."""
    return {row.measure_id for row in dashboard.rows} == {row.measure_id for row in earlier.rows}


def count_lines(dashboard: Dashboard, earlier: Dashboard | None) -> tuple[CountLine, ...]:
    """The counts in words, with what they were; those of no indicator left out, but never red.

    Where indicators came or went the old count says of how many it is: ``6 amber (was 7 of 31)``.
    """
    now = dashboard.counts
    then = earlier.counts if earlier else None
    of = f" of {then.total}" if earlier and then and not alike(dashboard, earlier) else ""
    return tuple(
        CountLine(value, number, f"{word} (was {count_of(then, value)}{of})" if then else word)
        for value, word in COUNTED
        if (number := count_of(now, value))
        or value in ALWAYS
        or (then is not None and count_of(then, value))
    )


def came_and_went(dashboard: Dashboard, earlier: Dashboard | None) -> str:
    """Why the counts cannot be held against each other one by one; empty where they can.

    Indicators came or went, or the ratings are made by another scheme.
    """
    if earlier is None:
        return ""
    label, scheme, was = earlier.quarter.label, dashboard.scheme_label, earlier.scheme_label
    found = [_listed_since(dashboard, earlier)] if not alike(dashboard, earlier) else []
    if scheme != was:
        found.append(f"Rated by {scheme} now, by {was} in {label}.")
    return " ".join(found)


def _listed_since(dashboard: Dashboard, earlier: Dashboard) -> str:
    now = {row.measure_id for row in dashboard.rows}
    before = {row.measure_id for row in earlier.rows}
    said = [
        f"{number} {'is' if number == 1 else 'are'} {word}"
        for number, word in ((len(now - before), "new"), (len(before - now), "no longer listed"))
        if number
    ]
    label = earlier.quarter.label
    return f"{indicators(len(now))} now, {len(before)} in {label}: {' and '.join(said)}."


def status_line(dashboard: Dashboard) -> str:
    """How complete the quarter is: "27 of 30 indicators reported. 3 have no data, …"."""
    counts = dashboard.counts
    if not counts.total:
        return "No indicator is listed."
    missing = counts.total - counts.reported
    said = [
        f"{number} {one if number == 1 else many}"
        for number, one, many in (
            (missing, "has no data", "have no data"),
            (counts.provisional, "is provisional", "are provisional"),
        )
        if number
    ]
    if not counts.provisional and counts.reported:
        said.append("none is provisional")
    rest = f"{said[0][:1].upper()}{', '.join(said)[1:]}." if said else ""
    return f"{counts.reported} of {indicators(counts.total)} reported. {rest}".rstrip()


def counts_in_words(rows: Iterable[Row]) -> str:
    """``3 green, 1 red``; ``No indicator yet``."""
    values = [value_of(row) for row in rows]
    said = [f"{values.count(value)} {word}" for value, word in COUNTED if value in values]
    return ", ".join(said) or "No indicator yet"
