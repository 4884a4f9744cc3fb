"""Short ways to write a measure, its figures and its target in a test."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from core.quarters import Period, Quarter
from dashboards.performance import (
    BaselineTerms,
    History,
    Judgement,
    MeasureTerms,
    Observation,
    SeriesBreak,
    TargetTerms,
    judge,
)
from targets.terms import Polarity, TargetKind, Unit

Q4 = Quarter.parse("Q4 2014/15")
YEAR = Period.parse("2014-15")
LAST_YEAR = Period.parse("2013-14")

HIGHER, LOWER, CONTEXT = Polarity.HIGHER, Polarity.LOWER, Polarity.CONTEXT

COUNT = MeasureTerms("Casualties", Unit.COUNT, LOWER)
RATE = MeasureTerms("Vehicle crime rate", Unit.RATE, LOWER, decimals=2)
PERCENT = MeasureTerms("Satisfied people", Unit.PERCENTAGE, HIGHER)
RATIO = MeasureTerms("Rate of re-offending", Unit.RATIO, LOWER, decimals=2)
DAYS = MeasureTerms("Days a case stays open", Unit.DAYS, LOWER)


def measure(base: MeasureTerms, **changes: Any) -> MeasureTerms:
    """A measure like another."""
    return replace(base, **changes)


def seen(value: str | None, when: str = "Q4 2014/15", period: str = "", **more: Any) -> Observation:
    """An observation in the return of a quarter, for the quarter itself unless stated."""
    quarter = Quarter.parse(when)
    covers = Period.parse(period) if period else quarter.period
    number = None if value is None else Decimal(value)
    return Observation(quarter=quarter, period=covers, value=number, **more)


def parts(numerator: int, denominator: int, when: str, **more: Any) -> Observation:
    """An observation with its numerator and denominator."""
    return seen(None, when, numerator=Decimal(numerator), denominator=Decimal(denominator), **more)


def year_and_last(latest: str, last: str) -> list[Observation]:
    """Two yearly figures, as printed in a dashboard: 2014-15 and 2013-14."""
    return [seen(last, "Q4 2013/14", "2013-14"), seen(latest, "Q4 2014/15", "2014-15")]


def target(kind: TargetKind, value: str | None = None, **more: Any) -> TargetTerms:
    """A target; numbers in words of digits become exact."""
    exact = {
        name: Decimal(one) if isinstance(one, str) and name != "missing" else one
        for name, one in more.items()
    }
    return TargetTerms(kind, None if value is None else Decimal(value), **exact)


def baseline(value: str | None, period: str = "2013-14", due: date | None = None) -> BaselineTerms:
    """A baseline; with no value it is outstanding."""
    number = None if value is None else Decimal(value)
    return BaselineTerms(Period.parse(period), number, outstanding=value is None, due=due)


def judged(
    terms: MeasureTerms,
    observations: Iterable[Observation] | str,
    aim: TargetTerms | None = None,
    *,
    quarter: Quarter = Q4,
    breaks: Iterable[SeriesBreak] = (),
    **more: Any,
) -> Judgement:
    """Judge a history, or one plain value, in Q4 2014/15 unless another quarter is given."""
    if isinstance(observations, str):
        observations = [seen(observations, quarter.label)]
    return judge(terms, History.of(observations, breaks), quarter, target=aim, **more)
