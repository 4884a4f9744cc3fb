"""The targets of a strategy and of a partnership, in words: two queries, whatever the number."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from core import clock
from partnerships.models import Partnership
from strategies.selectors import StrategyPage
from targets import wording
from targets.checks.facts import Thresholds
from targets.models import Baseline, Indicator, Measure, Target, TargetCondition
from targets.selectors.words import counted
from targets.terms import Basis, Polarity, TargetKind, Unit


@dataclass(frozen=True)
class TargetRow:
    """One target, in words."""

    pk: int
    version: int
    priority_id: int | None
    measure_id: int
    indicator: str
    text: str
    kind: str
    expects: str
    baseline: str
    baseline_outstanding: bool
    alignment: str
    cohort: str
    note: str  # for the partnership's own editors
    rateable: wording.Rateable
    ends: date | None
    ended: bool  # before today


@dataclass(frozen=True)
class PrioritySection:
    """A priority with its targets."""

    code: str
    targets: tuple[TargetRow, ...]

    @property
    def count_words(self) -> str:
        return counted(len(self.targets), "target")


@dataclass(frozen=True)
class StrategyTargets:
    """The targets of one version of a strategy, by priority, with what can be said of them all."""

    sections: dict[int, PrioritySection]  # by the priority's key
    ended: tuple[TargetRow, ...]

    @property
    def all(self) -> tuple[TargetRow, ...]:
        return tuple(row for section in self.sections.values() for row in section.targets)

    @property
    def summary(self) -> str:
        """``37 targets: 13 under priority A, 15 under B, 9 under C and none under D.``"""
        total = len(self.all)
        if not self.sections:
            return "No priority is set yet."
        if not total:
            return "No target is set yet."
        parts = [
            f"{len(one.targets) or 'none'} under {'priority ' if place == 0 else ''}{one.code}"
            for place, one in enumerate(self.sections.values())
        ]
        return f"{counted(total, 'target')}: {_join(parts)}."

    @property
    def rateable_words(self) -> str:
        """``14 can be rated as soon as there is a figure; 23 cannot be rated yet.``"""
        total = len(self.all)
        able = sum(1 for row in self.all if row.rateable.yes)
        if not total:
            return ""
        return (
            f"{able or 'None'} can be rated today, once there is a figure. "
            f"{total - able or 'None'} cannot, and {'says' if total - able == 1 else 'say'} why."
            if total - able
            else f"All {total} can be rated today, once there is a figure."
        )

    @property
    def by_kind(self) -> tuple[tuple[str, int], ...]:
        """How many there are of each kind that there is, in the order of ``TargetKind``."""
        counts = Counter(row.kind for row in self.all)
        return tuple((kind.label, counts[kind.label]) for kind in TargetKind if counts[kind.label])

    @property
    def by_reason(self) -> tuple[tuple[str, int], ...]:
        """Why those that cannot be rated cannot, with how many."""
        reasons = [row.rateable.unrated for row in self.all if row.rateable.unrated]
        return tuple((reason.label, count) for reason, count in Counter(reasons).most_common())

    @property
    def aligned(self) -> int:
        return sum(1 for row in self.all if row.alignment)


def strategy_targets(page: StrategyPage, partnership: Partnership) -> StrategyTargets:
    """The targets under the priorities of a version, as they stand today. Two queries."""
    keys = [one.pk for one in page.priorities]
    rows = target_rows(_targets(partnership).filter(priority__in=keys), partnership)
    live = [row for row in rows if not row.ended]
    sections = {
        one.pk: PrioritySection(one.code, tuple(row for row in live if row.priority_id == one.pk))
        for one in page.priorities
    }
    return StrategyTargets(sections, tuple(row for row in rows if row.ended))


def partnership_targets(partnership: Partnership) -> tuple[TargetRow, ...]:
    """Every target of a partnership, in the order of the strategy. Two queries."""
    return target_rows(_targets(partnership), partnership)


def _targets(partnership: Partnership) -> QuerySet[Target]:
    return (
        Target.objects.filter(partnership=partnership)
        .select_related("measure__indicator", "baseline")
        .order_by("priority__strategy_id", "priority__position", "position", "pk")
    )


def target_rows(targets: QuerySet[Target], partnership: Partnership) -> tuple[TargetRow, ...]:
    """Targets in words. Two queries: the targets, and the conditions of those that have some."""
    found = list(targets)
    conditions: dict[int, list[TargetCondition]] = {}
    for condition in TargetCondition.objects.filter(
        target__in=[one.pk for one in found if one.kind == TargetKind.ALL_OF]
    ).select_related("measure__indicator"):
        conditions.setdefault(condition.target_id, []).append(condition)
    return tuple(_row(one, conditions.get(one.pk, ()), partnership) for one in found)


def _row(
    target: Target, conditions: Iterable[TargetCondition], partnership: Partnership
) -> TargetRow:
    parts = tuple(conditions)
    baseline = wording.baseline_words(target)
    return TargetRow(
        pk=target.pk,
        version=target.version,
        priority_id=target.priority_id,
        measure_id=target.measure_id,
        indicator=target.measure.indicator.name,
        text=target.text,
        kind=TargetKind(target.kind).label,
        expects=wording.expects(target, parts),
        baseline=baseline,
        baseline_outstanding=baseline.startswith(wording.OUTSTANDING),
        alignment=wording.alignment_words(target, partnership.policing_body_title),
        cohort=target.cohort,
        note=target.note,
        rateable=wording.rateable(target, parts),
        ends=target.ends,
        ended=target.ends is not None and target.ends < clock.today(),
    )


# --- Indicators, for those who edit ---


@dataclass(frozen=True)
class IndicatorLine:
    """An indicator in a list, with its use by the partnership if it is in use."""

    pk: int
    name: str
    code: str
    unit: str
    polarity: str
    library: bool
    measure_id: int | None
    supplier: str
    quarters: str


def indicator_lines(partnership: Partnership) -> tuple[IndicatorLine, ...]:
    """The partnership's own indicators and the library's, by name. Two queries."""
    uses = {one.indicator_id: one for one in partnership.measures.select_related("supplier").all()}
    return tuple(
        _indicator_line(one, uses.get(one.pk))
        for one in Indicator.objects.usable_by(partnership).order_by("name", "pk")
    )


def _indicator_line(indicator: Indicator, measure: Measure | None) -> IndicatorLine:
    return IndicatorLine(
        pk=indicator.pk,
        name=indicator.name,
        code=indicator.code,
        unit=Unit(indicator.unit).label,
        polarity=Polarity(indicator.polarity).label.split(":")[0],
        library=indicator.partnership_id is None,
        measure_id=measure.pk if measure else None,
        supplier=measure.supplier.short if measure else "",
        quarters=quarters_words(measure) if measure else "",
    )


def quarters_words(measure: Measure) -> str:
    """``Since Q1 2014/15``, ``Q1 2014/15 to Q4 2015/16``."""
    if measure.last_quarter is None:
        return f"Since {measure.first_quarter.label}"
    return f"{measure.first_quarter.label} to {measure.last_quarter.label}"


@dataclass(frozen=True)
class BaselineLine:
    pk: int
    words: str
    note: str


@dataclass(frozen=True)
class MeasurePage:
    """An indicator in use, with its baselines and targets."""

    measure: Measure
    rows: tuple[dict[str, str], ...]  # for a summary list
    baselines: tuple[BaselineLine, ...]
    targets: tuple[TargetRow, ...]


def measure_page(measure: Measure, partnership: Partnership) -> MeasurePage:
    """Everything of one measure. Three queries."""
    baselines = Baseline.objects.filter(measure=measure).order_by("period_start", "period_end")
    return MeasurePage(
        measure=measure,
        rows=_measure_rows(measure),
        baselines=tuple(
            BaselineLine(one.pk, wording.one_baseline(one, measure.indicator), one.note)
            for one in baselines
        ),
        targets=target_rows(_targets(partnership).filter(measure=measure), partnership),
    )


def indicator_rows(indicator: Indicator) -> tuple[dict[str, str], ...]:
    """An indicator's definition, for a summary list."""
    return (
        {"key": "Code", "value": indicator.code},
        {"key": "Definition", "value": indicator.definition},
        {"key": "Unit", "value": _unit_words(indicator)},
        {"key": "Which way is better", "value": Polarity(indicator.polarity).label},
        {"key": "What one figure covers", "value": Basis(indicator.basis).label},
        {"key": "Numerator", "value": indicator.numerator_label, "nothing": "None"},
        {"key": "Denominator", "value": indicator.denominator_label, "nothing": "None"},
        {"key": "Source", "value": indicator.source},
        {"key": "Frequency", "value": indicator.frequency},
        {"key": "Delay", "value": _delay_words(indicator.lag_quarters)},
    )


