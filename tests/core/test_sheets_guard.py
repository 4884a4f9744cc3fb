"""Hostile files: each is refused with its sentence, in less than half a second and 100 MB."""

import io
import struct
import subprocess
import sys
import time
import tracemalloc
import zipfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory

from core.sheets import Column, SheetError, Table, Workbook, guard, read_sheets, write
from core.sheets.limits import (
    MAX_CELLS,
    MAX_COLUMNS,
    MAX_ELEMENTS,
    MAX_EXPANDED_BYTES,
    MAX_FILE_BYTES,
    MAX_PARTS,
    MAX_ROWS,
)

MOST_SECONDS = 0.5
MOST_BYTES = 100 * 1024 * 1024
PLAIN = Workbook(
    "Plain", (), (), (Table("Figures", "Figures", (Column("Code"), Column("Value")), ()),)
)
HEAD = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
TAIL = "</sheetData></worksheet>"
SHEET = "xl/worksheets/sheet2.xml"  # of PLAIN's table
BILLION = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><x>&c;</x>'
)
OUTSIDE = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'


def changed(kind: str = "xlsx", method: int = zipfile.ZIP_DEFLATED, **parts: str | bytes) -> bytes:
    """A workbook of ours with some parts written anew; ``__`` in a name stands for a slash."""
    named = {name.replace("__", "/"): text for name, text in parts.items()}
    return with_parts(named, kind, method)


def with_parts(
    parts: dict[str, str | bytes], kind: str = "xlsx", method: int = zipfile.ZIP_DEFLATED
) -> bytes:
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(write(PLAIN, kind))) as old,
        zipfile.ZipFile(out, "w", method) as new,
    ):
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, text in parts.items():
            new.writestr(name, text)
    return out.getvalue()


def sheet(cells: str) -> bytes:
    return with_parts({SHEET: HEAD + cells + TAIL})


def lying_about_its_size() -> bytes:
    """60 MB of zeros that the directory and the header call 100 bytes."""
    content = with_parts({"xl/media/image1.png": b"\0" * 60_000_000})
    size = struct.pack("<L", 60_000_000)
    return content.replace(size, struct.pack("<L", 100))


def stored_lie() -> bytes:
    content = bytearray(with_parts({"x.xml": "<a/>"}, method=zipfile.ZIP_STORED))
    return bytes(content.replace(struct.pack("<LL", 4, 4), struct.pack("<LL", 4, 4_000_000)))


def overlapping() -> bytes:
    """Two entries of the directory that lead to the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in ("xl/a.xml", "xl/b.xml"):
            archive.writestr(name, "<a/>")
        archive.filelist[1].header_offset = archive.filelist[0].header_offset
    return out.getvalue()


def many_parts(number: int) -> bytes:
    return with_parts({f"xl/media/{place}.xml": "<a/>" for place in range(number)})


def symlink() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        entry = zipfile.ZipInfo("xl/worksheets/sheet1.xml")
        entry.create_system, entry.external_attr = 3, 0o120777 << 16
        archive.writestr(entry, "/etc/passwd")
        archive.writestr("xl/workbook.xml", "<workbook/>")
    return out.getvalue()


def encrypted_entry() -> bytes:
    content = bytearray(changed())
    place = content.rindex(b"PK\x01\x02")
    content[place + 8] |= 1
    return bytes(content)


def shared_text_many_times() -> bytes:
    """One text of 30,000 letters in 20,000 cells: 600 MB of Python strings from 6 kB."""
    texts = f"<sst><si><t>{'a' * 30_000}</t></si></sst>"
    rows = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 20_001))
    return with_parts({"xl/sharedStrings.xml": texts, SHEET: HEAD + rows + TAIL})


def ods(body: str) -> bytes:
    head = (
        '<office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x"><office:body>'
        '<office:spreadsheet><table:table table:name="A">'
    )
    tail = "</table:table></office:spreadsheet></office:body></office:document-content>"
    return with_parts({"content.xml": head + body + tail}, "ods")


def relation(kind: str, target: str) -> bytes:
    return with_parts(
        {
            "xl/worksheets/_rels/sheet9.xml.rels": "<Relationships><Relationship Id='r1' "
            f"Type='http://x/relationships/{kind}' Target='{target}'/></Relationships>"
        }
    )


def without_a_sheet() -> bytes:
    """A zip that is neither XLSX nor ODS."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", "<a/>")
    return out.getvalue()


