"""The value that a target of each kind expects of a figure's period."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core.numbers import round_half_up
from core.period_text import long_day
from core.quarters import Quarter
from targets.terms import Polarity, TargetKind, Unrated

from .figures import years_before
from .part_year import Fitted, Withheld, crossed, fit
from .types import BaselineTerms, Condition, Figure, History, MeasureTerms, TargetTerms
from .words import as_stated, join, plain, printed

_SENSE = {
    TargetKind.AT_LEAST: Polarity.HIGHER,
    TargetKind.SERVICE_STANDARD: Polarity.HIGHER,
    TargetKind.INCREASE: Polarity.HIGHER,
    TargetKind.AT_MOST: Polarity.LOWER,
    TargetKind.REDUCE: Polarity.LOWER,
}
_AS_THE_INDICATOR = frozenset(
    {
        TargetKind.MAINTAIN_BASELINE,
        TargetKind.MAINTAIN_AVERAGE,
        TargetKind.CHANGE_BY_DATE,  # of 0%, which says neither up nor down
    }
)


@dataclass(frozen=True, slots=True)
class Expected:
    """What a figure is held against, and the words for it.

    ``sense`` is which way is better here: the target's own where its kind says, else the
    indicator's; None for a range and for "all of". ``strict``: the value itself is not enough.
    ``floor`` is on the same footing as the value: a yearly one is shared out like it.
    """

    label: str  # in the target's column: "5.50 or lower"
    noun: str = "target"
    text: str = ""  # the value as printed: "5.50"
    sense: Polarity | None = None
    value: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    strict: bool = False
    notes: tuple[str, ...] = ()
    conditions: tuple[Condition, ...] = ()
    floor: Decimal | None = None  # the target's own, for the figure's period

    @property
    def phrase(self) -> str:
        """In a sentence: "the target of 201 (5% below the 2013-14 baseline of 212)"."""
        notes = f" ({', '.join(self.notes)})" if self.notes else ""
        return f"the {self.noun} of {self.text}{notes}"


@dataclass(frozen=True, slots=True)
class _Case:
    measure: MeasureTerms
    target: TargetTerms
    history: History
    quarter: Quarter
    figure: Figure


Outcome = Expected | Withheld


def expected_of(
    measure: MeasureTerms,
    target: TargetTerms | None,
    history: History,
    quarter: Quarter,
    figure: Figure,
) -> Outcome:
    """What the target expects of this figure's period, or why nothing can be expected.

    The figure's value is never looked at, only its period; it may be missing.
    """
    if target is None:
        if measure.polarity == Polarity.CONTEXT:
            return _needs_context("no target says which way it should go")
        return Withheld(Unrated.NO_TARGET, "no target is set", Unrated.NO_TARGET.label)
    return _KINDS[target.kind](_Case(measure, target, history, quarter, figure))


def sense_of(target: TargetTerms, measure: MeasureTerms) -> Polarity | None:
    """Which way is better under this target. None where neither is, as for a range."""
    if target.kind == TargetKind.CHANGE_BY_DATE and target.change_percent:
        return Polarity.LOWER if target.change_percent < 0 else Polarity.HIGHER
    return measure.polarity if target.kind in _AS_THE_INDICATOR else _SENSE.get(target.kind)


def contradiction(target: TargetTerms | None, measure: MeasureTerms) -> str:
    """A sentence when the target and the indicator disagree on which way is better."""
    sense = sense_of(target, measure) if target else None
    if sense is None or Polarity.CONTEXT in (sense, measure.polarity) or sense == measure.polarity:
        return ""
    return (
        f"The target says {sense.label.lower()} and the indicator says "
        f"{measure.polarity.label.lower()}: the rating follows the target, the arrow the indicator."
    )


def _stated_value(case: _Case) -> Outcome:
    target = case.target
    if target.value is None:
        return _not_set("the value")
    fitted = _fit_stated(case, target.value)
    if isinstance(fitted, Withheld):
        return fitted
    if target.kind == TargetKind.SERVICE_STANDARD:
        return _service_standard(case, fitted.amount)
    floor = _floor(case, _fit_stated)
    return _level(case, fitted.amount, "target", computed_by=fitted.note, floor=floor)


def _service_standard(case: _Case, amount: Decimal) -> Expected:
    days = case.target.working_days
    within = f"within {days} working {'day' if days == 1 else 'days'}" if days else ""
    text = as_stated(amount, case.measure)
    return Expected(
        label=f"{text} {within}".strip(),
        noun="standard",
        text=text,
        sense=Polarity.HIGHER,
        value=amount,
        notes=(within,) if within else (),
        floor=_floor(case, _fit_stated),
    )


def _fit_stated(case: _Case, amount: Decimal) -> Fitted | Withheld:
    """A stated amount for the figure's period; a yearly one by its baseline year, if it has one."""
    target, baseline = case.target, case.target.baseline
    if not (target.per_year and baseline and baseline.period.months == 12):
        baseline = None
    return fit(
        case.measure,
        case.history,
        case.figure,
        amount,
        baseline=baseline,
        per_year=target.per_year,
    )