def _unit_words(indicator: Indicator) -> str:
    label = Unit(indicator.unit).label
    if indicator.unit == Unit.RATE:
        label = f"Rate per {indicator.rate_per:,}"
    return f"{label}, {counted(indicator.decimals, 'decimal')}"


def _delay_words(quarters: int) -> str:
    return f"{counted(quarters, 'quarter')} after its period" if quarters else "None"


def _asked_about(measure: Measure) -> str:
    """From when on a figure has to be explained, besides its usual range and its rating."""
    limits = Thresholds.of(measure)
    percent, events = wording.plain(limits.change_percent), wording.plain(limits.change_events)
    return (
        f"A change of {percent}% and {events} events from the same quarter last year. "
        f"More than {wording.plain(limits.times)} times last quarter’s, or less than that part. "
        f"A denominator that moves by more than {wording.plain(limits.denominator_percent)}%."
    )


def _measure_rows(measure: Measure) -> tuple[dict[str, str], ...]:
    indicator = measure.indicator
    tolerance = "The scheme’s"
    if measure.tolerance_units is not None:
        tolerance = f"{wording.plain(measure.tolerance_units)} units or points"
    elif measure.tolerance_percent is not None:
        tolerance = f"{wording.plain(measure.tolerance_percent)}%"
    return (
        {"key": "Definition", "value": indicator.definition},
        {"key": "Unit", "value": _unit_words(indicator)},
        {"key": "Which way is better", "value": Polarity(indicator.polarity).label},
        {"key": "Supplied by", "value": measure.supplier.name},
        {"key": "Owner", "value": measure.owner_post},
        {"key": "Asked for", "value": quarters_words(measure)},
        {"key": "Tolerance", "value": tolerance},
        {"key": "Headline indicator", "value": _headline(measure)},
        {
            "key": "Part of",
            "value": measure.part_of.indicator.name if measure.part_of else "",
            "nothing": "No other indicator",
        },
        {"key": "Asked to explain", "value": _asked_about(measure)},
        {
            "key": "Small numbers",
            "value": "Suppressed" if measure.suppress_small_numbers else "Shown",
        },
    )


def _headline(measure: Measure) -> str:
    if not measure.headline:
        return "No"
    return f"Yes, of its {'outcome' if measure.outcome_id else 'priority'}"


def _join(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
