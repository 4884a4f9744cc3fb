"""XLSX workbooks for people with and without a screen reader, in which no text is a formula."""

import io
import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any, Final
from xml.sax.saxutils import escape

from openpyxl import Workbook as Book
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.table import Table as ExcelTable
from openpyxl.worksheet.table import TableStyleInfo
from openpyxl.worksheet.worksheet import Worksheet

from core.sheets import layout
from core.sheets.types import Column, Table, Value, Workbook
from core.sheets.write_csv import dangerous

Look = tuple[Font, Alignment]

_WRAP: Final = Alignment(wrap_text=True, vertical="top")
_TITLE: Final = (Font(name="Arial", size=15, bold=True), Alignment(vertical="top"))
_LINE: Final = (Font(name="Arial", size=11), Alignment(vertical="top"))
_HEADING: Final = (Font(name="Arial", size=11, bold=True), _WRAP)
_BODY: Final = (Font(name="Arial", size=11), _WRAP)
_EDGE: Final = Side(style="thin", color="FF767676")
_BOX: Final = Border(left=_EDGE, right=_EDGE, top=_EDGE, bottom=_EDGE)
_COVER_WIDTH: Final = 90
_ESCAPED: Final = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_CORE: Final = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/'
    'core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/">'
    "<dc:title>{title}</dc:title><dc:language>en-GB</dc:language></cp:coreProperties>"
)


def write_xlsx(book: Workbook) -> bytes:
    """The cover, the notes and each table on a sheet of its own."""
    out = Book()
    cover = out.active
    cover.title = layout.COVER
    _write_cover(cover, book)
    if book.notes:
        _write_notes(out.create_sheet(layout.NOTES), book)
    for number, (name, table) in enumerate(
        zip(layout.sheet_names(book), book.tables, strict=True), start=1
    ):
        _write_table(out.create_sheet(name), table, f"Table{number}")
    file = io.BytesIO()
    out.save(file)
    title = escape(layout.storable(book.title))
    return layout.repacked(
        file.getvalue(), {"docProps/core.xml": _CORE.format(title=title).encode()}
    )


def _write_cover(sheet: Worksheet, book: Workbook) -> None:
    _write(sheet, 1, 1, book.title, _TITLE)
    for row, line in enumerate(layout.cover_lines(book), start=2):
        _write(sheet, row, 1, line, _BODY)
    _width(sheet, 1, _COVER_WIDTH)


def _write_notes(sheet: Worksheet, book: Workbook) -> None:
    columns = (Column(layout.NOTE_HEADINGS[0], 24), Column(layout.NOTE_HEADINGS[1], 90))
    _write_table(sheet, Table(layout.NOTES, "Notes", columns, book.notes), "TableOfNotes")


def _write_table(sheet: Worksheet, table: Table, name: str) -> None:
    _write(sheet, 1, 1, table.title, _TITLE)
    lines = layout.table_lines(table)
    for row, line in enumerate(lines, start=2):
        _write(sheet, row, 1, line, _LINE)
    top = len(lines) + 2
    for place, column in enumerate(table.columns, start=1):
        _write(sheet, top, place, column.heading, _HEADING)
        _width(sheet, place, column.width)
    _write_rows(sheet, top + 1, table.columns, table.rows)
    sheet.freeze_panes = sheet.cell(top + 1, 2)
    _print_on_paper(sheet, top)
    if table.rows:
        last = get_column_letter(len(table.columns))
        known = ExcelTable(displayName=name, ref=f"A{top}:{last}{top + len(table.rows)}")
        known.tableStyleInfo = TableStyleInfo(name="TableStyleLight1", showRowStripes=False)
        sheet.add_table(known)


def _print_on_paper(sheet: Worksheet, heading: int) -> None:
    """Landscape A4, all columns on a page's width, the headings on every page."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToHeight = 0  # as many pages as it takes
    sheet.print_title_rows = f"{heading}:{heading}"


def _write_rows(
    sheet: Worksheet, first: int, columns: Sequence[Column], rows: Iterable[Sequence[Value]]
) -> None:
    for row, values in enumerate(rows, start=first):
        for place, (column, value) in enumerate(zip(columns, values, strict=True), start=1):
            if value is not None:
                _write(sheet, row, place, value, _BODY)
            if column.fill:
                sheet.cell(row, place).border = _BOX


def _write(sheet: Worksheet, row: int, column: int, value: Value, look: Look) -> None:
    """A cell: a text is a text whatever it starts with, a number is a number."""
    cell: Any = sheet.cell(row, column)
    if isinstance(value, str):
        cell.value = _text(value)
        cell.data_type = "s"
        if dangerous(value):
            cell.quotePrefix = True
    else:
        cell.value = Decimal(f"{value:f}") if isinstance(value, Decimal) else value
        decimals = layout.decimals_of(value)
        cell.number_format = f"#,##0.{'0' * decimals}" if decimals else "#,##0"
    cell.font, cell.alignment = look


def _text(text: str) -> str:
    """As XLSX writes texts: a carriage return as ``_x000D_``, such a text itself escaped."""
    return _ESCAPED.sub("_x005F_", layout.storable(text)).replace("\r", "_x000D_")


def _width(sheet: Worksheet, column: int, characters: int) -> None:
    sheet.column_dimensions[get_column_letter(column)].width = characters
