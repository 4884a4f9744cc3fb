"""A financial year's count of an indicator, as the board may see it.

What is published comes from the latest published quarter, and quarters before those from the past
figures that were loaded. A year is counted once all of it is known: three quarters are not a year.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal

from core.quarters import FinancialYear, Period, Quarter
from dashboards.selectors.hidden import HIDDEN, is_small
from dashboards.types import Dashboard
from partnerships.models import Partnership
from targets.models import Figure, Measure, Return, SeriesBreak
from targets.terms import Unit

COUNTED = (Unit.COUNT, Unit.RATE, Unit.PERCENTAGE)  # of a rate, what it is made from


@dataclass(frozen=True, slots=True)
class YearCount:
    """``count`` is None where the year is not wholly known, ``note`` says why."""

    count: Decimal | None = None
    note: str = ""
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class _Seen:
    period: Period
    count: Decimal | None
    hidden: bool
    doubtful: bool  # it has a quality problem


Counts = dict[int, YearCount]  # by the year in which the financial year starts


def counts_of(
    partnership: Partnership, measures: Collection[Measure], published: Dashboard | None
) -> tuple[dict[int, Counts], dict[int, set[int]]]:
    """By measure: its years, and those with which a new series starts. Two queries."""
    seen: dict[int, dict[Quarter, _Seen]] = defaultdict(dict)
    first: dict[int, Quarter] = {}
    for measure in measures:
        row = published.row(measure.pk) if published else None
        for point in row.history if row else ():
            shown = point.value if row and row.unit is Unit.COUNT else point.numerator
            is_hidden = point.text == HIDDEN
            seen[measure.pk][point.quarter] = _Seen(
                point.period, shown, is_hidden, point.quality_problem
            )
            first.setdefault(measure.pk, point.quarter)
    for figure in _past(partnership, measures):
        before = first.get(figure.measure_id)
        if before is None or figure.quarter < before:
            seen[figure.measure_id][figure.quarter] = _of_figure(figure)
    years = {pk: _years(found.values()) for pk, found in seen.items()}
    return years, _breaks(measures, published)


def _past(partnership: Partnership, measures: Collection[Measure]) -> Iterable[Figure]:
    return (
        Figure.objects.filter(
            partnership=partnership,
            measure__in=measures,
            belongs_to__status=Return.Status.HISTORY,
            value__isnull=False,
        )
        .select_related("measure__indicator")
        .order_by("quarter")
    )


def _of_figure(figure: Figure) -> _Seen:
    unit = Unit(figure.measure.indicator.unit)
    count = figure.value if unit is Unit.COUNT else figure.numerator
    hidden = figure.measure.suppress_small_numbers and is_small(
        unit, figure.value, figure.numerator
    )
    return _Seen(figure.period, None if hidden else count, hidden, figure.quality_problem)


def _breaks(measures: Collection[Measure], published: Dashboard | None) -> dict[int, set[int]]:
    """A break within a year parts it from the year before and from the next one."""
    found: dict[int, set[int]] = defaultdict(set)
    for one in SeriesBreak.objects.filter(measure__in=measures):
        if published is not None and one.quarter > published.quarter:
            continue
        year = one.quarter.financial_year.year
        found[one.measure_id] |= {year} if one.quarter.number == 1 else {year, year + 1}
    return found


def _years(seen: Iterable[_Seen]) -> Counts:
    by_year: dict[int, list[_Seen]] = defaultdict(list)
    for one in seen:
        by_year[FinancialYear.containing(one.period.end).year].append(one)
    return {year: _year(FinancialYear(year), found) for year, found in sorted(by_year.items())}


def _year(year: FinancialYear, seen: list[_Seen]) -> YearCount:
    whole = [one for one in seen if one.period == year.period]
    quarters = [one for one in seen if one.period.quarter is not None]
    used = whole[-1:] or quarters
    if any(one.hidden for one in used):
        return YearCount(hidden=True, note="Not shown: small numbers")
    if any(one.doubtful for one in used):
        return YearCount(note="Quality problem in its figures")
    known = [one.count for one in used if one.count is not None]
    if whole or len(known) == len(year.quarters):
        return YearCount(sum(known, Decimal(0)) if known else None)
    return YearCount(note=f"{len(known)} of 4 quarters")
