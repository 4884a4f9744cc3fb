"""From sheets to figures of past quarters, in plain Python: whose each cell is, and for when.

Two forms are read. Long: a row for each indicator and quarter, with a column for the quarter or
the period. Wide: a row for each indicator, with a column for each quarter. What is not clear
becomes a problem with its place, never a guess. What the cells mean is read by ``targets.entry``.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from core.quarters import Period, Quarter
from core.sheets import Sheet
from targets.sheets.match import HEADER_WITHIN, Matcher, Place, Wanted
from targets.sheets.plan import Problem
from targets.sheets.words import CODE, HEADINGS, NAME, period_in, tidy

QUARTER: Final = "quarter"
UNKNOWN: Final = "No indicator in use has this code or name."
NO_TABLE: Final = (
    "No table of past figures was found. Head its columns Code or Indicator, Quarter and Value; or "
    "Code or Indicator and one column for each quarter, such as Q1 2014/15."
)
TWICE: Final = "This figure is also at {place}, with something else in it. Keep one of them."
NOT_ENDED: Final = "{quarter} has not ended, so it has no past figures yet."
OLDEST: Final = Quarter(1901, 1)  # with a year before it to be compared with
TOO_OLD: Final = f"{{quarter}} is too long ago. Past figures are read from {OLDEST.label} on."
_NUMBERS: Final = ("v", "n", "d")
_ROLES: Final = {
    **{heading: role for role, headings in HEADINGS.items() for heading in headings},
    **dict.fromkeys(("quarter", "return", "return quarter", "reporting quarter"), QUARTER),
    **dict.fromkeys(("status", "state"), "s"),
    "quality problem": "q",
}
_NOTHING: Final = frozenset({"not entered"})  # a data status that says nothing


class Item(NamedTuple):
    """One figure as a file gives it: texts by field as in ``targets.entry``, and their columns."""

    sheet: str
    row: int  # from 0
    measure: int
    quarter: int  # its index
    texts: Mapping[str, str]
    columns: Mapping[str, int]

    def place(self, field: str = "") -> str:
        """Where it stands, or one of its cells: ``Figures, D14``, ``Figures, row 14``."""
        return str(Place(self.sheet, self.row, self.columns.get(field, -1)))


@dataclass
class Found:
    """What the sheets hold. No figure is in ``items`` twice."""

    items: list[Item] = field(default_factory=list)
    unknown: list[Problem] = field(default_factory=list)
    faults: list[Problem] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)

    @property
    def nothing(self) -> bool:
        return not (self.items or self.unknown or self.faults)


@dataclass(frozen=True)
class Header:
    """The columns of a table. ``quarters``: those of the wide form, each with its period."""

    roles: Mapping[str, int]
    quarters: tuple[tuple[Period, Mapping[str, int]], ...] = ()
    unused: tuple[str, ...] = ()


def read_history(sheets: Iterable[Sheet], wanted: Sequence[Wanted], last: Quarter) -> Found:
    """The figures in every sheet that has a table of them. ``last``: the last quarter that ended.

    Sheets and columns that are not used are named in ``unused``.
    """
    reader = _Reader(wanted, last)
    for sheet in sheets:
        reader.sheet(sheet)
    return reader.settled()


def read_header(row: Sequence[str]) -> Header | None:
    """What the headings in a row say; None for a row that is not one of headings."""
    roles: dict[str, int] = {}
    periods: dict[Period, dict[str, int]] = {}
    unused = []
    for column, text in enumerate(row):
        words = tidy(text[:200])
        if not words:
            continue
        role = _ROLES.get(words)
        if role is not None:
            roles.setdefault(role, column)
            continue
        period, rest = period_in(words) if any(map(str.isdigit, words)) else (None, words)
        field_ = "v" if not rest else _ROLES.get(rest, "")
        if period is not None and field_ in _NUMBERS:
            periods.setdefault(period, {}).setdefault(field_, column)
        else:
            unused.append(" ".join(text.split())[:60])
    if CODE not in roles and NAME not in roles:
        return None
    if QUARTER in roles or ("p" in roles and not periods):
        return Header(roles, (), tuple(unused)) if _says_something(roles) else None
    return Header(roles, tuple(periods.items()), tuple(unused)) if periods else None


def _says_something(roles: Mapping[str, int]) -> bool:
    return bool({*_NUMBERS, "s", "f", "c"} & set(roles))


class _Reader:
    def __init__(self, wanted: Sequence[Wanted], last: Quarter) -> None:
        self.matcher = Matcher(wanted, last)
        self.last = last
        self.found = Found()
        self.known: dict[tuple[str, str], tuple[int, str]] = {}
        self.periods: dict[str, Period | str] = {}

    def sheet(self, sheet: Sheet) -> None:
        header: Header | None = None
        for number, row in enumerate(sheet.rows):
            if header is None:
                if number >= HEADER_WITHIN:
                    break
                header = read_header(row)
                if header is not None:
                    self.found.unused += [
                        one for one in header.unused if one not in self.found.unused
                    ]
            elif any(row):
                self.row(sheet.name, number, row, header)
        if header is None and any(map(any, sheet.rows)):
            self.found.unused.append(f"the sheet “{sheet.name}”")

    def row(self, sheet: str, number: int, row: Sequence[str], header: Header) -> None:
        code, name = (_cell(row, header.roles, role) for role in (CODE, NAME))
        tables: tuple[tuple[Period | None, Mapping[str, int]], ...]
        tables = header.quarters or ((None, header.roles),)
        filled = [
            (period, columns, texts)
            for period, columns in tables
            if (texts := _texts(row, columns))
        ]
        if not filled:
            return
        key, why = self.identify(code, name)
        if not key:
            fault = Problem(str(Place(sheet, number)), name or code, code or name, why or UNKNOWN)
            (self.found.faults if why else self.found.unknown).append(fault)
            return
        for period, columns, texts in filled:
            said = period or self.period(sheet, number, row, header)
            self.item((sheet, number), key, said, columns=columns, texts=texts)

    def item(
        self,
        at: tuple[str, int],
        measure: int,
        period: Period | Problem,
        *,
        columns: Mapping[str, int],
        texts: dict[str, str],
    ) -> None:
        name = self.matcher.by_key[measure].name
        if isinstance(period, Problem):
            self.found.faults.append(Problem(period.place, name, period.value, period.sentence))
            return
        quarter = period.quarter or Quarter.containing(period.end)
        if quarter > self.last or quarter < OLDEST:
            sentence = (NOT_ENDED if quarter > self.last else TOO_OLD).format(quarter=quarter.label)
            self.found.faults.append(Problem(str(Place(*at)), name, period.label, sentence))
            return
        if QUARTER not in columns:
            texts["p"] = period.label
        self.found.items.append(Item(*at, measure, quarter.index, texts, columns))

    def identify(self, code: str, name: str) -> tuple[int, str]:
        if not code and not name:
            return 0, "There is no code and no name, so it is not clear which indicator this is."
        if (code, name) not in self.known:
            self.known[code, name] = self.matcher.identify(code, name)
        return self.known[code, name]

    def period(
        self, sheet: str, number: int, row: Sequence[str], header: Header
    ) -> Period | Problem:
        """The quarter that a row of the long form says, or else the period."""
        role = QUARTER if QUARTER in header.roles else "p"
        text = _cell(row, header.roles, role)
        if text not in self.periods:
            self.periods[text] = _period(text, role)
        period = self.periods[text]
        if isinstance(period, Period):
            return period
        return Problem(str(Place(sheet, number, header.roles[role])), "", text, period)

    def settled(self) -> Found:
        """What was found, without figures that stand there twice and say two things."""
        first: dict[tuple[int, int], Item] = {}
        contradicted: set[tuple[int, int]] = set()
        for item in self.found.items:
            other = first.setdefault((item.measure, item.quarter), item)
            if other is not item and other.texts != item.texts:
                contradicted.add((item.measure, item.quarter))
                name = self.matcher.by_key[item.measure].name
                sentence = TWICE.format(place=other.place())
                value = next(iter(item.texts.values()))
                self.found.faults.append(Problem(item.place(), name, value, sentence))
        self.found.items = [item for key, item in first.items() if key not in contradicted]
        return self.found


def _period(text: str, role: str) -> Period | str:
    if not text:
        return "Say for which quarter this is, like Q1 2014/15."
    try:
        return Quarter.parse(text).period if role == QUARTER else Period.parse(text)
    except ValueError as error:
        return str(error)


def _cell(row: Sequence[str], roles: Mapping[str, int], role: str) -> str:
    column = roles.get(role, -1)
    return row[column].strip() if 0 <= column < len(row) else ""


def _texts(row: Sequence[str], columns: Mapping[str, int]) -> dict[str, str]:
    """The filled cells of one figure, by field; empty where they say nothing of it."""
    texts = {}
    for role, column in columns.items():
        if (
            role not in (CODE, NAME, QUARTER)
            and column < len(row)
            and (text := row[column].strip())
        ):
            texts[role] = text
    if texts.get("s", "").casefold() in _NOTHING:
        del texts["s"]
    return texts if texts.keys() - {"p", "q"} else {}
