"""Districts and their county: which of them to hide, so that no small number follows."""

from collections.abc import Collection, Hashable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from dashboards.disclosure.attack import LARGEST, SMALLEST, Fact, Secret
from dashboards.disclosure.linear import form_of
from dashboards.disclosure.protect import Piece, protect

Area = TypeVar("Area", bound=Hashable)
TOTAL = "the total of the areas"


@dataclass(frozen=True, slots=True)
class Hidden(Generic[Area]):
    """The areas whose number is not printed, and whether the total is."""

    areas: frozenset[Area]
    total: bool = False


def is_small(count: int | None) -> bool:
    """Whether a number of people is from 1 to 4."""
    return count is not None and SMALLEST <= count <= LARGEST


def hide_areas(
    counts: Mapping[Area, int],
    *,
    already: Collection[Area] = (),
    prints_total: bool = True,
    total_fixed: bool = False,
) -> Hidden[Area]:
    """What to hide of areas whose numbers add up to a total: the small ones, and what tells them.

    ``counts``: numerators or counts, of the areas that have one. ``already``: areas that hide
    theirs in their own publication, small or not; the total must not tell it either. The smallest
    other area is hidden before the total is, unless the total is ``total_fixed``: printed
    elsewhere, come what may.
    """
    small = {area for area, count in counts.items() if is_small(count)}
    never: set[Hashable] = {*small, *(area for area in already if area in counts)}
    total = sum(counts.values())
    everything = Fact.number(form_of(list(counts)), total)
    pieces = [
        Piece(area, (Fact.number(form_of([area]), count),), (0, count))
        for area, count in counts.items()
    ]
    fixed = [everything] if prints_total and total_fixed else []
    if prints_total and not total_fixed:
        pieces.append(Piece(TOTAL, (everything,), (1, 0)))
        if is_small(total):
            never.add(TOTAL)
    secrets = [
        Secret(form_of([area]), anywhere=area not in small, name=area)
        for area in counts
        if area in never
    ]
    truth: dict[Hashable, int] = dict(counts.items())
    out = protect(fixed, pieces, secrets, never=never, truth=truth)
    return Hidden(frozenset(area for area in counts if area in out), TOTAL in out)
