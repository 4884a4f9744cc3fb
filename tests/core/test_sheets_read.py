"""Every cell as a text that a person would read in it, or type for it."""

import datetime
import io
import zipfile
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from odf.office import Annotation
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table as OdsTable
from odf.table import TableCell, TableRow
from odf.text import LineBreak, P, Tab

from core.numbers import Number, parse_number
from core.sheets import SheetError, cell_name, read_sheets
from core.sheets.read import _number


def xlsx(cells: dict[str, Any], formats: dict[str, str] | None = None) -> bytes:
    book = openpyxl.Workbook()
    for place, value in cells.items():
        book.active[place] = value
    for place, code in (formats or {}).items():
        book.active[place].number_format = code
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def row_of(content: bytes, name: str = "a.xlsx") -> list[str]:
    rows = read_sheets(name, content)[0].rows
    assert len(rows) == 1
    return rows[0]


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (1264, "General", "1264"),
        (1264, "#,##0", "1264"),
        (0.1 + 0.2, "General", "0.3"),
        (6.35, "0.0", "6.35"),
        (-12.5, "General", "-12.5"),
        (1e15, "General", "1000000000000000"),
        (0.00001, "General", "0.00001"),
        (0, "General", "0"),
        (0.27, "0%", "27%"),
        (0.285, "0.00%", "28.5%"),
        (1.1, "0%", "110%"),
        (0, "0%", "0%"),
        (0.07, '0.0 %;[Red]-0.0 %', "7%"),
        (27, '0"%"', "27"),
        (27, "0\\%", "27"),
        ("27%", "0%", "27%"),
        ("=1/3", "0%", ""),  # never calculated, so there is nothing to read
        (True, "General", "TRUE"),
        (datetime.date(2015, 3, 12), "dd/mm/yyyy", "2015-03-12"),
        (datetime.time(10, 30), "hh:mm", "10:30:00"),
        ("  kept  ", "General", "  kept  "),
    ],
)  # fmt: skip
def test_what_a_cell_says(value: Any, code: str, text: str) -> None:
    row = row_of(xlsx({"A1": value, "B1": "."}, {"A1": code}))
    assert row == [text, "."]


def test_errors_are_texts_that_the_parser_explains() -> None:
    book = openpyxl.Workbook()
    book.active["A1"], book.active["A3"] = "a", "b"
    book.active["C2"] = "#REF!"
    book.active["C2"].data_type = "e"
    out = io.BytesIO()
    book.save(out)
    rows = read_sheets("a.xlsx", out.getvalue())[0].rows
    assert rows == [["a"], ["", "", "#REF!"], ["b"]]
    with pytest.raises(ValueError, match="an error from a spreadsheet"):
        parse_number(rows[1][2])


def test_formulas_give_their_last_result() -> None:
    content = xlsx({"A1": "=B1*2", "B1": 4})
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "xl/worksheets/sheet1.xml":
                assert data.count(b"<v />") + data.count(b"<v></v>") + data.count(b"<v/>") == 1
                for empty in (b"<v />", b"<v></v>", b"<v/>"):
                    data = data.replace(empty, b"<v>8</v>")
            new.writestr(name, data)
    assert row_of(out.getvalue()) == ["8", "4"]


def test_percentages_of_the_right_sheet_and_cell() -> None:
    book = openpyxl.Workbook()
    book.active["B2"] = 0.5
    second = book.create_sheet("Second")
    second["B2"], second["C3"] = 0.5, 0.5
    second["C3"].number_format = "0%"
    hidden = book.create_sheet("Hidden")
    hidden["A1"], hidden.sheet_state = "secret", "hidden"
    book.move_sheet("Second", -1)
    out = io.BytesIO()
    book.save(out)
    sheets = read_sheets("a.xlsx", out.getvalue())
    assert [(sheet.name, sheet.rows) for sheet in sheets] == [
        ("Second", [[], ["", "0.5"], ["", "", "50%"]]),
        ("Sheet", [[], ["", "0.5"]]),
    ]


def test_rows_and_cells_keep_their_places() -> None:
    rows = read_sheets("a.xlsx", xlsx({"C4": "x"}))[0].rows
    assert rows[3][2] == "x"
    assert cell_name(4, 3) == "C4" and cell_name(1, 28) == "AB1" and cell_name(9, 702) == "ZZ9"


def test_ods() -> None:
    document: Any = OpenDocumentSpreadsheet()
    table, row = OdsTable(name="Figures"), TableRow()
    document.spreadsheet.addElement(table)
    table.addElement(TableRow(numberrowsrepeated="2"))
    table.addElement(row)
    percent = TableCell(valuetype="percentage", value="0.285", numbercolumnsrepeated="2")
    broken = TableCell(valuetype="string")
    comment = Annotation()
    comment.addElement(P(text="a comment"))
    line = P(text="a")
    for element in (Tab(), LineBreak()):
        line.addElement(element)
    line.addText("b")
    for element in (comment, line, P(text="c")):
        broken.addElement(element)
    cells = [
        percent,
        broken,
        TableCell(valuetype="date", datevalue="2015-03-12"),
        TableCell(valuetype="boolean", booleanvalue="false"),
        TableCell(valuetype="currency", value="1200.5"),
    ]
    error = TableCell(valuetype="string", formula="of:=1/0")
    error.addElement(P(text="#DIV/0!"))
    for cell in (*cells, error):
        row.addElement(cell)
    out = io.BytesIO()
    document.save(out)
    rows = read_sheets("a.ods", out.getvalue())[0].rows
    assert rows == [
        *([], []),
        ["28.5%", "28.5%", "a\t\nb\nc", "2015-03-12", "FALSE", "1200.5", "#DIV/0!"],
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_csv_of_any_program(encoding: str, separator: str) -> None:
    lines = ["Code|Name|Value", "a|Café – “x”|1,264", "b|£5|", "||", ""]
    quoted = [
        separator.join(f'"{cell}"' if separator in cell else cell for cell in line.split("|"))
        for line in lines
    ]
    for end in ("\r\n", "\n"):
        sheet = read_sheets("a.csv", end.join(quoted).encode(encoding))[0]
        assert sheet.rows == [
            ["Code", "Name", "Value"],
            ["a", "Café – “x”", "1,264"],
            ["b", "£5", ""],
        ]


def test_csv_that_names_its_separator() -> None:
    assert read_sheets("a.csv", b"sep=;\r\na,b;c\r\n")[0].rows == [["a,b", "c"]]
    assert read_sheets("a.csv", b"sep=\t\r\na,b\tc\r\n")[0].rows == [["a,b", "c"]]


def test_csv_of_one_column() -> None:
    assert read_sheets("a.txt", b"a\nb\n")[0].rows == [["a"], ["b"]]


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e11, max_value=1e11))
def test_numbers_as_they_are_shown(value: float) -> None:
    """Never in scientific notation, and the same number to the 15 digits that Excel keeps."""
    text = _number(value)
    assert "e" not in text.lower()
    assert float(text) == pytest.approx(value, rel=1e-14, abs=1e-300)


@given(st.decimals(-(10**10), 10**10, places=4))
def test_a_typed_number_is_read_as_it_was_typed(value: Decimal) -> None:
    found = parse_number(_number(float(value)))
    assert isinstance(found, Number) and found.value == value


@given(st.binary(max_size=400))
def test_any_bytes_give_rows_or_a_sentence(content: bytes) -> None:
    for name in ("a.csv", "a.xlsx", "a.ods"):
        for start in (b"", b"PK\x03\x04"):
            try:
                read_sheets(name, start + content)
            except SheetError as error:
                assert error.sentence.endswith(".")
