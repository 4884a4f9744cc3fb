"""What the Compare page shows: one indicator across a set, or one priority as a matrix."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from django.utils.timezone import localtime

from core.numbers import format_number
from core.period_text import long_day
from dashboards.comparing import (
    HIDDEN,
    Compares,
    Line,
    by_value,
    compared,
    lines,
    mean,
    together,
    why_not,
)
from dashboards.insight import Compared
from dashboards.performance.compare import Comparison
from dashboards.selectors import shared
from dashboards.selectors.comparators import AreaSet, Material, material, sets_in_force
from dashboards.selectors.compared import hidden_sentence, quality_reason, sentence, unit_reason
from dashboards.selectors.kept import Line as PublishedLine
from dashboards.types import Dashboard, Group, Row
from partnerships.models import Partnership
from targets.models import Indicator


@dataclass(frozen=True, slots=True)
class Asked:
    """What the reader chose; nothing, or something unknown, means the first there is."""

    measure: str = ""
    set: str = ""
    group: str = ""
    order: str = ""

    @property
    def by_value(self) -> bool:
        return self.order == "value"


@dataclass(frozen=True, slots=True)
class Ranked:
    """One indicator across the areas of a set. ``frozen``: what was published of it."""

    row: Row
    set: AreaSet
    how: Compares
    lines: tuple[Line, ...]
    members: int
    sentence: str
    comparison: Comparison | None
    average: Decimal | None
    average_text: str
    quartiles: str
    together_text: str
    together_why: str
    sources: tuple[str, ...]
    frozen: str = ""


@dataclass(frozen=True, slots=True)
class MatrixCell:
    """A rating with its value; or with neither, ``words`` of why there is none."""

    label: str  # the indicator
    rating: str = ""
    text: str = ""
    words: str = ""

    @property
    def whole(self) -> str:
        """All of it as one text, for files."""
        return self.words or self.text


@dataclass(frozen=True, slots=True)
class MatrixLine:
    name: str
    own: bool
    published: str  # "Published on 12 October 2015"
    cells: tuple[MatrixCell, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """One priority's indicators in the partnerships that share; ``rows`` are the columns."""

    group: Group
    rows: tuple[Row, ...]
    lines: tuple[MatrixLine, ...]


@dataclass(frozen=True, slots=True)
class ComparePage:
    """Both, and what can be chosen. ``ranked`` is None where no area has a figure to compare."""

    sets: tuple[AreaSet, ...]
    choices: tuple[Row, ...]
    groups: tuple[Group, ...]  # with indicators that those who share have too
    sharing: int  # how many partnerships share
    ranked: Ranked | None = None
    matrix: Matrix | None = None
    not_offered: int = 0  # indicators of which no area has a figure


def compare_page(partnership: Partnership, dashboard: Dashboard, asked: Asked) -> ComparePage:
    """Of one dashboard, as published or working. At most eleven queries, however many areas."""
    rows = tuple(row for row in dashboard.rows if row.indicator_id)
    published = shared.shared_quarter(partnership, dashboard.quarter)
    sharing = shared.areas_shared_with(partnership)
    groups = _groups(dashboard, published)
    sets = tuple(
        one for one in sets_in_force(partnership, dashboard.quarter) if one.own(partnership)
    )
    found = material(partnership, dashboard.quarter, sets, rows) if sets and rows else None
    choices = tuple(
        row
        for row in rows
        if found and any(found.has_figure(one, row, partnership) for one in sets)
    )
    page = ComparePage(
        sets=sets,
        choices=choices,
        groups=groups,
        sharing=len(sharing),
        not_offered=len(rows) - len(choices),
    )
    chosen = next((one for one in groups if one.key == asked.group), None)
    if chosen or (groups and not choices):
        group = chosen or groups[0]
        return replace(page, matrix=_matrix(partnership, dashboard, group, sharing, published))
    if found is None or not choices:
        return page
    row = next((one for one in choices if str(one.measure_id) == asked.measure), choices[0])
    return replace(page, ranked=_ranked(partnership, row, found, asked))


# --- One indicator ---


