"""One row of the form in which a quarter is entered: what it asks, and how what was typed is read.

The page, and later any other way in, reads figures here, so that all refuse the same things.
Nothing is written. Field names are short, because a page may hold 60 rows:

v  the value                       s  data status        c  what changed and why
n  numerator                       p  stated period      a  what we are doing about it
d  denominator                     q  quality problem    b  who is doing it   t  by when
                                                         i  internal note     f  footnote
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from core.days import read_day
from core.numbers import (
    MAX_DECIMALS,
    MAX_WHOLE_DIGITS,
    Blank,
    Entry,
    NoValue,
    Number,
    NumberError,
    parse_number,
    round_half_up,
)
from core.period_text import long_day
from core.quarters import Period, Quarter
from targets.models import Figure, Indicator, Measure
from targets.terms import Basis, FigureState, Reason, Unit
from targets.values import asks_parts, value_of_parts

Typed = dict[str, str]

FIELDS: Final = ("v", "n", "d", "s", "p", "q", "c", "a", "b", "t", "i", "f")
TEXTS: Final = {
    "c": "commentary_change",
    "a": "commentary_action",
    "b": "action_owner",
    "i": "internal_note",
    "f": "caveat",
}
WORDS: Final = (*TEXTS, "t")  # what stands in words beside a figure
LONGEST_TEXT: Final = 4000  # characters of one commentary, note or footnote
LONGEST: Final = {"b": 150}  # and of a post
TOO_LARGE: Final = Decimal(10) ** MAX_WHOLE_DIGITS

# Data status, as one select: the marks of a figure, or why there is none.
FINAL, PROVISIONAL, ESTIMATED, BOTH = "final", "provisional", "estimated", "both"
NOT_APPLICABLE: Final = FigureState.NOT_APPLICABLE.value
WITH_FIGURE: Final = (
    (FINAL, "Final"),
    (PROVISIONAL, "Provisional"),
    (ESTIMATED, "Estimated"),
    (BOTH, "Provisional estimate"),
)
KNOWN_STATUS: Final = {FINAL, PROVISIONAL, ESTIMATED, BOTH, NOT_APPLICABLE, *Reason}


@dataclass(frozen=True)
class Columns:
    """The columns of a figure that are entered. Equal ones mean that nothing has changed."""

    state: str
    reason: str
    value: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    provisional: bool
    estimated: bool
    quality_problem: bool
    caveat: str
    commentary_change: str
    commentary_action: str
    action_owner: str
    action_due: date | None
    internal_note: str
    period_start: date
    period_end: date

    @classmethod
    def of(cls, figure: Figure) -> "Columns":
        return cls(**{name: getattr(figure, name) for name in cls.__dataclass_fields__})

    def as_dict(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__dataclass_fields__}

    @property
    def says_something(self) -> bool:
        """Whether there is anything in it: a figure, a reason, a mark or a text."""
        return self.state != FigureState.NOT_ENTERED or any(
            (
                self.provisional,
                self.estimated,
                self.quality_problem,
                self.caveat,
                self.commentary_change,
                self.commentary_action,
                self.action_owner,
                self.action_due,
                self.internal_note,
            )
        )


class EntryErrors(ValueError):
    """What cannot be read of a row: by field name, a sentence for the person who typed it."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__("; ".join(errors.values()))
        self.errors = dict(errors)


@dataclass(frozen=True)
class Offered:
    """A denominator that is known already, and where from: “Mid-2014 estimate, ONS”."""

    value: Decimal
    source: str


@dataclass(frozen=True)
class Question:
    """What one row asks for. ``offered`` is the denominator to start from, where one is known."""

    measure: Measure
    quarter: Quarter
    period: Period
    offered: Offered | None = None

    @property
    def indicator(self) -> Indicator:
        return self.measure.indicator

    @property
    def name(self) -> str:
        return self.measure.indicator.name

    @property
    def key(self) -> str:
        """The name of the row in forms and addresses."""
        return f"m{self.measure.pk}"

    @property
    def has_parts(self) -> bool:
        return asks_parts(self.indicator)

    @property
    def asks_period(self) -> bool:
        """Whether the figure may be for another period than the return's quarter."""
        return self.indicator.basis == Basis.AS_PUBLISHED or self.period != self.quarter.period

    @property
    def first_field(self) -> str:
        """Where the cursor goes to enter the figure."""
        return "n" if self.has_parts else "v"


