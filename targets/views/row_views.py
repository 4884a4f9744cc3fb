"""Rows of figures as the template draws them: saved, refused, or in conflict."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.numbers import Number, NumberError, parse_number
from targets.checks import Warning
from targets.entry import (
    NOT_APPLICABLE,
    WITH_FIGURE,
    WORDS,
    EntryErrors,
    Typed,
    as_typed,
    digest,
    read,
)
from targets.selectors.returns import Row
from targets.selectors.timeline import LastChange
from targets.selectors.words import counted, moment
from targets.terms import FigureState, Reason
from targets.values import Cell, better_words, exact_value, printed, unit_words, with_unit
from targets.views.rows import THEIRS, Attempt, Posted


@dataclass(frozen=True)
class Option:
    """One choice of a list."""

    value: str
    label: str
    selected: bool


@dataclass(frozen=True)
class Difference:
    """One thing about which the two people differ, in a conflict."""

    what: str
    theirs: str
    yours: str


@dataclass(frozen=True)
class Clash:
    """A conflict in words, with what both wrote."""

    question: str
    keep: str
    use: str
    choice: str
    differences: tuple[Difference, ...]


@dataclass(frozen=True)
class RowView:
    """One row as the template draws it."""

    row: Row
    typed: Typed
    origin: str
    errors: dict[str, str]
    changed: LastChange | None
    clash: Clash | None = None
    refused: bool = False  # the part was closed while somebody typed

    @property
    def key(self) -> str:
        return self.row.key

    @property
    def has_inputs(self) -> bool:
        return not self.row.closed or self.refused

    @property
    def help(self) -> str:
        """``Rate per 1,000, lower is better``."""
        indicator = self.row.question.indicator
        return f"{unit_words(indicator)}, {better_words(indicator)}"

    @property
    def unit(self) -> str:
        """``per cent``, to follow a label."""
        words = unit_words(self.row.question.indicator)
        return words[:1].lower() + words[1:]

    @property
    def cells(self) -> tuple[Cell, Cell, Cell]:
        return self.row.year_ago_cell, self.row.last_cell, self.row.now_cell

    @property
    def offered(self) -> str:
        """Which denominator is known already, and where from; empty where none is."""
        known = self.row.question.offered
        return f"{known.source}: {known.value.normalize():,f}" if known else ""

    @property
    def made(self) -> str:
        """What the saved parts make, such as ``6.35 per 1,000``."""
        figure = self.row.figure
        if figure is None or figure.numerator is None or self.errors or self.clash:
            return ""
        value = exact_value(figure)
        return "" if value is None else with_unit(self.row.question.indicator, value)

    @property
    def unsaved(self) -> bool:
        """Whether what stands in the row is not what is saved."""
        return bool(self.errors or self.clash or self.refused)

    @property
    def saved_json(self) -> str:
        """What is saved, as it would stand in the row's controls."""
        return json.dumps(as_typed(self.row.question, self.row.figure))

    @property
    def state_words(self) -> str:
        if self.unsaved:
            return "Not saved"
        if self.row.check.state_words:
            return self.row.check.state_words
        if self.row.figure and self.row.state is not FigureState.NOT_AVAILABLE:
            return self.row.state.label
        return "Not available" if self.row.figure else "Not entered"

    @property
    def unusual(self) -> Warning | None:
        """The first thing to explain, else the first that was explained: there is room for one."""
        check = self.row.check
        return next(iter(check.unexplained or check.warnings), None)

    @property
    def unusual_more(self) -> str:
        """``And 2 other unusual things.``"""
        more = len(self.row.check.unexplained or self.row.check.warnings) - 1
        return f"And {counted(more, 'other unusual thing')}." if more > 0 else ""

    @property
    def lag(self) -> str:
        """For figures that come late: that there may be none yet."""
        quarters = self.row.question.indicator.lag_quarters
        if not quarters or self.row.answered:
            return ""
        late = counted(quarters, "quarter")
        return f"Usually available {late} later: if so, choose “Not released yet”."

    @property
    def statuses(self) -> list[tuple[str, list[Option]]]:
        """The data statuses, in groups with a heading ("" for none)."""
        chosen = self.typed["s"]
        groups = (
            ("", WITH_FIGURE),
            ("Not available", tuple(Reason.choices())),
            ("", ((NOT_APPLICABLE, FigureState.NOT_APPLICABLE.label),)),
        )
        return [
            (title, [Option(value, label, value == chosen) for value, label in options])
            for title, options in groups
        ]

    @property
    def status_label(self) -> str:
        """The data status of a figure that is not open to changes."""
        options = [option for _, group in self.statuses for option in group]
        chosen = next((option.label for option in options if option.selected), "")
        return chosen if self.row.answered else self.row.state.label

    @property
    def has_texts(self) -> bool:
        return any(self.typed[name] for name in WORDS)

    @property
    def texts_open(self) -> bool:
        """Opened where there is something to read, to put right, or to explain."""
        warned = self.row.check.needs_explaining
        return self.has_texts or warned or any(name in self.errors for name in WORDS)

    @property
    def result_open(self) -> bool:
        return bool(self.typed["v"]) or "v" in self.errors

    @property
    def error_lines(self) -> list[dict[str, str]]:
        lines = []
        if self.clash:
            lines.append({"text": self.clash.question, "href": f"#{self.key}-{THEIRS}"})
        if self.refused:
            text = f"{self.row.question.name} was not saved. {self.row.closed}"
            lines.append({"text": text, "href": f"#{self.row.anchor}"})
        for name, text in self.errors.items():
            target = THEIRS if name == "w" else name
            said = f"{self.row.question.name}: {text}"
            lines.append({"text": said, "href": f"#{self.key}-{target}"})
        return lines


