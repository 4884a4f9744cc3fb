"""What a target says, in words: what it expects, what it is measured from, whether it can be rated.

Pure: it reads a target's fields and nothing else, so that the strategy page, the editing pages and
the papers say the same. Figures are not looked at: whether there is one is another question.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from core.numbers import format_number, format_value
from core.period_text import long_day
from core.quarters import Period
from targets.terms import FEWEST_SHOWN, Missing, Polarity, TargetKind, Unit, Unrated

if TYPE_CHECKING:
    from targets.models import Baseline, Indicator, Target, TargetCondition

OUTSTANDING = "Outstanding: to be established"
MEASURED_FROM_BASELINE = frozenset(
    {
        TargetKind.REDUCE,
        TargetKind.INCREASE,
        TargetKind.CHANGE_BY_DATE,
        TargetKind.MAINTAIN_BASELINE,
    }
)


# --- Numbers and dates ---


def decimals_of(value: Decimal) -> int:
    """How many decimals the value itself has, without trailing noughts."""
    exponent = value.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def plain(value: Decimal) -> str:
    """A number with no more decimals than it has: ``15``, ``2.5``."""
    return format_value(value, decimals_of(value))


def stated(value: Decimal, indicator: "Indicator") -> str:
    """A value as somebody stated it, with its unit: ``90%``, ``1.25 per 1,000``, ``1 day``."""
    if indicator.unit == Unit.PERCENTAGE:
        return f"{plain(value)}%"
    if indicator.unit == Unit.POUNDS:
        return format_number(value, 2 if decimals_of(value) else 0, indicator.unit)
    text = format_value(value, max(decimals_of(value), _least_decimals(indicator)))
    if indicator.unit == Unit.RATE:
        return f"{text} per {indicator.rate_per:,}"
    if indicator.unit == Unit.DAYS:
        return f"{text} {'day' if value == 1 else 'days'}"
    return text


def _least_decimals(indicator: "Indicator") -> int:
    return 0 if indicator.unit in {Unit.COUNT, Unit.DAYS} else indicator.decimals


def month(day: date) -> str:
    """``December 2020``."""
    return f"{day:%B %Y}"


def period_words(start: date, end: date) -> str:
    """A baseline's period: ``2013-14``, ``12 months to Sep 2014``; else its first and last day."""
    try:
        return Period(start, end).label
    except ValueError:
        return f"{long_day(start)} to {long_day(end)}"


# --- What it expects ---


def expects(target: "Target", conditions: Sequence["TargetCondition"] = ()) -> str:
    """What the target expects, as a sentence without a full stop: "At least 90%"."""
    words = _EXPECTS[TargetKind(target.kind)](target, conditions)
    if target.per_year:
        words += " in a full year"
    if target.tolerance is not None:
        words += f", with a tolerance of {_tolerance(target)}"
    if target.floor is not None:
        joined = " and" if target.tolerance is not None else ", with"
        words += f"{joined} a floor of {_value(target, target.floor)}"
    return words


def _tolerance(target: "Target") -> str:
    assert target.tolerance is not None  # noqa: S101 - asked for only where there is one
    size = plain(target.tolerance)
    if target.measure.indicator.unit == Unit.PERCENTAGE:
        return f"{size} {'point' if target.tolerance == 1 else 'points'}"
    return f"{size}%"


def _value(target: "Target", value: Decimal | None) -> str:
    return "" if value is None else stated(value, target.measure.indicator)


def _at_least(target: "Target", _conditions: Any) -> str:
    return f"At least {_value(target, target.value)}"


def _at_most(target: "Target", _conditions: Any) -> str:
    return f"At most {_value(target, target.value)}"


def _range(target: "Target", _conditions: Any) -> str:
    return f"Between {_value(target, target.low)} and {_value(target, target.high)}"


def _lower(target: "Target") -> str:
    return "fewer" if target.measure.indicator.unit == Unit.COUNT else "lower"


def _higher(target: "Target") -> str:
    return "more" if target.measure.indicator.unit == Unit.COUNT else "higher"


def _reduce(target: "Target", _conditions: Any) -> str:
    return _from_baseline(target, "Fewer" if _lower(target) == "fewer" else "Lower")


def _increase(target: "Target", _conditions: Any) -> str:
    return _from_baseline(target, "More" if _higher(target) == "more" else "Higher")


def _from_baseline(target: "Target", which: str) -> str:
    size = f", by {plain(abs(target.change_percent))}%" if target.change_percent else ""
    return f"{which} than the baseline{size}"