FAR = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
REFUSED: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "314 MB from 794 kB": (
        "a.xlsx",
        lambda: with_parts({"xl/media/image1.png": b"\0" * 314_000_000}),
        "more than 50 MB",
    ),
    "lies about its size": ("a.xlsx", lying_about_its_size, "damaged"),
    "lies about a stored size": ("a.xlsx", stored_lie, "damaged"),
    "overlapping parts": ("a.xlsx", overlapping, "damaged"),
    "billion laughs": ("a.xlsx", lambda: with_parts({SHEET: BILLION}), "DTD"),
    "billion laughs in a relationship": (
        "a.xlsx",
        lambda: with_parts({"xl/_rels/workbook.xml.rels": BILLION}),
        "DTD",
    ),
    "billion laughs in UTF-16": (
        "a.xlsx",
        lambda: with_parts({SHEET: BILLION.encode("utf-16")}),
        "DTD",
    ),
    "external entity": ("a.xlsx", lambda: with_parts({SHEET: OUTSIDE}), "DTD"),
    "entity in ODS": ("a.ods", lambda: with_parts({"content.xml": BILLION}, "ods"), "DTD"),
    "far cell": ("a.xlsx", lambda: sheet(FAR), "Cell XFD1048576 is filled"),
    "far cell behind a tag's end": (
        "a.xlsx",
        lambda: sheet('<row r="1"><c x=">" r="XFD1"><v>1</v></c></row>'),
        "Cell XFD1 is filled",
    ),
    "far cell under another name": (
        "a.xlsx",
        lambda: with_parts(
            {SHEET: f'<x:worksheet xmlns:x="u"><x:sheetData>{FAR}</x:sheetData></x:worksheet>'}
        ),
        "Cell XFD1048576 is filled",
    ),
    "rows without references": (
        "a.xlsx",
        lambda: sheet("<row><c><v>1</v></c></row>" * (MAX_ROWS + 1)),
        f"Cell A{MAX_ROWS + 1} is filled",
    ),
    "far cell in ODS": (
        "a.ods",
        lambda: ods(
            '<table:table-row table:number-rows-repeated="1048575"/><table:table-row>'
            '<table:table-cell office:value-type="float" office:value="1"/></table:table-row>'
        ),
        "Cell A1048576 is filled",
    ),
    "a million equal rows in ODS": (
        "a.ods",
        lambda: ods(
            '<table:table-row table:number-rows-repeated="1048576"><table:table-cell'
            ' office:value-type="float" office:value="1"/></table:table-row>'
        ),
        "is filled",
    ),
    "a full block in ODS": (
        "a.ods",
        lambda: ods(
            '<table:table-row table:number-rows-repeated="20000"><table:table-cell office:value-'
            'type="float" office:value="1" table:number-columns-repeated="200"/></table:table-row>'
        ),
        "too much",
    ),
    "too many cells": (
        "a.xlsx",
        lambda: sheet(("<row>" + "<c><v>1</v></c>" * MAX_COLUMNS + "</row>") * 1300),
        "too much",
    ),
    "too many elements": (
        "a.xlsx",
        lambda: with_parts({"docProps/custom.xml": f"<a>{'<b/>' * (MAX_ELEMENTS + 1)}</a>"}),
        "too much",
    ),
    "one long text in many cells": ("a.xlsx", shared_text_many_times, "too much"),
    "macros": ("a.xlsx", lambda: with_parts({"xl/vbaProject.bin": b"\0"}), "contains macros"),
    "macros by type": (
        "a.xlsx",
        lambda: with_parts(
            {
                "[Content_Types].xml": "<Types><Override PartName='/xl/workbook.xml' ContentType="
                "'application/vnd.ms-excel.sheet.macroEnabled.main+xml'/></Types>"
            }
        ),
        "contains macros",
    ),
    "macros by name": ("a.xlsm", changed, "contains macros"),
    "macros in ODS": (
        "a.ods",
        lambda: with_parts({"Basic/Standard/Module1.xml": "<a/>"}, "ods"),
        "contains macros",
    ),
    "links": (
        "a.xlsx",
        lambda: with_parts({"xl/externalLinks/externalLink1.xml": "<a/>"}),
        "other files",
    ),
    "links by relationship": (
        "a.xlsx",
        lambda: relation("externalLink", "links/one.xml"),
        "other files",
    ),
    "a sheet that is no XML": (
        "a.xlsx",
        lambda: relation("worksheet", "worksheets/sheet1.bin"),
        "damaged",
    ),
    "links in ODS": (
        "a.ods",
        lambda: ods('<table:table-source table:url="file:///a"/>'),
        "other files",
    ),
    "password": (
        "a.xlsx",
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
        "protected with a password",
    ),
    "password on a part": ("a.xlsx", encrypted_entry, "protected with a password"),
    "password in ODS": (
        "a.ods",
        lambda: with_parts({"META-INF/manifest.xml": "<m><encryption-data/></m>"}, "ods"),
        "protected with a password",
    ),
    "old Excel": (
        "a.xls",
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
        "an older Excel",
    ),
    "binary Excel": ("a.xlsx", lambda: with_parts({"xl/workbook.bin": b"\0"}), "binary workbook"),
    "symbolic link": ("a.xlsx", symlink, "damaged"),
    "climbing path": ("a.xlsx", lambda: with_parts({"../../etc/passwd.xml": "<a/>"}), "damaged"),
    "absolute path": ("a.xlsx", lambda: with_parts({"/etc/passwd.xml": "<a/>"}), "damaged"),
    "1,000 parts": ("a.xlsx", lambda: many_parts(1000), f"more than {MAX_PARTS} parts"),
    "60,000 parts": ("a.xlsx", lambda: many_parts(60_000), f"more than {MAX_PARTS} parts"),
    "too large": ("a.csv", lambda: b"a" * (MAX_FILE_BYTES + 1), "larger than 10 MB"),
    "empty": ("a.xlsx", lambda: b"", "is empty"),
    "cut off": ("a.xlsx", lambda: changed()[:-30], "damaged"),
    "something after it": ("a.xlsx", lambda: changed() + b"more", "damaged"),
    "not well formed": ("a.xlsx", lambda: with_parts({SHEET: HEAD}), "damaged"),
    "two parts of one name": (
        "a.xlsx",
        lambda: with_parts({"XL/WORKBOOK.XML": "<a/>"}),
        "damaged",
    ),
    "a PDF by its name": ("a.pdf", lambda: b"%PDF-1.7", "not a spreadsheet"),
    "a PDF called a workbook": ("a.xlsx", lambda: b"%PDF-1.7", "not such a workbook"),
    "a workbook called CSV": ("a.csv", changed, "ends in .csv, but it is a workbook"),
    "ODS called XLSX": ("a.xlsx", lambda: changed("ods"), "an OpenDocument spreadsheet"),
    "a document": (
        "a.xlsx",
        without_a_sheet,
        "not a spreadsheet",
    ),
    "binary called CSV": ("a.csv", lambda: b"a,b\n\x00\x01\x02", "not a CSV file"),
    "open quotation mark": ("a.csv", lambda: b'a,b\n"c,d\n' * 3, "from line"),
    "rows of CSV": ("a.csv", lambda: b"a\n" * (MAX_ROWS + 1), "more than 20,000 rows"),
    "columns of CSV": ("a.csv", lambda: b"a," * 5_000_000, "columns"),
    "cells of CSV": (
        "a.csv",
        lambda: (b"a," * (MAX_COLUMNS - 1) + b"\n") * (MAX_CELLS // MAX_COLUMNS + 10),
        "cells",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused_quickly_and_in_words(name: str) -> None:
    file_name, make, words = REFUSED[name]
    content = make()
    started = time.process_time()
    with pytest.raises(SheetError) as caught:
        read_sheets(file_name, content)
    spent = time.process_time() - started
    sentence = caught.value.sentence
    assert words in sentence
    assert sentence[0].isupper() and sentence.endswith(".")
    assert spent < MOST_SECONDS, f"{spent:.2f} s"
    tracemalloc.start()
    try:
        with pytest.raises(SheetError):
            guard.check(file_name, content) if file_name[-3:] != "csv" else read_sheets(
                file_name, content
            )
        assert tracemalloc.get_traced_memory()[1] < MOST_BYTES
    finally:
        tracemalloc.stop()


def test_no_more_memory_than_promised(tmp_path: Path) -> None:
    """All of the process, the libraries in C and Rust included, which tracemalloc does not see."""
    bombs = ["314 MB from 794 kB", "lies about its size", "one long text in many cells", "far cell"]
    for number, name in enumerate([*bombs, "too many elements", "too many cells"]):
        (tmp_path / f"{number}.xlsx").write_bytes(REFUSED[name][1]())
    program = """
import pathlib, resource, sys
from core.sheets import SheetError, read_sheets
used = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
files = [file.read_bytes() for file in sorted(pathlib.Path(sys.argv[1]).iterdir())]
before = used()
for content in files:
    try:
        read_sheets("a.xlsx", content)
    except SheetError:
        continue
    sys.exit("not refused")
print(used() - before)
"""
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
    )
    assert int(done.stdout) < MOST_BYTES


def test_the_measure_finds_an_unguarded_reader() -> None:
    """Planted: calamine alone takes the far cell and the long text as they come."""
    from python_calamine import CalamineWorkbook

    content = with_parts({SHEET: HEAD + FAR.replace("XFD", "Z").replace("1048576", "90000") + TAIL})
    values = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(1)
    assert len(values.to_python(skip_empty_area=False)) == 90_000
    with pytest.raises(SheetError, match="Cell Z90000 is filled"):
        read_sheets("a.xlsx", content)


@pytest.mark.parametrize("kind", ["xlsx", "ods", "csv"])
def test_honest_files_are_quick(kind: str) -> None:
    """4,000 rows in less than a second; limits lie far above them."""
    columns = tuple(Column(f"Column {number}") for number in range(10))
    row = ("code", "A name, with a comma", "Q1 2014/15", *(Decimal("1.5"),) * 6, "x" * 100)
    content = write(Workbook("T", (), (), (Table("T", "T", columns, (row,) * 4000),)), kind)
    started = time.process_time()
    rows = read_sheets(f"a.{kind}", content)[-1].rows
    assert time.process_time() - started < 1
    assert len(rows) == 4001 + (0 if kind == "csv" else 2)
    assert len(content) < MAX_FILE_BYTES / 4


def test_empty_cells_far_away_do_no_harm() -> None:
    """Formatted columns and rows are normal in honest workbooks."""
    cells = '<row r="1"><c r="A1"><v>1</v></c><c r="XFD1" s="0"/></row><row r="1048576"/>'
    assert read_sheets("a.xlsx", sheet(cells))[-1].rows == [["1"]]
    body = (
        '<table:table-row><table:table-cell office:value-type="float" office:value="1"/>'
        '<table:table-cell table:number-columns-repeated="16383"/></table:table-row>'
        '<table:table-row table:number-rows-repeated="1048575">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    )
    assert read_sheets("a.ods", ods(body))[-1].rows == [["1"]]


def test_a_hyperlink_is_no_link_to_another_file() -> None:
    content = relation("hyperlink", "mailto:a@example.org")
    assert read_sheets("a.xlsx", content)[-1].rows[0] == ["Figures"]


def test_a_file_too_large_is_not_even_read() -> None:
    class Large:
        name, size = "a.xlsx", MAX_FILE_BYTES + 1

        def read(self) -> bytes:
            raise AssertionError("It was read.")

    with pytest.raises(SheetError, match="larger than 10 MB"):
        guard.read_upload(Large())


def test_every_piece_counts() -> None:
    """A part just within the limit is taken, so the limit is what refuses the others."""
    content = with_parts({"xl/media/image1.png": b"\0" * (MAX_EXPANDED_BYTES - 200_000)})
    assert guard.check("a.xlsx", content).kind == "xlsx"


@pytest.mark.parametrize("size", [100, 3_000_000, MAX_FILE_BYTES, MAX_FILE_BYTES + 5_000_000])
def test_no_more_of_a_file_is_kept_than_shows_that_it_is_too_large(size: int) -> None:
    sent = SimpleUploadedFile("a.csv", b"a" * size)
    request = RequestFactory().post("/", {"file": sent, "name": "x"})
    file = request.FILES["file"]
    try:
        assert (file.size > MAX_FILE_BYTES) is (size > MAX_FILE_BYTES)
        assert file.size == size or file.size <= MAX_FILE_BYTES + 200_000
        if size > MAX_FILE_BYTES:
            with pytest.raises(SheetError, match="larger than 10 MB"):
                guard.read_upload(file)
        else:
            assert guard.read_upload(file) == b"a" * size
    finally:
        request.close()
