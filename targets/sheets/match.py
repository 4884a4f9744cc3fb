"""From cells of text to rows of a return, in plain Python: which row is which indicator's, and
which cell is its value, numerator, commentary and so on.

Rows are matched by code, else by name; by position only where there is neither. What is not clear
is a fault with its place, never a guess. What the cells mean is read later, by ``targets.entry``.
"""

import csv
import io
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol

from core.numbers import Blank, NoValue, Number, NumberError, parse_number
from core.quarters import Quarter
from core.sheets.types import cell_name, column_letters
from targets.sheets.words import CODE, NAME, read_heading, tidy, tidy_code

MOST_ROWS: Final = 2000  # far more than the indicators of any return
MOST_COLUMNS: Final = 200
UNKNOWN: Final = "No indicator that you enter in this return has this code or name."
HEADER_WITHIN: Final = 60  # rows in which the headings must stand


class TooMuch(ValueError):
    """There is more than a return can hold; the message is a sentence for the person."""


class SheetLike(Protocol):
    """A sheet of texts, as ``core.sheets.read_sheets`` gives it."""

    @property
    def name(self) -> str: ...
    @property
    def rows(self) -> Sequence[Sequence[str]]: ...


@dataclass(frozen=True)
class Pasted:
    """Cells that were pasted, as a sheet without a name."""

    rows: list[list[str]]
    name: str = ""


@dataclass(frozen=True)
class Wanted:
    """An indicator that the return asks for. ``numerator`` is empty where it asks for one value."""

    key: int
    code: str
    name: str
    numerator: str = ""
    denominator: str = ""

    @property
    def has_parts(self) -> bool:
        return bool(self.numerator)


@dataclass(frozen=True, order=True)
class Place:
    """Where something stands; rows and columns count from 0. Without a column: the whole row."""

    sheet: str
    row: int
    column: int = -1

    def __str__(self) -> str:
        if self.column < 0:
            cell = f"row {self.row + 1}"
        else:
            cell = cell_name(self.row + 1, self.column + 1)
        return f"{self.sheet}, {cell}" if self.sheet else cell[:1].upper() + cell[1:]


@dataclass(frozen=True)
class Cell:
    """What stands in a cell, and where that is."""

    text: str
    place: Place


@dataclass(frozen=True)
class Match:
    """A row of an indicator: its cells that are not empty, by field as in ``targets.entry``."""

    key: int
    place: Place
    cells: Mapping[str, Cell]


@dataclass(frozen=True)
class Fault:
    """A cell or row that is not used, and why. ``key`` is the indicator's, where that is known."""

    place: str
    value: str
    sentence: str
    key: int = 0


@dataclass
class Matched:
    """What was found in the sheets. No indicator is both in ``rows`` and in ``faults``."""

    rows: list[Match] = field(default_factory=list)
    unknown: list[Fault] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)  # headings of columns that were left aside


