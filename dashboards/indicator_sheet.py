"""The data of one indicator's page as a table of a file, with all that the page says in its notes.

From the ``Row`` only: what is not published of a quarter is in no file of it.
"""

from collections.abc import Iterator
from typing import Final

from core.numbers import round_half_up
from core.period_text import long_day
from core.sheets import Column, Table, Value, Workbook
from dashboards.drawings import average_at, averages, in_band, point_note
from dashboards.indicator_words import finding, statements_of
from dashboards.performance.words import decimals_of
from dashboards.selectors.hidden import HIDDEN
from dashboards.sheets import cover_of
from dashboards.types import Dashboard, Point, Row
from targets.exports import SHORTHAND
from targets.resources import BREAK, ESTIMATED, NOT_AVAILABLE, PROVISIONAL, REVISED

MORE_DECIMALS: Final = 2  # of what is worked out, beside those of the indicator
COLUMNS: Final = (
    Column("Quarter", 14),
    Column("Period", 24),
    Column("Value"),
    Column("Numerator"),
    Column("Denominator"),
    Column("Shorthand", 14),
    Column("Note", 30),
    Column("Target"),
    Column("Usual range, mean"),
    Column("Usual range, lower"),
    Column("Usual range, upper"),
    Column("Comparator average"),
)
EMPTY: Final = (
    "An empty cell",
    "There is none: no parts are published, no target, no usual range or no average then.",
)


def indicator_book(dashboard: Dashboard, row: Row) -> Workbook:
    """The points of the row's chart, and every sentence of its page."""
    name = f"Figures to {dashboard.quarter.label.replace('/', '-')}"
    title = f"{row.name}: {dashboard.partnership_name}, {dashboard.quarter.words}"
    unit = row.unit_text or row.unit.label.lower()
    table = Table(
        name,
        f"{row.name}, {unit}",
        COLUMNS,
        tuple(_point(row, point) for point in row.history),
        notes=(f"{finding(row)}.",),
    )
    return Workbook(title, cover_of(dashboard), tuple(_notes(dashboard, row)), (table,))


def _point(row: Row, point: Point) -> tuple[Value, ...]:
    hidden = point.text == HIDDEN
    value: Value = HIDDEN if hidden else NOT_AVAILABLE
    if point.value is not None:
        value = round_half_up(point.value, row.decimals)
    expected = point.expected
    decimals = max(row.decimals, decimals_of(expected)) if expected is not None else 0
    average = average_at(row, point)
    return (
        point.quarter.label,
        point.period.label,
        value,
        HIDDEN if hidden else _exact(point.numerator),
        HIDDEN if hidden else _exact(point.denominator),
        " ".join(_marks(point, hidden=hidden)),
        point_note(point),
        None if expected is None else round_half_up(expected, decimals),
        *_range(row, point),
        None if average is None else round_half_up(average, row.decimals),
    )


def _exact(value: Value) -> Value:
    """A part with no more decimals than it has."""
    if value is None or isinstance(value, str | int):
        return value
    return round_half_up(value, decimals_of(value))


def _marks(point: Point, *, hidden: bool) -> Iterator[str]:
    if hidden:
        yield HIDDEN
    elif point.value is None:
        yield NOT_AVAILABLE
    said = (
        (point.provisional, PROVISIONAL),
        (point.revised, REVISED),
        (point.estimated, ESTIMATED),
        (point.break_note is not None, BREAK),
    )
    yield from (mark for is_so, mark in said if is_so)


def _range(row: Row, point: Point) -> tuple[Value, Value, Value]:
    band = row.insight.band if row.insight else None
    if band is None or not in_band(row, point):
        return None, None, None
    mean, lower, upper = (
        None if one is None else round_half_up(one, row.decimals + MORE_DECIMALS)
        for one in (band.mean, band.lower, band.upper)
    )
    return mean, lower, upper


def _notes(dashboard: Dashboard, row: Row) -> Iterator[tuple[str, str]]:
    """What a shorthand means, and what the page says, under its headings."""
    yield from SHORTHAND
    yield EMPTY
    if line := averages(row):
        yield "Comparator average", f"{line.set_name}. {line.source}".strip()
    yield "Target", row.target_sentence
    yield from (("Rating", sentence) for sentence in row.stated_sentences)
    yield "Rating by the rules", row.rating.explanation
    yield "Rated by", dashboard.scheme_label
    for heading, said in statements_of(row).headed:
        yield from ((heading, f"{one.text} {one.more}".strip()) for one in said)
    yield from (("Footnote", text) for text in row.caveats)
    yield from (("Warning", text) for text in row.warnings)
    told = (
        ("What changed and why", row.commentary_change),
        ("What we are doing about it", row.commentary_action),
        ("Who is doing it", row.action_owner),
        ("By when", long_day(row.action_due) if row.action_due else ""),
        ("Definition", row.definition),
        ("Which way is better", row.polarity.label),
        ("Each figure covers", row.basis.label),
        ("Source", row.source),
    )
    yield from ((term, text) for term, text in told if text)
