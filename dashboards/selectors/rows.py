"""One judged measure as a row of the dashboard."""

from collections.abc import Sequence
from dataclasses import replace

from core.quarters import Period, Quarter
from dashboards.models import StatedJudgement
from dashboards.performance import (
    Figure,
    History,
    Judgement,
    StatedTerms,
    cell,
    figure_at,
)
from dashboards.performance import direction as directions
from dashboards.performance.expected import Expected, expected_of
from dashboards.types import Cell, Direction, Movement, Point, Rating, Row, Stated
from targets.models import Figure as FigureRow
from targets.models import Measure, Target
from targets.terms import TargetKind, Unit

MOST_POINTS = 20
QUARTERS_A_YEAR = 4
BOTH = 2  # a rating and an arrow


def compared_with(judgement: Judgement) -> Figure:
    """The earlier figure that stands in the previous column."""
    return judgement.direction.earlier


def row_of(
    measure: Measure,
    judgement: Judgement,
    *,
    history: History,
    target: Target | None,
    figure: FigureRow | None,
    stated: Sequence[StatedJudgement],
    previous_period: Period,
    latest_period: Period,
    as_of: Quarter,
) -> Row:
    """Everything of one indicator in one quarter, ready to be printed."""
    indicator = measure.indicator
    expected = judgement.expected
    return Row(
        measure_id=measure.pk,
        code=indicator.code,
        name=indicator.name,
        unit=judgement.measure.unit,
        unit_text=unit_text(measure),
        decimals=indicator.decimals,
        polarity=judgement.measure.polarity,
        basis=judgement.measure.basis,
        previous=cell_of(compared_with(judgement), previous_period),
        latest=cell_of(judgement.figure, latest_period),
        target_text=target.text if target else "",
        target_kind=TargetKind(target.kind).label if target else "",
        aligned_as=target.aligned_as if target else "",
        expected_text=judgement.target_label,
        target_sentence=judgement.target_sentence if target else "No target.",
        rating=_rating(judgement),
        direction=_direction(judgement),
        stated_sentences=stated_words(judgement),
        lapsed=tuple(_stated(one) for one in judgement.stated.lapsed),
        warnings=judgement.warnings,
        expected=expected.value if isinstance(expected, Expected) else None,
        county_comparison=_comparison(stated, "county_comparison", judgement.quarter),
        district_comparison=_comparison(stated, "district_comparison", judgement.quarter),
        commentary_change=figure.commentary_change if figure else "",
        commentary_action=figure.commentary_action if figure else "",
        action_owner=figure.action_owner if figure else "",
        action_due=figure.action_due if figure else None,
        supplier=measure.supplier.name,
        owner_post=measure.owner_post,
        definition=indicator.definition,
        source=indicator.source,
        history=points_of(
            judgement, history, as_of, Quarter.containing(target.starts) if target else None
        ),
        indicator_id=indicator.pk,
        headline=measure.headline,
    )


def unit_text(measure: Measure) -> str:
    """``rate per 1,000 population``, ``percentage``, ``number``."""
    indicator = measure.indicator
    if indicator.unit == Unit.RATE:
        people = (indicator.denominator_label or "population").lower()
        return f"rate per {indicator.rate_per:,} {people}"
    words = {Unit.COUNT: "number", Unit.DAYS: "days", Unit.POUNDS: "pounds"}
    unit = Unit(indicator.unit)
    return words.get(unit, unit.label.lower())


def cell_of(figure: Figure, column: Period) -> Cell:
    """A figure as the cell of a column prints it."""
    text = cell(figure, column)
    value_text = figure.text if figure.value is not None else ""
    noted = figure.value is not None and text.endswith(")") and figure.period != column
    return Cell(
        text=text,
        period=figure.period,
        value=figure.value,
        value_text=value_text,
        phrase=figure.phrase,
        period_note=figure.period.label if noted else "",
        caveats=figure.caveats,
        numerator=figure.numerator,
        denominator=figure.denominator,
        provisional=figure.provisional,
        estimated=figure.estimated,
        revised=figure.revised,
        quality_problem=figure.quality_problem,
        absence=figure.absence,
    )


