"""What XLSX and ODS workbooks have in common: the sheets, their names and their opening lines.

The layout follows the Analysis Function's guidance on spreadsheets: a cover, notes, one table on
each sheet from cell A1, no merged or hidden cells, nothing said by colour alone.
"""

import io
import re
import zipfile
from decimal import Decimal
from typing import Final

from core.sheets.types import Table, Value, Workbook

COVER: Final = "Cover"
NOTES: Final = "Notes"
NOTE_HEADINGS: Final = ("Note", "What it means")
_LONGEST_NAME: Final = 31
_MOMENT: Final = (1980, 1, 1, 0, 0, 0)  # the earliest that an archive can name
# What XML cannot hold.
_FORBIDDEN: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def sheet_names(book: Workbook) -> tuple[str, ...]:
    """A name for each table's sheet that every program accepts, no two alike."""
    taken = {COVER.casefold(), NOTES.casefold()}
    names = []
    for table in book.tables:
        plain = re.sub(r"[\[\]:*?/\\]", " ", storable(table.name)).strip(" '")[:_LONGEST_NAME]
        name, number = plain or "Table", 2
        while name.casefold() in taken:
            ending = f" {number}"
            name, number = plain[: _LONGEST_NAME - len(ending)] + ending, number + 1
        taken.add(name.casefold())
        names.append(name)
    return tuple(names)


def cover_lines(book: Workbook) -> tuple[str, ...]:
    """What stands below the title of the cover: its own lines, then what the sheets are."""
    listed = [
        f"{name}: {table.title}" for name, table in zip(sheet_names(book), book.tables, strict=True)
    ]
    notes = [f"{NOTES}: what the marks and terms mean"] if book.notes else []
    return (*book.cover, "Sheets in this workbook:", *notes, *listed)


def table_lines(table: Table) -> tuple[str, ...]:
    """What stands between the title of a table and its headings."""
    return ("This worksheet contains one table.", *table.notes)


def storable(text: str) -> str:
    """The text without the characters that no workbook can hold."""
    return _FORBIDDEN.sub("\ufffd", text)


def decimals_of(value: Value) -> int:
    """How many decimals a number is to be shown with."""
    if isinstance(value, Decimal):
        exponent = value.as_tuple().exponent
        return max(-exponent, 0) if isinstance(exponent, int) else 0
    return 0


def repacked(content: bytes, replaced: dict[str, bytes]) -> bytes:
    """The archive with fixed times, so that equal workbooks are equal files.

    ``replaced``: parts to be written instead of the archive's own.
    """
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, _MOMENT)
            plain = name == "mimetype"  # ODF wants it first and as it is
            entry.compress_type = zipfile.ZIP_STORED if plain else zipfile.ZIP_DEFLATED
            new.writestr(entry, replaced.get(name, old.read(name)))
    return out.getvalue()