def _ranked(partnership: Partnership, row: Row, found: Material, asked: Asked) -> Ranked:
    with_figures = [one for one in found.sets if found.has_figure(one, row, partnership)]
    chosen = next((one for one in found.sets if str(one.id) == asked.set), with_figures[0])
    how, own = Compares.of(row), chosen.own(partnership)
    figures = found.figures(chosen, row, partnership)
    reason = (
        hidden_sentence()
        if row.latest.hidden
        else quality_reason(row)
        or unit_reason(chosen, row, found, partnership)
        or why_not(figures, own, partnership.place, row.latest.period)
    )
    comparable = not unit_reason(chosen, row, found, partnership)
    comparison = compared(figures, own, row.polarity) if not reason else None
    average = mean(figures.values()) if comparable else None
    listed = lines({area.id: area.name for area in chosen.areas}, figures, own, how)
    listed = listed if comparable else tuple(replace(one, rank="", standing="") for one in listed)
    members = sum(figure.value is not None for figure in figures.values())
    base = Compared(chosen.name, len(chosen.areas), members, row.latest.period, "")
    average_text = how.printed(average) if average is not None else ""
    all_areas = together(figures, how, _rate_per(row))
    return Ranked(
        row=row,
        set=chosen,
        how=how,
        lines=by_value(listed, row.polarity) if asked.by_value else listed,
        members=members,
        sentence=_sentence(base, comparison, average_text, how) or reason,
        comparison=comparison,
        average=average,
        average_text=average_text,
        quartiles=_quartiles(comparison, how),
        together_text=how.printed(all_areas.value) if all_areas.value is not None else "",
        together_why=all_areas.why,
        sources=_sources(chosen),
        frozen=_frozen(row, chosen, comparison),
    )


def _sentence(base: Compared, comparison: Comparison | None, average: str, how: Compares) -> str:
    if comparison is None:
        return ""
    standing = comparison.standing.value if comparison.standing else ""
    return sentence(comparison.rank_words, standing, base, average, how)


def _quartiles(comparison: Comparison | None, how: Compares) -> str:
    if comparison is None:
        return ""
    at = comparison.quartiles
    return (
        f"A quarter of the areas are at or below {how.printed(at.lower)}, half at or below "
        f"{how.printed(at.median)}, three quarters at or below {how.printed(at.upper)}."
    )


def _sources(chosen: AreaSet) -> tuple[str, ...]:
    return (chosen.source,) if chosen.source else ()


def _frozen(row: Row, chosen: AreaSet, now: Comparison | None) -> str:
    """What was published, where the areas' figures have changed since."""
    then = next((one for one in row.compared if one.set_name == chosen.name), None)
    if then is None or then.rank_words == (now.rank_words if now else ""):
        return ""
    if not then.rank_words:
        return "When this quarter was published, it was not compared with these areas."
    return (
        f"When this quarter was published, the rank was {then.rank_words}. Figures of these areas "
        "have come in, or changed, since."
    )


def _rate_per(row: Row) -> int:
    """What the indicator’s rate is per. One query."""
    known = Indicator.objects.filter(pk=row.indicator_id).values_list("rate_per", flat=True).first()
    return known or 1


# --- One priority ---


def _groups(
    dashboard: Dashboard, published: Mapping[int, shared.SharedQuarter]
) -> tuple[Group, ...]:
    """The priorities of which somebody who shares has published an indicator."""
    theirs = {key for one in published.values() for key in one.lines}
    return tuple(
        group for group in dashboard.groups if any(row.indicator_id in theirs for row in group.rows)
    )


def _matrix(
    partnership: Partnership,
    dashboard: Dashboard,
    group: Group,
    sharing: tuple[shared.Area, ...],
    published: Mapping[int, shared.SharedQuarter],
) -> Matrix:
    rows = tuple(row for row in group.rows if row.indicator_id)
    own = MatrixLine(
        name=partnership.place,
        own=True,
        published="As on this page",
        cells=tuple(_own_cell(row) for row in rows),
    )
    others = [_matrix_line(area, published.get(area.id), rows) for area in sharing]
    found = sorted([own, *others], key=lambda line: line.name.casefold())
    return Matrix(group, rows, tuple(found))


def _matrix_line(
    area: shared.Area, quarter: shared.SharedQuarter | None, rows: tuple[Row, ...]
) -> MatrixLine:
    if quarter is None:
        cells = tuple(MatrixCell(row.name, words="Not published yet") for row in rows)
        return MatrixLine(area.place, own=False, published="Not published yet", cells=cells)
    day = long_day(localtime(quarter.published_at))
    cells = tuple(cell_of(quarter.lines.get(row.indicator_id), row) for row in rows)
    return MatrixLine(area.place, own=False, published=f"Published on {day}", cells=cells)


def _own_cell(row: Row) -> MatrixCell:
    cell = row.latest
    if cell.value is None and not cell.hidden:
        return MatrixCell(row.name, words=cell.text)
    text = HIDDEN if cell.hidden else cell.value_text
    return MatrixCell(row.name, rating=row.rating.value, text=text)


def cell_of(line: PublishedLine | None, row: Row) -> MatrixCell:
    """Another partnership's cell: same indicator and same period, or why there is none."""
    if line is None:
        return MatrixCell(row.name, words="Not measured")
    if line.period != row.latest.period:
        return MatrixCell(row.name, words=f"Another period: {line.period.label}")
    if line.hidden:
        return MatrixCell(row.name, rating=line.rating, text=HIDDEN)
    if line.value is None:
        return MatrixCell(row.name, words=line.text)
    return MatrixCell(
        row.name, rating=line.rating, text=format_number(line.value, row.decimals, row.unit)
    )
