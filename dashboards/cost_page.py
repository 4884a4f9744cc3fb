"""A cost table as the page, the file and the preview show it: texts beside their numbers.

Plain Python over rows that are read already. What is hidden is gone here: neither a cost nor a
printed sum stands in place of a count that is not shown.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from core.quarters import FinancialYear
from dashboards.models import CostClaim, CostTable, CostYear
from dashboards.performance import cost as rules
from dashboards.performance.cost_check import (
    Checked,
    Claim,
    Printed,
    claim_finding,
    year_findings,
)
from dashboards.selectors.cost_counts import Counts, YearCount
from dashboards.selectors.hidden import HIDDEN
from targets import wording
from targets.resources import exact
from targets.terms import FEWEST_SHOWN, SavingMethod

NO_COUNT = "No count"
NOT_SHOWN = "Not shown: small numbers"
FIRST, NEW_SERIES, BASELINE = "First year", "New series", "Baseline year"
NO_YEAR_BEFORE, NO_BASELINE = "No count the year before", "No count in the baseline year"
BEFORE_BASELINE = "Before the baseline year"


@dataclass(frozen=True, slots=True)
class Amount:
    """A sum of money or a number as a cell prints it; ``why`` stands where there is none."""

    value: Decimal | None = None
    text: str = ""
    why: str = ""
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class YearView:
    label: str
    pk: int  # of the year's own row; 0 where it is counted from figures only
    count: Amount
    cost: Amount
    chained: Amount
    against: Amount
    printed_cost: Amount
    printed_saving: Amount
    note: str
    new_series: bool
    findings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TotalView:
    """What each method gives for years that can be compared; the two are not to be added."""

    label: str
    baseline: str
    cost: Amount
    chained: Amount
    against: Amount


@dataclass(frozen=True, slots=True)
class ClaimView:
    row: CostClaim
    amount: str
    finding: str  # empty: it agrees, or cannot be checked
    checked: bool

    @property
    def of(self) -> str:
        return SavingMethod(self.row.of).label

    @property
    def text(self) -> str:
        """The paper's words, unless they may say what is hidden."""
        return NOT_SHOWN if self.amount == HIDDEN else self.row.text


@dataclass(frozen=True, slots=True)
class TableView:
    row: CostTable
    unit: str  # "£2,300 each (domestic burglary)"
    years: tuple[YearView, ...]
    totals: tuple[TotalView, ...]
    claims: tuple[ClaimView, ...]
    checked: Checked

    @property
    def has_printed(self) -> bool:
        return any(one.printed_cost.text or one.printed_saving.text for one in self.years)

    @property
    def has_hidden(self) -> bool:
        return any(one.count.hidden for one in self.years)

    @property
    def year_findings(self) -> tuple[str, ...]:
        """Where the paper says something else, year by year."""
        return tuple(text for year in self.years for text in year.findings)

    @property
    def findings(self) -> tuple[str, ...]:
        """The same, and then of its totals."""
        return (*self.year_findings, *(one.finding for one in self.claims if one.finding))

    @property
    def same(self) -> bool:
        """Whether the two methods give one and the same total."""
        return bool(self.totals) and all(
            one.chained.value is not None and one.chained.value == one.against.value
            for one in self.totals
        )


def table_view(
    table: CostTable,
    own: Iterable[CostYear],
    claims: Sequence[CostClaim] = (),
    counted: Mapping[int, YearCount] | None = None,
    breaks: Iterable[int] = (),
) -> TableView:
    """A table with its years. ``own``: its rows; ``counted``: what its indicator counts."""
    rows = {one.year: one for one in own}
    counts = _counts(table, rows, counted or {})
    known = {
        year: rows[year] for year in rows if not counts[year].hidden
    }  # what is printed of a hidden year says what is hidden
    starts = frozenset(
        [FinancialYear(year).label for year in breaks]
        + [FinancialYear(one.year).label for one in rows.values() if one.new_series]
    )
    baseline = FinancialYear(table.baseline_year).label if table.baseline_year else None
    made = rules.cost_table(
        [(FinancialYear(year).label, one.count) for year, one in counts.items()],
        table.unit_cost.amount,
        baseline=baseline,
        breaks=starts,
    )
    printed = {
        FinancialYear(year).label: Printed(one.printed_cost, one.printed_saving)
        for year, one in known.items()
    }
    checked = Checked(table.title, made, printed)
    years = _years(made, counts, rows, starts, _by_label(checked))
    hidden = any(one.hidden for one in counts.values())
    return TableView(
        row=table,
        unit=f"{rules.pounds(table.unit_cost.amount)} for one {table.unit_cost.name}",
        years=years,
        totals=tuple(_total(one) for one in made.compared),
        claims=tuple(claim_view(one, [checked], hidden=hidden) for one in claims),
        checked=checked,
    )