def _stated(terms: StatedTerms) -> Stated:
    return Stated(
        reason=terms.reason,
        by=terms.by,
        on=terms.on,
        until=terms.last_quarter,
        rag=terms.rag,
        direction=terms.direction,
    )


def stated_words(judgement: Judgement) -> tuple[str, ...]:
    """What is stated and why; a rating and an arrow stated for one reason in one sentence."""
    found, stated = judgement.stated_sentences, judgement.stated
    opening = "Officers changed "
    if len(found) < BOTH or stated.rag != stated.direction or stated.rag is None:
        return found
    if not all(sentence.startswith(opening) for sentence in found):
        return found
    why = f": {stated.rag.reason.rstrip('.')} ("
    first, reason, rest = found[0].partition(why)
    second = found[1].partition(why)[0].removeprefix(opening)
    return (f"{first} and {second}{reason}{rest}",) if reason else found


def _rating(judgement: Judgement) -> Rating:
    stated = judgement.stated.rag
    return Rating(
        shown=judgement.shown_rag,
        computed=judgement.rag,
        unrated=judgement.unrated,
        explanation=judgement.explanation,
        stated=_stated(stated) if stated else None,
    )


def _direction(judgement: Judgement) -> Direction:
    stated = judgement.stated.direction
    return Direction(
        shown=judgement.shown_travel,
        computed=judgement.direction.travel,
        words=judgement.shown_words,
        long=_movement(judgement.long),
        short=_movement(judgement.short),
        stated=_stated(stated) if stated else None,
    )


def _movement(found: directions.Direction) -> Movement:
    return Movement(
        travel=found.travel,
        words=found.words,
        explanation=found.explanation,
        earlier=cell_of(found.earlier, found.earlier.period),
    )


def _comparison(stated: Sequence[StatedJudgement], name: str, quarter: Quarter) -> str:
    """The latest stated comparison that speaks for the quarter, in words."""
    for one in reversed(stated):
        if getattr(one, name) and one.quarter <= quarter <= one.until_quarter:
            return str(getattr(one, f"get_{name}_display")())
    return ""


def points_of(
    judgement: Judgement, history: History, as_of: Quarter, target_from: Quarter | None
) -> tuple[Point, ...]:
    """The figures so far, oldest first, at most twenty; quarters without one are gaps.

    Figures that come once a year make one point a year. The target counts from its first quarter.
    """
    quarters = [one.quarter for one in history.observations if one.is_entered]
    if not quarters:
        return ()
    yearly = len({quarter.number for quarter in [*quarters, judgement.quarter]}) == 1
    step = QUARTERS_A_YEAR if yearly and len(quarters) > 1 else 1
    count = min((judgement.quarter - quarters[0]) // step + 1, MOST_POINTS)
    shown = [judgement.quarter - step * place for place in reversed(range(count))]
    points = [
        _point(judgement, history, quarter, as_of, bool(target_from and target_from <= quarter))
        for quarter in shown
    ]
    while points and points[0].value is None:  # a rolling year has no figure at first
        points.pop(0)
    for one in history.breaks:
        after = next((n for n, point in enumerate(points) if point.quarter >= one.quarter), 0)
        if after:
            points[after] = replace(points[after], break_note=one.note)
    return tuple(points)


def _point(
    judgement: Judgement, history: History, quarter: Quarter, as_of: Quarter, has_target: bool
) -> Point:
    measure = judgement.measure
    figure = figure_at(measure, history, quarter, as_of)
    value = None
    if has_target:
        expected = expected_of(measure, judgement.target, history, quarter, figure)
        value = expected.value if isinstance(expected, Expected) else None
    return Point(
        quarter=quarter,
        period=figure.period,
        text=figure.text,
        value=figure.value,
        numerator=figure.numerator,
        expected=value,
        provisional=figure.provisional,
        estimated=figure.estimated,
        quality_problem=figure.quality_problem,
        denominator=figure.denominator,
        revised=figure.revised,
    )