def stated_period(quarter: Quarter, year_ago: Figure | None, last: Figure | None) -> Period:
    """The period that an as-published figure of this quarter probably has.

    The one of a year ago moved on by a year, else the last quarter's moved on by a quarter, else
    the quarter itself.
    """
    for figure, months in ((year_ago, 12), (last, 3)):
        if figure is not None and figure.state == FigureState.ENTERED:
            end = figure.period_end.year * 12 + figure.period_end.month - 1 + months
            return Period.ending_in(end // 12, end % 12 + 1, figure.period.months)
    return quarter.period


# --- What the form shows ------------------------------------------------------------------------


def as_typed(question: Question, figure: Figure | None) -> Typed:
    """The texts in the row's controls before anything is typed."""
    typed = dict.fromkeys(FIELDS, "")
    typed["s"] = FINAL
    if question.asks_period:
        typed["p"] = question.period.label
    if question.has_parts and question.offered and (figure is None or figure.value is None):
        typed["d"] = plain(question.offered.value)
    if figure is None:
        return typed
    typed["s"] = _status_of(figure)
    typed["q"] = "1" if figure.quality_problem else ""
    if question.asks_period:
        typed["p"] = figure.period.label
    if question.has_parts and figure.numerator is not None:
        typed["n"], typed["d"] = plain(figure.numerator), plain(figure.denominator)
    else:
        typed["v"] = plain(figure.value)
    for field, column in TEXTS.items():
        typed[field] = _lines(getattr(figure, column))
    typed["t"] = long_day(figure.action_due) if figure.action_due else ""
    return typed


def plain(number: Decimal | None) -> str:
    """A number as it is typed: ``1264``, ``47.18``; nothing for none."""
    if number is None:
        return ""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _status_of(figure: Figure) -> str:
    if figure.state == FigureState.NOT_AVAILABLE:
        return figure.reason
    if figure.state == FigureState.NOT_APPLICABLE:
        return NOT_APPLICABLE
    if figure.provisional:
        return BOTH if figure.estimated else PROVISIONAL
    return ESTIMATED if figure.estimated else FINAL


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def posted(data: Mapping[str, Any], key: str) -> Typed:
    """The texts of the row ``key`` in a posted form, with plain line ends."""
    return {field: _lines(data.get(f"{key}-{field}", "")) for field in FIELDS}


def digest(typed: Typed) -> str:
    """Says whether anybody typed in a row: it is compared with that of the page as it was."""
    text = "\x1f".join(typed[field] for field in FIELDS)
    return hashlib.blake2s(text.encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()


# --- What was typed -----------------------------------------------------------------------------


def read(question: Question, typed: Typed) -> Columns:
    """The columns that the texts mean. Raises ``EntryErrors`` when any of them cannot be read."""
    errors: dict[str, str] = {}
    texts = {column: _text(typed[field], field, errors) for field, column in TEXTS.items()}
    due = _due(typed["t"], errors)
    period = _period(question, typed["p"], errors)
    numbers = _numbers(question, typed, errors)
    status = typed["s"] or FINAL
    if status not in KNOWN_STATUS:
        errors["s"] = "Choose a data status from the list."
    state, reason = FigureState.NOT_ENTERED, ""
    value: Decimal | None = None
    parts: tuple[Decimal | None, Decimal | None] = (None, None)
    if not errors:
        state, reason = _state(status, numbers, errors)
    if not errors and state is FigureState.NOT_ENTERED:
        value, *found = _value(question, numbers, errors)
        parts = (found[0], found[1])
        state = FigureState.NOT_ENTERED if value is None else FigureState.ENTERED
    if errors:
        raise EntryErrors({field: text[:1].upper() + text[1:] for field, text in errors.items()})
    return Columns(
        state=state.value,
        reason=reason,
        value=value,
        numerator=parts[0],
        denominator=parts[1],
        provisional=status in (PROVISIONAL, BOTH),
        estimated=status in (ESTIMATED, BOTH),
        quality_problem=bool(typed["q"]),
        period_start=period.start,
        period_end=period.end,
        action_due=due,
        **texts,
    )


def _text(text: str, field: str, errors: dict[str, str]) -> str:
    if "\x00" in text:
        errors[field] = "the text contains a character that cannot be stored. Type it again."
    elif len(text) > (most := LONGEST.get(field, LONGEST_TEXT)):
        errors[field] = f"the text is too long. Use at most {most:,} characters."
    return " ".join(text.split()) if field in LONGEST else text


def _due(text: str, errors: dict[str, str]) -> date | None:
    if not text:
        return None
    try:
        return read_day(text)
    except ValueError as error:
        errors["t"] = str(error)
        return None


def _period(question: Question, text: str, errors: dict[str, str]) -> Period:
    if not question.asks_period:
        return question.period
    try:
        period = Period.parse(text)
    except ValueError as error:
        errors["p"] = (
            str(error) if text else "enter the period that the figure is for, like 2013-14."
        )
        return question.period
    if period.end > question.quarter.end:
        errors["p"] = f"{period.label} ends after {question.quarter.words}. Check the period."
    return period


def _numbers(question: Question, typed: Typed, errors: dict[str, str]) -> dict[str, Entry]:
    """What stands in the row's boxes for numbers; what cannot be read becomes an error."""
    numbers: dict[str, Entry] = {}
    for field in ("v", "n", "d") if question.has_parts else ("v",):
        try:
            numbers[field] = parse_number(typed[field])
            if not (field == "d" and _is_offered(question, numbers[field])):
                _check_number(question.indicator, field, numbers[field])
        except NumberError as error:
            errors[field] = str(error)
    # A denominator that the page filled in is not something that somebody entered.
    filled_in = plain(question.offered.value) if question.offered else ""
    if filled_in and typed["d"] == filled_in and isinstance(numbers.get("n"), Blank | NoValue):
        numbers["d"] = Blank()
    return numbers


def _is_offered(question: Question, entry: Entry) -> bool:
    """Whether it is the denominator that is known already, which may have decimals."""
    return (
        question.offered is not None
        and isinstance(entry, Number)
        and not entry.symbol
        and entry.value == question.offered.value
    )


def _check_number(indicator: Indicator, field: str, entry: Entry) -> None:
    """Raise ``NumberError`` for a number that cannot be a figure of this kind."""
    if not isinstance(entry, Number):
        return
    counts = indicator.unit == Unit.COUNT or (
        field != "v" and indicator.unit in (Unit.RATE, Unit.PERCENTAGE)
    )
    if entry.symbol == "%" and (field != "v" or indicator.unit != Unit.PERCENTAGE):
        raise NumberError("this is not a percentage. Enter the number without “%”.")
    if entry.symbol == "£" and (field == "d" or indicator.unit != Unit.POUNDS):
        raise NumberError("this is not a sum of money. Enter the number without “£”.")
    if counts and entry.value != entry.value.to_integral_value():
        raise NumberError("a count has no decimals. Enter a whole number, like 12.")
    if entry.value < 0 and (counts or indicator.unit == Unit.RATE):
        raise NumberError("a count cannot be below 0. Enter 0 or more.")


def _state(
    status: str, numbers: dict[str, Entry], errors: dict[str, str]
) -> tuple[FigureState, str]:
    """What the data status and marks such as ``n/a`` say; not entered when they say nothing."""
    if status in (NOT_APPLICABLE, *Reason):
        for field, entry in numbers.items():
            if isinstance(entry, Number):
                errors[field] = "remove the number, or change the data status to one with a figure."
                break
        if status == NOT_APPLICABLE:
            return FigureState.NOT_APPLICABLE, ""
        return FigureState.NOT_AVAILABLE, status
    marks = [entry for entry in numbers.values() if isinstance(entry, NoValue)]
    if not marks:
        return FigureState.NOT_ENTERED, ""
    for field, entry in numbers.items():
        if isinstance(entry, Number):
            errors[field] = "remove the number, or the mark that says there is none."
    if all(mark.state == "not_applicable" for mark in marks):
        return FigureState.NOT_APPLICABLE, ""
    errors.setdefault("s", "choose in the data status why the figure is not available.")
    return FigureState.NOT_AVAILABLE, ""


def _value(
    question: Question, numbers: dict[str, Entry], errors: dict[str, str]
) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
    """Value, numerator and denominator, of which all three, the first or none are there."""
    value, numerator, denominator = (
        entry.value if isinstance(entry := numbers.get(field), Number) else None
        for field in ("v", "n", "d")
    )
    if numerator is None and denominator is None:
        return value, None, None
    top, bottom = question.indicator.numerator_label, question.indicator.denominator_label
    if numerator is None:
        errors["n"] = f"enter “{top}” too, or clear “{bottom}”."
    elif denominator is None:
        errors["d"] = f"enter “{bottom}” too, or clear “{top}”."
    elif value is not None:
        errors["v"] = f"remove the result, or clear “{top}”: the result is worked out from it."
    elif denominator <= 0:
        errors["d"] = f"“{bottom}” must be more than 0."
    elif question.indicator.unit == Unit.PERCENTAGE and numerator > denominator:
        errors["n"] = f"“{top}” cannot be more than “{bottom}”."
    else:
        exact = value_of_parts(question.indicator, numerator, denominator)
        if abs(exact) < TOO_LARGE - 1:
            return round_half_up(exact, MAX_DECIMALS), numerator, denominator
        errors["n"] = "the result is too large. Check both numbers."
    return None, None, None
