"""A partnership's comparator sets and what their areas have, for one quarter."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from django.db.models import Q, QuerySet

from core.numbers import round_half_up
from core.quarters import Period, Quarter
from dashboards.comparing import HIDDEN, AreaFigure, Compares, times
from dashboards.models import ComparatorArea, ComparatorFigure, ComparatorSet
from dashboards.performance.compare import FEWEST
from dashboards.selectors import shared
from dashboards.selectors.kept import Line
from dashboards.types import NOT_AVAILABLE, Row
from partnerships.models import Partnership
from targets.terms import Unit, Unrated

MOST_POINTS: Final = 20  # quarters of which an average is drawn


@dataclass(frozen=True, slots=True)
class SetArea:
    """One area of a set. ``member``: the partnership here that it is, 0 for any other area."""

    id: int
    name: str
    member: int = 0


@dataclass(frozen=True, slots=True)
class AreaSet:
    """A named list of areas that is in force."""

    id: int
    name: str
    first_quarter: Quarter
    source: str
    note: str
    areas: tuple[SetArea, ...]

    def own(self, partnership: Partnership) -> int:
        """The area that the partnership is itself; 0 where the set is of others only."""
        return next((area.id for area in self.areas if area.member == partnership.pk), 0)


@dataclass(frozen=True, slots=True)
class Loaded:
    """A figure of an area outside, as it was loaded. ``value`` None: not available."""

    value: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None


Figures = Mapping[tuple[int, int], Mapping[Period, Loaded]]  # by area and indicator


@dataclass(frozen=True, slots=True)
class Material:
    """What the areas of the sets have, before it is laid beside a row."""

    sets: tuple[AreaSet, ...]
    loaded: Figures
    shared: Mapping[int, shared.SharedQuarter]  # by partnership
    people: Mapping[int, int]  # by partnership

    def figures(self, one: AreaSet, row: Row, partnership: Partnership) -> dict[int, AreaFigure]:
        """What every area has for the row's indicator and period; a rate for a count.

        A count that has no population is left without a value: see ``unknown_people``.
        """
        how = Compares.of(row)
        return {area.id: self._figure(area, row, partnership, how) for area in one.areas}

    def _figure(
        self, area: SetArea, row: Row, partnership: Partnership, how: Compares
    ) -> AreaFigure:
        people = self.people.get(area.member)
        if area.member == partnership.pk:
            return own_figure(row, how, people)
        if area.member:
            found = self.shared.get(area.member)
            line = found.lines.get(row.indicator_id) if found else None
            return shared_figure(line, row, how, people)
        loaded = self.loaded.get((area.id, row.indicator_id), {}).get(row.latest.period)
        return _loaded_figure(loaded, how)

    def has_figure(self, one: AreaSet, row: Row, partnership: Partnership) -> bool:
        """Whether any area but the partnership itself says something of the row's period."""
        for area in one.areas:
            if area.member == partnership.pk:
                continue
            if area.member:
                found = self.shared.get(area.member)
                line = found.lines.get(row.indicator_id) if found else None
                if (
                    line
                    and line.period == row.latest.period
                    and (line.hidden or line.value is not None)
                ):
                    return True
            elif row.latest.period in self.loaded.get((area.id, row.indicator_id), ()):
                return True
        return False

    def unknown_people(self, one: AreaSet, row: Row, partnership: Partnership) -> tuple[str, ...]:
        """The areas with a count and no population, which stop a count from being compared."""
        if row.unit != Unit.COUNT:
            return ()
        return tuple(
            area.name for area in one.areas if not self._knows_people(area, row, partnership)
        )

    def _knows_people(self, area: SetArea, row: Row, partnership: Partnership) -> bool:
        if area.member:
            return area.member in self.people
        loaded = self.loaded.get((area.id, row.indicator_id), {}).get(row.latest.period)
        return loaded is None or loaded.value is None or bool(loaded.denominator)


def own_figure(row: Row, how: Compares, people: int | None) -> AreaFigure:
    """The partnership's own figure, as its dashboard has it."""
    cell = row.latest
    if cell.hidden:
        return AreaFigure(mark=HIDDEN)
    if cell.value is None or cell.quality_problem:
        return AreaFigure()
    return how.figure(cell.value, cell.numerator, cell.denominator, people) or AreaFigure()


def shared_figure(line: Line | None, row: Row, how: Compares, people: int | None) -> AreaFigure:
    """The figure of a partnership that shares: same indicator and same period, or none."""
    if line is None or line.period != row.latest.period:
        return AreaFigure()
    if line.hidden:
        return AreaFigure(mark=HIDDEN)
    if line.value is None:
        away = line.absence is Unrated.NOT_AVAILABLE
        return AreaFigure(mark=NOT_AVAILABLE) if away else AreaFigure()
    if not line.sound:
        return AreaFigure()
    return how.figure(line.value, line.numerator, line.denominator, people) or AreaFigure()


def _loaded_figure(found: Loaded | None, how: Compares) -> AreaFigure:
    if found is None:
        return AreaFigure()
    if found.value is None:
        return AreaFigure(mark=NOT_AVAILABLE)
    people = int(found.denominator) if found.denominator else None
    figure = how.figure(found.value, found.numerator, found.denominator, people)
    return figure or AreaFigure()


