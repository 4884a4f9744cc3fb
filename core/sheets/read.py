"""Spreadsheets as texts: what a person would read in each cell, or type for it."""

import io
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Final

from python_calamine import CalamineWorkbook, SheetVisibleEnum

from core.sheets.archive import BROKEN
from core.sheets.guard import check
from core.sheets.read_csv import read_csv
from core.sheets.scan import Noted
from core.sheets.types import Sheet, SheetError

_DIGITS: Final = 15  # as many as a spreadsheet program keeps and shows


def read_sheets(file_name: str, content: bytes) -> list[Sheet]:
    """The sheets of an XLSX, ODS or CSV file that are not hidden, with every cell as a text.

    Numbers are given in full (``1264``, ``0.3``), percentages as they are shown (``27%`` for a
    stored 0.27), dates as ``2015-03-12``, truth values as ``TRUE``, formulas by their last
    result, errors as ``#REF!``, nothing as an empty text. Rows are as long as they need to be.
    Raises ``SheetError`` for every file that is refused or cannot be read.
    """
    checked = check(file_name, content)
    if checked.kind == "csv":
        return [Sheet("CSV", read_csv(content))]
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        found = [
            _sheet(book, place, meta.name, checked.noted)
            for place, meta in enumerate(book.sheets_metadata)
            if meta.visible == SheetVisibleEnum.Visible
        ]
    except SheetError:
        raise
    except Exception:  # the library's errors have no common class
        raise SheetError(BROKEN) from None
    return [sheet for sheet in found if sheet is not None]


def _sheet(book: CalamineWorkbook, place: int, name: str, noted: Sequence[Noted]) -> Sheet | None:
    """One sheet; ``None`` for a sheet that holds no cells, such as a chart."""
    try:
        values = book.get_sheet_by_index(place).to_python(skip_empty_area=False)
    except Exception:
        if "chart" in str(book.sheets_metadata[place].typ).lower():
            return None
        raise
    rows = [[_text(value) for value in row] for row in values]
    for row in rows:
        while row and not row[-1]:
            row.pop()
    if place < len(noted):
        _add_noted(rows, values, noted[place])
    while rows and not rows[-1]:
        rows.pop()
    return Sheet(name, rows)


def _add_noted(rows: list[list[str]], values: Sequence[Sequence[Any]], noted: Noted) -> None:
    """Write percentages and errors, which the library leaves out, into the rows."""
    for row, column in noted.percents:
        if row <= len(values) and column <= len(values[row - 1]):
            value = values[row - 1][column - 1]
            if isinstance(value, int | float) and not isinstance(value, bool):
                rows[row - 1][column - 1] = f"{_number(value, 2)}%"
    for (row, column), text in noted.texts.items():
        rows.extend([] for _ in range(row - len(rows)))
        cells = rows[row - 1]
        cells.extend("" for _ in range(column - len(cells)))
        cells[column - 1] = text


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return _number(value)
    if isinstance(value, datetime):
        return str(value.date() if value.time() == time(0) else value)
    if isinstance(value, date | time | timedelta):
        return str(value)
    return "" if value is None else str(value)


def _number(value: int | float, shift: int = 0) -> str:
    """The number in plain digits, as a spreadsheet program shows it, times 10 to the ``shift``."""
    exact = Decimal(value) if isinstance(value, int) else Decimal(f"{value:.{_DIGITS}g}")
    if not exact.is_finite():
        return str(value)
    text = f"{exact.scaleb(shift):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
