"""What the rules make of figures, for the pages of a return, which stand below the rules' room.

Imports go only downwards, so ``dashboards`` hands its judge in when it is ready; pages ask here.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from core.quarters import Quarter
from partnerships.access import Member
from partnerships.models import Partnership
from targets.terms import Warned


@dataclass(frozen=True, slots=True)
class Opinion:
    """A figure's rating and direction as the board will see them, and what is unusual about it."""

    rating: str  # what ``{% rag %}`` takes: "red", or the word of why there is none
    rating_reason: str  # why there is none, for a cell
    explanation: str  # of the computed rating, in one sentence with its numbers
    direction: str  # what ``{% direction %}`` takes
    direction_words: str  # "Up 11.2%, worse"
    stated: tuple[str, ...] = ()  # what officers stated instead, and why
    warnings: tuple[tuple[Warned, str], ...] = ()  # kind and sentence with its numbers
    notes: tuple[str, ...] = ()  # worth knowing, nothing to explain


# By measure: of a partnership's quarter, of these measures or (None) of all in use.
Judge = Callable[[Partnership, Quarter, Collection[int] | None], Mapping[int, Opinion]]
_judge: list[Judge] = []


def judged_by(judge: Judge) -> None:
    """Name the function that gives the opinions. Called once, when the application starts."""
    _judge[:] = [judge]


def opinions(
    partnership: Partnership, quarter: Quarter, measures: Collection[int] | None = None
) -> Mapping[int, Opinion]:
    """The opinions by measure id; empty where no judge is named."""
    return _judge[0](partnership, quarter, measures) if _judge else {}


# By ``priority-3`` or ``outcome-4``: its overall rating in words, “Amber, with a comment”.
Summaries = Callable[[Partnership, Quarter], Mapping[str, str]]
_summaries: list[Summaries] = []


def summarised_by(summaries: Summaries) -> None:
    """Name the function that gives the summaries. Called once, when the application starts."""
    _summaries[:] = [summaries]


def summaries(partnership: Partnership, quarter: Quarter) -> Mapping[str, str]:
    """What is stated of each priority and outcome; empty where nobody is named."""
    return _summaries[0](partnership, quarter) if _summaries else {}


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to do about a published quarter, and where."""

    quarter: Quarter
    text: str
    href: str
    label: str


# For this member: what the latest versions of published quarters do not have yet.
Notices = Callable[[Member], Sequence[Notice]]
_notices: list[Notices] = []


def noticed_by(notices: Notices) -> None:
    """Name the function that gives the notices. Called once, when the application starts."""
    _notices[:] = [notices]


def notices(member: Member, quarter: Quarter | None = None) -> list[Notice]:
    """What this member should publish again, of one quarter or of all."""
    found = _notices[0](member) if _notices else ()
    return [one for one in found if quarter in (None, one.quarter)]
