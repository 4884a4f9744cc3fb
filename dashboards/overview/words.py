"""Turns of phrase that the parts of the overview share."""

import re
from collections.abc import Sequence
from typing import Final

from dashboards.types import Row

ORDINALS: Final = (
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
)
SHORTENED: Final = "…"
MEASURED_BY: Final = re.compile(r"\s*(\([^()]*\)| per [\d,]+ (people|population|residents))$")


def short_name(row: Row) -> str:
    """The name without what stands in brackets at its end, or what it is counted by.

    "Vehicle Crime rate (per 1,000 population)" and "Vehicle crime per 1,000 people".
    """
    return MEASURED_BY.sub("", row.name).rstrip(":. ") or row.name


def joined(parts: Sequence[str], comma: str = ", ") -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    return " and ".join([comma.join(parts[:-1]), parts[-1]]) if len(parts) > 1 else "".join(parts)


def ordinal(number: int) -> str:
    """``fourth``, ``11th``."""
    if number <= len(ORDINALS):
        return ORDINALS[number - 1]
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{'th' if number // 10 % 10 == 1 else ending}"


def indicators(number: int) -> str:
    return f"{number} indicator{'' if number == 1 else 's'}"


def cut(text: str, most: int) -> str:
    """The text on one line and of at most ``most`` characters, cut between words with “…”.

    Where a sentence ends in the second half of what there is room for, it ends there.
    """
    line = " ".join(text.split())
    if len(line) <= most:
        return line
    room = line[: most - 1]
    ends = [found.end() for found in re.finditer(r"[.!?](?=\s)", room)]
    if ends and ends[-1] >= most // 2:
        return f"{room[: ends[-1]]}\u00a0{SHORTENED}"[:most]
    words = room.rpartition(" ")[0]
    return f"{(words or room).rstrip(' ,;:.')}{SHORTENED}"
