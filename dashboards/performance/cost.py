"""What crime costs and what fewer crimes save, by two methods that are never added together."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

PENNY = Decimal("0.01")
POUND = Decimal(1)


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
class Series:
    """Years that can be compared with each other, and what each method gives for them.

    ``chained`` is the sum of the savings from year to year; ``against_baseline`` is the last
    year's against ``baseline``, not a sum: adding those up would count a saving again every year.
    """

    years: tuple[CostYear, ...]
    baseline: str  # the label of its baseline year; empty where there is none
    chained: Decimal | None
    against_baseline: Decimal | None

    @property
    def label(self) -> str:
        """``2011/12 to 2014/15``, from the first to the last year with a cost."""
        known = [year.label for year in self.years if year.cost is not None]
        if not known:
            return ""
        return known[0] if len(known) == 1 else f"{known[0]} to {known[-1]}"

    @property
    def cost(self) -> Decimal | None:
        """What its years cost together; None where the cost of one is not known."""
        costs = [year.cost for year in self.years]
        return None if None in costs else sum((one for one in costs if one), Decimal(0))


@dataclass(frozen=True, slots=True)
class CostTable:
    """The years, oldest first, and the series they fall into at each change of counting."""

    years: tuple[CostYear, ...]
    unit_cost: Decimal
    series: tuple[Series, ...]

    @property
    def compared(self) -> tuple[Series, ...]:
        """The series in which a saving can be worked out."""
        return tuple(one for one in self.series if one.against_baseline is not None)

    @property
    def chained_total(self) -> Decimal | None:
        """The saving from year to year; None where there is none, or in more than one series."""
        return self.compared[0].chained if len(self.compared) == 1 else None

    @property
    def baseline_total(self) -> Decimal | None:
        """The last year's saving against the baseline year; None as above."""
        return self.compared[0].against_baseline if len(self.compared) == 1 else None

    @property
    def cost(self) -> Decimal | None:
        """What all its years cost together; None where the cost of one is not known."""
        costs = [year.cost for year in self.years]
        return None if None in costs else sum((one for one in costs if one), Decimal(0))


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
    years with which a new series starts; no saving crosses one, and the first year of a later
    series with a count is its new baseline. Raises ``ValueError`` for a unit cost that is not
    above 0 and for a baseline that is not among the years.
    """
    if unit_cost <= 0:
        raise ValueError("A unit cost is above 0.")
    labels = [label for label, _ in years]
    if baseline is not None and baseline not in labels:
        raise ValueError(f"{baseline} is not one of the years.")
    made = []
    waiting = baseline  # no year before the baseline is compared with one
    for part in _parts(years, breaks):
        if waiting is not None and waiting not in [label for label, _ in part]:
            made.append(_series(part, unit_cost, None))
            continue
        known = next((label for label, count in part if count is not None), None)
        made.append(_series(part, unit_cost, waiting or known))
        waiting = None
    return CostTable(tuple(year for one in made for year in one.years), unit_cost, tuple(made))


Counts = list[tuple[str, Decimal | None]]


def _parts(years: Sequence[tuple[str, Decimal | None]], breaks: frozenset[str]) -> list[Counts]:
    parts: list[Counts] = []
    for label, count in years:
        if not parts or label in breaks:
            parts.append([])
        parts[-1].append((label, count))
    return parts


def _series(part: Counts, unit_cost: Decimal, baseline: str | None) -> Series:
    made: list[CostYear] = []
    base_cost = previous = None
    for label, count in part:
        cost = None if count is None else count * unit_cost
        made.append(CostYear(label, count, cost, _saved(previous, cost), _saved(base_cost, cost)))
        if label == baseline:
            base_cost = cost
        previous = cost
    chained = [year.chained for year in made if year.chained is not None]
    against = [year.against_baseline for year in made if year.against_baseline is not None]
    return Series(
        tuple(made),
        baseline or "",
        sum(chained, Decimal(0)) if chained else None,
        against[-1] if against else None,
    )


def _saved(earlier: Decimal | None, later: Decimal | None) -> Decimal | None:
    return None if earlier is None or later is None else earlier - later


# --- In words ---


def disagreement(what: str, printed: Decimal, computed: Decimal) -> str:
    """What to say of a printed sum of money that is not the computed one; empty if it is."""
    if same(printed, computed):
        return ""
    return f"{what}: printed {pounds(printed)}, computed {pounds(as_printed(computed, printed))}."


def same(printed: Decimal, computed: Decimal) -> bool:
    """Whether a printed sum is the computed one, as exactly as it is printed: pounds or pence."""
    return printed == as_printed(computed, printed)


def as_printed(computed: Decimal, printed: Decimal) -> Decimal:
    """A computed sum in whole pounds, or in pence where the printed one has pence."""
    unit = POUND if printed == printed.to_integral_value() else PENNY
    return computed.quantize(unit, ROUND_HALF_UP)


def whole(amount: Decimal) -> Decimal:
    """A computed sum in whole pounds, as it is printed; halves up."""
    return amount.quantize(POUND, ROUND_HALF_UP)


def pounds(amount: Decimal) -> str:
    """``£305,900``, ``−£116,000``; with pence only where there are some."""
    size = abs(amount).quantize(PENNY, ROUND_HALF_UP)
    text = f"{size:,.0f}" if size == size.to_integral_value() else f"{size:,.2f}"
    return f"{'−' if amount < 0 and size else ''}£{text}"


def saving(amount: Decimal) -> str:
    """In a sentence: ``£299,000``; of a saving below 0, ``a rise in cost of £116,000``."""
    return f"a rise in cost of {pounds(-amount)}" if amount < 0 else pounds(amount)


def saved_words(amount: Decimal) -> str:
    """In a cell: ``£299,000``; of a saving below 0, ``Cost rose by £116,000``."""
    return f"Cost rose by {pounds(-amount)}" if amount < 0 else pounds(amount)
