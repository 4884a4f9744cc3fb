"""What the rules make of a return's figures while they are entered: the room below asks here.

The judge is that of ``working_dashboard(settled=True)``, so that a figure is seen as the board will
see it. The rules in prose are in ``docs/calculations.md``.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

from core.quarters import Quarter
from dashboards.performance import Figure, History, Judgement, MeasureTerms
from dashboards.performance.figures import as_entered
from dashboards.performance.usual_range import (
    Series,
    UsualRange,
    fixed_range,
    series,
    signals,
)
from dashboards.performance.usual_words import (
    NEAR,
    OUTSIDE,
    SENTENCES,
    bounds_of,
    mean_words,
    range_words,
)
from dashboards.selectors.gather import gather_to_judge
from dashboards.selectors.rows import stated_words
from dashboards.selectors.working import Case, case_of
from partnerships.models import Partnership
from targets.models import Figure as FigureRow
from targets.models import Measure
from targets.opinions import Opinion
from targets.terms import Rag, Unit, Unrated, Warned

TWO_STEPS = {Rag.RED, Rag.GREEN}
WHY_NO_TARGET = {
    Unrated.NO_TARGET: "There is no target, so it is not rated.",
    Unrated.PLACEHOLDER: "The target is not set yet, so it is not rated.",
}


def opinions_of(
    partnership: Partnership, quarter: Quarter, measures: Collection[int] | None = None
) -> Mapping[int, Opinion]:
    """An opinion of each measure in use, or of ``measures`` only. Seven queries."""
    gathered = gather_to_judge(partnership, quarter, settled=True, measures=measures)
    case = case_of(partnership, quarter, gathered)
    return {
        measure.pk: _opinion(case, measure)
        for measure in gathered.measures
        if measures is None or measure.pk in measures
    }


def _opinion(case: Case, measure: Measure) -> Opinion:
    judgement = case.judge(measure)
    rows = case.gathered.figures.get(measure.pk, ())
    row = next((one for one in rows if one.quarter == case.quarter), None)
    usual = _usual(judgement.measure, case.histories[measure.pk], case.quarter)
    return Opinion(
        rating=str(judgement.shown_rag or judgement.shown_unrated or "not_rated"),
        rating_reason=judgement.shown_unrated.label if judgement.shown_unrated else "",
        explanation=judgement.explanation,
        direction=str(judgement.shown_travel),
        direction_words=judgement.shown_words,
        stated=stated_words(judgement),
        warnings=tuple(_warnings(case, measure, judgement, usual)),
        notes=tuple(_notes(judgement, row, usual)),
    )


# --- Warnings and notes -------------------------------------------------------------------------

Usual = tuple[Figure, Series, UsualRange]  # the figure, the quarters up to it, the range before it


def _usual(measure: MeasureTerms, history: History, quarter: Quarter) -> Usual | None:
    """The quarter's figure with the range of the points before it; None where there is none, or
    where those points are all the same."""
    entered = history.at(quarter)
    own = entered.period.quarter if entered and not entered.quality_problem else None
    if entered is None or own is None or not entered.is_entered:
        return None
    points = series(measure, history, own)
    limits = fixed_range(points.values[:-1])
    if limits is None or not limits.varies:
        return None
    return as_entered(measure, entered), points, limits


def _warnings(
    case: Case, measure: Measure, judgement: Judgement, usual: Usual | None
) -> Iterator[tuple[Warned, str]]:
    if usual and (sentence := _outside(judgement.measure, *usual)):
        yield Warned.USUAL_RANGE, sentence
    if sentence := _two_steps(case, measure, judgement):
        yield Warned.RATING, sentence


def _outside(measure: MeasureTerms, figure: Figure, points: Series, limits: UsualRange) -> str:
    """That a figure lies outside its usual range; nothing where it does not."""
    value = figure.value
    if value is None or not limits.is_outside(value):
        return ""
    known = [point for point in points.values if point is not None]
    high = value > limits.upper
    most = value == (max(known) if high else min(known)) and known.count(value) == 1
    record = f", and the {'highest' if high else 'lowest'} in {len(known)} quarters" if most else ""
    text = range_words(measure, limits, bounds_of(measure, points.figures), value)
    weak = " The range is provisional: it rests on few quarters." if limits.provisional else ""
    return (
        f"{_shown(measure, figure)}. That is {'above' if high else 'below'} its usual "
        f"range, {text}{record}.{weak}"
    )


def _shown(measure: MeasureTerms, figure: Figure) -> str:
    """``Vehicle crime is 6.35 per 1,000``, without “per 1,000” where the name says it already."""
    named = measure.unit is Unit.RATE and f"per {measure.rate_per:,}" in measure.name
    return f"{measure.name} is {figure.text if named else figure.phrase}"


def _two_steps(case: Case, measure: Measure, judgement: Judgement) -> str:
    """That the rating shown moved between red and green since the last quarter that was rated."""
    rag, target = judgement.shown_rag, case.target(measure)
    history = case.histories[measure.pk]
    if rag is None or target is None or not history.observations:
        return ""
    for index in range(case.quarter.index - 1, history.observations[0].quarter.index - 1, -1):
        quarter = Quarter.from_index(index)
        if target.starts > quarter.end:  # another target's rating says nothing about this one's
            return ""
        before = replace(case, quarter=quarter).judge(measure)
        if before.shown_rag is None:
            continue
        now, then = judgement.figure, before.figure
        broken = history.break_between(then.period, now.period)
        if broken or not now.period.same_length(then.period):
            return ""
        if {rag, before.shown_rag} != TWO_STEPS:
            return ""
        period = then.period.words
        return (
            f"{_shown(judgement.measure, now)}, which is rated {rag.label}. "
            f"{period[:1].upper()}{period[1:]} was rated {before.shown_rag.label} ({then.text})."
        )
    return ""


def _unsaid(row: FigureRow | None, said: bool) -> Iterator[str]:
    """What a red rating leaves to be said: what is done about it, by whom and by when."""
    if not said:
        yield (
            "It is rated Red and has no commentary. Say what changed and what you are doing, "
            "who is doing it and by when."
        )
        return
    lacks = [
        words
        for words, there in (
            ("who is doing something about it", row and row.action_owner),
            ("by when", row and row.action_due),
        )
        if not there
    ]
    if lacks:
        yield f"It is rated Red. Say {' and '.join(lacks)}."


def _notes(judgement: Judgement, row: FigureRow | None, usual: Usual | None) -> Iterator[str]:
    if judgement.shown_unrated in WHY_NO_TARGET:
        yield WHY_NO_TARGET[judgement.shown_unrated]
    said = row is not None and (row.commentary_change or row.commentary_action)
    if judgement.shown_rag is Rag.RED:
        yield from _unsaid(row, bool(said))
    if usual is None:
        return
    _, points, limits = usual
    mean = mean_words(judgement.measure, limits)
    found = signals(points.values, limits)[-1]
    outside = bool(OUTSIDE & set(found))  # which is warned of, and says more
    for signal in found:
        if signal not in OUTSIDE and not (outside and signal in NEAR):
            yield SENTENCES[signal].format(mean=mean)
