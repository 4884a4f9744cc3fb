"""Numbers as people type them and as they are printed. Plain Python, ``Decimal`` only.

``parse_number`` is the one parser of typed and pasted cells; the script in the browser only
mirrors it. What is stored has at most 11 digits before the point and 4 after it.
"""

import re
import unicodedata
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache
from typing import Final, Literal, NoReturn

LONGEST_REMEMBERED: Final = 50  # characters of a cell that is kept from one request to the next
MAX_DIGITS: Final = 15  # as DecimalField(max_digits=15, decimal_places=4)
MAX_DECIMALS: Final = 4
MAX_WHOLE_DIGITS: Final = MAX_DIGITS - MAX_DECIMALS
MINUS: Final = "\u2212"  # the sign printed on screen and on paper

_EXACT: Final = Context(prec=200)
_LONGEST: Final = 60  # characters of a typed number, more than any that can be stored needs
_MOST_BESIDE: Final = 6  # decimals with which a size is told from its limit

Symbol = Literal["", "%", "£"]
NoValueState = Literal["not_available", "not_applicable"]


@dataclass(frozen=True, slots=True)
class Number:
    """A typed number and the symbol typed with it (``27%`` is 27 with ``%``, not 0.27)."""

    value: Decimal
    symbol: Symbol = ""


@dataclass(frozen=True, slots=True)
class Blank:
    """Nothing was typed: not entered, which is not zero."""


@dataclass(frozen=True, slots=True)
class NoValue:
    """A mark such as ``n/a`` or ``..`` was typed: there is no value, and that is meant.

    ``typed`` is the mark in lower case without brackets, for a form that asks for the reason.
    """

    state: NoValueState
    typed: str


Entry = Number | Blank | NoValue


class NumberError(ValueError):
    """What was typed is not a number; the message is a sentence for the person who typed it."""


# "n/a" may mean either. It is read as not available, which asks for a reason, so that a missing
# figure cannot leave the list of missing figures unnoticed.
_NO_VALUE: Final[dict[str, NoValueState]] = {
    **dict.fromkeys(
        ("-", "--", "..", "...", "x", "n/a", "na", "n.a.", "n.a", "c"), "not_available"
    ),
    **dict.fromkeys(("not available", "unavailable", "no data", "not known"), "not_available"),
    **dict.fromkeys(("z", "not applicable"), "not_applicable"),
}

_DASHES: Final = "-\u2010\u2011\u2012\u2013\u2014\u2212\ufe63\uff0d"
_MONTHS: Final = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"

_NUMBER: Final = re.compile(r"(?P<whole>[0-9]*)(?:\.(?P<fraction>[0-9]*))?")
_GROUPED: Final = re.compile(r"[1-9][0-9]{0,2}(?:(?:,[0-9]{3})+|(?: [0-9]{3})+)(?:\.[0-9]*)?")
_CONTINENTAL: Final = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})+,[0-9]+|[0-9]{1,3}(?:\.[0-9]{3}){2,}")
_DATE: Final = re.compile(
    r"[0-9]{1,4}(?P<mark>[/.-])[0-9]{1,2}(?P=mark)[0-9]{1,4}.*"  # 12/03/2015, 2015-03-12 00:00
    r"|[0-9]{1,4}[/-][0-9]{1,4}"  # 12/03: a date, or a range
    rf"|[0-9]{{1,2}}(?:st|nd|rd|th)?[ /-]*(?:{_MONTHS})[a-z]*(?:[ /,-]*[0-9]{{2,4}})?"  # 3-Apr
    rf"|(?:{_MONTHS})[a-z]*[ /-]*[0-9]{{1,4}}(?:[ ,]+[0-9]{{4}})?"  # Apr-15
)
_EXPONENT: Final = re.compile(r"[0-9.,]+e[+-]?[0-9]+")


def parse_number(text: str) -> Entry:
    """Read one typed or pasted cell.

    Accepts ``1,264``, ``£1,200.00``, ``27%``, ``(12)`` for minus 12, a leading apostrophe, any
    kind of space and the Unicode minus; marks such as ``n/a``, ``x``, ``..`` and ``-`` give a
    ``NoValue``, nothing gives ``Blank``. Raises ``NumberError`` for everything else, dates and
    ``1.234,5`` among them, and for numbers that cannot be stored exactly.
    """
    return remembered(text) if len(text) <= LONGEST_REMEMBERED else _parsed(text)


