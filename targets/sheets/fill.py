"""What a row of a return becomes when cells of a spreadsheet are laid over it.

An empty cell leaves what is there. Figures are read by ``targets.entry.read`` and nowhere else.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from core.days import read_day
from core.numbers import NoValue, Number, NumberError, parse_number, round_half_up
from core.period_text import long_day
from core.quarters import Period
from targets.entry import (
    FINAL,
    NOT_APPLICABLE,
    TEXTS,
    WITH_FIGURE,
    EntryErrors,
    Question,
    Typed,
    as_typed,
    read,
)
from targets.selectors.returns import Row
from targets.sheets.words import tidy
from targets.terms import FigureState, Reason

STATUSES: Final = {
    **dict(WITH_FIGURE),
    **dict(Reason.choices()),
    NOT_APPLICABLE: FigureState.NOT_APPLICABLE.label,
}
NUMBERS: Final = ("v", "n", "d")
NO_FIGURE: Final = {NOT_APPLICABLE, *map(str, Reason)}
_READ_AS: Final = {
    **{tidy(label): value for value, label in STATUSES.items()},
    **{tidy(f"Not available: {label}"): value for value, label in Reason.choices()},
    **{tidy(value): value for value in STATUSES},
}


def fill(row: Row, cells: Mapping[str, str], reason: str = "") -> Typed:
    """The texts of the row's controls with the cells laid over them.

    ``reason`` stands in where a cell says n/a and no reason. Raises ``EntryErrors`` for what
    contradicts itself here; the numbers themselves are checked by ``targets.entry.read``.
    """
    question = row.question
    base = as_typed(question, row.figure)
    typed = dict(base)
    for field, text in cells.items():
        if field in TEXTS:
            typed[field] = _text(base[field], text)
    if "t" in cells:
        typed["t"] = _day(cells["t"])
    _period(question, cells, typed)
    _numbers(question, base, cells, typed)
    _status(row, base, cells, typed, reason)
    return typed


def _text(base: str, text: str) -> str:
    """The text, without what a spreadsheet did to it: what only differs in spaces is the same."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    return base if plain.split() == base.split() else plain


def _day(text: str) -> str:
    """A day as the page shows it; as it stands where it is none, which ``read`` says."""
    try:
        return long_day(read_day(text))
    except ValueError:
        return text


def _period(question: Question, cells: Mapping[str, str], typed: Typed) -> None:
    text = cells.get("p", "")
    if not text:
        return
    try:
        period = Period.parse(text)
    except ValueError as error:
        raise EntryErrors({"p": str(error)}) from error
    if question.asks_period:
        typed["p"] = period.label
    elif period != question.period:
        sentence = f"This figure is asked for {question.period.words}, not for {period.words}."
        raise EntryErrors({"p": sentence})


# --- Numbers ------------------------------------------------------------------------------------


def _numbers(question: Question, base: Typed, cells: Mapping[str, str], typed: Typed) -> None:
    given = {name: cells[name] for name in NUMBERS if cells.get(name)}
    if not question.has_parts:
        for part in ("n", "d"):
            if part in given:
                raise EntryErrors({part: f"{question.name} asks for one value only."})
    if any(isinstance(_read(text), NoValue) for text in given.values()):
        typed.update(dict.fromkeys(NUMBERS, ""))  # there is none: the cells say so
    elif question.has_parts and "v" in given:
        given = _without_result(question, base, given)
    elif given:
        typed["v"] = ""  # the parts make it
    for name, text in given.items():
        typed[name] = base[name] if _same(base[name], text) else text


def _without_result(question: Question, base: Typed, given: dict[str, str]) -> dict[str, str]:
    """The cells without a result that follows from the parts beside it, or from those saved."""
    parts = {name: given.get(name, base[name]) for name in ("n", "d")}
    if not parts["n"]:
        return given
    top, bottom = question.indicator.numerator_label, question.indicator.denominator_label
    result, made = _read(given["v"]), _made(question, parts)
    if isinstance(result, Number) and made is not None:
        decimals = max(0, -int(result.value.normalize().as_tuple().exponent))
        if round_half_up(made, decimals) == result.value:
            return {name: text for name, text in given.items() if name != "v"}
        if "n" in given:
            raise EntryErrors({"v": f"This does not follow from “{top}” and “{bottom}”."})
    if "n" in given:
        return given
    sentence = f"This figure is made from “{top}” and “{bottom}”. Give those, not the result."
    raise EntryErrors({"v": sentence})


def _made(question: Question, parts: Mapping[str, str]) -> Decimal | None:
    """The value that the parts make; None where they cannot be read, which is said elsewhere."""
    typed = {**dict.fromkeys(as_typed(question, None), ""), **parts, "p": question.period.label}
    try:
        return read(question, typed).value
    except EntryErrors:
        return None


def _read(text: str) -> object:
    """What the cell is; None where it cannot be read, which ``read`` says in its place."""
    try:
        return parse_number(text)
    except NumberError:
        return None


def _same(base: str, text: str) -> bool:
    """Whether the cell says the number that is there: ``1,264`` and ``1264``."""
    first, second = _read(base), _read(text)
    return isinstance(first, Number) and isinstance(second, Number) and first.value == second.value


# --- Data status --------------------------------------------------------------------------------


def _status(row: Row, base: Typed, cells: Mapping[str, str], typed: Typed, reason: str) -> None:
    said = cells.get("s", "")
    status = _READ_AS.get(tidy(said), "") if said else ""
    if said and not status:
        known = ", ".join(STATUSES.values())
        raise EntryErrors({"s": f"This is not a data status. Use one of: {known}."})
    marks = [entry for name in NUMBERS if isinstance(entry := _read(typed[name]), NoValue)]
    given = any(cells.get(name) for name in ("v", "n"))
    if status in NO_FIGURE:
        typed["s"] = status
    elif marks and (status or base["s"] not in NO_FIGURE):
        not_applicable = all(mark.state == "not_applicable" for mark in marks)
        typed["s"] = FINAL if not_applicable else reason or FINAL
    elif given and not marks:
        typed["s"] = status or (FINAL if base["s"] in NO_FIGURE else base["s"])
    elif status and base["s"] in NO_FIGURE:
        raise EntryErrors({"s": f"Give a figure, or say why there is none: “{said}” needs one."})
    elif status and row.answered:
        typed["s"] = status
