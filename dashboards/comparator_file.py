"""Figures of areas outside, from a file: read row by row, and what loading them would change.

Columns: area (or its ONS code), indicator (code or name), period, and the value, or the numerator
and the denominator; “-” for what is not available. What is not clear is a fault with its place.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any, Final

from core import clock
from core.numbers import NoValue, Number, NumberError, format_value, parse_number, round_half_up
from core.quarters import Period
from core.sheets import Sheet, cell_name
from dashboards.comparing import times
from targets.models import Indicator
from targets.sheets.words import tidy, tidy_code
from targets.terms import Unit

PLACES: Final = 4  # decimals that are kept
HEADER_WITHIN: Final = 30  # rows in which the headings must stand
AREA, CODE, INDICATOR, PERIOD = "area", "ons code", "indicator", "period"
VALUE, NUMERATOR, DENOMINATOR = "value", "numerator", "denominator"
HEADINGS: Final = {
    **dict.fromkeys(("area", "area name", "name", "place", "partnership", "borough"), AREA),
    **dict.fromkeys(("ons code", "area code", "lad code", "csp code"), CODE),
    **dict.fromkeys(
        ("indicator", "indicator code", "code", "indicator name", "measure"), INDICATOR
    ),
    **dict.fromkeys(("period", "quarter", "for the period"), PERIOD),
    **dict.fromkeys(("value", "figure", "rate"), VALUE),
    **dict.fromkeys(("numerator", "count", "offences"), NUMERATOR),
    **dict.fromkeys(("denominator", "population"), DENOMINATOR),
}
NO_TABLE: Final = (
    "No table was found. Head its columns Area, Indicator, Period and Value; or Numerator and "
    "Denominator in place of Value."
)

Key = tuple[int, int, date, date]


@dataclass(frozen=True, slots=True)
class Planned:
    """One figure that would be written. ``version`` is of the figure that is there; 0 for none."""

    area: int
    indicator: int
    period: Period
    value: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    version: int = 0

    @property
    def key(self) -> Key:
        return self.area, self.indicator, self.period.start, self.period.end

    @property
    def numbers(self) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
        return self.value, self.numerator, self.denominator

    @property
    def columns(self) -> dict[str, Any]:
        return {
            "value": self.value,
            "numerator": self.numerator,
            "denominator": self.denominator,
            "not_available": self.value is None,
        }

    @property
    def words(self) -> str:
        """``45.79``, ``45.79 (1,234 / 26,950)``, ``-``."""
        if self.value is None:
            return "-"
        text = plain(self.value)
        if self.numerator is None or self.denominator is None:
            return text
        return f"{text} ({plain(self.numerator)} / {plain(self.denominator)})"


@dataclass(frozen=True, slots=True)
class Fault:
    """A cell or a row that is wrong, or that is left out: where, what it says, and why."""

    place: str  # "Figures, D14"
    value: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What a file would do. With faults, nothing of it is loaded."""

    added: tuple[Planned, ...] = ()
    changed: tuple[Planned, ...] = ()
    unchanged: int = 0
    left_out: tuple[Fault, ...] = ()
    faults: tuple[Fault, ...] = ()

    @property
    def rows(self) -> int:
        return len(self.added) + len(self.changed)

    def to_plain(self) -> list[list[Any]]:
        """What is written, for the page that asks for a confirmation."""
        return [
            [one.area, one.indicator, one.period.label, one.version, *map(_text, one.numbers)]
            for one in (*self.added, *self.changed)
        ]

    @classmethod
    def from_plain(cls, rows: Iterable[Sequence[Any]]) -> "Plan":
        found = []
        for area, indicator, label, version, *texts in rows:
            value, top, below = (None if text is None else Decimal(text) for text in texts)
            found.append(Planned(area, indicator, Period.parse(label), value, top, below, version))
        added = tuple(one for one in found if not one.version)
        return cls(added=added, changed=tuple(one for one in found if one.version))


@dataclass(frozen=True, slots=True)
class Known:
    """What a file may speak of. ``inside``: areas that are partnerships here, by name."""

    areas: Mapping[int, tuple[str, str]]  # name and ONS code, of areas outside
    inside: Mapping[str, str]  # name or code, tidied: why its figures are not loaded
    indicators: Mapping[int, Indicator]
    there: Mapping[Key, Any] = field(default_factory=dict)  # the figures that are loaded already