def _parsed(text: str) -> Entry:
    tidy = _tidy(text)
    if not tidy:
        return Blank()
    mark = re.sub(r"^\[(.*)\]$", r"\1", tidy.lower()).strip()
    if state := _NO_VALUE.get(mark):
        return NoValue(state, mark)
    if _DATE.fullmatch(tidy.lower()):
        _refuse(text, "looks like a date or a range. Enter a number, like 12 or 4.5.")
    body, negative, symbol = _unwrap(text, tidy)
    value = _decimal(text, body)
    return Number(-value if negative and value else value, symbol)


# A file of figures says the same again and again, most often nothing.
remembered: Final = lru_cache(maxsize=4096)(_parsed)


def _tidy(text: str) -> str:
    """Plain spaces and hyphens; no invisible characters; no leading apostrophe."""
    if "\x00" in text:
        raise NumberError("The text contains a character that cannot be stored. Type it again.")
    shown = "".join(
        "-" if letter in _DASHES else letter
        for letter in text
        if unicodedata.category(letter) != "Cf"
    ).strip()
    if any(letter in "\t\n\r\v\f\u2028\u2029" for letter in shown):
        _refuse(text, "has more than one line or cell. Enter one number in each box.")
    tidy = " ".join(shown.split())
    return tidy[1:].strip() if tidy[:1] in ("'", "\u2019") else tidy


def _unwrap(text: str, tidy: str) -> tuple[str, bool, Symbol]:
    """Take the sign, the brackets and the symbol off: what is left, whether negative, symbol."""
    pounds, tidy, trailing = _take_pound(tidy)
    percents = int(tidy.endswith("%"))
    body = tidy.removesuffix("%").strip()
    bracketed = body.startswith("(") and body.endswith(")")
    if bracketed:
        inner_pounds, body, signed = _take_pound(body[1:-1].strip())
        pounds, trailing = pounds + inner_pounds, trailing + signed
        percents += body.endswith("%")
        body = body.removesuffix("%").strip()
    sign = trailing
    if body[:1] in ("-", "+"):
        sign, body = sign + body[0], body[1:].strip()
    if pounds + percents > 1 or len(sign) + bracketed > 1:
        _refuse(text, "has too many signs. Enter a number, like 12, -4.5, £1,200 or 27%.")
    return body, bracketed or sign == "-", "£" if pounds else "%" if percents else ""


def _take_pound(text: str) -> tuple[int, str, str]:
    """Split off a leading ``£``, ``-£`` or ``+£``: how many, the rest, the sign before it."""
    found = re.match(r"([-+]?) ?£ ?", text)
    return (1, text[found.end() :], found[1]) if found else (0, text, "")


def _decimal(text: str, body: str) -> Decimal:
    """The digits of a number without sign or symbol."""
    if _GROUPED.fullmatch(body):
        body = body.replace(",", "").replace(" ", "")
    found = _NUMBER.fullmatch(body)
    if found is None or not any(letter.isdigit() for letter in body):
        _explain(text, body)
    whole, fraction = found["whole"].lstrip("0"), found["fraction"] or ""
    if len(body) > _LONGEST or len(whole) > MAX_WHOLE_DIGITS:
        _refuse(text, "is too large. Enter a number below 100,000,000,000.")
    if len(fraction.rstrip("0")) > MAX_DECIMALS:
        _refuse(text, f"has too many decimal places. Enter at most {MAX_DECIMALS}.")
    fraction = fraction[:MAX_DECIMALS]
    return Decimal(f"{whole or '0'}.{fraction}" if fraction else whole or "0")


def _explain(text: str, body: str) -> NoReturn:
    """Say why this is not a number, as helpfully as the text allows."""
    if any(letter.isnumeric() and letter not in "0123456789" for letter in body):
        _refuse(
            text,
            "is not written with the digits 0 to 9. Enter a number, like 12 or 4.5.",
        )
    if body.startswith("#"):
        _refuse(
            text,
            "is an error from a spreadsheet. Enter the number it should have been.",
        )
    if _CONTINENTAL.fullmatch(body):
        _refuse(
            text,
            "is unclear. Put a comma between thousands and a point before decimals.",
        )
    if re.fullmatch(r"[0-9., ]+", body):
        _refuse(
            text,
            "has a comma, point or space in an unusual place. Enter it like 1,234.5.",
        )
    if _EXPONENT.fullmatch(body.lower()):
        _refuse(text, "is in scientific notation. Enter the number in full, like 120,000.")
    if re.fullmatch(r"[0-9.,]+ ?(\*|\[\w+\])+", body):
        _refuse(
            text,
            "has a mark after it. Enter the number only and record the mark as a note.",
        )
    _refuse(text, "is not a number. Enter a number, like 12 or 4.5.")


