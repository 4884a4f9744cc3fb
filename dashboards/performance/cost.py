"""What crime costs and what fewer crimes save, by two methods that are never added together."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class CostYear:
    """One year: ``count`` crimes, ``cost`` and savings in pounds.

    ``chained`` is last year's cost less this year's, ``against_baseline`` the baseline year's less
    this one's; None where there is nothing to compare with. A cost that rises is a saving below 0.
    """

    label: str
    count: Decimal | None
    cost: Decimal | None
    chained: Decimal | None
    against_baseline: Decimal | None


@dataclass(frozen=True, slots=True)
class CostTable:
    """The years, oldest first, and the total of the chained savings, in pounds."""

    years: tuple[CostYear, ...]
    unit_cost: Decimal
    chained_total: Decimal | None


def cost_table(
    years: Sequence[tuple[str, Decimal | None]],
    unit_cost: Decimal,
    *,
    baseline: str | None = None,
    breaks: frozenset[str] = frozenset(),
) -> CostTable:
    """Cost each year's count and compare it by both methods.

    ``years``: label and count, oldest first, None where a count is missing. ``baseline``: the
    label of the baseline year, the first with a count unless given. ``breaks``: labels of the
    years with which a new series starts; no saving crosses one. Raises ``ValueError`` for a unit
    cost that is not above 0 and for a baseline that is not among the years.
    """
    if unit_cost <= 0:
        raise ValueError("A unit cost is above 0.")
    labels = [label for label, _ in years]
    if baseline is not None and baseline not in labels:
        raise ValueError(f"{baseline} is not one of the years.")
    base = baseline or next((label for label, count in years if count is not None), None)
    made: list[CostYear] = []
    base_cost = previous = None
    for label, count in years:
        cost = None if count is None else count * unit_cost
        if label in breaks:
            base_cost = previous = None
        chained = _saved(previous, cost)
        made.append(CostYear(label, count, cost, chained, _saved(base_cost, cost)))
        if label == base:
            base_cost = cost
        previous = cost
    chained_savings = [year.chained for year in made if year.chained is not None]
    total = sum(chained_savings, Decimal(0)) if chained_savings else None
    return CostTable(tuple(made), unit_cost, total)


def _saved(earlier: Decimal | None, later: Decimal | None) -> Decimal | None:
    return None if earlier is None or later is None else earlier - later


def disagreement(what: str, printed: Decimal, computed: Decimal) -> str:
    """What to say of a printed sum of money that is not the computed one; empty if it is."""
    if printed == computed:
        return ""
    return f"{what}: printed £{printed:,.0f}, computed £{computed:,.0f}."
