"""Appendix 1 as the council printed it, read from the paper's own text.

``leicestershire_appendix_1.tsv`` is the table of the Leicestershire Safer Communities Agreement
2015-16, letter for letter: a line of headings and a line for each indicator, with the three cells
of an outcome only beside its first indicator (LEI-13 to LEI-15).
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("leicestershire_appendix_1.tsv")
RATINGS = {"G": "Green", "A": "Amber", "R": "Red"}
OUTCOME_CELLS = 3


@dataclass(frozen=True)
class Line:
    """One indicator: its ten cells, those of the outcome carried down from the first."""

    cells: tuple[str, ...]
    first: bool  # of its outcome

    @property
    def name(self) -> str:
        return self.cells[3]

    @property
    def own(self) -> tuple[str, ...]:
        """The seven cells of the indicator itself."""
        return self.cells[OUTCOME_CELLS:]


def headings() -> tuple[str, ...]:
    return tuple(FILE.read_text(encoding="utf-8").splitlines()[0].split("\t"))


@cache
def lines() -> tuple[Line, ...]:
    found: list[Line] = []
    for text in FILE.read_text(encoding="utf-8").splitlines()[1:]:
        cells = tuple(text.split("\t"))
        if cells[0]:
            found.append(Line(cells, first=True))
        else:
            outcome = found[-1].cells[:OUTCOME_CELLS]
            found.append(Line((*outcome, *cells[OUTCOME_CELLS:]), first=False))
    return tuple(found)
