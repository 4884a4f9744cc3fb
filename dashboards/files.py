"""A dashboard as rows for scripts and spreadsheets: the same texts as on the page."""

import csv
import io
import json

from core.sheets import Kind, Workbook, write
from core.sheets.write_csv import harmless
from dashboards.sheets import as_workbook
from dashboards.types import ARROWS, NOT_AVAILABLE, Dashboard, Group, Row
from targets.terms import Rag

__all__ = ["KEYS", "as_csv", "as_file", "as_json", "harmless", "letter", "records", "workbook_of"]

LETTERS = {Rag.RED: "R", Rag.AMBER: "A", Rag.GREEN: "G"}
KEYS = (
    "outcome",
    "overall_rag",
    "overall_comment",
    "indicator",
    "previous",
    "latest",
    "direction",
    "rag",
    "county_comparison",
    "district_comparison",
    "computed_direction",
    "computed_rag",
    "reason",
    "computed_overall_rag",
    "computed_overall_reason",
)


def letter(rag: Rag | None) -> str:
    """``R``, ``A``, ``G``; ``-`` where there is no rating."""
    return LETTERS[rag] if rag else NOT_AVAILABLE


def records(dashboard: Dashboard) -> list[dict[str, str]]:
    """One for each indicator, in the dashboard's order, with ``KEYS`` in theirs."""
    return [_record(group, row) for group in dashboard.groups for row in group.rows]


def _record(group: Group, row: Row) -> dict[str, str]:
    values = (
        group.title,
        LETTERS[group.overall] if group.overall else "",
        group.comment,
        row.name,
        row.previous.text,
        row.latest.text,
        row.direction.arrow,
        letter(row.rating.shown),
        row.county_comparison,
        row.district_comparison,
        ARROWS.get(row.direction.computed, NOT_AVAILABLE),
        letter(row.rating.computed),
        _reason(row),
        letter(group.computed),
        group.computed_why,
    )
    return dict(zip(KEYS, values, strict=True))


def _reason(row: Row) -> str:
    """Why officers state something else, why there is no rating, or nothing."""
    if row.stated_sentences:
        return " ".join(row.stated_sentences)
    return "" if row.rating.computed else row.rating.explanation


def as_json(dashboard: Dashboard) -> str:
    """A list of objects, indented, in UTF-8 characters."""
    return json.dumps(records(dashboard), ensure_ascii=False, indent=2) + "\n"


def as_csv(dashboard: Dashboard) -> str:
    """A header row and one row for each indicator, safe to open in a spreadsheet program."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, KEYS, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(
        {key: harmless(text) for key, text in record.items()} for record in records(dashboard)
    )
    return out.getvalue()


def workbook_of(dashboard: Dashboard) -> Workbook:
    """The ratings, and the figures behind the charts, as tables."""
    return as_workbook(dashboard, {row.measure_id: _reason(row) for row in dashboard.rows})


def as_file(dashboard: Dashboard, kind: Kind) -> bytes:
    """The ratings, and the figures behind the charts, as an XLSX or ODS workbook."""
    return write(workbook_of(dashboard), kind)
