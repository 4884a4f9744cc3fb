"""One door to the three kinds of file."""

from typing import Final

from core.sheets.types import Kind, Workbook
from core.sheets.write_csv import write_csv
from core.sheets.write_ods import write_ods
from core.sheets.write_xlsx import write_xlsx

CONTENT_TYPES: Final[dict[Kind, str]] = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "csv": "text/csv; charset=utf-8",
}
KINDS: Final[tuple[Kind, ...]] = ("xlsx", "ods", "csv")


def write(book: Workbook, kind: Kind) -> bytes:
    """The workbook as a file. CSV holds the first table and nothing else.

    Equal workbooks give equal bytes. Raises ``ValueError`` for another kind, and for CSV of a
    workbook without a table.
    """
    if kind == "csv":
        if not book.tables:
            raise ValueError("CSV needs a table.")
        return write_csv(book.tables[0])
    if kind == "xlsx":
        return write_xlsx(book)
    if kind == "ods":
        return write_ods(book)
    raise ValueError(f"There is no way to write {kind!r}.")
