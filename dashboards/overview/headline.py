"""What a board needs to know first: as officers wrote it, or made from the figures."""

import re
from typing import Final

from dashboards.overview.counts import alike
from dashboards.overview.runs import improving_run, run_words
from dashboards.overview.words import indicators, joined, short_name
from dashboards.types import Dashboard, Row
from targets.terms import Travel

MOST_WORDS: Final = 60
MOST_NAMED: Final = 3
WORTH_SAYING: Final = 3  # quarters in a row


def headline(dashboard: Dashboard, earlier: Dashboard | None) -> tuple[str, ...]:
    """As officers wrote it; else composed."""
    return dashboard.headline or composed(dashboard, earlier)


def composed(dashboard: Dashboard, earlier: Dashboard | None) -> tuple[str, ...]:
    """At most three sentences: the ratings, what got worse and what better, what is missing.

    As many names as sixty words have room for.
    """
    found: tuple[str, ...] = ()
    for most in range(MOST_NAMED, 0, -1):
        parts = (
            _ratings(dashboard, earlier),
            _moved(dashboard, most),
            _missing(dashboard, earlier),
        )
        found = tuple(sentence for sentence in parts if sentence)
        if sum(len(sentence.split()) for sentence in found) <= MOST_WORDS:
            break
    return found


def _ratings(dashboard: Dashboard, earlier: Dashboard | None) -> str:
    """``3 indicators are red, up from 1 in Q3 2014/15.``; all the ratings of a first quarter."""
    now = dashboard.counts
    if earlier is None:
        return _all_ratings(dashboard)
    then, label = earlier.counts, earlier.quarter.label
    said = f"{indicators(now.red) if now.red else 'No indicator'} {_is(now.red)} red"
    if not alike(dashboard, earlier):
        of = f"{now.red} of {indicators(now.total)} {_is(now.red)} red"
        return f"{of if now.red else said}; in {label} {then.red} of {then.total} {_was(then.red)}."
    if now.red == then.red:
        return f"{said}, as in {label}."
    return f"{said}, {'up' if now.red > then.red else 'down'} from {then.red} in {label}."


def _all_ratings(dashboard: Dashboard) -> str:
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
    first = next((number for number, _ in parts if number), 0)
    if first:
        said[0] = said[0].replace(" ", f" {_is(first)} ", 1)
    return f"Of {indicators(now.total)}, {joined(said)}."


def _is(number: int) -> str:
    return "is" if number < 2 else "are"


def _was(number: int) -> str:
    return "was" if number < 2 else "were"


def _moved(dashboard: Dashboard, most: int) -> str:
    """``Worse than in 2013-14: A; B. Improved for the fourth quarter running: C. Better: D.``

    The arrow's comparison, which need not be with the publication before. Names have commas and
    capitals of their own: they stand in a list behind what is said of them.
    """
    worse = [row for row in dashboard.rows if row.direction.shown is Travel.WORSE]
    better = [row for row in dashboard.rows if row.direction.shown is Travel.BETTER]
    better.sort(key=improving_run, reverse=True)  # stable: the longest runs first
    said = []
    if worse:
        said.append(f"Worse than {_since(dashboard, worse)}: {_names(worse, most)}.")
    if better and (run := improving_run(better[0])) >= WORTH_SAYING:
        said.append(f"Improved for {run_words(better[0], run)}: {short_name(better[0])}.")
        better = better[1:]
        if better:
            said.append(f"Also better: {_names(better, most)}.")
    elif better:
        said.append(f"Better than {_since(dashboard, better)}: {_names(better, most)}.")
    return " ".join(said)


def _missing(dashboard: Dashboard, earlier: Dashboard | None) -> str:
    """Of a later quarter: how many have no figure. A first quarter's ratings say it already."""
    counts = dashboard.counts
    missing = counts.total - counts.reported
    if earlier is None or not missing:
        return ""
    before = {row.measure_id for row in earlier.rows if not row.has_figure}
    again = sum(row.measure_id in before for row in dashboard.rows if not row.has_figure)
    said = f"{indicators(missing)} {'has' if missing == 1 else 'have'} no figure"
    if not again:
        return f"{said}."
    none = f"had none in {earlier.quarter.label} either"
    return f"{said}; {again} of them {none}." if again < missing else f"{said}, and {none}."


def _since(dashboard: Dashboard, rows: list[Row]) -> str:
    """What the arrows of these rows compare with: "in 2013-14", "a year earlier".

    The period in the column's heading, unless one of them has another one of its own.
    """
    heading = dashboard.previous_heading
    found = re.search(r"\(([^()]+)\)$", heading)
    if found and all(row.previous.period == dashboard.previous_period for row in rows):
        return f"in {found[1]}"
    return "a year earlier" if heading.startswith("Previous Year") else "in the period before"


def _names(rows: list[Row], most: int) -> str:
    names = [short_name(row) for row in rows[:most]]
    if more := len(rows) - len(names):
        names.append(f"{more} more")
    return "; ".join(names)
