"""The overall rating of a priority, computed from its indicators by the partnership's rule."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from core.numbers import format_beside
from targets.terms import Rag
from targets.terms import RollUp as Rule

_SCORE = {Rag.RED: 0, Rag.AMBER: 1, Rag.GREEN: 2}
_WORST_FIRST = (Rag.RED, Rag.AMBER, Rag.GREEN)


@dataclass(frozen=True, slots=True)
class Overall:
    """``rag`` is None where nothing that counts is rated."""

    rag: Rag | None
    explanation: str


def roll_up(
    rule: Rule, ratings: Sequence[Rag | None], headline: int | None = None, name: str = ""
) -> Overall:
    """The overall rating of these indicators' ratings; None is an indicator that has none.

    ``worst``: the worst there is. ``majority``: what most have; of as many, the worse. ``mean``:
    red 0, amber 1, green 2, their mean rounded half up. ``headline``: that of the indicator at
    the index ``headline``, which ``name`` names. Raises ``ValueError`` for one that is not there.
    """
    if rule == Rule.HEADLINE:
        return _headline(ratings, headline, name)
    rated = [rating for rating in ratings if rating is not None]
    if not rated:
        return Overall(None, "No indicator is rated.")
    counts = Counter(rated)
    said = ", ".join(f"{counts[rag]} {rag.label.lower()}" for rag in _WORST_FIRST if counts[rag])
    rag = {Rule.WORST: _worst, Rule.MAJORITY: _most, Rule.MEAN: _mean}[rule](rated)
    said = f"{rag.label} by the {rule.value} of {len(rated)} rated: {said}"
    if rule == Rule.MEAN:
        said += f"; a mean of {_points_of(rated)} where red is 0, amber 1 and green 2"
    if rule == Rule.MAJORITY and list(counts.values()).count(counts[rag]) > 1:
        said += "; of as many, the worse counts"
    return Overall(rag, f"{said}.")


def _points_of(rated: Sequence[Rag]) -> str:
    """``1.7``: their mean, with more decimals where it is close to a half."""
    mean = _mean_of(rated)
    half = Decimal("0.5") if mean < 1 else Decimal("1.5")
    return format_beside(mean, half)


def _headline(ratings: Sequence[Rag | None], headline: int | None, name: str) -> Overall:
    if headline is None or not 0 <= headline < len(ratings):
        raise ValueError("Name the headline indicator among those of the priority.")
    rag = ratings[headline]
    named = f": {name}" if name else ""
    if rag is None:
        return Overall(None, f"The headline indicator is not rated{named}.")
    return Overall(rag, f"{rag.label}, as the headline indicator{named}.")


def _worst(rated: Sequence[Rag]) -> Rag:
    return min(rated, key=_SCORE.__getitem__)


def _most(rated: Sequence[Rag]) -> Rag:
    counts = Counter(rated)
    return max(_WORST_FIRST, key=lambda rag: counts[rag])


def _mean(rated: Sequence[Rag]) -> Rag:
    return _WORST_FIRST[int(_mean_of(rated) + Decimal("0.5"))]


def _mean_of(rated: Sequence[Rag]) -> Decimal:
    return Decimal(sum(_SCORE[rag] for rag in rated)) / len(rated)
