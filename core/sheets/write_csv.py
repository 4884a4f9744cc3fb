"""CSV that opens in a spreadsheet program as it was meant: UTF-8 with its mark, CRLF."""

import csv
import io
import re
from decimal import Decimal

from core.sheets.types import Table, Value

# What a spreadsheet program takes for a formula, or may after it has trimmed the cell.
FORMULA_STARTS = "=+\\-@\t\r\n＝＋－＠"
_DANGEROUS = re.compile(f"'*[{FORMULA_STARTS}]")
_HARMLESS = frozenset({"-"})  # nothing can follow from a dash alone; it means "not available"


def dangerous(text: str) -> bool:
    """Whether a spreadsheet program might run the text as a formula."""
    return text not in _HARMLESS and text[:1] != "'" and bool(_DANGEROUS.match(text))


def harmless(text: str) -> str:
    """The text with an apostrophe before what a spreadsheet program would take for a formula.

    Also before apostrophes that stand before such a start, so that ``unguarded`` gives every
    text back as it was.
    """
    return f"'{text}" if text not in _HARMLESS and _DANGEROUS.match(text) else text


def unguarded(text: str) -> str:
    """The text that ``harmless`` was given."""
    return text[1:] if text.startswith("'") and _DANGEROUS.match(text) else text


def write_csv(table: Table) -> bytes:
    """The headings and the rows. Texts are guarded; numbers, negative ones too, stay numbers."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([harmless(column.heading) for column in table.columns])
    writer.writerows([_text(value) for value in row] for row in table.rows)
    return ("\ufeff" + out.getvalue()).encode("utf-8", "replace")


def _text(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return harmless(value.replace("\x00", ""))
    return f"{value:f}" if isinstance(value, Decimal) else str(value)
