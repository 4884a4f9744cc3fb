"""Where a printed paper says something else about costs than its own counts do.

Every finding is a sentence with both numbers. What cannot be checked is left alone.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from dashboards.performance.cost import (
    CostTable,
    CostYear,
    disagreement,
    pounds,
    same,
    saving,
    whole,
)
from targets.terms import SavingMethod

NEVER_ADDED = "The two methods are never added together."


@dataclass(frozen=True, slots=True)
class Printed:
    """What a paper prints for one year."""

    cost: Decimal | None = None
    saving: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Checked:
    """A table under its title, with what the paper prints for its years, by label."""

    title: str
    table: CostTable
    printed: Mapping[str, Printed]


@dataclass(frozen=True, slots=True)
class Claim:
    """A total that a paper prints, and of what it says it is one."""

    text: str
    of: SavingMethod
    amount: Decimal


# --- Years ---


def year_findings(checked: Checked) -> Iterator[tuple[str, str]]:
    """Label and sentence of every year that is not printed as it is computed."""
    for series in checked.table.series:
        before: CostYear | None = None
        for year in series.years:
            printed = checked.printed.get(year.label, Printed())
            if sentence := _cost(checked.table, year, printed):
                yield year.label, sentence
            if sentence := _saving(checked, year, before, series.baseline):
                yield year.label, sentence
            before = year


def _cost(table: CostTable, year: CostYear, printed: Printed) -> str:
    if printed.cost is None or year.cost is None or year.count is None:
        return ""
    said = disagreement(f"Cost of {year.label}", printed.cost, year.cost)
    if not said:
        return ""
    said = f"{said} {_number(year.count)} at {pounds(table.unit_cost)} each"
    times = printed.cost / table.unit_cost
    if times > 0 and times == times.to_integral_value():
        return f"{said}; what is printed would be {_number(times)}."
    if not year.count:
        return f"{said}."
    return f"{said}; what is printed would be {pounds(whole(printed.cost / year.count))} each."


def _saving(checked: Checked, year: CostYear, before: CostYear | None, baseline: str) -> str:
    printed = checked.printed.get(year.label, Printed()).saving
    if printed is None or (year.chained is None and year.against_baseline is None):
        return ""
    found = [one for one in (year.chained, year.against_baseline) if one is not None]
    if any(same(printed, one) for one in found):
        return ""
    computed = _both(year.chained, year.against_baseline, baseline)
    said = f"Saving of {year.label}: printed {saving(printed)}, computed {computed}."
    return f"{said}{_why(checked, year, before, baseline)}"


def _both(chained: Decimal | None, against: Decimal | None, baseline: str) -> str:
    """``£181,700 against the year before and £506,000 against 2011/12, the baseline year``."""
    said = []
    if chained is not None:
        said.append(f"{saving(whole(chained))} against the year before")
    if against is not None:
        said.append(f"{saving(whole(against))} against {baseline}, the baseline year")
    return " and ".join(said)


def _why(checked: Checked, year: CostYear, before: CostYear | None, baseline: str) -> str:
    """Which of the paper's own costs the printed saving follows from, if any."""
    method, chained = _own_method(checked, year, before, baseline)
    if method is SavingMethod.CHAINED:
        return " It follows from the costs that the paper prints."
    if method is SavingMethod.BASELINE:
        rest = f"; against the year before, {saving(chained)}" if chained is not None else ""
        own = f"against {baseline}, the baseline year"
        return f" By the costs that the paper prints it is {own}{rest}."
    return ""


def _own_method(
    checked: Checked, year: CostYear, before: CostYear | None, baseline: str
) -> tuple[SavingMethod | None, Decimal | None]:
    """By which method the printed saving follows from printed costs, and the chained one."""
    now = checked.printed.get(year.label, Printed())
    last = checked.printed.get(before.label, Printed()).cost if before else None
    base = checked.printed.get(baseline, Printed()).cost
    if now.cost is None or now.saving is None:
        return None, None
    chained = None if last is None else last - now.cost
    if chained == now.saving:
        return SavingMethod.CHAINED, chained
    if base is not None and base - now.cost == now.saving:
        return SavingMethod.BASELINE, chained
    return None, chained


def _number(count: Decimal) -> str:
    text = f"{count:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


# --- Totals ---


