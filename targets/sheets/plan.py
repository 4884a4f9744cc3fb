"""What would become of a return's rows, before anybody confirms it: the preview and its record."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Final

from core.period_text import long_day
from core.quarters import Period
from targets.entry import FIELDS, Columns, EntryErrors, Question, Typed, as_typed, read
from targets.selectors.returns import Row
from targets.sheets.fill import NUMBERS, fill
from targets.sheets.match import Match, Matched, Wanted
from targets.terms import FigureState
from targets.values import absence_words, value_of_parts, with_unit

TEXT_LABELS: Final = {
    "commentary_change": "What changed and why",
    "commentary_action": "What we are doing about it",
    "action_owner": "Who is doing it",
    "internal_note": "Internal note",
    "caveat": "Footnote",
}
LONGEST_SHOWN: Final = 300  # characters of a commentary in the preview


@dataclass(frozen=True)
class Line:
    """One thing that changes, in words."""

    label: str
    now: str
    then: str


@dataclass(frozen=True)
class Planned:
    """A row as it would be saved. ``version`` is the figure's as it was read; no lines where
    nothing would change."""

    measure: int
    version: int
    name: str
    place: str
    typed: Typed
    lines: tuple[Line, ...] = ()

    @property
    def key(self) -> str:
        return f"m{self.measure}"


@dataclass(frozen=True)
class Problem:
    """A cell or row that is not used, in words."""

    place: str
    name: str
    value: str
    sentence: str
    measure: int = 0
    no_reason: bool = False  # it says n/a, and nothing says why


@dataclass(frozen=True)
class Plan:
    """Everything that was found. Only ``changes`` are ever saved."""

    changes: tuple[Planned, ...] = ()
    unchanged: tuple[Planned, ...] = ()
    unknown: tuple[Problem, ...] = ()
    problems: tuple[Problem, ...] = ()
    unused: tuple[str, ...] = field(default=())

    def to_json(self) -> bytes:
        """For the database: of cells that are not used, as much as can be shown."""
        kept = replace(self, unknown=_cut(self.unknown), problems=_cut(self.problems))
        return json.dumps(asdict(kept)).encode()

    @classmethod
    def from_json(cls, content: bytes) -> "Plan":
        data = json.loads(content)
        return cls(
            changes=_planned(data["changes"]),
            unchanged=_planned(data["unchanged"]),
            unknown=tuple(Problem(**one) for one in data["unknown"]),
            problems=tuple(Problem(**one) for one in data["problems"]),
            unused=tuple(data["unused"]),
        )


def _cut(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    return tuple(replace(one, value=one.value[:LONGEST_SHOWN]) for one in problems)


def _planned(rows: Iterable[Mapping[str, object]]) -> tuple[Planned, ...]:
    return tuple(
        Planned(
            **{  # type: ignore[arg-type]
                **row,
                "typed": {**dict.fromkeys(FIELDS, ""), **row["typed"]},  # type: ignore[dict-item]
                "lines": tuple(Line(**line) for line in row["lines"]),  # type: ignore[attr-defined]
            }
        )
        for row in rows
    )


def wanted(rows: Iterable[Row]) -> list[Wanted]:
    """What is looked for in a sheet, for these rows of the return."""
    return [
        Wanted(
            row.measure.pk,
            row.question.indicator.code,
            row.question.name,
            *(
                (row.question.indicator.numerator_label, row.question.indicator.denominator_label)
                if row.question.has_parts
                else ()
            ),
        )
        for row in rows
    ]


def make_plan(rows: Sequence[Row], matched: Matched, reason: str = "") -> Plan:
    """What the matched cells would change in these rows. Nothing is written.

    ``reason`` is why there is no figure where a cell says only that there is none.
    """
    by_measure = {row.measure.pk: row for row in rows}
    changes, unchanged = [], []
    problems = [
        Problem(one.place, _name(by_measure, one.key), one.value, one.sentence, one.key)
        for one in matched.faults
    ]
    for match in matched.rows:
        row = by_measure[match.key]
        try:
            planned = plan_row(row, match, reason)
        except EntryErrors as errors:
            problems += _problems(row, match, errors)
            continue
        if not planned.lines:
            unchanged.append(planned)
        elif row.closed:
            cell = next(iter(match.cells.values()))
            problems.append(
                Problem(str(match.place), planned.name, cell.text, row.closed, match.key)
            )
        else:
            changes.append(planned)
    return Plan(
        changes=tuple(changes),
        unchanged=tuple(unchanged),
        unknown=tuple(Problem(o.place, "", o.value, o.sentence) for o in matched.unknown),
        problems=tuple(problems),
        unused=tuple(matched.unused),
    )


def plan_row(row: Row, match: Match, reason: str = "") -> Planned:
    """The row with the cells laid over it. Raises ``EntryErrors``."""
    typed = fill(row, {name: cell.text for name, cell in match.cells.items()}, reason)
    version = row.figure.version if row.figure else 0
    lines: tuple[Line, ...] = ()
    if typed != as_typed(row.question, row.figure):
        columns = read(row.question, typed)
        same = row.figure is not None and Columns.of(row.figure) == columns
        if not same and (row.figure is not None or columns.says_something):
            lines = tuple(changed_lines(row, columns))
    return Planned(row.measure.pk, version, row.question.name, str(match.place), typed, lines)


def _name(rows: Mapping[int, Row], key: int) -> str:
    return rows[key].question.name if key in rows else ""


def _problems(row: Row, match: Match, errors: EntryErrors) -> list[Problem]:
    """A problem for each cell that cannot be read, at its own place."""
    numbers = [match.cells[name] for name in NUMBERS if name in match.cells]
    first = [*numbers, *match.cells.values()]
    found = []
    for name, sentence in errors.errors.items():
        cell = match.cells.get(name) or (first[0] if first else None)
        found.append(
            Problem(
                place=str(cell.place if cell else match.place),
                name=row.question.name,
                value=cell.text if cell else "",
                sentence=sentence[:1].upper() + sentence[1:],
                measure=match.key,
                no_reason=name == "s" and "s" not in match.cells,
            )
        )
    return found


# --- In words -----------------------------------------------------------------------------------


def changed_lines(row: Row, then: Columns) -> list[Line]:
    """What would change in a row; never empty for columns that differ."""
    now = Columns.of(row.figure) if row.figure else None
    lines = []
    if _figure(now) != _figure(then):
        before = figure_words(row.question, now) if now else FigureState.NOT_ENTERED.label
        after = figure_words(row.question, then)
        lines += [Line("Figure", before, after)] if before != after else []
    status, was = _status(then), _status(now) if now else ""
    if status != was and then.state == FigureState.ENTERED and (was or status != "Final"):
        lines.append(Line("Data status", was or "None", status))
    if row.question.asks_period and _period(then) != row.question.period.label:
        lines.append(Line("Period", row.question.period.label, _period(then)))
    for column, label in TEXT_LABELS.items():
        before, after = getattr(now, column) if now else "", getattr(then, column)
        if before.split() != after.split():
            lines.append(Line(label, _short(before), _short(after)))
    if (was_due := now.action_due if now else None) != then.action_due:
        lines.append(Line("By when", _due(was_due), _due(then.action_due)))
    return lines or [Line("Figure", "As saved", "As in the file")]


def figure_words(question: Question, columns: Columns) -> str:
    """``6.35 per 1,000 (4,241 / 667,900)``, ``Not available: not released yet``."""
    if columns.value is None:
        return absence_words(columns.state, columns.reason)
    if columns.numerator is None or columns.denominator is None:
        return with_unit(question.indicator, columns.value)
    exact = value_of_parts(question.indicator, columns.numerator, columns.denominator)
    parts = f"{_plain(columns.numerator)} / {_plain(columns.denominator)}"
    return f"{with_unit(question.indicator, exact)} ({parts})"


def _plain(number: Decimal) -> str:
    text = f"{number:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _figure(columns: Columns | None) -> tuple[object, ...]:
    if columns is None:
        return (FigureState.NOT_ENTERED.value, "", None, None, None)
    return (
        columns.state,
        columns.reason,
        columns.value,
        columns.numerator,
        columns.denominator,
    )


def _status(columns: Columns) -> str:
    if columns.state != FigureState.ENTERED:
        return ""
    if columns.provisional:
        return "Provisional estimate" if columns.estimated else "Provisional"
    return "Estimated" if columns.estimated else "Final"


def _period(columns: Columns) -> str:
    return Period(columns.period_start, columns.period_end).label


def _due(day: date | None) -> str:
    return long_day(day) if day else "Nothing"


def _short(text: str) -> str:
    if not text:
        return "Nothing"
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN].rstrip()} …"
