"""Where each indicator stands among the areas of the partnership's comparator sets."""

from collections.abc import Collection
from dataclasses import replace

from core.quarters import Quarter
from dashboards.comparing import Compares, compared, mean, why_not
from dashboards.insight import Compared, ComparedPoint
from dashboards.selectors.comparators import (
    MOST_POINTS,
    AreaSet,
    Material,
    average_points,
    material,
    sets_in_force,
)
from dashboards.selectors.hidden import is_small
from dashboards.types import Row
from partnerships.models import Partnership
from targets.models import Measure
from targets.terms import Polarity, Unit


def compared_rows(
    partnership: Partnership, quarter: Quarter, rows: dict[int, Row]
) -> dict[int, Row]:
    """The rows, by measure, with their comparisons. At most nine queries; one without sets.

    Only rows for whose period the areas have figures. A small number that the board will not see
    is not compared: its rank and the average would give it away.
    """
    sets = tuple(one for one in sets_in_force(partnership, quarter) if one.own(partnership))
    if not sets or not rows:
        return rows
    careful = _careful(rows)
    found = material(partnership, quarter, sets, rows.values(), series=True)
    return {
        measure_id: replace(
            row,
            compared=tuple(
                _compared(one, row, found, partnership, careful=measure_id in careful)
                for one in sets
                if found.has_figure(one, row, partnership)
            ),
        )
        for measure_id, row in rows.items()
    }


def hidden_sentence() -> str:
    """Said instead of a comparison that would give a small number away."""
    return "Not compared: its own figure is not published, because of small numbers."


def quality_reason(row: Row) -> str:
    """Why a figure that is known to be wrong is not compared; nothing for any other."""
    return (
        "Not compared: its own figure has a quality problem." if row.latest.quality_problem else ""
    )


def _careful(measures: Collection[int]) -> set[int]:
    """The measures whose small numbers are not published. One query."""
    rows = Measure.objects.filter(pk__in=measures, suppress_small_numbers=True)
    return set(rows.values_list("pk", flat=True))


def _compared(
    one: AreaSet, row: Row, found: Material, partnership: Partnership, *, careful: bool
) -> Compared:
    how, own = Compares.of(row), one.own(partnership)
    figures = found.figures(one, row, partnership)
    base = Compared(
        set_name=one.name,
        areas=len(one.areas),
        members=sum(figure.value is not None for figure in figures.values()),
        period=row.latest.period,
        sentence="",
        source=one.source,
    )
    small = careful and is_small(row.unit, row.latest.value, row.latest.numerator)
    reason = (
        hidden_sentence()
        if small or row.latest.hidden
        else quality_reason(row)
        or unit_reason(one, row, found, partnership)
        or why_not(figures, own, partnership.place, row.latest.period)
    )
    comparison = None if reason else compared(figures, own, row.polarity)
    average = mean(figures.values())
    if comparison is None or average is None:
        return replace(base, sentence=reason, why_not=reason)
    standing = comparison.standing.value if comparison.standing else ""
    text = how.printed(average)
    return replace(
        base,
        sentence=sentence(comparison.rank_words, standing, base, text, how),
        rank_words=comparison.rank_words,
        standing=standing,
        average=average,
        average_text=text,
        # The average of an earlier quarter may hold a small number of this area.
        points=() if careful else _points(one, row, found, partnership),
    )


def unit_reason(one: AreaSet, row: Row, found: Material, partnership: Partnership) -> str:
    """Why figures of this unit cannot be compared; nothing where they can."""
    if row.unit == Unit.POUNDS:
        return "Not compared: an amount in pounds is a total, not a rate."
    unknown = found.unknown_people(one, row, partnership)
    if not unknown:
        return ""
    more = f" and {len(unknown) - 2} more" if len(unknown) > 2 else ""
    return (
        "Not compared: a count is compared as a rate per 1,000 people, and the population is not "
        f"known of {', '.join(unknown[:2])}{more}."
    )


def sentence(rank: str, standing: str, base: Compared, average: str, how: Compares) -> str:
    """What is said of a comparison: its rank, its standing and the average."""
    where = f"{base.set_name}, {base.period.words}"
    members = "" if base.members == base.areas else f" of {base.areas}"
    said = f"The average of {base.members}{members} areas is {average}"
    said += f" ({how.unit_text})." if how.unit == Unit.COUNT else "."
    if how.polarity == Polarity.CONTEXT or not rank:
        return f"{where}: not ranked, because neither high nor low is better by itself. {said}"
    words = {"Top": "in the best quarter of areas", "Bottom": "in the worst quarter of areas"}
    between = "between the best and the worst quarter of areas"
    return f"{where}: rank {rank} (1 = best), {words.get(standing, between)}. {said}"


def _points(
    one: AreaSet, row: Row, found: Material, partnership: Partnership
) -> tuple[ComparedPoint, ...]:
    """The average of the set in each quarter of the row's history; none for counts."""
    if row.unit == Unit.COUNT:
        return ()
    averages = average_points(one, row, found, partnership)
    return tuple(
        ComparedPoint(point.quarter, averages[point.period])
        for point in row.history[-MOST_POINTS:]
        if point.period in averages
    )