def _range(case: _Case) -> Outcome:
    if case.target.low is None or case.target.high is None:
        return _not_set("the value")
    low, high = _fit_stated(case, case.target.low), _fit_stated(case, case.target.high)
    if isinstance(low, Withheld):
        return low
    if isinstance(high, Withheld):
        return high
    bottom, top = _as_printed(case, low), _as_printed(case, high)
    text = f"{as_stated(bottom, case.measure)} to {as_stated(top, case.measure)}"
    notes = (high.note,) if high.note else ()
    return Expected(
        label=text,
        noun="target range",
        text=text,
        low=bottom,
        high=top,
        notes=notes,
        floor=_floor(case, _fit_stated),
    )


def _as_printed(case: _Case, fitted: Fitted) -> Decimal:
    if not fitted.note:
        return fitted.amount
    return round_half_up(fitted.amount, case.measure.decimals)


def _floor(case: _Case, fitted_to: Callable[[_Case, Decimal], Fitted | Withheld]) -> Decimal | None:
    """The target's floor for the figure's period, found as its value is; None where it has none."""
    if case.target.floor is None:
        return None
    fitted = fitted_to(case, case.target.floor)
    return None if isinstance(fitted, Withheld) else _as_printed(case, fitted)


def _on_baseline(case: _Case) -> Outcome:
    baseline, size = case.target.baseline, case.target.change_percent
    if baseline is None or baseline.known is None:
        return _no_baseline(baseline)
    if not size:
        return _from_baseline(case, baseline, baseline.known, strict=True)
    size = abs(size)
    down = case.target.kind == TargetKind.REDUCE
    # A share of the baseline's size: 10% up from -20 is -18, not -22.
    amount = baseline.known + abs(baseline.known) * (-size if down else size) / 100
    note = f"{plain(size)}% {'below' if down else 'above'} {_baseline_of(case, baseline)}"
    return _from_baseline(case, baseline, amount, note)


def _maintain_baseline(case: _Case) -> Outcome:
    if case.measure.polarity == Polarity.CONTEXT:
        return _needs_context("neither above nor below the baseline is better by itself")
    baseline = case.target.baseline
    if baseline is None and case.target.value is not None:
        return _stated_value(case)
    if baseline is None or baseline.known is None:
        return _no_baseline(baseline)
    return _from_baseline(case, baseline, baseline.known)


def _change_by_date(case: _Case) -> Outcome:
    baseline, change, due = case.target.baseline, case.target.change_percent, case.target.due
    if sense_of(case.target, case.measure) == Polarity.CONTEXT:
        return _needs_context("a change of 0% says neither")
    if change is None or due is None:
        return _not_set("the size of the change" if change is None else "the date")
    if baseline is None or baseline.known is None:
        return _no_baseline(baseline)
    whole = _months(baseline.period.end, due)
    gone = max(0, min(_months(baseline.period.end, case.figure.period.end), whole))
    step = abs(baseline.known) * change / 100  # of the baseline's size, as above
    amount = end = baseline.known + step
    by = f"{due:%B %Y}"
    if gone >= whole:
        side = "below" if change < 0 else "above"
        note = f"{plain(abs(change))}% {side} {_baseline_of(case, baseline)}, due by {by}"
    else:
        amount = baseline.known + step * gone / whole
        note = (
            f"{gone} of {whole} months from {_baseline_of(case, baseline)} "
            f"to {printed(end, case.measure)} by {by}"
        )
    return _from_baseline(case, baseline, amount, note)


def _maintain_average(case: _Case) -> Outcome:
    if case.measure.polarity == Polarity.CONTEXT:
        return _needs_context("neither above nor below the average is better by itself")
    years = case.target.years
    if not years:
        return _not_set("the number of years")
    wanted, found = case.figure.period, []
    for number in range(1, years + 1):
        wanted = wanted.a_year_earlier
        figure = years_before(case.measure, case.history, case.quarter, case.figure.period, number)
        if figure.value is not None and figure.period == wanted and not figure.quality_problem:
            found.append(figure)
    if broken := crossed(case.history, wanted, case.figure, "average"):
        return broken
    if len(found) < years:
        needed = "1 earlier year" if years == 1 else f"{years} earlier years"
        why = f"the average needs the same period of {needed} and has {len(found)}"
        return Withheld(Unrated.BASELINE, why, Unrated.BASELINE.label)
    mean = sum((one.value for one in found if one.value is not None), Decimal(0)) / years
    labels = join([one.period.label for one in reversed(found)])
    return _level(case, mean, "average", computed_by=labels, floor=case.target.floor)


