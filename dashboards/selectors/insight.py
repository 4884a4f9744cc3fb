"""The second opinion on one judged measure: usual range, trend, chance, forecast."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING

from core.numbers import round_half_up
from core.quarters import Quarter
from dashboards.insight import Band, Forecast, Insight
from dashboards.performance import Figure, History, Judgement, MeasureTerms
from dashboards.performance.ahead import Ahead, ahead_of, due_quarter
from dashboards.performance.chance import chance_of, chance_sentence
from dashboards.performance.expected import Expected, expected_of
from dashboards.performance.recent import Recent, of_quarters, of_years
from dashboards.performance.usual_range import (
    PROVISIONAL,
    RUN,
    Series,
    UsualRange,
    fixed_range,
    series,
    signals,
)
from dashboards.performance.usual_words import (
    NOTHING_UNUSUAL,
    Bounds,
    assurance,
    bounds_of,
    no_range_sentence,
    range_words,
    signal_sentences,
    usual_sentence,
)
from targets.models import Measure
from targets.terms import Basis, TargetKind

if TYPE_CHECKING:
    from dashboards.selectors.working import Case

KEPT_DECIMALS = 6  # of the limits in a snapshot, at least
A_LEVEL = {
    TargetKind.AT_LEAST,
    TargetKind.AT_MOST,
    TargetKind.SERVICE_STANDARD,
    TargetKind.RANGE,
    TargetKind.REDUCE,
    TargetKind.INCREASE,
    TargetKind.MAINTAIN_BASELINE,
}
BY_QUARTERS = {Basis.QUARTER, Basis.AS_PUBLISHED}
A_YEAR = 4


def insight_of(case: "Case", measure: Measure, judgement: Judgement) -> Insight | None:
    """What the rules make of the measure's history up to the quarter. No query.

    None where there is nothing to say: no figure was ever entered.
    """
    history = case.histories[measure.pk]
    if not any(one.is_entered for one in history.observations):
        return None
    return _Opinion(judgement, history, case.as_of, _ends(case, measure)).insight


def _ends(case: "Case", measure: Measure) -> date | None:
    """When the target ends, else its strategy."""
    target = case.target(measure)
    if target is None or target.ends:
        return target.ends if target else None
    priority = target.priority_id or measure.priority_id
    for one in case.gathered.priorities:
        if one.pk == priority:
            return one.strategy.ends
    for other in case.gathered.outcomes:
        if other.pk == measure.outcome_id:
            return other.strategy.ends
    return None


@dataclass(frozen=True)
class _Opinion:
    """One measure in one quarter, and what is made of it."""

    judgement: Judgement
    history: History
    as_of: Quarter
    ends: date | None

    @property
    def measure(self) -> MeasureTerms:
        return self.judgement.measure

    @property
    def figure(self) -> Figure:
        return self.judgement.figure

    @cached_property
    def own(self) -> Quarter | None:
        """The quarter that the figure as entered is for; None where it is for another period."""
        entered = self.history.at(self.judgement.quarter)
        if entered is None or not entered.is_entered:
            return self.judgement.quarter
        return entered.period.quarter

    @property
    def shows_quarters(self) -> bool:
        """Whether what the page shows are single quarters, not totals of several."""
        return self.measure.basis in BY_QUARTERS and self.figure.period.quarter is not None

    @cached_property
    def points(self) -> Series:
        return series(self.measure, self.history, self.own) if self.own else Series((), ())

    @cached_property
    def bounds(self) -> Bounds:
        return bounds_of(self.measure, self.points.figures)

    @property
    def insight(self) -> Insight:
        limits = fixed_range(self.points.values)
        sound = limits if limits and limits.varies else None
        ahead = self._ahead()
        recent = self._recent()
        return Insight(
            band=self._band(sound) if sound and self.shows_quarters else None,
            usual=self._usual(sound, limits),
            signals=self._signals(sound) if sound else (),
            assurance=self._assurance(sound) if sound else "",
            trend=recent.trend.words(self.measure.polarity) if recent else "",
            trend_why=recent.why if recent else "",
            chance=self._chance(),
            forecast=_forecast(ahead) if isinstance(ahead, Ahead) else None,
            forecast_why="" if isinstance(ahead, Ahead) else ahead,
        )

    # --- Is it unusual? ---

    def _usual(self, sound: UsualRange | None, limits: UsualRange | None) -> str:
        if not self.points.quarters:
            if self.own and self.figure.value is None:
                return ""
            return f"No usual range: it needs single quarters, and {_covers(self.figure)}."
        if sound is None:
            return no_range_sentence(self.points, limits)
        value = self.points.values[-1]
        said = usual_sentence(self.measure, sound, self.bounds, value)
        if self.shows_quarters or self.own is None or value is None:
            return said
        latest = self.points.figures[-1]
        text = latest.text if latest else ""
        return f"By single quarters: {self.own.label} is {text}. {said}"

    def _band(self, limits: UsualRange) -> Band:
        decimals = max(KEPT_DECIMALS, self.measure.decimals + 2)
        low, high = self.bounds.held(limits.lower), self.bounds.held(limits.upper)
        known = [
            quarter
            for quarter, value in zip(self.points.quarters, self.points.values, strict=True)
            if value is not None
        ]
        value = self.points.values[-1]
        return Band(
            mean=round_half_up(limits.mean, decimals),
            upper=round_half_up(high, decimals),
            lower=None if low == self.bounds.least else round_half_up(low, decimals),
            points=limits.points,
            first=known[0],
            last=known[:PROVISIONAL][-1],
            provisional=limits.provisional,
            text=range_words(self.measure, limits, self.bounds, value),
        )

    def _signals(self, limits: UsualRange) -> tuple[str, ...]:
        """Of the latest point only: what was unusual before is not news."""
        if self.points.values[-1] is None:
            return ()
        found = signals(self.points.values[-RUN:], limits)[-1]
        said = tuple(signal_sentences(found, self.measure, limits))
        return said or (NOTHING_UNUSUAL,)

    # --- Which way is it going? ---

    def _recent(self) -> Recent | None:
        if self.figure.value is None or self.figure.quality_problem:
            return None
        if self.shows_quarters:
            return of_quarters(self.measure, self.points)
        return of_years(self.measure, self.history, self.judgement.quarter, self.figure, self.as_of)

    def _chance(self) -> str:
        direction = self.judgement.direction
        p = chance_of(self.measure, self.figure, direction)
        return "" if p is None else chance_sentence(self.figure, direction.earlier, p)

    # --- Will it reach its target? ---

    def _assurance(self, limits: UsualRange) -> str:
        expected, target = self.judgement.expected, self.judgement.target
        if target is None or not isinstance(expected, Expected) or limits.provisional:
            return ""
        if target.kind not in A_LEVEL or not self.shows_quarters or not self._stays(expected):
            return ""
        rating = self.judgement.rating
        met = None if rating.rag is None else rating.met
        return assurance(expected, limits, self.bounds, met=met)

    def _stays(self, expected: Expected) -> bool:
        """Whether every quarter of the year has the same target: a yearly one may be shared out."""
        target, quarter = self.judgement.target, self.judgement.quarter
        baseline = target.baseline if target else None
        if target is None or not (target.per_year or (baseline and baseline.period.months != 3)):
            return True
        for back in range(1, A_YEAR):
            period = Figure(period=(quarter - back).period)
            other = expected_of(self.measure, target, self.history, quarter - back, period)
            if not isinstance(other, Expected) or _level(other) != _level(expected):
                return False
        return True

    def _ahead(self) -> Ahead | str:
        target = self.judgement.target
        due = due_quarter(target, self.ends)
        if target is None or due is None:
            return ""
        if not self.shows_quarters:
            return f"No forecast: it needs single quarters, and {_covers(self.figure)}."
        return ahead_of(
            self.measure, self.history, target, self.points, bounds=self.bounds, due=due
        )


def _forecast(ahead: Ahead) -> Forecast:
    return Forecast(ahead.quarter, ahead.value, ahead.lower, ahead.upper, ahead.sentence)


def _level(expected: Expected) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
    return expected.value, expected.low, expected.high


def _covers(figure: Figure) -> str:
    """ "2014-15 is 12 months": why a figure is not one of a series of quarters."""
    months = figure.period.months
    return f"{figure.period.label} is {'1 month' if months == 1 else f'{months} months'}"
