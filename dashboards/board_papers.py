"""The papers that belong to a quarter, for the board’s pages, which stand below the papers’ room.

Imports go only downwards, so ``reports`` hands its finder in when it is ready; pages ask here.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from core.quarters import Quarter
from partnerships.access import Member


@dataclass(frozen=True, slots=True)
class PaperLink:
    """A paper that the member may open. ``asks``: its recommendations, a text each."""

    title: str
    href: str
    state: str  # "Draft", "Published"
    pdf_href: str = ""
    asks: tuple[str, ...] = ()


Finder = Callable[[Member, Quarter], Sequence[PaperLink]]
_finder: list[Finder] = []


def found_by(finder: Finder) -> None:
    """Name the function that finds the papers. Called once, when the application starts."""
    _finder[:] = [finder]


def papers_of(member: Member, quarter: Quarter) -> Sequence[PaperLink]:
    """The papers about a quarter that the member may open, the newest first."""
    return _finder[0](member, quarter) if _finder else ()
