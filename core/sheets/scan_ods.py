"""What ``core.sheets.scan`` does, for the parts of an ODS file."""

from typing import Any, Final

from core.sheets.archive import BROKEN, ENCRYPTED
from core.sheets.limits import MAX_CELL_CHARACTERS, MAX_CELLS, MAX_CHARACTERS
from core.sheets.scan import LINKS, MACROS, TOO_MUCH, Budget, Noted, Scanner, check_place, pairs
from core.sheets.types import SheetError

_MOST: Final = 1 << 21  # no sheet has more rows or columns
_FIRST: Final = "table-cell", "covered-table-cell"
_COUNTED: Final = frozenset({*_FIRST, "table-row", "table"})
# Any of these fills a cell for the library, whether or not it says of which type it is.
_VALUES: Final = frozenset({"value", "string-value", "boolean-value", "date-value", "time-value"})


class OdsPart(Scanner):
    """One part of an ODS file. ``noted`` is of each sheet in order.

    A row or a cell can stand for many equal ones; empty ones that stand for a million are normal.
    """

    def __init__(self, budget: Budget) -> None:
        super().__init__(budget)
        self.noted: list[Noted] = []
        self._row = self._column = 0  # the last ones
        self._rows = self._columns = 1  # how many the current row and cell stand for
        self._filled = False
        self._kind = ""
        self._characters = 0
        self._texts: list[str] = []
        self._broken = False  # whether the cell's text has what calamine leaves out
        self._begun = False  # whether a paragraph of it has begun
        self._inside = False  # of a table
        self._parser: Any = self.parser
        self._parser.EndElementHandler = self._close

    def start(self, name: str, attributes: list[str]) -> None:
        self.budget.elements -= 1
        if self.budget.elements < 0:
            raise SheetError(TOO_MUCH)
        local = name.rpartition(":")[2]
        if local in _COUNTED and name != f"table:{local}":
            raise SheetError(BROKEN)  # the library counts only these names
        if local in _FIRST:
            self._start_cell(name, pairs(attributes))
        elif local == "table-row":
            self._row += self._rows
            self._rows = _times(pairs(attributes).get("number-rows-repeated"))
            self._column, self._columns = 0, 1
        elif local == "table":
            if self._inside:
                raise SheetError(BROKEN)
            self._inside = True
            self.noted.append(Noted())
            self._row, self._rows = 0, 1
        elif local in _REFUSED:
            raise SheetError(_REFUSED[local])
        elif self._kind == "string":
            self._start_text(local, attributes)

    def _close(self, name: str) -> None:
        if name == "table:table":
            self._inside = False

    def _start_cell(self, name: str, of: dict[str, str]) -> None:
        self._column += self._columns
        self._columns = _times(of.get("number-columns-repeated"))
        self._kind = of.get("value-type", "")
        if not self._kind and _VALUES.isdisjoint(of):
            return
        last = self._row + self._rows, self._column + self._columns
        check_place(last[0] - 1, last[1] - 1)
        self.budget.cells -= self._rows * self._columns
        if self.budget.cells < 0:
            raise SheetError(TOO_MUCH)
        if self._kind == "percentage" and self.noted:
            self.noted[-1].percents.update(self._places())
        elif self._kind == "string":
            self._texts, self._broken, self._begun = [], False, False
            self._parser.CharacterDataHandler = self._texts.append
            self._parser.EndElementHandler = self._end

    def _places(self) -> list[tuple[int, int]]:
        rows = range(self._row, self._row + self._rows)
        columns = range(self._column, self._column + self._columns)
        return [(row, column) for row in rows for column in columns]

    def _start_text(self, local: str, attributes: list[str]) -> None:
        if local == "p":
            if self._begun:
                self._texts.append("\n")
            else:
                self._texts.clear()
            self._begun = True
        elif local == "tab":
            self._texts.append("\t")
            self._broken = True
        elif local == "line-break":
            self._texts.append("\n")
            self._broken = True
        elif local == "s":
            count = _times(pairs(attributes).get("c"))
            self._texts.append(" " * min(count, MAX_CELL_CHARACTERS + 1))
        elif local == "annotation":
            self._broken = True  # a comment: it is no part of the cell's text
            self._parser.CharacterDataHandler = None

    def _end(self, name: str) -> None:
        local = name.rpartition(":")[2]
        if local == "annotation":
            self._begun = False
            self._parser.CharacterDataHandler = self._texts.append
        elif local in _FIRST:
            self._parser.CharacterDataHandler = None
            self._parser.EndElementHandler = self._close
            self._kind = ""
            length = sum(map(len, self._texts))
            self._characters += length * self._rows * self._columns
            if length > MAX_CELL_CHARACTERS or self._characters > MAX_CHARACTERS:
                raise SheetError(TOO_MUCH)
            if self._broken and self.noted:
                text = "".join(self._texts)
                self.noted[-1].texts.update(dict.fromkeys(self._places(), text))


_REFUSED: Final = {
    "encryption-data": ENCRYPTED,
    "table-source": LINKS,
    "cell-range-source": LINKS,
    "dde-source": LINKS,
    "script": MACROS,
}


def _times(text: str | None) -> int:
    if text is None or not text.isdecimal() or len(text) > 8:
        return 1 if text is None else MAX_CELLS
    return min(max(int(text), 1), _MOST)
