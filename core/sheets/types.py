"""What goes into a spreadsheet and what comes out of one. Plain Python."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

Kind = Literal["xlsx", "ods", "csv"]
Value = str | Decimal | int | None  # None: an empty cell


class SheetError(ValueError):
    """A file that is not read. ``sentence`` tells the person who sent it why, and what helps."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True)
class Sheet:
    """One sheet as it was read. Every cell is a text as a person would read or type it; rows
    start at row 1 and cells at column A, so that ``rows[3][1]`` is B4."""

    name: str
    rows: list[list[str]]


@dataclass(frozen=True)
class Column:
    """``width`` in characters. ``fill`` marks cells that are to be filled in."""

    heading: str
    width: int = 16
    fill: bool = False


@dataclass(frozen=True)
class Table:
    """One table, on a sheet of its own called ``name``, below its ``title`` and ``notes``.

    Numbers are given as ``Decimal`` with the decimals to be printed, or as ``int``. Raises
    ``ValueError`` when two columns have one heading or a row has another length.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        headings = [column.heading.casefold() for column in self.columns]
        if not headings or len(set(headings)) != len(headings) or not all(headings):
            raise ValueError(f"The columns of {self.name} need headings that differ.")
        if any(len(row) != len(headings) for row in self.rows):
            raise ValueError(f"Every row of {self.name} needs {len(headings)} cells.")


@dataclass(frozen=True)
class Workbook:
    """A cover (lines of text), notes (a shorthand or term, and what it means) and tables."""

    title: str
    cover: tuple[str, ...]
    notes: tuple[tuple[str, str], ...]
    tables: tuple[Table, ...]


def column_letters(column: int) -> str:
    """The letters of a column counted from 1: 1 is ``A``, 28 is ``AB``."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def cell_name(row: int, column: int) -> str:
    """``D14`` for row 14, column 4, both counted from 1."""
    return f"{column_letters(column)}{row}"
