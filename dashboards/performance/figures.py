"""How the figure of a quarter is made from what was entered.

A year to date or a rolling year is totalled from quarterly figures: sums over sums, never a mean
of rates, and only when every quarter is there. Nothing is not zero.
"""

from collections.abc import Sequence
from decimal import Decimal

from core.numbers import round_half_up
from core.quarters import Period, Quarter, quarters_between
from targets.terms import Basis, FigureState, Unit, Unrated

from .types import Figure, History, MeasureTerms, Observation
from .words import in_a_sentence, printed

_ADDITIVE = frozenset({Unit.COUNT, Unit.POUNDS})


def figure_at(
    measure: MeasureTerms,
    history: History,
    quarter: Quarter,
    as_of: Quarter | None = None,
) -> Figure:
    """The figure that the return of ``quarter`` shows, or which kind of nothing it shows.

    ``as_of`` is the latest quarter that has ended (``quarter`` itself if not given): before
    ``quarter`` plus the indicator's lag, an absent figure is not yet due rather than missing.
    """
    observation = history.at(quarter)
    if observation is None or not observation.is_entered:
        return _absent(measure, observation, quarter, as_of or quarter)
    # A figure for a period of its own, such as twelve months as published, is taken as it is.
    if observation.period != quarter.period or measure.basis in (
        Basis.QUARTER,
        Basis.AS_PUBLISHED,
    ):
        return as_entered(measure, observation)
    return _total(measure, history, quarter)


def as_entered(measure: MeasureTerms, observation: Observation) -> Figure:
    """The figure of one observation, for the period that it states."""
    return _figure(measure, observation.period, [observation])


def basis_period(measure: MeasureTerms, quarter: Quarter) -> Period:
    """What a figure on this measure's basis covers at the end of a quarter."""
    if measure.basis == Basis.YEAR_TO_DATE:
        return Period.year_to_date(quarter)
    if measure.basis == Basis.ROLLING_YEAR:
        return Period.rolling_year(quarter)
    return quarter.period


def is_additive(measure: MeasureTerms, figure: Figure) -> bool:
    """Whether parts of the year add up to the year: counts and sums of money, not averages."""
    return measure.unit == Unit.COUNT or (
        measure.unit == Unit.POUNDS and figure.denominator is None
    )


def _absent(
    measure: MeasureTerms,
    observation: Observation | None,
    quarter: Quarter,
    as_of: Quarter,
) -> Figure:
    period = basis_period(measure, quarter)
    if observation is not None and observation.period != quarter.period:
        period = observation.period
    state = observation.state if observation else FigureState.NOT_ENTERED
    if observation and state == FigureState.NOT_AVAILABLE:
        reason = observation.reason.label if observation.reason else "No reason given"
        return _nothing(period, Unrated.NOT_AVAILABLE, reason)
    if state == FigureState.NOT_APPLICABLE:
        return _nothing(period, Unrated.NOT_APPLICABLE, "Not applicable")
    due = quarter + measure.lag_quarters
    if as_of < due:
        return _nothing(period, Unrated.NOT_DUE, f"Not due until {due.label}")
    return _nothing(period, Unrated.NO_FIGURE, "Not entered")


def _nothing(period: Period, absence: Unrated, why: str) -> Figure:
    return Figure(period=period, absence=absence, why=why, text=why, phrase=why)


def _total(measure: MeasureTerms, history: History, quarter: Quarter) -> Figure:
    """The year to date or the rolling year, from the quarterly figures it is made of."""
    period = basis_period(measure, quarter)
    wanted = period.quarters
    broken = history.break_between(period, quarter.period)
    first = max(wanted[0], broken.quarter) if broken else wanted[0]
    found = [
        one
        for one in map(history.at, quarters_between(first, quarter))
        if one and one.is_entered and one.period == one.quarter.period
    ]
    if len(found) < len(wanted):
        why = f"incomplete: {len(found)} of {len(wanted)} quarters"
        why += f" since the series changed in {broken.quarter.label}" if broken else ""
        return _nothing(period, Unrated.INCOMPLETE, why)
    return _figure(measure, period, found)