def make_plan(sheets: Iterable[Sheet], known: Known, source: str) -> Plan:
    """What the sheets would change. Nothing is written."""
    reader = _Reader(known)
    for sheet in sheets:
        reader.sheet(sheet)
    if not reader.tables:
        reader.faults.append(Fault("The file", "", NO_TABLE))
    added, changed, unchanged = [], [], 0
    for one, _ in reader.found.values():
        there = known.there.get(one.key)
        if there is None:
            added.append(one)
        elif there.source == source and all(
            getattr(there, name) == value for name, value in one.columns.items()
        ):
            unchanged += 1
        else:
            changed.append(replace(one, version=there.version))
    return Plan(
        tuple(added), tuple(changed), unchanged, tuple(reader.left_out), tuple(reader.faults)
    )


class _Wrong(Exception):
    def __init__(self, sentence: str, role: str = "") -> None:
        super().__init__(sentence)
        self.sentence, self.role = sentence, role


class _LeftOut(_Wrong):
    pass


class _Reader:
    def __init__(self, known: Known) -> None:
        self.known = known
        self.areas: dict[str, int] = {}
        for key, (name, code) in known.areas.items():
            self.areas[tidy(name)] = key
            if code:
                self.areas[tidy(code)] = key
        self.indicators: dict[str, int] = {}
        for key, one in known.indicators.items():
            self.indicators.setdefault(tidy(one.name), key)
            self.indicators[tidy_code(one.code)] = key
        self.found: dict[Key, tuple[Planned, str]] = {}
        self.left_out: list[Fault] = []
        self.faults: list[Fault] = []
        self.tables = 0
        self.today = clock.today()

    def sheet(self, sheet: Sheet) -> None:
        columns: dict[str, int] | None = None
        for number, row in enumerate(sheet.rows, start=1):
            if columns is None:
                if number > HEADER_WITHIN:
                    return
                columns = _header(row)
                self.tables += columns is not None
            elif any(cell.strip() for cell in row):
                self.row(sheet.name, number, row, columns)

    def row(self, sheet: str, number: int, row: Sequence[str], columns: Mapping[str, int]) -> None:
        texts = {
            role: row[column].strip() if column < len(row) else ""
            for role, column in columns.items()
        }
        try:
            one = self.read(texts)
            first = self.found.setdefault(one.key, (one, f"{sheet}, row {number}"))
            if first[0] != one:
                raise _Wrong(f"{first[1]} gives another figure for the same. Keep one of them.")
        except _Wrong as wrong:
            place = f"{sheet}, row {number}"
            if wrong.role in columns:
                place = f"{sheet}, {cell_name(number, columns[wrong.role] + 1)}"
            value = (
                texts.get(wrong.role, "") if wrong.role else " ".join(filter(None, texts.values()))
            )
            fault = Fault(place, value[:80], wrong.sentence)
            (self.left_out if isinstance(wrong, _LeftOut) else self.faults).append(fault)

    def read(self, texts: Mapping[str, str]) -> Planned:
        area, indicator = self.area(texts), self.indicator(texts)
        period = self.period(texts)
        value, top, below = numbers(texts, self.known.indicators[indicator])
        return Planned(area, indicator, period, value, top, below)

    def area(self, texts: Mapping[str, str]) -> int:
        for role in (CODE, AREA):
            text = tidy(texts.get(role, ""))
            if why := self.known.inside.get(text):
                raise _LeftOut(why, role)
            if text in self.areas:
                return self.areas[text]
        role = AREA if texts.get(AREA) else CODE
        if not texts.get(role):
            raise _Wrong("Say which area this is, by its name or ONS code.", AREA)
        raise _LeftOut("The set has no area of this name or code.", role)

    def indicator(self, texts: Mapping[str, str]) -> int:
        text = texts.get(INDICATOR, "")
        if not text:
            raise _Wrong("Say which indicator this is, by its code or name.", INDICATOR)
        key = self.indicators.get(tidy_code(text)) or self.indicators.get(tidy(text))
        if key is None:
            raise _LeftOut("No indicator in use has this code or name.", INDICATOR)
        return key

    def period(self, texts: Mapping[str, str]) -> Period:
        text = texts.get(PERIOD, "")
        if not text:
            raise _Wrong("Say for which period this is, like Q4 2014/15.", PERIOD)
        try:
            found = Period.parse(text)
        except ValueError as error:
            raise _Wrong(str(error), PERIOD) from error
        if found.end >= self.today:
            raise _Wrong(f"{found.words} has not ended, so it has no figure yet.", PERIOD)
        return found


