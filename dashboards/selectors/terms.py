"""Rows of the database as what the rules are given. The only place that knows both."""

from collections.abc import Iterable, Mapping, Sequence

from core.quarters import Period, Quarter
from dashboards.models import Scheme, StatedJudgement
from dashboards.performance import (
    BaselineTerms,
    Condition,
    History,
    MeasureTerms,
    Observation,
    SchemeTerms,
    SeriesBreak,
    StatedTerms,
    TargetTerms,
    figure_at,
)
from targets import models
from targets.terms import (
    Basis,
    FigureState,
    Missing,
    Polarity,
    Rag,
    Reason,
    RollUp,
    SchemeKind,
    TargetKind,
    Travel,
    Unit,
)


def scheme_terms(scheme: Scheme) -> SchemeTerms:
    return SchemeTerms(
        label=str(scheme),
        from_quarter=scheme.from_quarter,
        relative=scheme.tolerance_percent,
        points=scheme.tolerance_points,
        absolute=scheme.tolerance_absolute,
        band_relative=scheme.band_percent,
        band_points=scheme.band_points,
        kind=SchemeKind(scheme.kind),
        roll_up=RollUp(scheme.roll_up),
    )


def measure_terms(measure: models.Measure) -> MeasureTerms:
    """Of a measure whose indicator is loaded."""
    indicator = measure.indicator
    return MeasureTerms(
        name=indicator.name,
        unit=Unit(indicator.unit),
        polarity=Polarity(indicator.polarity),
        basis=Basis(indicator.basis),
        decimals=indicator.decimals,
        rate_per=indicator.rate_per,
        lag_quarters=indicator.lag_quarters,
        tolerance_percent=measure.tolerance_percent,
        tolerance_units=measure.tolerance_units,
        band_percent=measure.band_percent,
        band_units=measure.band_units,
    )


def history_terms(
    figures: Iterable[models.Figure], breaks: Iterable[models.SeriesBreak]
) -> History:
    return History.of(
        (_observation(figure) for figure in figures),
        (SeriesBreak(one.quarter, one.note) for one in breaks),
    )


def _observation(figure: models.Figure) -> Observation:
    return Observation(
        quarter=figure.quarter,
        period=figure.period,
        state=FigureState(figure.state),
        value=figure.value,
        numerator=figure.numerator,
        denominator=figure.denominator,
        reason=Reason(figure.reason) if figure.reason else None,
        provisional=figure.provisional,
        estimated=figure.estimated,
        revised=figure.revised,
        quality_problem=figure.quality_problem,
        caveat=figure.caveat,
    )


def stated_terms(judgement: StatedJudgement) -> StatedTerms:
    return StatedTerms(
        quarter=judgement.quarter,
        reason=judgement.reason,
        by=judgement.stated_by,
        on=judgement.stated_on,
        until=judgement.until_quarter,
        rag=Rag(judgement.rag) if judgement.rag else None,
        direction=Travel(judgement.direction) if judgement.direction else None,
    )


def target_terms(
    target: models.Target,
    conditions: Sequence[models.TargetCondition],
    histories: Mapping[int, History],
    quarter: Quarter,
    as_of: Quarter,
) -> TargetTerms:
    """Of a target whose baseline is loaded, with its conditions' figures in the quarter."""
    return TargetTerms(
        kind=TargetKind(target.kind),
        value=target.value,
        low=target.low,
        high=target.high,
        change_percent=target.change_percent,
        baseline=_baseline(target.baseline),
        due=target.due,
        years=target.years,
        working_days=target.working_days,
        tolerance=target.tolerance,
        missing=Missing(target.missing) if target.missing else None,
        per_year=target.per_year,
        conditions=tuple(_condition(one, histories, quarter, as_of) for one in conditions),
        floor=target.floor,
    )


def _baseline(baseline: models.Baseline | None) -> BaselineTerms | None:
    if baseline is None:
        return None
    return BaselineTerms(
        period=Period(baseline.period_start, baseline.period_end),
        value=baseline.value,
        outstanding=baseline.outstanding,
        due=baseline.due,
    )


def _condition(
    condition: models.TargetCondition,
    histories: Mapping[int, History],
    quarter: Quarter,
    as_of: Quarter,
) -> Condition:
    measure = measure_terms(condition.measure) if condition.measure else None
    history = histories.get(condition.measure_id or 0, History())
    return Condition(
        text=condition.text,
        comparator=TargetKind(condition.comparator) if condition.comparator else None,
        value=condition.value,
        measure=measure,
        figure=figure_at(measure, history, quarter, as_of) if measure else None,
    )