def _refuse(text: str, reason: str) -> NoReturn:
    shown = "".join(letter if letter.isprintable() else " " for letter in text[:60])
    shown = " ".join(shown.split())
    cut = len(shown) > 30 or len(text) > 60
    raise NumberError(f"“{shown[:30]}{'…' if cut else ''}” {reason}")


def round_half_up(value: Decimal | int, decimals: int) -> Decimal:
    """The value to this many decimals, halves away from zero. What is printed is what is judged.

    Raises ``TypeError`` for anything but a ``Decimal`` or a whole number, ``ValueError`` for NaN,
    infinities and fewer than 0 decimals.
    """
    if type(value) not in (Decimal, int):
        raise TypeError(f"Figures are Decimal, not {type(value).__name__}.")
    if decimals < 0:
        raise ValueError("A figure cannot have fewer than 0 decimals.")
    exact = Decimal(value)
    if not exact.is_finite():
        raise ValueError("A figure is a finite number.")
    rounded = exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP, context=_EXACT)
    return rounded if rounded else abs(rounded)  # never minus zero


def format_value(
    value: Decimal | int, decimals: int = 0, *, percent: bool = False, pounds: bool = False
) -> str:
    """``1,264``, ``47.18``, ``55.4%``, ``£1,200``: rounded half up; a Unicode minus."""
    rounded = round_half_up(value, decimals)
    sign = MINUS if rounded < 0 else ""
    return f"{sign}{'£' if pounds else ''}{abs(rounded):,f}{'%' if percent else ''}"


def format_number(value: Decimal | int, decimals: int = 0, unit: str = "") -> str:
    """As ``format_value``, with the unit as a word: only ``percentage`` and ``pounds`` show."""
    return format_value(value, decimals, percent=unit == "percentage", pounds=unit == "pounds")


def format_with_unit(
    value: Decimal | int, decimals: int = 0, unit: str = "", rate_per: int = 1
) -> str:
    """As ``format_number``, and other units in words: ``6.35 per 1,000``, ``12 days``."""
    text = format_number(value, decimals, unit)
    if unit == "rate":
        return f"{text} per {rate_per:,}"
    if unit == "days":
        return f"{text} {'day' if round_half_up(value, decimals) == 1 else 'days'}"
    return text


def format_beside(size: Decimal | int, limit: Decimal | int) -> str:
    """A size to one decimal; to more where fewer would make it look like 0 or like the limit.

    So that no sentence says "5.0% above … amber allows up to 5%" of something red.
    """
    decimals = 1
    while decimals < _MOST_BESIDE:
        shown = round_half_up(size, decimals)
        if (shown == 0) == (size == 0) and (shown == limit) == (size == limit):
            break
        decimals += 1
    return format_value(size, decimals)


def format_signed(
    value: Decimal | int, decimals: int = 0, *, percent: bool = False, pounds: bool = False
) -> str:
    """As ``format_value``, with a sign always: ``+11.2%``; nothing before 0."""
    printed = format_value(value, decimals, percent=percent, pounds=pounds)
    return f"+{printed}" if round_half_up(value, decimals) > 0 else printed


def format_change(
    change: Decimal | int,
    decimals: int = 1,
    *,
    percent: bool = False,
    points: bool = False,
    pounds: bool = False,
) -> str:
    """A change in words: ``Up 11.2%``, ``Down 2.4 points``, ``Up 27``, ``No change``.

    ``points`` is for a change of a percentage, in percentage points; ``percent`` for a relative
    change, in per cent. A change that rounds to nothing reads ``No change``.
    """
    rounded = round_half_up(change, decimals)
    if not rounded:
        return "No change"
    size = format_value(abs(rounded), decimals, percent=percent, pounds=pounds)
    if points:
        size += " point" if abs(rounded) == 1 else " points"
    return f"{'Up' if rounded > 0 else 'Down'} {size}"