def _header(row: Sequence[str]) -> dict[str, int] | None:
    """The columns by role, where a row has the headings that are needed; else None."""
    found: dict[str, int] = {}
    for column, text in enumerate(row):
        if role := HEADINGS.get(tidy(text[:100])):
            found.setdefault(role, column)
    has_area = AREA in found or CODE in found
    has_figure = VALUE in found or {NUMERATOR, DENOMINATOR} <= found.keys()
    return found if has_area and has_figure and {INDICATOR, PERIOD} <= found.keys() else None


def numbers(
    texts: Mapping[str, str], indicator: Indicator
) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
    """Value, numerator and denominator; no value for what is not available.

    The value of two parts is worked out; where it is given too, it must be the same as printed.
    """
    read = {role: _number(texts.get(role, ""), role) for role in (VALUE, NUMERATOR, DENOMINATOR)}
    marks = [role for role, found in read.items() if isinstance(found, NoValue)]
    given = {role: found for role, found in read.items() if isinstance(found, Number)}
    if marks and given:
        raise _Wrong("It gives a figure and says that there is none.", marks[0])
    if marks:
        return None, None, None
    if not given:
        raise _Wrong("Enter the figure, or “-” where it is not available.", VALUE)
    _check_symbols(given, indicator)
    for role, found in given.items():
        if found.value < 0:
            raise _Wrong("A figure that is compared cannot be below 0.", role)
    top, below = (given[role].value if role in given else None for role in (NUMERATOR, DENOMINATOR))
    if (top is None) != (below is None):
        missing = NUMERATOR if top is None else DENOMINATOR
        raise _Wrong("Give both the numerator and the denominator, or neither.", missing)
    stated = given[VALUE].value if VALUE in given else None
    if top is None or below is None:
        return stated, None, None
    return _of_parts(top, below, stated, indicator), top, below


def _of_parts(
    top: Decimal, below: Decimal, stated: Decimal | None, indicator: Indicator
) -> Decimal:
    if below == 0:
        raise _Wrong("The denominator is 0.", DENOMINATOR)
    unit = Unit(indicator.unit)
    if unit == Unit.PERCENTAGE and top > below:
        raise _Wrong("The part is larger than the whole.", NUMERATOR)
    if unit == Unit.COUNT:
        worked = top  # the denominator is the population
    else:
        worked = round_half_up(top * times(unit, indicator.rate_per) / below, PLACES)
    if stated is not None and round_half_up(stated, indicator.decimals) != round_half_up(
        worked, indicator.decimals
    ):
        raise _Wrong(f"The numerator and the denominator make {plain(worked)}, not this.", VALUE)
    return worked


def _number(text: str, role: str) -> Any:
    try:
        return parse_number(text)
    except NumberError as error:
        raise _Wrong(str(error), role) from error


def _check_symbols(given: Mapping[str, Number], indicator: Indicator) -> None:
    wanted = {Unit.PERCENTAGE: "%", Unit.POUNDS: "£"}.get(Unit(indicator.unit), "")
    for role, found in given.items():
        if found.symbol and (role != VALUE or found.symbol != wanted):
            raise _Wrong(f"This indicator is not in {found.symbol}.", role)


def _text(number: Decimal | None) -> str | None:
    return None if number is None else f"{number:f}"


def plain(number: Decimal) -> str:
    """A number as people read it, without zeros at its end."""
    exponent = number.normalize().as_tuple().exponent
    return format_value(number, max(0, -exponent) if isinstance(exponent, int) else 0)
