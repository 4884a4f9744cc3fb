"""Ratings and arrows stated by officers, beside the computed ones."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from core.period_text import long_day
from core.quarters import Quarter

from .types import Figure, StatedTerms


@dataclass(frozen=True, slots=True)
class Stated:
    """What is stated for one quarter.

    ``rag`` and ``direction`` are the statements in force; ``lapsed`` those past their end with
    nothing in their place; ``set_aside`` those that would be in force if there were a figure.
    """

    rag: StatedTerms | None = None
    direction: StatedTerms | None = None
    lapsed: tuple[StatedTerms, ...] = ()
    set_aside: tuple[StatedTerms, ...] = ()


def stated_for(statements: Sequence[StatedTerms], quarter: Quarter, figure: Figure) -> Stated:
    """Which statements speak for a quarter. A rating and an arrow may be stated separately."""
    rag, old_rag = _latest(statements, quarter, lambda one: one.rag is not None)
    way, old_way = _latest(statements, quarter, lambda one: one.direction is not None)
    in_force = tuple(dict.fromkeys(one for one in (rag, way) if one))
    lapsed = tuple(dict.fromkeys(one for one in (old_rag, old_way) if one))
    if figure.value is None:
        return Stated(lapsed=lapsed, set_aside=in_force)
    return Stated(rag=rag, direction=way, lapsed=lapsed)


def sentence(statement: StatedTerms, what: str, computed: str, stated: str) -> str:
    """ "Officers changed the rating from Amber to Green: … (Head of Safety, 20 April 2015 …)"."""
    if computed == stated:
        opening = f"Officers stated {what} as {stated}, the same as computed"
    else:
        opening = f"Officers changed {what} from {computed} to {stated}"
    who = f"{statement.by}, {long_day(statement.on)}, until {statement.last_quarter.label}"
    return f"{opening}: {statement.reason.rstrip('.')} ({who})."


def _latest(
    statements: Sequence[StatedTerms], quarter: Quarter, says: Callable[[StatedTerms], bool]
) -> tuple[StatedTerms | None, StatedTerms | None]:
    """The latest statement that speaks for the quarter; failing that, the latest that lapsed."""
    known = sorted(
        (one for one in statements if says(one) and one.quarter <= quarter),
        key=lambda one: (one.quarter, one.on),
    )
    in_force = [one for one in known if one.speaks_for(quarter)]
    if in_force:
        return in_force[-1], None
    return None, known[-1] if known else None