def claim_finding(claim: Claim, checked: Sequence[Checked]) -> str:
    """What to say of a printed total of these tables; empty where it is the computed one."""
    if claim.of is SavingMethod.COST:
        return _total_cost(claim, checked)
    totals = [_totals(one) for one in checked]
    wanted = 0 if claim.of is SavingMethod.CHAINED else 1
    sums = [_sum([pair[place] for pair in totals]) for place in (0, 1)]
    agreed = sums[wanted]
    if agreed is not None and same(claim.amount, agreed):
        return ""
    if not any(one.table.compared for one in checked):
        return ""
    said = [f"Savings: printed {pounds(claim.amount)}, computed {_computed(checked, sums)}."]
    said += _of_printed(claim, checked)
    if any(len(one.table.series) > 1 for one in checked):
        said.append("Nothing is added across a change of counting.")
    return " ".join(said)


def _total_cost(claim: Claim, checked: Sequence[Checked]) -> str:
    computed = _sum([one.table.cost for one in checked])
    if computed is None:
        return ""
    said = disagreement("Total cost", claim.amount, computed)
    costs = [value.cost for one in checked for value in one.printed.values()]
    return f"{said} {_added('costs', claim.amount, costs)}".strip() if said else ""


def _totals(checked: Checked) -> tuple[Decimal | None, Decimal | None]:
    return checked.table.chained_total, checked.table.baseline_total


def _sum(amounts: Sequence[Decimal | None]) -> Decimal | None:
    """The sum; None where one is missing."""
    known = [one for one in amounts if one is not None]
    return sum(known, Decimal(0)) if known and len(known) == len(amounts) else None


def _computed(checked: Sequence[Checked], sums: Sequence[Decimal | None]) -> str:
    chained, against = sums
    if chained is None or against is None:
        return "; ".join(_by_series(checked))
    chained, against = whole(chained), whole(against)
    said = f"{saving(chained)} from year to year and {saving(against)} against the baseline year"
    end = ", the same savings reckoned twice" if chained == against else ""
    return f"{said}{end}. {NEVER_ADDED[:-1]}"


def _by_series(checked: Sequence[Checked]) -> Iterator[str]:
    for one in checked:
        for series in one.table.compared:
            assert series.against_baseline is not None  # noqa: S101 - that is what compared means
            chained = (
                ""
                if series.chained is None
                else f"{saving(whole(series.chained))} from year to year and "
            )
            against = saving(whole(series.against_baseline))
            yield f"{one.title}, {series.label}: {chained}{against} against {series.baseline}"


def _of_printed(claim: Claim, checked: Sequence[Checked]) -> Iterator[str]:
    """What the claim is a sum of, among what the paper prints."""
    savings = [value.saving for one in checked for value in one.printed.values()]
    if added := _added("savings", claim.amount, savings):
        yield added
        if _mixed(checked):
            yield "Some of those are against the year before, others against the baseline year."


def _added(what: str, total: Decimal, printed: Sequence[Decimal | None]) -> str:
    """What the printed sums of money of single years add up to."""
    known = [one for one in printed if one is not None]
    if len(known) < 2:
        return ""
    found = sum(known, Decimal(0))
    if found == total:
        return f"It is the sum of the {what} that the paper prints year by year."
    return f"The {what} that the paper prints year by year add up to {pounds(found)}."


def _mixed(checked: Sequence[Checked]) -> bool:
    """Whether some printed savings are against the year before only, others the baseline only."""
    found = set()
    for one in checked:
        for series in one.table.series:
            before = None
            for year in series.years:
                found.add(_printed_method(one, year, before, series.baseline))
                before = year
    return {SavingMethod.CHAINED, SavingMethod.BASELINE} <= found


def _printed_method(
    checked: Checked, year: CostYear, before: CostYear | None, baseline: str
) -> SavingMethod | None:
    printed = checked.printed.get(year.label, Printed()).saving
    if printed is None:
        return None
    by = [year.chained is not None and same(printed, year.chained),
          year.against_baseline is not None and same(printed, year.against_baseline)]  # fmt: skip
    if by[0] != by[1]:
        return SavingMethod.CHAINED if by[0] else SavingMethod.BASELINE
    if by[0]:
        return None  # both, as in the year after the baseline
    return _own_method(checked, year, before, baseline)[0]