def _change_by_date(target: "Target", _conditions: Any) -> str:
    change = target.change_percent or Decimal(0)
    which = _lower(target) if change < 0 else _higher(target)
    by = f" by {month(target.due)}" if target.due else ""
    return f"{plain(abs(change))}% {which}{by}, in a straight line from the baseline"


def _maintain(target: "Target", _conditions: Any) -> str:
    level = "the baseline"
    if target.baseline_id is None and target.value is not None:
        level = _value(target, target.value)
    return f"Kept at {level}{_or_better(target)}"


def _average(target: "Target", _conditions: Any) -> str:
    years = target.years or 1
    level = "last year’s level" if years == 1 else f"the average of the {years} years before"
    return f"Kept at {level}{_or_better(target)}"


def _or_better(target: "Target") -> str:
    """Better than what is maintained is also met."""
    words = {Polarity.HIGHER.value: " or higher", Polarity.LOWER.value: " or lower"}
    return words.get(target.measure.indicator.polarity, "")


def _standard(target: "Target", _conditions: Any) -> str:
    least = "" if target.value == 100 else "At least "
    days = target.working_days
    within = f" within {days} working {'day' if days == 1 else 'days'}" if days is not None else ""
    return f"{least}{plain(target.value or Decimal(0))}%{within}"


def _establish(target: "Target", _conditions: Any) -> str:
    by = f" by {long_day(target.due)}" if target.due else ""
    return f"A baseline to be established{by}; a target follows from it"


def _monitor(_target: "Target", _conditions: Any) -> str:
    return "Nothing to be reached: it is tracked"


def _placeholder(target: "Target", _conditions: Any) -> str:
    return f"Not set yet: {_missing(target)} is missing"


def _missing(target: "Target") -> str:
    return Missing(target.missing).label if target.missing else Missing.VALUE.label


def _all_of(target: "Target", conditions: Sequence["TargetCondition"]) -> str:
    if not conditions:
        return "All of its conditions, which are not entered yet"
    return f"All of these: {'; '.join(condition_words(one, target) for one in conditions)}"


def condition_words(condition: "TargetCondition", target: "Target") -> str:
    """One condition: "School attendance, at least 85%"."""
    if condition.value is None:
        return condition.text
    measure = condition.measure or target.measure
    which = "at least" if condition.comparator == TargetKind.AT_LEAST else "at most"
    return f"{condition.text}, {which} {stated(condition.value, measure.indicator)}"


_EXPECTS: dict[TargetKind, Callable[["Target", Any], str]] = {
    TargetKind.AT_LEAST: _at_least,
    TargetKind.AT_MOST: _at_most,
    TargetKind.RANGE: _range,
    TargetKind.REDUCE: _reduce,
    TargetKind.INCREASE: _increase,
    TargetKind.CHANGE_BY_DATE: _change_by_date,
    TargetKind.MAINTAIN_BASELINE: _maintain,
    TargetKind.MAINTAIN_AVERAGE: _average,
    TargetKind.SERVICE_STANDARD: _standard,
    TargetKind.ESTABLISH_BASELINE: _establish,
    TargetKind.MONITOR: _monitor,
    TargetKind.PLACEHOLDER: _placeholder,
    TargetKind.ALL_OF: _all_of,
}


# --- What it is measured from ---


def baseline_words(target: "Target") -> str:
    """The baseline: its value and period, outstanding, missing, or not needed."""
    baseline = target.baseline
    if baseline is not None:
        if target.measure.suppress_small_numbers and _is_small(baseline, target.measure.indicator):
            period = period_words(baseline.period_start, baseline.period_end)
            return f"[c] ({period}): a small number, not published"
        return one_baseline(baseline, target.measure.indicator)
    if target.marked_outstanding or target.kind == TargetKind.ESTABLISH_BASELINE:
        return OUTSTANDING
    if TargetKind(target.kind) in MEASURED_FROM_BASELINE and target.value is None:
        return "None is recorded"
    return "Not needed"


def _is_small(baseline: "Baseline", indicator: "Indicator") -> bool:
    """Whether it counts from 1 to 4 people, who might be identified."""
    value = baseline.value
    return indicator.unit == Unit.COUNT and value is not None and 0 < value < FEWEST_SHOWN


