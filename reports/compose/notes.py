"""What a reader must know about the figures, generated: nothing here is left to be remembered."""

from collections.abc import Callable, Iterable

from core.period_text import long_day
from dashboards.types import Cell, Dashboard, Row, Stated
from reports.compose.words import name, sentence
from reports.document import Paragraph, Part
from targets.terms import Unrated

NOTHING = "Every indicator has a final figure for the period its column names."
HIDDEN = (
    "[c] stands in place of a count of 1 to 4, which could identify someone, and of figures from "
    "which it could be worked out."
)
EXPECTED_GAPS = {Unrated.NOT_DUE}  # listed apart from what is missing


def data_notes(dashboard: Dashboard) -> tuple[Part, ...]:
    """A paragraph for each kind of note, listing the indicators it concerns."""
    rows = dashboard.rows
    made = [
        *_listed("Figures that are missing:", rows, _missing),
        *_listed("Figures that are not due yet:", rows, _not_due),
        *_listed("Marked with an asterisk:", rows, _caveats),
        *_listed("Provisional figures, which may change:", rows, _when(lambda c: c.provisional)),
        *_listed("Estimated figures:", rows, _when(lambda c: c.estimated)),
        *_listed("Revised since they were first published:", rows, _when(lambda c: c.revised)),
        *_listed(
            "Figures with a quality problem, for which no rating is given:",
            rows,
            _when(lambda c: c.quality_problem),
        ),
        *_listed("Figures for another period than their column’s:", rows, _periods),
        *_listed(
            "Ratings and arrows that officers stated beside the computed ones:", rows, _stated
        ),
        *_listed("Statements past their end; the computed ones count again:", rows, _lapsed),
        *_listed("To be read with care:", rows, _warnings),
    ]
    if any(cell.hidden for row in rows for cell in (row.previous, row.latest)):
        made.append(Paragraph(HIDDEN))
    if not made:
        made.append(Paragraph(NOTHING))
    if dashboard.source_statement.strip():
        made.append(Paragraph(sentence(dashboard.source_statement), lead="Where they come from:"))
    return (Part(tuple(made)),)


def _listed(
    lead: str, rows: Iterable[Row], notes_of: Callable[[Row], Iterable[str]]
) -> list[Paragraph]:
    points = tuple(f"{name(row)}: {note}" for row in rows for note in notes_of(row))
    return [Paragraph("", lead=lead, points=points)] if points else []


def _missing(row: Row) -> list[str]:
    why = row.latest.absence
    return [row.latest.text] if why and why not in EXPECTED_GAPS and not row.has_figure else []


def _not_due(row: Row) -> list[str]:
    return [row.latest.text] if row.latest.absence in EXPECTED_GAPS else []


def _caveats(row: Row) -> tuple[str, ...]:
    return row.caveats


def _when(so: Callable[[Cell], bool]) -> Callable[[Row], list[str]]:
    def notes_of(row: Row) -> list[str]:
        return [cell.text for cell in (row.previous, row.latest) if so(cell)]

    return notes_of


def _periods(row: Row) -> list[str]:
    return [cell.text for cell in (row.previous, row.latest) if cell.period_note]


def _stated(row: Row) -> tuple[str, ...]:
    return row.stated_sentences


def _lapsed(row: Row) -> list[str]:
    return [_past(one) for one in row.lapsed]


def _past(one: Stated) -> str:
    return f"{one.reason.rstrip('.')} ({one.by}, {long_day(one.on)}, until {one.until.label})."


def _warnings(row: Row) -> tuple[str, ...]:
    return row.warnings
