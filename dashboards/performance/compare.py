"""Where an area stands in a set of areas: rank, quartile and average."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from targets.terms import Polarity

FEWEST = 4  # members with a figure, below which nothing is said

Area = TypeVar("Area")


class Standing(StrEnum):
    """Where an area stands in its set."""

    TOP = "Top"  # among the best quarter
    AVERAGE = "Average"
    BOTTOM = "Bottom"  # among the worst quarter


@dataclass(frozen=True, slots=True)
class Quartiles:
    """The points that part a set into quarters, by the size of its values."""

    lower: Decimal
    median: Decimal
    upper: Decimal


@dataclass(frozen=True, slots=True)
class Comparison:
    """``rank`` 1 is the best performance; those that tie share the better rank.

    ``mean`` is that of the members' rates, the area itself among them. ``standing`` is None where
    neither high nor low is better.
    """

    rank: int | None
    members: int
    mean: Decimal
    quartiles: Quartiles
    standing: Standing | None

    @property
    def rank_words(self) -> str:
        """``4 of 8``."""
        return f"{self.rank} of {self.members}" if self.rank else ""


def quartiles(values: list[Decimal]) -> Quartiles:
    """Quartiles of type 7, as R and Excel's QUARTILE.INC compute them.

    Source: Hyndman and Fan, The American Statistician 50 (1996). Raises ``ValueError`` for none.
    """
    if not values:
        raise ValueError("There are no quartiles of nothing.")
    ordered = sorted(values)

    def at(share: Decimal) -> Decimal:
        place = share * (len(ordered) - 1)
        below = int(place)
        above = min(below + 1, len(ordered) - 1)
        return ordered[below] + (place - below) * (ordered[above] - ordered[below])

    return Quartiles(at(Decimal("0.25")), at(Decimal("0.5")), at(Decimal("0.75")))


def compare(
    values: Mapping[Area, Decimal | None], area: Area, polarity: Polarity
) -> Comparison | None:
    """Where ``area`` stands among ``values``: one rate for each area, None where it has none.

    None where the area has no value, or fewer than four members have one.
    """
    known = {key: value for key, value in values.items() if value is not None}
    own = known.get(area)
    if own is None or len(known) < FEWEST:
        return None
    all_values = list(known.values())
    found = quartiles(all_values)
    mean = sum(all_values, Decimal(0)) / len(all_values)
    if polarity == Polarity.CONTEXT:
        return Comparison(None, len(known), mean, found, None)
    higher = polarity == Polarity.HIGHER
    better = sum(value > own if higher else value < own for value in all_values)
    return Comparison(better + 1, len(known), mean, found, _standing(own, found, higher=higher))


def _standing(own: Decimal, found: Quartiles, *, higher: bool) -> Standing:
    """Within the best or the worst quarter, the quartile itself included.

    Where so many tie that the quartiles are one value, that value is average.
    """
    if own == found.lower == found.upper:
        return Standing.AVERAGE
    best, worst = (found.upper, found.lower) if higher else (found.lower, found.upper)
    if own >= best if higher else own <= best:
        return Standing.TOP
    if own <= worst if higher else own >= worst:
        return Standing.BOTTOM
    return Standing.AVERAGE