def _all_of(case: _Case) -> Outcome:
    conditions = case.target.conditions
    if not conditions:
        return _not_set("its conditions")
    label = f"All of {len(conditions)} conditions"
    return Expected(label=label, text=label, conditions=conditions)


def _establish(case: _Case) -> Outcome:
    baseline = case.target.baseline
    if baseline is not None and baseline.known is not None:
        why = f"{_baseline_of(case, baseline)} is recorded and a target is still to be set from it"
        return Withheld(Unrated.PLACEHOLDER, why, Unrated.PLACEHOLDER.label)
    return _no_baseline(baseline, case.target.due)


def _monitor(_case: _Case) -> Outcome:
    why = "it is tracked, with nothing to be reached"
    return Withheld(Unrated.MONITOR, why, Unrated.MONITOR.label)


def _placeholder(case: _Case) -> Outcome:
    missing = case.target.missing
    return _not_set(missing.label if missing else "the value")


def _from_baseline(
    case: _Case, baseline: BaselineTerms, amount: Decimal, note: str = "", strict: bool = False
) -> Outcome:
    """A level that comes from a baseline: fitted to the figure's period where that is possible."""
    if broken := crossed(case.history, baseline.period, case.figure, "baseline"):
        return broken

    def fitted_to(case: _Case, amount: Decimal) -> Fitted | Withheld:
        return fit(case.measure, case.history, case.figure, amount, baseline=baseline)

    fitted = fitted_to(case, amount)
    if isinstance(fitted, Withheld):
        return fitted
    noun = "target" if note else f"{baseline.period.label} baseline"
    notes = (note,) if note else ()
    return _level(
        case,
        fitted.amount,
        noun,
        notes,
        computed_by=fitted.note,
        strict=strict,
        floor=_floor(case, fitted_to),
    )


def _level(
    case: _Case,
    amount: Decimal,
    noun: str,
    notes: tuple[str, ...] = (),
    *,
    computed_by: str = "",
    strict: bool = False,
    floor: Decimal | None = None,
) -> Expected:
    """One value to reach. Stated ones stay as stated; computed ones are rounded as they print."""
    measure, sense = case.measure, sense_of(case.target, case.measure)
    notes += (computed_by,) if computed_by else ()
    value = round_half_up(amount, measure.decimals) if notes else amount
    text = as_stated(value, measure)
    higher = sense == Polarity.HIGHER
    if strict:
        label = f"{'Above' if higher else 'Below'} {text}"
    else:
        label = f"{text} or {'higher' if higher else 'lower'}"
    return Expected(
        label=label,
        noun=noun,
        text=text,
        sense=sense,
        value=value,
        strict=strict,
        notes=notes,
        floor=floor,
    )


def _baseline_of(case: _Case, baseline: BaselineTerms) -> str:
    value = as_stated(baseline.known or Decimal(0), case.measure)
    return f"the {baseline.period.label} baseline of {value}"


def _months(start: date, end: date) -> int:
    """Whole months from the month of one day to the month of another."""
    return (end.year - start.year) * 12 + end.month - start.month


def _needs_context(why: str) -> Withheld:
    return Withheld(
        Unrated.CONTEXT, f"a rise or a fall may be good here, and {why}", Unrated.CONTEXT.label
    )


def _not_set(missing: str) -> Withheld:
    why = f"the target is not set yet, {missing} is missing"
    return Withheld(Unrated.PLACEHOLDER, why, Unrated.PLACEHOLDER.label)


def _no_baseline(baseline: BaselineTerms | None, due: date | None = None) -> Withheld:
    if baseline is None:
        why = "no baseline is recorded yet"
    else:
        why = f"the {baseline.period.label} baseline is still being established"
        due = baseline.due or due
    why += f", due by {long_day(due)}" if due else ""
    return Withheld(Unrated.BASELINE, why, Unrated.BASELINE.label)


_KINDS: dict[TargetKind, Callable[[_Case], Outcome]] = {
    TargetKind.AT_LEAST: _stated_value,
    TargetKind.AT_MOST: _stated_value,
    TargetKind.SERVICE_STANDARD: _stated_value,
    TargetKind.RANGE: _range,
    TargetKind.REDUCE: _on_baseline,
    TargetKind.INCREASE: _on_baseline,
    TargetKind.CHANGE_BY_DATE: _change_by_date,
    TargetKind.MAINTAIN_BASELINE: _maintain_baseline,
    TargetKind.MAINTAIN_AVERAGE: _maintain_average,
    TargetKind.ESTABLISH_BASELINE: _establish,
    TargetKind.MONITOR: _monitor,
    TargetKind.PLACEHOLDER: _placeholder,
    TargetKind.ALL_OF: _all_of,
}