def sets_in_force(partnership: Partnership, quarter: Quarter) -> tuple[AreaSet, ...]:
    """The partnership's sets of a quarter with their areas, in their order. Two queries."""
    rows = list(_in_force(partnership, quarter).order_by("position", "name", "pk"))
    if not rows:
        return ()
    areas: dict[int, list[SetArea]] = defaultdict(list)
    for of, pk, name, member in ComparatorArea.objects.filter(
        partnership=partnership, comparator_set__in=[row.pk for row in rows]
    ).values_list("comparator_set_id", "pk", "name", "member_id"):
        areas[of].append(SetArea(pk, name, member or 0))
    return tuple(
        AreaSet(row.pk, row.name, row.first_quarter, row.source, row.note, tuple(areas[row.pk]))
        for row in rows
    )


def material(
    partnership: Partnership,
    quarter: Quarter,
    sets: tuple[AreaSet, ...],
    rows: Collection[Row],
    *,
    series: bool = False,
) -> Material:
    """What the areas of ``sets`` have for ``rows``. At most five queries, with ``series`` six.

    ``series``: with the periods of the rows' histories too, for the line of a chart.
    """
    periods = {row.latest.period for row in rows}
    if series:
        periods |= {point.period for row in rows for point in row.history[-MOST_POINTS:]}
    outside = [area.id for one in sets for area in one.areas if not area.member]
    members = {area.member for one in sets for area in one.areas if area.member}
    found = (
        shared.shared_quarter(partnership, quarter, series=series)
        if members - {partnership.pk}
        else {}
    )
    counts = any(row.unit == Unit.COUNT for row in rows)
    return Material(
        sets=sets,
        loaded=_loaded(partnership, outside, {row.indicator_id for row in rows}, periods),
        shared={key: one for key, one in found.items() if key in members},
        people=shared.populations(members, quarter.year) if counts and members else {},
    )


def _loaded(
    partnership: Partnership,
    areas: Collection[int],
    indicators: Collection[int],
    periods: Iterable[Period],
) -> Figures:
    """The figures of areas outside, for these periods. One query."""
    wanted = {(period.start, period.end): period for period in periods}
    found: dict[tuple[int, int], dict[Period, Loaded]] = defaultdict(dict)
    if not (areas and indicators and wanted):
        return found
    rows = ComparatorFigure.objects.filter(
        partnership=partnership,
        area__in=areas,
        indicator__in=indicators,
        period_end__gte=min(end for _, end in wanted),
        period_end__lte=max(end for _, end in wanted),
    )
    for area, indicator, start, end, unit, rate_per, *numbers in rows.order_by().values_list(
        "area_id", "indicator_id", "period_start", "period_end",
        "indicator__unit", "indicator__rate_per", "value", "numerator", "denominator",
    ):  # fmt: skip
        if period := wanted.get((start, end)):
            found[area, indicator][period] = _exact(Unit(unit), rate_per, *numbers)
    return found


def _exact(
    unit: Unit, rate_per: int, value: Decimal | None, top: Decimal | None, below: Decimal | None
) -> Loaded:
    """A value from its parts where it has them, so that it is rounded once: see ``figure_at``."""
    if value is not None and top is not None and below and unit != Unit.COUNT:
        value = top * times(unit, rate_per) / below
    return Loaded(value, top, below)


@dataclass(frozen=True, slots=True)
class Offered:
    """What there is to look at beside the partnership's own figures."""

    compare: bool
    county: bool


def offered(partnership: Partnership, quarter: Quarter) -> Offered:
    """Whether there are areas to compare with, and districts that share.

    At most two short queries, since the board's first page asks: areas outside are looked for only
    where nobody here shares, and nobody is under a partnership that is no county board.
    """
    county = partnership.kind == Partnership.Kind.COUNTY
    below = county and shared.sharing_districts(partnership).exists()
    beside = partnership.parent_id is not None and shared.sharing_with(partnership).exists()
    if below or beside:
        return Offered(compare=True, county=below)
    loaded = ComparatorFigure.objects.filter(partnership=partnership)
    return Offered(
        compare=loaded.filter(area__comparator_set__in=_in_force(partnership, quarter)).exists(),
        county=False,
    )


def _in_force(partnership: Partnership, quarter: Quarter) -> QuerySet[ComparatorSet]:
    return ComparatorSet.objects.filter(
        Q(last_quarter__isnull=True) | Q(last_quarter__gte=quarter),
        partnership=partnership,
        first_quarter__lte=quarter,
    )


def average_points(
    one: AreaSet, row: Row, found: Material, partnership: Partnership
) -> dict[Period, Decimal]:
    """The mean of the members' rates for each period of the row's history.

    None of a period in which somebody hides a figure: with what else is printed of that quarter
    the average could give it away.
    """
    by_period: dict[Period, list[Decimal | None]] = defaultdict(list)
    for area in one.areas:
        for period, value in _history(area, row, found, partnership):
            by_period[period].append(value)
    averages = {}
    for period, values in by_period.items():
        known = [round_half_up(value, row.decimals) for value in values if value is not None]
        if FEWEST <= len(known) == len(values):
            averages[period] = sum(known, Decimal(0)) / len(known)
    return averages


def _history(
    area: SetArea, row: Row, found: Material, partnership: Partnership
) -> Iterable[tuple[Period, Decimal | None]]:
    if area.member == partnership.pk:
        return [
            (one.period, one.value)
            for one in row.history
            if one.value is not None and not one.quality_problem
        ]
    if area.member:
        published = found.shared.get(area.member)
        return (published.series.get(row.indicator_id, {}) if published else {}).items()
    loaded = found.loaded.get((area.id, row.indicator_id), {})
    return [(period, one.value) for period, one in loaded.items() if one.value is not None]
