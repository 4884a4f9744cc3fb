"""Words in spreadsheets: which of them mean the same, and what a column's heading says it holds.

Plain Python; nothing is read or written.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from core.quarters import Period, Quarter

# Letters of other alphabets that are typed for Latin ones, in lower case.
LOOK_ALIKES: Final = str.maketrans(
    "авеіјкмнорстухѕԁԛԝѵһӏαβεικνορτυχ", "abeijkmhopctyxsdqwvhlabeiknoptux"
)
MARKS: Final = str.maketrans({"’": "'", "‘": "'", "`": "'", "“": '"', "”": '"', "_": " "})
MOST_WORDS: Final = 16  # of a heading that is read

CODE, NAME, OTHER = "code", "name", "other"
HEADINGS: Final[dict[str, tuple[str, ...]]] = {
    CODE: ("code", "indicator code", "measure code", "ref", "reference", "indicator ref",
           "indicator reference", "indicator id", "id"),
    NAME: ("indicator", "indicator name", "name", "name of indicator", "measure", "measure name",
           "performance indicator", "performance measure"),
    "v": ("value", "figure", "this quarter", "this quarter's value", "this quarter's figure",
          "current quarter", "actual", "result"),
    "n": ("numerator",),
    "d": ("denominator",),
    "s": ("data status", "reason", "data status or reason", "reason not available",
          "why there is no figure", "reason for no figure"),
    "c": ("commentary", "comment", "comments", "narrative", "what changed and why"),
    "a": ("action", "actions", "what we are doing about it", "what are we doing about it"),
    "b": ("who is doing it", "who", "by whom", "action owner", "owner of the action"),
    "t": ("by when", "action due", "action due date", "action due by", "to be done by"),
    "i": ("internal note", "internal notes", "note", "notes", "internal note, never printed"),
    "p": ("period", "for the period", "period of the figure"),
    "f": ("footnote", "caveat"),
}  # fmt: skip
_ROLES: Final = {heading: role for role, headings in HEADINGS.items() for heading in headings}
_NOT_NOW: Final = (
    "last quarter", "previous quarter", "same quarter last year", "last year"
)  # fmt: skip


def tidy(text: str) -> str:
    """The text for comparing: lower case, plain spaces, hyphens and quotes, Latin letters."""
    plain = unicodedata.normalize("NFKC", text)
    shown = "".join(
        "-" if unicodedata.category(letter) == "Pd" or letter == "\u2212" else letter
        for letter in plain
        if unicodedata.category(letter) != "Cf"
    )
    folded = shown.casefold().translate(LOOK_ALIKES).translate(MARKS)
    return re.sub(r" ?- ?", "-", " ".join(folded.split())).strip(" :;.*?")


def tidy_code(text: str) -> str:
    """A code for comparing: as ``tidy``, with hyphens for spaces."""
    return tidy(text).replace(" ", "-")


@dataclass(frozen=True)
class Heading:
    """What a column's heading says: its role ("" for none known), and the words without a period.

    ``other_quarter`` when it names a period that is not the return's quarter.
    """

    role: str
    words: str
    other_quarter: bool = False


def read_heading(text: str, quarter: Quarter) -> Heading:
    """What the heading means in the return of ``quarter``.

    ``Jan-Mar 2015``, ``Q4 2014/15``, ``Value (Q4 2014/15)`` and ``Q4`` are this quarter's value in
    the return of Q4 2014/15; a heading of any other period has no role.
    """
    words = tidy(text)
    if not words or words in _ROLES:
        return Heading(_ROLES.get(words, ""), words)
    if words in _NOT_NOW:
        return Heading("", words, other_quarter=True)
    if re.fullmatch(r"q[1-4]", words):
        now = words == f"q{quarter.number}"
        return Heading("v" if now else "", words, other_quarter=not now)
    period, rest = period_in(words)
    if period is None:
        return Heading("", words)
    if period != quarter.period:
        return Heading("", rest, other_quarter=True)
    return Heading("v" if not rest else _ROLES.get(rest, ""), rest)


def period_in(words: str) -> tuple[Period | None, str]:
    """The first and longest period that is named in a heading, and the words beside it."""
    parts = re.sub(r"[():,;\[\]]", " ", words).split()[:MOST_WORDS]
    for length in range(min(len(parts), 6), 0, -1):
        for start in range(len(parts) - length + 1):
            said = " ".join(parts[start : start + length])
            if any(letter.isdigit() for letter in said):
                try:
                    period = Period.parse(said)
                except ValueError:
                    continue
                rest = " ".join(parts[:start] + parts[start + length :])
                return period, rest.strip(" -")
    return None, words
