"""The overall rating of a priority, computed from its indicators by the partnership's rule."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from targets.terms import Rag
from targets.terms import RollUp as Rule

_SCORE = {Rag.RED: 0, Rag.AMBER: 1, Rag.GREEN: 2}
_WORST_FIRST = (Rag.RED, Rag.AMBER, Rag.GREEN)


@dataclass(frozen=True, slots=True)
class Overall:
    """``rag`` is None where nothing that counts is rated."""

    rag: Rag | None
    explanation: str


def roll_up(rule: Rule, ratings: Sequence[Rag | None], headline: int | None = None) -> Overall:
    """The overall rating of these indicators' ratings; None is an indicator that has none.

    ``worst``: the worst there is. ``majority``: what most have; of as many, the worse. ``mean``:
    red 0, amber 1, green 2, their mean rounded half up. ``headline``: that of the indicator at
    the index ``headline``. Raises ``ValueError`` for a headline that is not there.
    """
    if rule == Rule.HEADLINE:
        return _headline(ratings, headline)
    rated = [rating for rating in ratings if rating is not None]
    if not rated:
        return Overall(None, "No indicator is rated.")
    counts = Counter(rated)
    said = ", ".join(f"{counts[rag]} {rag.label.lower()}" for rag in _WORST_FIRST if counts[rag])
    rag = {Rule.WORST: _worst, Rule.MAJORITY: _most, Rule.MEAN: _mean}[rule](rated)
    return Overall(rag, f"{rag.label} by the {rule.value} of {len(rated)} rated: {said}.")


def _headline(ratings: Sequence[Rag | None], headline: int | None) -> Overall:
    if headline is None or not 0 <= headline < len(ratings):
        raise ValueError("Name the headline indicator among those of the priority.")
    rag = ratings[headline]
    if rag is None:
        return Overall(None, "The headline indicator is not rated.")
    return Overall(rag, f"{rag.label}, as the headline indicator.")


def _worst(rated: Sequence[Rag]) -> Rag:
    return min(rated, key=_SCORE.__getitem__)


def _most(rated: Sequence[Rag]) -> Rag:
    counts = Counter(rated)
    return max(_WORST_FIRST, key=lambda rag: counts[rag])


def _mean(rated: Sequence[Rag]) -> Rag:
    mean = Decimal(sum(_SCORE[rag] for rag in rated)) / len(rated)
    return _WORST_FIRST[int(mean + Decimal("0.5"))]
