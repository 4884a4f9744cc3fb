"""Texts that people wrote and that say a number which is not published.

Nothing is stopped: whoever publishes is asked to look. Words cannot be understood here, so it is
only a number, in digits or in words, that is the same as a hidden one of the same indicator.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from core import clock
from core.quarters import Quarter
from dashboards.selectors.working import dashboard_to_publish, working_dashboard
from dashboards.types import Dashboard, Row, SnapshotInfo
from partnerships.models import Partnership
from targets.models import Measure
from targets.terms import Unit

WORDS = [
    "none",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
]
MORE_WORDS = {1: ("single", "once"), 2: ("both", "twice", "couple")}
NAMING = 5  # letters of a word that can name an indicator


@dataclass(frozen=True, slots=True)
class Spoken:
    """A text to look at before publishing, and the number in it as it stands there."""

    name: str
    where: str
    number: str
    text: str


def spoken(partnership: Partnership, quarter: Quarter) -> list[Spoken]:
    """The texts to look at. One query where no indicator hides small numbers."""
    marked = Measure.objects.filter(partnership=partnership, suppress_small_numbers=True)
    if not marked.exists():
        return []
    info = SnapshotInfo(0, clock.now())
    board = dashboard_to_publish(partnership, quarter, info)
    working = working_dashboard(partnership, quarter, settled=True)
    return list(_all(working, board))


def _all(working: Dashboard, board: Dashboard) -> Iterator[Spoken]:
    for shown in board.rows:
        row = working.row(shown.measure_id)
        numbers = _not_shown(row, shown) if row else set()
        if not row or not numbers:
            continue
        own = (
            ("What changed and why", row.commentary_change),
            ("What is being done", row.commentary_action),
            *(("Caveat", text) for text in row.caveats),
            *(("Reason for a statement", text) for text in row.stated_sentences),
        )
        yield from _in(row, own, numbers)
        yield from _in(row, _naming(row, working), numbers)


def _not_shown(row: Row, shown: Row) -> set[Decimal]:
    """The numbers of people that the board does not see."""
    pairs = (
        (row.latest, shown.latest),
        (row.previous, shown.previous),
        (row.direction.long.earlier, shown.direction.long.earlier),
        (row.direction.short.earlier, shown.direction.short.earlier),
    )
    cells = [one for one, other in pairs if other.hidden]
    found = [one.value if row.unit is Unit.COUNT else one.numerator for one in cells]
    return {one for one in found if one is not None}


def _naming(row: Row, dashboard: Dashboard) -> Iterator[tuple[str, str]]:
    """What is written of the quarter and of its groups, where it names the indicator."""
    names = {word for word in re.findall(r"[a-z]+", row.name.lower()) if len(word) >= NAMING}
    texts = [("Headline", text) for text in dashboard.headline]
    texts += [("What the board is asked", text) for text in dashboard.asks]
    texts += [("Overall comment", group.comment) for group in dashboard.groups]
    for where, text in texts:
        if names & set(re.findall(r"[a-z]+", text.lower())):
            yield where, text


def _in(row: Row, texts: Iterable[tuple[str, str]], numbers: set[Decimal]) -> Iterator[Spoken]:
    for where, text in texts:
        for number in sorted(numbers):
            if found := says(text, number):
                yield Spoken(row.name, where, found, text)


def says(text: str, number: Decimal) -> str:
    """The number as it stands in a text, in digits or in words; empty where it does not."""
    if number != number.to_integral_value():
        return ""
    whole = int(number)
    spelt = [*WORDS[whole : whole + 1], *MORE_WORDS.get(whole, ())]
    ways = [rf"{whole:,}", str(whole), *spelt]
    pattern = rf"(?<![\w.,/-])(?:{'|'.join(ways)})(?![\w/-]|[.,]\d)"
    found = re.search(pattern, text, re.IGNORECASE)
    return found.group() if found else ""