def one_baseline(baseline: "Baseline", indicator: "Indicator") -> str:
    """``34% (2013-14)``, or that it is outstanding, for which period and until when."""
    period = period_words(baseline.period_start, baseline.period_end)
    if baseline.value is not None:
        return f"{stated(baseline.value, indicator)} ({period})"
    by = f" by {long_day(baseline.due)}" if baseline.due else ""
    return f"{OUTSTANDING}{by} ({period})"


# --- Who it is aligned to ---


def alignment_words(target: "Target", policing_body_title: str) -> str:
    """``Aligned to the Police and Crime Commissioner: “PCC target”``; nothing where it is not."""
    if not target.aligned_as:
        return ""
    return f"Aligned to the {policing_body_title}: “{target.aligned_as}”"


# --- Whether it can be rated ---


@dataclass(frozen=True)
class Rateable:
    """Whether a figure could be rated against the target; if not, the reason, with its words."""

    words: str
    unrated: Unrated | None = None

    @property
    def yes(self) -> bool:
        return self.unrated is None


def rateable(target: "Target", conditions: Sequence["TargetCondition"] = ()) -> Rateable:
    """Whether the target itself has what a rating needs, as ``dashboards.performance`` rules it."""
    kind = TargetKind(target.kind)
    if kind == TargetKind.ALL_OF:
        return _all_conditions(conditions)
    rule = _RATEABLE.get(kind)
    return rule(target) if rule else Rateable("")


def _not_set(target: "Target") -> Rateable:
    return _no(Unrated.PLACEHOLDER, f"{_missing(target)} is missing")


def _only_tracked(_target: "Target") -> Rateable:
    return _no(Unrated.MONITOR, "nothing is to be reached")


def _with_average(target: "Target") -> Rateable:
    if _in_context(target):
        return _needs_context()
    years = target.years or 1
    earlier = "last year’s figure" if years == 1 else f"the figures of {years} earlier years"
    return Rateable(f"Needs {earlier}")


def _kept_at_baseline(target: "Target") -> Rateable:
    if _in_context(target):
        return _needs_context()
    if target.baseline is None and target.value is not None:
        return Rateable("")
    return _with_baseline(target)


def _needs_context() -> Rateable:
    return _no(Unrated.CONTEXT, "a rise or a fall may be good")


def _no(code: Unrated, why: str) -> Rateable:
    return Rateable(f"{code.label}: {why}", code)


def _in_context(target: "Target") -> bool:
    return target.measure.indicator.polarity == Polarity.CONTEXT


def _with_baseline(target: "Target") -> Rateable:
    baseline = target.baseline
    if baseline is None:
        return _no(Unrated.BASELINE, "none is recorded yet")
    if baseline.value is None:
        period = period_words(baseline.period_start, baseline.period_end)
        return _no(Unrated.BASELINE, f"the {period} figure is outstanding")
    return Rateable("")


def _establishing(target: "Target") -> Rateable:
    if target.baseline is not None and target.baseline.value is not None:
        return _no(Unrated.PLACEHOLDER, "the baseline is recorded, a target is to be set from it")
    return _no(Unrated.BASELINE, "a target follows from it")


_RATEABLE: dict[TargetKind, Callable[["Target"], Rateable]] = {
    TargetKind.PLACEHOLDER: _not_set,
    TargetKind.MONITOR: _only_tracked,
    TargetKind.ESTABLISH_BASELINE: _establishing,
    TargetKind.MAINTAIN_AVERAGE: _with_average,
    TargetKind.MAINTAIN_BASELINE: _kept_at_baseline,
    TargetKind.REDUCE: _with_baseline,
    TargetKind.INCREASE: _with_baseline,
    TargetKind.CHANGE_BY_DATE: _with_baseline,
}


def _all_conditions(conditions: Sequence["TargetCondition"]) -> Rateable:
    if not conditions:
        return _no(Unrated.PLACEHOLDER, "its conditions are not entered")
    total = len(conditions)
    if lacking := sum(1 for one in conditions if one.value is None):
        return _no(Unrated.PLACEHOLDER, f"{_of_them(lacking, total)} no value to reach")
    if lacking := sum(1 for one in conditions if one.measure_id is None):
        return _no(Unrated.NO_FIGURE, f"{_of_them(lacking, total)} no indicator of its own")
    return Rateable("")


def _of_them(lacking: int, total: int) -> str:
    """How many of the conditions lack something: "each of its 3 conditions has"."""
    if lacking == total:
        return "its condition has" if total == 1 else f"each of its {total} conditions has"
    return f"{lacking} of its {total} conditions {'has' if lacking == 1 else 'have'}"
