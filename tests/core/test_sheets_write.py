"""Files in which nothing runs, and which give back what was put in."""

import csv
import io
import re
import zipfile
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.sheets import KINDS, Column, Kind, Table, Workbook, read_sheets, write
from core.sheets.write_csv import harmless, unguarded

DANGEROUS = (
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(A1:A9)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    '=HYPERLINK("https://example.org","Click")',
    "=cmd|' /C calc'!A0",
    '@SUM(1+1)*cmd|"/C calc"!A0',
    "-2+3+cmd|' /C calc'!A0",
    '=IMPORTXML(CONCAT("https://example.org/",A1),"//a")',
    '=DDE("cmd","/C calc","1")',
    "＝1+1",
    "＋1+1",
    "－1+1",
    "＠SUM(1)",
    "'=1+1",
)
AWKWARD = (
    *("1,264", "27%", "(12)", "-", "n/a", "..", "0012", "1e5", "TRUE", "2015-03-12", "12/03"),
    *("a\nb", "a\tb", "two  spaces", " led", "trailed ", "“quoted”", '"', ",;", "<b>&amp;</b>"),
    *("_x000D_", "''=1", "'plain", "=", "–", "É", "𝒜", "%"),
)


def book(*rows: tuple[object, ...], headings: tuple[str, ...] = ("Text", "Number")) -> Workbook:
    columns = tuple(Column(heading) for heading in headings)
    return Workbook(
        "A title",
        ("A line of the cover.",),
        (("[c]", "A small number that is not shown."),),
        (Table("Figures", "Figures of a quarter", columns, rows),),
    )


def read_back(kind: Kind, written: Workbook) -> list[list[str]]:
    rows = read_sheets(f"a.{kind}", write(written, kind))[-1].rows
    return rows[1:] if kind == "csv" else rows[3:]


@pytest.mark.parametrize("kind", KINDS)
def test_dangerous_texts_come_back_as_they_were(kind: Kind) -> None:
    texts = [*DANGEROUS, *AWKWARD]
    rows = read_back(kind, book(*((text, Decimal("-1.5")) for text in texts)))
    # XML takes a carriage return for the end of a line; ODS has no other way to write it.
    expected = [text.replace("\r", "\n") if kind == "ods" else text for text in texts]
    assert [row[0] for row in rows] == expected
    shown = "-1.50" if kind == "csv" else "-1.5"
    assert {Decimal(row[1]) for row in rows} == {Decimal(shown)}


def test_no_formula_in_a_workbook() -> None:
    content = write(book(*((text, 1) for text in DANGEROUS)), "xlsx")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        xml = b"".join(archive.read(name) for name in archive.namelist())
    assert not re.findall(rb"<(\w+:)?f[ >]", xml)
    sheet = openpyxl.load_workbook(io.BytesIO(content))["Figures"]
    cells = [sheet.cell(row, 1) for row in range(4, 4 + len(DANGEROUS))]
    assert {cell.data_type for cell in cells} == {"s"}
    # Whoever edits such a cell in Excel still has a text.
    assert sum(cell.quotePrefix for cell in cells) >= 17
    with zipfile.ZipFile(io.BytesIO(write(book(*((t, 1) for t in DANGEROUS)), "ods"))) as archive:
        assert b"formula" not in archive.read("content.xml")


def test_a_workbook_prints_with_all_its_columns_on_the_page() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(write(book(("a", 1)), "xlsx")))["Figures"]
    assert sheet.page_setup.orientation == "landscape"
    assert (sheet.sheet_properties.pageSetUpPr.fitToPage, sheet.page_setup.fitToHeight) == (True, 0)
    assert sheet.print_title_rows == "$3:$3"


def test_the_search_finds_a_planted_formula() -> None:
    """Planted: plain openpyxl makes formulas of the same texts."""
    plain = openpyxl.Workbook()
    for text in DANGEROUS:
        plain.active.append([re.sub(r"[\r]", "", text)])
    out = io.BytesIO()
    plain.save(out)
    with zipfile.ZipFile(out) as archive:
        assert len(re.findall(rb"<f[ >]", archive.read("xl/worksheets/sheet1.xml"))) >= 4


def test_csv_guards_texts_and_leaves_numbers() -> None:
    content = write(book(*((text, Decimal("-12.50")) for text in DANGEROUS)), "csv")
    assert content.startswith(b"\xef\xbb\xbfText,Number\r\n")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))[1:]
    assert all(row[0].startswith("'") for row in rows)
    assert {row[1] for row in rows} == {"-12.50"}
    assert harmless("-") == "-" and harmless("−3") == "−3" and harmless("'tis") == "'tis"


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\x00")))
def test_the_apostrophe_is_always_taken_off_again(text: str) -> None:
    guarded = harmless(text)
    assert unguarded(guarded) == text
    assert guarded == "-" or not guarded.startswith(tuple("=+-@\t\r\n＝＋－＠"))


