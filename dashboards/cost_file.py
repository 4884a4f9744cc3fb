"""Years of a cost table from a file: which cell says what, and what would become of the table.

Plain Python. What cannot be read is a fault with its place and value, never a guess; an empty cell
leaves what is there.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from core.numbers import Number, NumberError, parse_number
from core.quarters import FinancialYear
from core.sheets import Sheet
from core.sheets.types import column_letters
from dashboards.models import CostYear
from dashboards.models.cost import FIRST_YEAR, LAST_YEAR
from dashboards.performance.cost import pounds, saved_words
from targets.sheets.words import tidy

YEAR, COUNT, COST, SAVING = "year", "count", "printed_cost", "printed_saving"
HEADINGS: Final[dict[str, tuple[str, ...]]] = {
    YEAR: ("year", "financial year"),
    COUNT: ("count", "number", "level", "levels", "crimes", "offences"),
    COST: ("printed cost", "cost", "costs", "cost printed"),
    SAVING: ("printed saving", "printed savings", "saving", "savings", "saving printed"),
}
LABELS: Final = {COUNT: "Count", COST: "Printed cost", SAVING: "Printed saving"}
_ROLES: Final = {heading: role for role, headings in HEADINGS.items() for heading in headings}
HEADER_WITHIN: Final = 60  # rows in which the headings must stand
LARGEST: Final = Decimal(10) ** 11
TWICE: Final = "This year is also at {place}. Keep one of them."
NO_TABLE: Final = (
    "No table was found. Head its columns Year and Count; Printed cost and Printed saving are read "
    "too."
)


@dataclass(frozen=True)
class Fault:
    """A cell or row that is not used, in words. ``column`` is empty where it is the row."""

    sheet: str
    row: int  # from 1, as a spreadsheet counts
    column: str
    value: str
    sentence: str


@dataclass(frozen=True)
class PlannedYear:
    """A year as it would be saved. ``version`` of its row is 0 for a new one."""

    year: int
    version: int
    values: Mapping[str, Decimal | None]
    lines: tuple[tuple[str, str, str], ...] = ()  # what, now, then

    @property
    def label(self) -> str:
        return FinancialYear(self.year).label


@dataclass
class YearPlan:
    """Everything that was found in a file."""

    changes: list[PlannedYear] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    found: bool = False  # a table at all


def plan_years(sheets: Iterable[Sheet], existing: Iterable[CostYear]) -> YearPlan:
    """What the file would change in these years. Nothing is written."""
    reader = _Reader({one.year: one for one in existing})
    for sheet in sheets:
        reader.sheet(sheet)
    reader.plan.changes.sort(key=lambda one: one.year)
    return reader.plan


def overlaid(plan: YearPlan, existing: Iterable[CostYear]) -> list[CostYear]:
    """The table's years as they would be: rows that are not saved."""
    found = {one.year: one for one in existing}
    for one in plan.changes:
        before = found.get(one.year)
        kept: dict[str, Any] = (
            {"new_series": before.new_series, "note": before.note} if before else {}
        )
        found[one.year] = CostYear(year=one.year, **{**kept, **one.values})
    return [found[year] for year in sorted(found)]


def _header(sheet: Sheet) -> tuple[int, dict[str, int]] | None:
    for number, cells in enumerate(sheet.rows[:HEADER_WITHIN]):
        roles: dict[str, int] = {}
        for column, text in enumerate(cells):
            role = _ROLES.get(tidy(text[:200]))
            if role:
                roles.setdefault(role, column)
        if YEAR in roles and len(roles) > 1:
            return number, roles
    return None


def _cell(cells: Sequence[str], column: int) -> str:
    return cells[column].strip() if column < len(cells) else ""


class _Reader:
    def __init__(self, rows: Mapping[int, CostYear]) -> None:
        self.rows = rows
        self.plan = YearPlan()
        self.seen: dict[int, str] = {}

    def sheet(self, sheet: Sheet) -> None:
        header = _header(sheet)
        if header is None:
            return
        self.plan.found = True
        at, roles = header
        for number, cells in enumerate(sheet.rows[at + 1 :], start=at + 2):
            texts = {role: _cell(cells, column) for role, column in roles.items()}
            if any(texts.values()):
                self.row(f"{sheet.name}, row {number}", texts, _Place(sheet.name, number, roles))

    def row(self, name: str, texts: Mapping[str, str], place: "_Place") -> None:
        faults = []
        year, given = 0, {}
        try:
            year = _year(texts[YEAR])
            if year in self.seen:
                faults.append(place.fault(YEAR, texts, TWICE.format(place=self.seen[year])))
            self.seen.setdefault(year, name)
        except ValueError as error:
            faults.append(place.fault(YEAR, texts, str(error)))
        for role in LABELS:
            try:
                if texts.get(role) and (value := _number(role, texts[role])) is not None:
                    given[role] = value
            except NumberError as error:
                faults.append(place.fault(role, texts, str(error)))
        if faults:
            self.plan.faults += faults
            return
        planned = _planned(self.rows.get(year), year, given)
        if planned.lines:
            self.plan.changes.append(planned)
        else:
            self.plan.unchanged.append(planned.label)


@dataclass(frozen=True)
class _Place:
    """A row of a sheet, and the columns of what it says."""

    sheet: str
    row: int
    roles: Mapping[str, int]

    def fault(self, role: str, texts: Mapping[str, str], sentence: str) -> Fault:
        text = sentence[:1].upper() + sentence[1:]
        column = column_letters(self.roles[role] + 1)
        return Fault(self.sheet, self.row, column, texts[role][:60], text)


def _year(text: str) -> int:
    if not text:
        raise ValueError("Say which year this is, like 2014/15.")
    year = FinancialYear.parse(text).year
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(f"Years must be between {FIRST_YEAR} and {LAST_YEAR}.")
    return year


def _number(role: str, text: str) -> Decimal | None:
    """The number in a cell; None for marks such as n/a. Raises ``NumberError``."""
    entry = parse_number(text)
    if not isinstance(entry, Number):
        return None
    if abs(entry.value) >= LARGEST:
        raise NumberError("this is too large. Check the number.")
    if role == COUNT:
        if entry.symbol:
            raise NumberError(f"a count has no “{entry.symbol}”. Enter the number alone.")
        if entry.value != entry.value.to_integral_value():
            raise NumberError("a count has no decimals. Enter a whole number, like 12.")
    elif entry.symbol == "%":
        raise NumberError("this is not a percentage. Enter a sum of money.")
    elif entry.value != entry.value.quantize(Decimal("0.01")):
        raise NumberError("a sum of money has at most two decimals.")
    if entry.value < 0 and role != SAVING:
        raise NumberError("this cannot be below 0. Enter 0 or more.")
    return entry.value


def _planned(row: CostYear | None, year: int, given: Mapping[str, Decimal]) -> PlannedYear:
    values: dict[str, Decimal | None] = {
        role: given.get(role, getattr(row, role) if row else None) for role in LABELS
    }
    lines = tuple(
        (label, _words(role, getattr(row, role) if row else None), _words(role, values[role]))
        for role, label in LABELS.items()
        if values[role] != (getattr(row, role) if row else None)
    )
    if row is None and not lines:
        lines = (("Year", "Not in the table", "No count"),)
    return PlannedYear(year, row.version if row else 0, values, lines)


def _words(role: str, value: Decimal | None) -> str:
    if value is None:
        return "Nothing"
    if role == COUNT:
        return f"{value.normalize():,f}"
    return saved_words(value) if role == SAVING else pounds(value)
