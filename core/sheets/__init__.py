"""Spreadsheets in and out: XLSX, ODS and CSV as texts, and tables as files.

``read_sheets`` refuses every file that could do harm, with a sentence for the person who sent it;
``write`` makes files in which no text can run as a formula.
"""

from core.sheets.guard import read_upload
from core.sheets.read import read_sheets
from core.sheets.types import Column, Kind, Sheet, SheetError, Table, Value, Workbook, cell_name
from core.sheets.write import CONTENT_TYPES, KINDS, write

__all__ = [
    "CONTENT_TYPES",
    "KINDS",
    "Column",
    "Kind",
    "Sheet",
    "SheetError",
    "Table",
    "Value",
    "Workbook",
    "cell_name",
    "read_sheets",
    "read_upload",
    "write",
]