READABLE = st.text(
    alphabet=st.characters(
        exclude_categories=["Cs", "Cc", "Cn"], include_characters="\n\t", exclude_characters="\x85"
    ),
    min_size=1,
    max_size=40,
)
NUMBERS = st.decimals(-(10**10), 10**10, places=4)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(READABLE, NUMBERS), min_size=1, max_size=20), st.sampled_from(KINDS))
def test_what_is_written_is_read(rows: list[tuple[str, Decimal]], kind: Kind) -> None:
    found = read_back(kind, book(*rows))
    assert [row[0] for row in found] == [text for text, _ in rows]
    assert [Decimal(row[1]) for row in found] == [number for _, number in rows]


# --- The government's guidance on spreadsheets ---------------------------------------------------


def test_the_layout_of_a_workbook() -> None:
    content = write(book(("a", Decimal("1234.50")), ("b", None)), "xlsx")
    opened = openpyxl.load_workbook(io.BytesIO(content))
    assert opened.sheetnames == ["Cover", "Notes", "Figures"]
    cover = [row[0].value for row in opened["Cover"].iter_rows()]
    assert cover[:3] == ["A title", "A line of the cover.", "Sheets in this workbook:"]
    assert cover[-1] == "Figures: Figures of a quarter"
    sheet = opened["Figures"]
    assert [sheet["A1"].value, sheet["A2"].value] == [
        "Figures of a quarter",
        "This worksheet contains one table.",
    ]
    table = sheet.tables["Table1"]
    assert table.ref == "A3:B5"
    assert [column.name for column in table.tableColumns] == ["Text", "Number"]
    assert sheet.freeze_panes == "B4"
    assert (sheet["B4"].value, sheet["B4"].number_format) == (1234.5, "#,##0.00")
    for one in opened:
        assert not one.merged_cells.ranges
        assert one.sheet_state == "visible"
        assert not any(row.hidden for row in one.row_dimensions.values())
        assert not any(column.hidden for column in one.column_dimensions.values())


@pytest.mark.parametrize("kind", KINDS)
def test_equal_workbooks_are_equal_files_without_names(kind: Kind) -> None:
    contents = {write(book(("a", 1)), kind) for _ in range(2)}
    assert len(contents) == 1
    if kind != "csv":
        with zipfile.ZipFile(io.BytesIO(contents.pop())) as archive:
            assert {entry.date_time[0] for entry in archive.infolist()} == {1980}
            metadata = archive.read("docProps/core.xml" if kind == "xlsx" else "meta.xml")
        assert b"A title" in metadata
        assert not re.search(rb"creator|modified|date", metadata)


def test_names_of_sheets_that_every_program_takes() -> None:
    tables = tuple(
        Table(name, "T", (Column("A"),), ())
        for name in ("a/b:c", "A b C", "x" * 40, "x" * 40, "Cover", "''", "notes")
    )
    content = write(Workbook("T", (), (), tables), "xlsx")
    names = openpyxl.load_workbook(io.BytesIO(content)).sheetnames
    assert names[:3] == ["Cover", "a b c", "A b C 2"]
    assert names[3:] == ["x" * 31, "x" * 29 + " 2", "Cover 2", "Table", "notes 2"]


def test_tables_that_make_no_sense() -> None:
    with pytest.raises(ValueError, match="headings that differ"):
        Table("T", "T", (Column("A"), Column("a")), ())
    with pytest.raises(ValueError, match="needs 1 cells"):
        Table("T", "T", (Column("A"),), (("a", "b"),))
    with pytest.raises(ValueError, match="no way to write 'pdf'"):
        write(book(), "pdf")
    with pytest.raises(ValueError, match="CSV needs a table"):
        write(Workbook("T", (), (), ()), "csv")


@pytest.mark.parametrize("kind", KINDS)
def test_a_table_without_rows(kind: Kind) -> None:
    assert read_sheets(f"a.{kind}", write(book(), kind))[-1].rows[-1] == ["Text", "Number"]


@pytest.mark.parametrize("kind", KINDS)
def test_characters_that_no_workbook_can_hold(kind: Kind) -> None:
    written = write(book(("a\x00b\x01c\ud800", 1)), kind)
    assert written
    if kind != "csv":
        assert read_sheets(f"a.{kind}", written)[-1].rows[-1] == ["a\ufffdb\ufffdc\ufffd", "1"]