def row_views(
    rows: Sequence[Row], posted_page: Posted | None, changed: Mapping[int, LastChange]
) -> list[RowView]:
    """The rows to draw: as they are saved, with what was typed and not saved laid over."""
    views = []
    for row in rows:
        last = changed.get(row.figure.pk) if row.figure else None
        attempt = posted_page.attempts.get(row.measure.pk) if posted_page else None
        views.append(_attempted(row, attempt, last) if attempt else _plain(row, last))
    return views


def _plain(row: Row, last: LastChange | None) -> RowView:
    typed = as_typed(row.question, row.figure)
    return RowView(row, typed, origin_of(row, "-", typed), {}, last)


def _attempted(row: Row, attempt: Attempt, last: LastChange | None) -> RowView:
    clash = _clash(row, attempt, last) if attempt.conflict else None
    origin = origin_of(row, "!", attempt.typed) if clash else attempt.origin
    refused = attempt.closed or bool(row.closed)
    return RowView(row, attempt.typed, origin, attempt.errors, last, clash, refused)


def origin_of(row: Row, mark: str, typed: Typed) -> str:
    """The row's ``o``, when these texts stand in its controls (see ``rows``)."""
    version = row.figure.version if row.figure else 0
    return f"{version}{mark}{digest(typed)}"


def _clash(row: Row, attempt: Attempt, last: LastChange | None) -> Clash:
    theirs = row.now_cell.text.removesuffix("*")
    yours = _typed_words(row, attempt.typed)
    who = f" by {last.who} at {moment(last.at)}" if last else ""
    name = row.question.name
    if theirs == yours:
        question = f"{name} was changed{who}. The figure is the same, the rest is not."
        keep, use = "Keep theirs", "Use yours"
    else:
        question = f"{name} was changed to {theirs}{who}. You entered {yours}."
        keep, use = f"Keep {theirs}", f"Use {yours}"
    return Clash(question, keep, use, attempt.choice, tuple(_differences(row, attempt.typed)))


def _typed_words(row: Row, typed: Typed) -> str:
    """What was typed, as the figure it would be; as it was typed where it cannot be read."""
    try:
        columns = read(row.question, typed)
    except EntryErrors:
        return typed["v"] or " / ".join(filter(None, (typed["n"], typed["d"]))) or "no figure"
    if columns.value is not None:
        return printed(row.question.indicator, columns.value)
    if columns.reason:
        return f"Not available: {Reason(columns.reason).label.lower()}"
    return FigureState(columns.state).label


DIFFERENCES = {
    "v": "Value",
    "n": "Numerator",
    "d": "Denominator",
    "s": "Data status",
    "p": "Period",
    "q": "Quality problem",
    "c": "What changed and why",
    "a": "What we are doing about it",
    "b": "Who is doing it",
    "t": "By when",
    "i": "Internal note",
    "f": "Footnote",
}


def _differences(row: Row, typed: Typed) -> list[Difference]:
    now = as_typed(row.question, row.figure)
    indicator = row.question.indicator
    labels = {**DIFFERENCES}
    if row.question.has_parts:
        labels |= {"n": indicator.numerator_label, "d": indicator.denominator_label}
    return [
        Difference(label, _said(name, now[name]), _said(name, typed[name]))
        for name, label in labels.items()
        if now[name] != typed[name] and not _same_number(name, now[name], typed[name])
    ]


def _said(name: str, text: str) -> str:
    if name == "q":
        return "Yes" if text else "No"
    if name == "s":
        known = {**dict(WITH_FIGURE), **dict(Reason.choices())}
        known[NOT_APPLICABLE] = FigureState.NOT_APPLICABLE.label
        return known.get(text, text)
    return text or "Nothing"


def _same_number(name: str, one: str, other: str) -> bool:
    if name not in ("v", "n", "d"):
        return False
    try:
        first, second = parse_number(one), parse_number(other)
    except NumberError:
        return False
    return isinstance(first, Number) and first == second
