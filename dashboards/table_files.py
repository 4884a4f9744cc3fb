"""Any table of a board’s page as a file: CSV, XLSX, ODS, and JSON for programs."""

import json
from decimal import Decimal
from typing import Literal

from django.http import HttpResponse

from core.sheets import CONTENT_TYPES, Kind, Table, Value, Workbook, write

FileKind = Kind | Literal["json"]
FILE_KINDS = (("xlsx", "Excel"), ("ods", "OpenDocument"), ("csv", "CSV"), ("json", "JSON"))
JSON = "application/json; charset=utf-8"


def table_file(book: Workbook, kind: FileKind, stem: str) -> HttpResponse:
    """The workbook to be kept as ``stem.kind``. CSV holds its first table only.

    ``stem``: a plain file name without its end: letters of ASCII, digits and dashes.
    """
    content: str | bytes = as_json(book) if kind == "json" else write(book, kind)
    content_type = JSON if kind == "json" else CONTENT_TYPES[kind]
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{stem}.{kind}"'
    return response


def as_json(book: Workbook) -> str:
    """Every table as a list of objects by its headings. Numbers are texts: no digit is lost."""
    found = {
        "title": book.title,
        "about": list(book.cover),
        "notes": [{"term": term, "meaning": meaning} for term, meaning in book.notes],
        "tables": [_table(table) for table in book.tables],
    }
    return json.dumps(found, ensure_ascii=False, indent=2) + "\n"


def _table(table: Table) -> dict[str, object]:
    headings = [column.heading for column in table.columns]
    rows = [dict(zip(headings, map(_plain, row), strict=True)) for row in table.rows]
    return {"name": table.name, "title": table.title, "notes": list(table.notes), "rows": rows}


def _plain(value: Value) -> str | None:
    return f"{value:f}" if isinstance(value, Decimal) else None if value is None else str(value)