def pasted_rows(text: str) -> list[list[str]]:
    """The cells of a text that was copied from a spreadsheet. Raises ``TooMuch``."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n")
    try:
        # Cells with a line end, a tab or a quotation mark come between quotation marks.
        rows = list(csv.reader(io.StringIO(plain), delimiter="\t", strict=True))
    except csv.Error:
        rows = [line.split("\t") for line in plain.split("\n")]
    check_size(rows)
    return rows


def check_size(rows: Sequence[Sequence[str]]) -> None:
    """Raise ``TooMuch`` for more than any return can hold."""
    if len(rows) > MOST_ROWS or any(len(row) > MOST_COLUMNS for row in rows):
        raise TooMuch(
            f"This is too large for a return. Use at most {MOST_ROWS:,} rows and "
            f"{MOST_COLUMNS} columns."
        )


# --- Sheets with headings -----------------------------------------------------------------------


@dataclass
class Header:
    """The columns of a sheet, by what their headings say."""

    roles: dict[str, int] = field(default_factory=dict)
    labels: dict[str, int] = field(default_factory=dict)  # the indicators' own words for parts
    twice: list[tuple[int, int]] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)

    @property
    def found(self) -> bool:
        """Whether it says whose a row is, and something about it."""
        fields = set(self.roles) - {CODE, NAME}
        return bool({CODE, NAME} & set(self.roles)) and bool(fields or self.labels)


def read_header(row: Sequence[str], quarter: Quarter, labels: set[str]) -> Header:
    """What the headings in a row say, if it is one of headings."""
    header = Header()
    for column, text in enumerate(row):
        heading = read_heading(text, quarter)
        if not tidy(text):
            continue
        if not heading.role and heading.words in labels and not heading.other_quarter:
            _place(header, header.labels, heading.words, column)
        elif not heading.role:
            header.unused.append(" ".join(text.split())[:60])
        elif heading.role in (CODE, NAME):
            header.roles.setdefault(heading.role, column)
        else:
            _place(header, header.roles, heading.role, column)
    return header


def _place(header: Header, columns: dict[str, int], role: str, column: int) -> None:
    if role in columns:
        header.twice.append((columns[role], column))
    columns.setdefault(role, column)


class Matcher:
    """Finds the rows of these indicators in sheets for the return of ``quarter``."""

    def __init__(self, wanted: Sequence[Wanted], quarter: Quarter) -> None:
        self.wanted = list(wanted)
        self.quarter = quarter
        self.by_key = {one.key: one for one in wanted}
        self.codes: dict[str, set[int]] = defaultdict(set)
        self.names: dict[str, set[int]] = defaultdict(set)
        for one in wanted:
            self.codes[tidy_code(one.code)].add(one.key)
            self.names[tidy(one.name)].add(one.key)
        parts = {tidy(label) for one in wanted for label in (one.numerator, one.denominator)}
        self.labels = parts - {""}

    def with_headings(self, sheet: SheetLike, matched: Matched) -> bool:
        """Add the rows below the sheet's headings; whether it has any."""
        header: Header | None = None
        for number, row in enumerate(sheet.rows):
            if header is None and number >= HEADER_WITHIN:
                break
            if header is None or self._repeats(row):
                new = read_header(row, self.quarter, self.labels)
                if new.found:
                    header = new
                    self._say_twice(sheet, number, header, matched)
                    if header.twice:
                        return True
                    matched.unused += [one for one in new.unused if one not in matched.unused]
                    continue
            if header is not None:
                self._row(sheet, number, row, header, matched)
        return header is not None

    def _repeats(self, row: Sequence[str]) -> bool:
        """Whether a row begins a further table on the sheet."""
        first = next((text for text in row if text.strip()), "")
        return read_heading(first, self.quarter).role in (CODE, NAME)

    def _say_twice(self, sheet: SheetLike, row: int, header: Header, matched: Matched) -> None:
        for first, second in header.twice:
            value = sheet.rows[row][second]
            matched.faults.append(
                Fault(
                    str(Place(sheet.name, row, second)),
                    value,
                    f"Column {column_letters(first + 1)} means the same, so it is "
                    "not clear which to use. Remove one of them.",
                )
            )

    def _row(
        self, sheet: SheetLike, number: int, row: Sequence[str], header: Header, matched: Matched
    ) -> None:
        code, name = (
            row[column].strip() if (column := header.roles.get(role, -1)) in range(len(row)) else ""
            for role in (CODE, NAME)
        )
        places = {role: column for role, column in header.roles.items() if role not in (CODE, NAME)}
        key, why = self.identify(code, name)
        one = self.by_key.get(key)
        cells = self._cells(sheet, number, row, places)
        if one is None:
            cells |= self._cells(sheet, number, row, header.labels)
            said = Fault(str(Place(sheet.name, number)), code or name, why or UNKNOWN)
            if why:
                matched.faults.append(said)
            elif cells:
                matched.unknown.append(said)
            return
        for part, label in (("n", one.numerator), ("d", one.denominator)):
            column = header.labels.get(tidy(label), -1) if label else -1
            own = self._cells(sheet, number, row, {part: column}) if column >= 0 else {}
            if own and part in cells and cells[part].text != own[part].text:
                matched.faults.append(
                    fault(own[part], f"This is not what {cells[part].place} says. Keep one.", key)
                )
                return
            cells |= own
        matched.rows.append(Match(key, Place(sheet.name, number), cells))

    def _cells(
        self, sheet: SheetLike, number: int, row: Sequence[str], places: Mapping[str, int]
    ) -> dict[str, Cell]:
        return {
            role: Cell(row[column].strip(), Place(sheet.name, number, column))
            for role, column in places.items()
            if 0 <= column < len(row) and row[column].strip()
        }

    def identify(self, code: str, name: str) -> tuple[int, str]:
        """The indicator with this code, else with this name: its key, 0 for none; and what is
        unclear about it, in a sentence."""
        by_code = self.codes.get(tidy_code(code), set()) if code else set()
        by_name = self.names.get(tidy(name), set()) if name else set()
        both = by_code & by_name if by_code and by_name else by_code or by_name
        if by_code and by_name and not both:
            return 0, "The code is one indicator’s and the name another’s. Correct one of them."
        if len(both) > 1:
            return 0, "Several indicators have this code or name. Give both, in two columns."
        return next(iter(both), 0), ""

    # --- What was found for an indicator more than once ---

    def settle(self, matched: Matched) -> Matched:
        """Keep one row for each indicator; those that contradict each other become faults."""
        found: dict[int, list[Match]] = defaultdict(list)
        for match in matched.rows:
            found[match.key].append(match)
        faulty = {one.key for one in matched.faults if one.key}
        matched.rows = []
        for key, matches in found.items():
            filled = [one for one in matches if one.cells] or matches[:1]
            texts = [{name: cell.text for name, cell in one.cells.items()} for one in filled]
            if key in faulty:
                continue
            if all(text == texts[0] for text in texts):
                matched.rows.append(filled[0])
                continue
            for one, other in zip(filled, [*filled[1:], filled[0]], strict=True):
                sentence = f"{self.by_key[key].name} is also at {other.place}. Keep one of them."
                cell = next(iter(one.cells.values()))
                matched.faults.append(Fault(str(one.place), cell.text, sentence, key))
        return matched


def fault(cell: Cell, sentence: str, key: int = 0) -> Fault:
    """The fault of one cell."""
    return Fault(str(cell.place), cell.text, sentence, key)


def other_quarter(name: str, quarter: Quarter) -> bool:
    """Whether a sheet's name says that it is another quarter's."""
    heading = read_heading(name, quarter)
    return heading.other_quarter and not heading.words


def number_kind(text: str) -> str:
    """``blank``, ``mark`` for n/a and the like, ``percent``, ``number`` or ``text``."""
    try:
        entry = parse_number(text)
    except NumberError:
        return "text"
    if isinstance(entry, Blank):
        return "blank"
    if isinstance(entry, NoValue):
        return "mark"
    return "percent" if isinstance(entry, Number) and entry.symbol == "%" else "number"