def _figure(measure: MeasureTerms, period: Period, made_of: Sequence[Observation]) -> Figure:
    """The rounded figure of observations that together make up the period."""
    total = _value(measure, made_of)
    if total is None:
        why = "cannot be totalled: not every quarter has its numerator and denominator"
        return _nothing(period, Unrated.NOT_AVAILABLE, why)
    value = round_half_up(total[0], measure.decimals)
    return Figure(
        period=period,
        value=value,
        numerator=total[1],
        denominator=total[2],
        text=printed(value, measure),
        phrase=in_a_sentence(value, measure),
        provisional=any(one.provisional for one in made_of),
        estimated=any(one.estimated for one in made_of),
        revised=any(one.revised for one in made_of),
        quality_problem=any(one.quality_problem for one in made_of),
        caveats=tuple(dict.fromkeys(one.caveat for one in made_of if one.caveat)),
    )


def _value(
    measure: MeasureTerms, made_of: Sequence[Observation]
) -> tuple[Decimal, Decimal | None, Decimal | None] | None:
    """The unrounded value with its numerator and denominator; None if it cannot be made."""
    if measure.unit != Unit.COUNT and all(one.has_parts for one in made_of):
        return _ratio(measure, made_of)
    values = [one.value for one in made_of if one.value is not None]
    averages = measure.unit not in _ADDITIVE or any(one.has_parts for one in made_of)
    if len(values) < len(made_of) or (len(values) > 1 and averages):
        return None
    return sum(values, Decimal(0)), None, None


def _ratio(
    measure: MeasureTerms, made_of: Sequence[Observation]
) -> tuple[Decimal, Decimal, Decimal]:
    """Sum over sum, times 100 for a percentage and times the rate's N for a rate.

    A population is the same people in every quarter, so it is averaged over the quarters and not
    added up four times; other denominators (cases, responses) are added.
    """
    numerator = sum((one.numerator for one in made_of if one.numerator), Decimal(0))
    denominator = sum((one.denominator for one in made_of if one.denominator), Decimal(0))
    if measure.unit == Unit.RATE:
        denominator /= len(made_of)
    times = {Unit.PERCENTAGE: 100, Unit.RATE: measure.rate_per}.get(measure.unit, 1)
    return numerator * times / denominator, numerator, denominator


def years_before(
    measure: MeasureTerms,
    history: History,
    quarter: Quarter,
    period: Period,
    years: int = 1,
    *,
    as_of: Quarter | None = None,
) -> Figure:
    """The figure for the same period some years earlier, from whichever return has it.

    Where no return has exactly that period, what the same quarter's return of that year shows,
    so that it can be printed and said to be not comparable.
    """
    wanted = period
    for _ in range(years):
        wanted = wanted.a_year_earlier
    shown = figure_at(measure, history, quarter - 4 * years, max(as_of or quarter, quarter))
    if shown.period == wanted and shown.value is not None:
        return shown
    observation = history.covering(wanted)
    return as_entered(measure, observation) if observation else shown


def previous(
    measure: MeasureTerms,
    history: History,
    quarter: Quarter,
    period: Period,
    *,
    as_of: Quarter | None = None,
) -> Figure:
    """The figure for the period before.

    As published, that is the latest published one that ends earlier, however long ago; otherwise
    the months just before it for a quarter, and the last quarter's return for anything else.
    """
    if measure.basis == Basis.AS_PUBLISHED:
        earlier = [
            one for one in history.observations if one.is_entered and one.period.end < period.end
        ]
        if earlier:
            latest = max(earlier, key=lambda one: (one.period.end, one.quarter))
            return as_entered(measure, latest)
    if period.quarter and (observation := history.covering((period.quarter - 1).period)):
        return as_entered(measure, observation)
    return figure_at(measure, history, quarter - 1, max(as_of or quarter, quarter))
