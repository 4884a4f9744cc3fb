"""Reads every XML part of a workbook once, piece by piece, before any library opens it.

It stops at the first thing that is refused, and notes on the way what python-calamine leaves out:
which cells are percentages, which hold an error, and line breaks in ODS texts. Positions are
(row, column), both counted from 1.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Final
from xml.parsers import expat

from core.sheets.archive import BROKEN
from core.sheets.limits import (
    MAX_CELL_CHARACTERS,
    MAX_CELLS,
    MAX_CHARACTERS,
    MAX_COLUMNS,
    MAX_ELEMENTS,
    MAX_ROWS,
)
from core.sheets.types import SheetError, cell_name

Place = tuple[int, int]
MACROS: Final = "This workbook contains macros. Save it as .xlsx without them and upload it again."
LINKS: Final = (
    "This workbook takes values from other files or data sources. Copy the sheet, paste it "
    "with “Paste values” into a new workbook and upload that."
)
ENTITIES: Final = (
    "This workbook contains definitions (DTD) that no spreadsheet program writes, so it is not "
    "read. Save it again as .xlsx or .ods and upload that."
)
TOO_MUCH: Final = (
    f"This workbook has too much in it: {MAX_CELLS:,} filled cells can be read. Save only the "
    "sheet with the figures as a workbook of its own and upload that."
)
_ROW: Final = re.compile(r"[0-9]{1,7}")
_REFERENCE: Final = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")


@dataclass
class Noted:
    """What is noted of one sheet: cells to show as percentages, and texts of other cells."""

    percents: set[Place] = field(default_factory=set)
    texts: dict[Place, str] = field(default_factory=dict)


@dataclass
class Budget:
    """What is left of the limits, over all parts of one workbook."""

    elements: int = MAX_ELEMENTS
    cells: int = MAX_CELLS


class Scanner:
    """Parses one part. Subclasses look at the elements."""

    def __init__(self, budget: Budget) -> None:
        self.budget = budget
        self.parser = expat.ParserCreate()
        self.parser.ordered_attributes = True
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self.start
        self.parser.StartDoctypeDeclHandler = _refuse_definitions
        self.parser.EntityDeclHandler = _refuse_definitions
        self.parser.UnparsedEntityDeclHandler = _refuse_definitions
        self.parser.ExternalEntityRefHandler = _refuse_definitions

    def read(self, pieces: Iterable[bytes]) -> None:
        """Raises ``SheetError`` for what is refused, and for XML that is not well formed."""
        try:
            for piece in pieces:
                self.parser.Parse(piece, False)
            self.parser.Parse(b"", True)
        except expat.ExpatError:
            raise SheetError(BROKEN) from None

    def start(self, name: str, attributes: list[str]) -> None:
        self.budget.elements -= 1
        if self.budget.elements < 0:
            raise SheetError(TOO_MUCH)

    def collect(self, then: Callable[[str], None], until: str) -> None:
        """Gather the text up to the end of the element ``until`` and give it to ``then``."""
        texts: list[str] = []
        parser: Any = self.parser

        def end(name: str) -> None:
            if name == until:
                parser.CharacterDataHandler = parser.EndElementHandler = None
                then("".join(texts))

        parser.CharacterDataHandler = texts.append
        parser.EndElementHandler = end


def _refuse_definitions(*_: Any) -> Any:
    raise SheetError(ENTITIES)


def pairs(attributes: list[str]) -> dict[str, str]:
    """Attributes by their name without a prefix."""
    names = (name.rpartition(":")[2] for name in attributes[::2])
    return dict(zip(names, attributes[1::2], strict=True))


def check_place(row: int, column: int) -> None:
    """Raise ``SheetError`` for a filled cell outside what is read."""
    if row > MAX_ROWS or column > MAX_COLUMNS:
        raise SheetError(
            f"Cell {cell_name(row, column)} is filled. Up to {MAX_ROWS:,} rows and {MAX_COLUMNS} "
            "columns of a sheet can be read: delete what stands outside the table, or split the "
            "file, and upload it again."
        )


# --- XLSX ---------------------------------------------------------------------------------------


class Styles(Scanner):
    """The numbers of the cell formats that show a percentage."""

    def __init__(self, budget: Budget) -> None:
        super().__init__(budget)
        self.percent_formats = {"9", "10"}  # built in: 0% and 0.00%
        self.percent_styles: set[str] = set()
        self._in_cells = False
        self._count = 0

    def start(self, name: str, attributes: list[str]) -> None:
        super().start(name, attributes)
        local = name.rpartition(":")[2]
        if local == "numFmt":
            of = pairs(attributes)
            if _shows_percent(of.get("formatCode", "")):
                self.percent_formats.add(of.get("numFmtId", ""))
        elif local in ("cellXfs", "cellStyleXfs", "cellStyles", "dxfs"):
            self._in_cells = local == "cellXfs"
        elif local == "xf" and self._in_cells:
            if pairs(attributes).get("numFmtId") in self.percent_formats:
                self.percent_styles.add(str(self._count))
            self._count += 1


def _shows_percent(code: str) -> bool:
    """Whether a number format scales to per cent: a ``%`` that is neither quoted nor escaped."""
    return "%" in re.sub(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.', "", code[:500])


class SharedTexts(Scanner):
    """How long each shared text is, so that many uses of a long one are not read."""

    def __init__(self, budget: Budget) -> None:
        super().__init__(budget)
        self.lengths: list[int] = []
        self.parser.CharacterDataHandler = self.text

    def start(self, name: str, attributes: list[str]) -> None:
        super().start(name, attributes)
        if name == "si" or name.endswith(":si"):
            self.lengths.append(0)

    def text(self, data: str) -> None:
        if self.lengths:
            self.lengths[-1] += len(data)
            if self.lengths[-1] > MAX_CELL_CHARACTERS:
                raise SheetError(TOO_MUCH)


class XlsxPart(Scanner):
    """Any other part of an XLSX workbook; a sheet shows by its cells.

    ``lengths`` are those of the shared texts, where they have to be counted.
    """

    def __init__(self, budget: Budget, percent_styles: set[str], lengths: list[int]) -> None:
        super().__init__(budget)
        self.noted = Noted()
        self.sheets: list[tuple[str, str]] = []  # name, relationship
        self.relations: dict[str, str] = {}  # relationship, target
        self._percent_styles = percent_styles
        self._lengths = lengths
        self._characters = 0
        self._place: Place = (0, 0)
        self._row_number = 0
        self._kind = self._style = ""

    def start(self, name: str, attributes: list[str]) -> None:
        self.budget.elements -= 1
        if self.budget.elements < 0:
            raise SheetError(TOO_MUCH)
        local = name if ":" not in name else name.rpartition(":")[2]
        if local == "c":
            self._cell(attributes)
        elif local in ("v", "is"):
            self._filled(name, local)
        elif local == "row":
            self._row(attributes)
        elif local in ("sheet", "Relationship", "Override", "Default"):
            self._book(local, pairs(attributes))

    def _row(self, attributes: list[str]) -> None:
        # The library takes the attribute of exactly this name, as we do for cells.
        number = dict(zip(attributes[::2], attributes[1::2], strict=True)).get("r")
        if number is not None and not _ROW.fullmatch(number):
            raise SheetError(BROKEN)
        self._row_number = int(number) if number else max(self._row_number, self._place[0]) + 1
        self._place = (self._row_number, 0)

    def _cell(self, attributes: list[str]) -> None:
        reference = self._kind = self._style = ""
        for name, value in zip(attributes[::2], attributes[1::2], strict=True):
            if name == "r":
                reference = value
            elif name == "t":
                self._kind = value
            elif name == "s":
                self._style = value
        row, column = self._place  # of the cell before, which may have named another row
        self._place = (max(row, self._row_number), column + 1)
        if reference:
            found = _REFERENCE.fullmatch(reference)
            if found is None:
                raise SheetError(BROKEN)
            self._place = (int(found[2]), _number(found[1]))

    def _filled(self, name: str, local: str) -> None:
        check_place(*self._place)
        self.budget.cells -= 1
        if self.budget.cells < 0:
            raise SheetError(TOO_MUCH)
        if self._kind == "e":
            place = self._place
            self.collect(lambda text: self.noted.texts.__setitem__(place, text), name)
        elif self._kind == "s" and self._lengths:
            self.collect(self._count, name)
        elif self._style in self._percent_styles and self._kind in ("", "n"):
            self.noted.percents.add(self._place)

    def _count(self, index: str) -> None:
        if index.isdecimal() and len(index) < 9 and int(index) < len(self._lengths):
            self._characters += self._lengths[int(index)]
        if self._characters > MAX_CHARACTERS:
            raise SheetError(TOO_MUCH)

    def _book(self, local: str, of: dict[str, str]) -> None:
        if local == "sheet":
            self.sheets.append((of.get("name", ""), of.get("id", "")))
        elif local == "Relationship":
            self._relation(of)
        elif "macroEnabled" in of.get("ContentType", ""):
            raise SheetError(MACROS)

    def _relation(self, of: dict[str, str]) -> None:
        kind, target = of.get("Type", "").rpartition("/")[2], of.get("Target", "")
        if kind in ("externalLink", "externalLinkPath", "connections"):
            raise SheetError(LINKS)
        if kind in ("worksheet", "sharedStrings", "styles", "officeDocument") and (
            not target.lower().endswith(".xml") or of.get("TargetMode") == "External"
        ):
            raise SheetError(BROKEN)
        self.relations[of.get("Id", "")] = target


def _number(letters: str) -> int:
    """The number of a column: ``A`` is 1, ``AB`` is 28."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