def claim_view(claim: CostClaim, checked: Sequence[Checked], *, hidden: bool) -> ClaimView:
    """A printed total, and what is to be said of it."""
    if hidden:
        return ClaimView(claim, HIDDEN, "", checked=False)
    terms = Claim(claim.text, SavingMethod(claim.of), claim.amount)
    found = claim_finding(terms, checked)
    can = all(
        one.table.cost is not None if terms.of is SavingMethod.COST else bool(one.table.compared)
        for one in checked
    )
    return ClaimView(claim, rules.pounds(claim.amount), found, checked=bool(checked) and can)


def _counts(
    table: CostTable, rows: Mapping[int, CostYear], counted: Mapping[int, YearCount]
) -> Counts:
    """By year, oldest first: the year's own count, else what its indicator counts."""
    extra = {table.baseline_year} if table.baseline_year else set()
    named = {*rows, *counted, *extra}
    every = range(min(named), max(named) + 1) if named else ()  # a year left out is a gap
    return {year: _count(table, rows.get(year), counted.get(year)) for year in every}


def _count(table: CostTable, own: CostYear | None, counted: YearCount | None) -> YearCount:
    found = counted or YearCount()
    if found.hidden or own is None or own.count is None:
        return found
    protected = table.measure is not None and table.measure.suppress_small_numbers
    if protected and 0 < own.count < FEWEST_SHOWN:
        return YearCount(hidden=True, note=NOT_SHOWN)
    return YearCount(own.count)


def _by_label(checked: Checked) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for label, text in year_findings(checked):
        found[label] = (*found.get(label, ()), text)
    return found


def _years(
    made: rules.CostTable,
    counts: Counts,
    rows: Mapping[int, CostYear],
    starts: frozenset[str],
    findings: Mapping[str, tuple[str, ...]],
) -> tuple[YearView, ...]:
    views: list[YearView] = []
    numbers = iter(counts)
    for series in made.series:
        for place, year in enumerate(series.years):
            number = next(numbers)
            own, count = rows.get(number), counts[number]
            why = _why_chained(series, place, year.label in starts)
            views.append(
                YearView(
                    label=year.label,
                    pk=own.pk or 0 if own else 0,
                    count=_number(count),
                    cost=_money(year.cost, count, ""),
                    chained=_money(year.chained, count, why, saving=True),
                    against=_money(
                        year.against_baseline, count, _why_against(series, place), saving=True
                    ),
                    printed_cost=_printed(own.printed_cost if own else None, count),
                    printed_saving=_printed(
                        own.printed_saving if own else None, count, saving=True
                    ),
                    note="" if own is None or count.hidden else own.note,
                    new_series=year.label in starts and bool(views),
                    findings=findings.get(year.label, ()),
                )
            )
    return tuple(views)


def _number(count: YearCount) -> Amount:
    if count.hidden:
        return Amount(text=HIDDEN, why=NOT_SHOWN, hidden=True)
    if count.count is None:
        return Amount(why=count.note or NO_COUNT)
    return Amount(exact(count.count), wording.plain(count.count))


def _money(value: Decimal | None, count: YearCount, why: str, *, saving: bool = False) -> Amount:
    """A computed sum in whole pounds, as it is printed."""
    if count.hidden:
        return Amount(text=HIDDEN, why=NOT_SHOWN, hidden=True)
    if value is None:
        return Amount(why=why if count.count is not None else NO_COUNT)
    rounded = rules.whole(value)
    return Amount(rounded, rules.saved_words(rounded) if saving else rules.pounds(rounded))


def _printed(value: Decimal | None, count: YearCount, *, saving: bool = False) -> Amount:
    if count.hidden and value is not None:
        return Amount(text=HIDDEN, why=NOT_SHOWN, hidden=True)
    if value is None:
        return Amount(why="Not printed")
    return Amount(value, rules.saved_words(value) if saving else rules.pounds(value))


def _why_chained(series: rules.Series, place: int, starts: bool) -> str:
    if place:
        return NO_YEAR_BEFORE
    return NEW_SERIES if starts else FIRST


def _why_against(series: rules.Series, place: int) -> str:
    labels = [year.label for year in series.years]
    if series.baseline not in labels:
        return NO_BASELINE if not series.baseline else BEFORE_BASELINE
    at = labels.index(series.baseline)
    if place == at:
        return BASELINE
    return BEFORE_BASELINE if place < at else NO_BASELINE


def _total(series: rules.Series) -> TotalView:
    def money(value: Decimal | None, *, saving: bool = False) -> Amount:
        if value is None:
            return Amount(why="Not known")
        rounded = rules.whole(value)
        return Amount(rounded, rules.saved_words(rounded) if saving else rules.pounds(rounded))

    return TotalView(
        label=series.label,
        baseline=series.baseline,
        cost=money(series.cost),
        chained=money(series.chained, saving=True),
        against=money(series.against_baseline, saving=True),
    )
