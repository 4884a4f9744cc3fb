"""CSV as spreadsheet programs write it: the encoding and the separator are found out."""

import codecs
import csv
import io
from typing import Final

from core.sheets.limits import MAX_CELL_CHARACTERS, MAX_CELLS, MAX_COLUMNS, MAX_ROWS
from core.sheets.types import SheetError
from core.sheets.write_csv import unguarded

SEPARATORS: Final = (",", ";", "\t")
_SAMPLE: Final = 20  # lines looked at to find the separator
NOT_TEXT: Final = (
    "This file is not a CSV file that can be read. Save the sheet as .xlsx, .ods or "
    "“CSV UTF-8” and upload that."
)


def read_csv(content: bytes) -> list[list[str]]:
    """The rows of a CSV file. Raises ``SheetError`` for anything but text in rows."""
    text = _decoded(content)
    separator, text = _separator(text)
    rows: list[list[str]] = []
    cells = 0
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        for row in reader:
            cells += len(row)
            _check(len(rows) + 1, row, cells)
            rows.append([unguarded(cell) for cell in row])
    except csv.Error:
        raise SheetError(
            f"The file cannot be read from line {reader.line_num}: a quotation mark is not "
            "closed, or a cell is too long. Save the sheet again as CSV, or as .xlsx."
        ) from None
    while rows and not any(rows[-1]):
        rows.pop()
    return rows


def _decoded(content: bytes) -> str:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if any(letter < " " and letter not in "\t\n\r\v\f" for letter in set(text)):
            break
        return text
    raise SheetError(NOT_TEXT)


def _separator(text: str) -> tuple[str, str]:
    """The separator, and the text without Excel's line that names it (``sep=;``)."""
    first, _, rest = text.partition("\n")
    named = first.strip().lower()
    if named.startswith("sep=") and named[4:] in SEPARATORS:
        return named[4:], rest
    if first.rstrip("\r\n").lower() == "sep=\t":
        return "\t", rest
    sample = io.StringIO(text[: _SAMPLE * 2000], newline="")
    lines = [line for _, line in zip(range(_SAMPLE), sample, strict=False)]
    return max(SEPARATORS, key=lambda mark: _fit(lines, mark)), text


def _fit(lines: list[str], separator: str) -> tuple[int, int]:
    """How well a separator splits the lines: how many it makes equally wide, and how wide."""
    widths: list[int] = []
    try:
        widths.extend(len(row) for row in csv.reader(lines, delimiter=separator) if row)
    except csv.Error:
        return 0, 0
    usual = max(set(widths), key=lambda width: (widths.count(width), width), default=0)
    return (widths.count(usual) if usual > 1 else 0), usual


def _check(number: int, row: list[str], cells: int) -> None:
    if number > MAX_ROWS:
        raise SheetError(
            f"This file has more than {MAX_ROWS:,} rows. Split it and upload the parts one "
            "after the other."
        )
    if len(row) > MAX_COLUMNS:
        raise SheetError(
            f"Row {number} has {len(row):,} columns; {MAX_COLUMNS} can be read. Delete the "
            "columns that do not belong to the table and upload it again."
        )
    if cells > MAX_CELLS:
        raise SheetError(
            f"This file has more than {MAX_CELLS:,} cells. Split it and upload the parts one "
            "after the other."
        )
    if any(len(cell) > MAX_CELL_CHARACTERS for cell in row):
        raise SheetError(
            f"Row {number} has a cell with more than {MAX_CELL_CHARACTERS:,} characters. "
            "Shorten it and upload the file again."
        )
