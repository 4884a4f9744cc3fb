"""ODS workbooks of the same layout as the XLSX ones. Every text is a text cell."""

import io
import re
from collections.abc import Iterable, Sequence
from typing import Any, Final

from odf.dc import Language, Title
from odf.element import Element
from odf.namespaces import nsdict
from odf.number import Number, NumberStyle
from odf.opendocument import OpenDocumentSpreadsheet
from odf.style import Style, TableCellProperties, TableColumnProperties, TextProperties
from odf.table import (
    Table as OdsTable,
)
from odf.table import (
    TableCell,
    TableColumn,
    TableHeaderRows,
    TableRow,
)
from odf.text import P, S, Tab

from core.sheets import layout
from core.sheets.types import Column, Table, Value, Workbook

_PER_CHARACTER: Final = 0.22  # centimetres of column width
_COVER: Final = (Column("Cover", 90),)
_PIECES: Final = re.compile(r"\t|^ | (?= )| $|[^\t ]+(?: (?=[^\t ])[^\t ]+)*| ")
_LOOKS: Final[dict[str, tuple[dict[str, str], dict[str, str]]]] = {
    "title": ({}, {"fontweight": "bold", "fontsize": "15pt"}),
    "line": ({}, {"fontsize": "11pt"}),
    "heading": ({"wrapoption": "wrap"}, {"fontweight": "bold", "fontsize": "11pt"}),
    "body": ({"wrapoption": "wrap", "verticalalign": "top"}, {"fontsize": "11pt"}),
    "fill": ({"wrapoption": "wrap", "border": "0.5pt solid #767676"}, {"fontsize": "11pt"}),
}


def write_ods(book: Workbook) -> bytes:
    """The cover, the notes and each table on a sheet of its own."""
    file = _Ods(book)
    file.cover()
    if book.notes:
        columns = (Column(layout.NOTE_HEADINGS[0], 24), Column(layout.NOTE_HEADINGS[1], 90))
        file.table(layout.NOTES, Table(layout.NOTES, "Notes", columns, book.notes))
    for name, table in zip(layout.sheet_names(book), book.tables, strict=True):
        file.table(name, table)
    return file.saved()


class _Ods:
    """A document while it is written. Styles are made when they are first used."""

    def __init__(self, book: Workbook) -> None:
        self.book = book
        # odfpy declares what any document of the process has used: all, so that files are equal.
        Element.namespaces.update(nsdict)
        self.document: Any = OpenDocumentSpreadsheet()
        self.document.meta.addElement(Title(text=layout.storable(book.title)))
        self.document.meta.addElement(Language(text="en-GB"))
        self.styles: dict[str, Any] = {}

    def saved(self) -> bytes:
        out = io.BytesIO()
        self.document.save(out)
        return layout.repacked(out.getvalue(), {})

    def cover(self) -> None:
        sheet = self.sheet(layout.COVER, _COVER)
        self.row(sheet, (self.book.title,), "title")
        for line in layout.cover_lines(self.book):
            self.row(sheet, (line,), "body")

    def table(self, name: str, table: Table) -> None:
        sheet = self.sheet(name, table.columns)
        self.row(sheet, (table.title,), "title")
        for line in layout.table_lines(table):
            self.row(sheet, (line,), "line")
        headings = TableHeaderRows()
        sheet.addElement(headings)
        self.row(headings, [column.heading for column in table.columns], "heading")
        for values in table.rows:
            self.body(sheet, table.columns, values)

    def sheet(self, name: str, columns: Iterable[Column]) -> Any:
        sheet = OdsTable(name=name)
        self.document.spreadsheet.addElement(sheet)
        for column in columns:
            sheet.addElement(TableColumn(stylename=self.width(column.width)))
        return sheet

    def row(self, parent: Any, texts: Sequence[str], look: str) -> None:
        row = TableRow()
        parent.addElement(row)
        for text in texts:
            row.addElement(self.cell(text, look))

    def body(self, sheet: Any, columns: Sequence[Column], values: Sequence[Value]) -> None:
        row = TableRow()
        sheet.addElement(row)
        for column, value in zip(columns, values, strict=True):
            row.addElement(self.cell(value, "fill" if column.fill else "body"))

    def cell(self, value: Value, look: str) -> Any:
        if value is None:
            return TableCell(stylename=self.look(look, None))
        if not isinstance(value, str):
            text = f"{value:f}"
            cell = TableCell(
                valuetype="float",
                value=text,
                stylename=self.look(look, layout.decimals_of(value)),
            )
            cell.addElement(P(text=text))
            return cell
        cell = TableCell(valuetype="string", stylename=self.look(look, None))
        for line in layout.storable(value).replace("\r\n", "\n").replace("\r", "\n").split("\n"):
            cell.addElement(_paragraph(line))
        return cell

    def look(self, look: str, decimals: int | None) -> Any:
        """The style of a cell; ``decimals`` for one with a number."""
        name = look if decimals is None else f"{look}-{decimals}"
        if name not in self.styles:
            cell, text = _LOOKS[look]
            more = {"parentstylename": "Default"}
            style = Style(
                name=name,
                family="table-cell",
                **more,
                **({} if decimals is None else {"datastylename": self.digits(decimals)}),
            )
            style.addElement(TableCellProperties(**cell))
            style.addElement(TextProperties(fontname="Arial", fontfamily="Arial", **text))
            self.document.automaticstyles.addElement(style)
            self.styles[name] = style
        return self.styles[name]

    def digits(self, decimals: int) -> Any:
        style = NumberStyle(name=f"digits-{decimals}")
        style.addElement(Number(decimalplaces=decimals, minintegerdigits=1, grouping=True))
        self.document.automaticstyles.addElement(style)
        return style

    def width(self, characters: int) -> Any:
        name = f"width-{characters}"
        if name not in self.styles:
            style = Style(name=name, family="table-column")
            width = f"{characters * _PER_CHARACTER:.2f}cm"
            style.addElement(TableColumnProperties(columnwidth=width))
            self.document.automaticstyles.addElement(style)
            self.styles[name] = style
        return self.styles[name]


def _paragraph(line: str) -> Any:
    """One line, with the tabs and the spaces that a reader would otherwise fold into one."""
    paragraph = P()
    for piece in _PIECES.findall(line):
        if piece == "\t":
            paragraph.addElement(Tab())
        elif piece == " ":
            paragraph.addElement(S())
        else:
            paragraph.addText(piece)
    return paragraph
