"""Hostile files, by name: each with the sentence that refuses it."""

import io
import struct
import zipfile
from collections.abc import Callable

from core.sheets import Column, Table, Workbook, write
from core.sheets.limits import (
    MAX_CELLS,
    MAX_COLUMNS,
    MAX_ELEMENTS,
    MAX_FILE_BYTES,
    MAX_PARTS,
    MAX_ROWS,
)

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


EMPTY_ROWS = (
    '<table:table-row table:number-rows-repeated="1000000"><table:table-cell/></table:table-row>'
)
FILLED_ROW = (
    '<table:table-row><table:table-cell office:value-type="float" office:value="1"/>'
    "</table:table-row>"
)
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
    "billion laughs behind a part of the same name": (
        "a.xlsx",
        lambda: with_parts({"a/sharedStrings.xml": "<sst/>", "xl/sharedStrings.xml": BILLION}),
        "damaged",
    ),
    "styles behind a part of the same name": (
        "a.xlsx",
        lambda: with_parts({"a/styles.xml": "<a/>", "xl/styles.xml": BILLION}),
        "damaged",
    ),
    "far cell": ("a.xlsx", lambda: sheet(FAR), "Cell XFD1048576 is filled"),
    "far cell behind a tag's end": (
        "a.xlsx",
        lambda: sheet('<row r="1"><c x=">" r="XFD1"><v>1</v></c></row>'),
        "Cell XFD1 is filled",
    ),
    "far row, said twice": (
        "a.xlsx",
        lambda: sheet('<row xmlns:x="q" r="1048576" x:r="1"><c><v>1</v></c></row>'),
        "Cell A1048576 is filled",
    ),
    "far row with noughts": (
        "a.xlsx",
        lambda: sheet('<row r="0000000001048576"><c><v>1</v></c></row>'),
        "damaged",
    ),
    "far row, and a cell of another before": (
        "a.xlsx",
        lambda: sheet('<row r="30000"><c r="A1"><v>1</v></c><c><v>2</v></c></row>'),
        "Cell B30000 is filled",
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
    "far cell in ODS behind a table in the table": (
        "a.ods",
        lambda: ods(f"{EMPTY_ROWS}<table:table>{FILLED_ROW}</table:table>"),
        "damaged",
    ),
    "far cell in ODS behind something called a table": (
        "a.ods",
        lambda: ods(f'{EMPTY_ROWS}<x:table xmlns:x="q"/>{FILLED_ROW}'),
        "damaged",
    ),
    "far cell in ODS that does not say its type": (
        "a.ods",
        lambda: ods(f"{EMPTY_ROWS}{FILLED_ROW.replace('value-type', 'other')}"),
        "Cell A1000001 is filled",
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
    "a linked range in ODS": (
        "a.ods",
        lambda: ods('<table:cell-range-source table:name="A1"/>'),
        "takes values from other files",
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
