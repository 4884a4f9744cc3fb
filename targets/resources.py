"""What django-import-export writes into files: indicators in use, targets, and figures.

Look-ups are made once for all rows. Values are those of the pages: ``Decimal``, rounded as
printed. How past figures come in is in ``targets.history``.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from import_export.fields import Field
from import_export.resources import Resource

from core.numbers import round_half_up
from core.period_text import long_day
from core.sheets import Value
from targets import wording
from targets.entry import plain
from targets.models import Baseline, Figure, Indicator, Measure, Target, TargetCondition
from targets.selectors.targets import quarters_words
from targets.terms import (
    FEWEST_SHOWN,
    Basis,
    FigureState,
    Polarity,
    Reason,
    TargetKind,
    Unit,
)
from targets.values import exact_value, unit_words

# Shorthand as in the Government Analysis Function's guidance on symbols in tables.
PROVISIONAL, REVISED, ESTIMATED, BREAK = "[p]", "[r]", "[e]", "[b]"
NOT_AVAILABLE, NOT_APPLICABLE, HIDDEN = "[x]", "[z]", "[c]"


def rows_of(resource: Resource, objects: Iterable[Any]) -> tuple[tuple[Value, ...], ...]:
    """One row for each object, as the resource makes it."""
    return tuple(tuple(row) for row in resource.export(objects))


def rounded(value: Decimal | None, indicator: Indicator) -> Decimal | None:
    """The value with the decimals it is printed with."""
    return None if value is None else round_half_up(value, indicator.decimals)


def exact(number: Decimal | None) -> Decimal | None:
    """A part, with no more decimals than it has."""
    return None if number is None else Decimal(plain(number))


# --- Figures ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class FigureLine:
    """One indicator in one quarter. ``figure`` is empty where nothing was entered."""

    measure: Measure  # with its indicator and supplier
    quarter: Any
    figure: Figure | None
    broken: bool = False  # a new series starts here
    may_read_note: bool = False

    def of_figure(self, name: str) -> Any:
        """A column of the figure; nothing where there is no figure."""
        return getattr(self.figure, name) if self.figure else ""

    @property
    def value(self) -> Decimal | None:
        if self.figure is None:
            return None
        self.figure.measure = self.measure
        return rounded(exact_value(self.figure), self.measure.indicator)


_MARKS: Final = (
    ("provisional", PROVISIONAL),
    ("revised", REVISED),
    ("estimated", ESTIMATED),
)


def shorthand(line: FigureLine) -> str:
    """The marks of a figure, or of why there is none: ``[p] [r]``, ``[x]``."""
    figure = line.figure
    marks = [absence_mark(figure)] if figure and figure.value is None else []
    if figure is not None and figure.value is not None:
        marks += [mark for name, mark in _MARKS if getattr(figure, name)]
    if line.broken:
        marks.append(BREAK)
    return " ".join(mark for mark in marks if mark)


def absence_mark(figure: Figure) -> str:
    """The mark that stands in the place of a value; nothing where none was entered."""
    if figure.state == FigureState.NOT_APPLICABLE:
        return NOT_APPLICABLE
    if figure.state == FigureState.NOT_AVAILABLE:
        return HIDDEN if figure.reason == Reason.SMALL_NUMBERS else NOT_AVAILABLE
    return ""


def status_words(figure: Figure | None) -> str:
    """The data status in the words of the form: ``Final``, ``Not released yet``."""
    if figure is None or figure.state == FigureState.NOT_ENTERED:
        return FigureState.NOT_ENTERED.label
    if figure.state == FigureState.NOT_AVAILABLE:
        return Reason(figure.reason).label
    if figure.state == FigureState.NOT_APPLICABLE:
        return FigureState.NOT_APPLICABLE.label
    if figure.provisional:
        return "Provisional estimate" if figure.estimated else "Provisional"
    return "Estimated" if figure.estimated else "Final"


class FigureExport(Resource):
    """Figures in long form, which can be loaded again as they are."""

    code = Field(column_name="Code")
    indicator = Field(column_name="Indicator")
    supplier = Field(column_name="Supplied by")
    unit = Field(column_name="Unit")
    quarter = Field(column_name="Quarter")
    period = Field(column_name="Period")
    value = Field(column_name="Value")
    numerator = Field(column_name="Numerator")
    denominator = Field(column_name="Denominator")
    status = Field(column_name="Data status")
    shorthand = Field(column_name="Shorthand")
    quality = Field(column_name="Quality problem")
    caveat = Field(column_name="Caveat")
    change = Field(column_name="What changed and why")
    action = Field(column_name="What we are doing about it")
    owner = Field(column_name="Who is doing it")
    due = Field(column_name="By when")
    note = Field(column_name="Internal note")

    def dehydrate_code(self, line: FigureLine) -> str:
        return line.measure.indicator.code

    def dehydrate_indicator(self, line: FigureLine) -> str:
        return line.measure.indicator.name

    def dehydrate_supplier(self, line: FigureLine) -> str:
        return line.measure.supplier.short

    def dehydrate_unit(self, line: FigureLine) -> str:
        return unit_words(line.measure.indicator)

    def dehydrate_quarter(self, line: FigureLine) -> str:
        return str(line.quarter.label)

    def dehydrate_period(self, line: FigureLine) -> str:
        return str((line.figure.period if line.figure else line.quarter.period).label)

    def dehydrate_value(self, line: FigureLine) -> Value:
        if line.value is not None:
            return line.value
        return (absence_mark(line.figure) or None) if line.figure else None

    def dehydrate_numerator(self, line: FigureLine) -> Decimal | None:
        return exact(line.figure.numerator) if line.figure else None

    def dehydrate_denominator(self, line: FigureLine) -> Decimal | None:
        return exact(line.figure.denominator) if line.figure else None

    def dehydrate_status(self, line: FigureLine) -> str:
        return status_words(line.figure)

    def dehydrate_shorthand(self, line: FigureLine) -> str:
        return shorthand(line)

    def dehydrate_quality(self, line: FigureLine) -> str:
        return "Yes" if line.of_figure("quality_problem") else ""

    def dehydrate_caveat(self, line: FigureLine) -> str:
        return str(line.of_figure("caveat"))

    def dehydrate_change(self, line: FigureLine) -> str:
        return str(line.of_figure("commentary_change"))

    def dehydrate_action(self, line: FigureLine) -> str:
        return str(line.of_figure("commentary_action"))

    def dehydrate_owner(self, line: FigureLine) -> str:
        return str(line.of_figure("action_owner"))

    def dehydrate_due(self, line: FigureLine) -> str:
        due = line.of_figure("action_due")
        return long_day(due) if due else ""

    def dehydrate_note(self, line: FigureLine) -> str:
        return str(line.of_figure("internal_note")) if line.may_read_note else ""


# --- Indicators ---------------------------------------------------------------------------------


class MeasureExport(Resource):
    """The definitions of the indicators in use, from measures with their relations loaded."""

    code = Field(attribute="indicator__code", column_name="Code")
    name = Field(attribute="indicator__name", column_name="Indicator")
    definition = Field(attribute="indicator__definition", column_name="Definition")
    unit = Field(column_name="Unit")
    decimals = Field(column_name="Decimals")
    polarity = Field(column_name="Which way is better")
    basis = Field(column_name="What one figure covers")
    numerator = Field(attribute="indicator__numerator_label", column_name="Numerator")
    denominator = Field(attribute="indicator__denominator_label", column_name="Denominator")
    source = Field(attribute="indicator__source", column_name="Source")
    frequency = Field(attribute="indicator__frequency", column_name="Frequency")
    lag = Field(column_name="Quarters of delay")
    supplier = Field(attribute="supplier__short", column_name="Supplied by")
    owner = Field(attribute="owner_post", column_name="Owner")
    priority = Field(attribute="priority__code", column_name="Priority")
    quarters = Field(column_name="Asked for")
    suppressed = Field(column_name="Small numbers")
    origin = Field(column_name="Defined by")

    def dehydrate_unit(self, measure: Measure) -> str:
        return unit_words(measure.indicator)

    def dehydrate_decimals(self, measure: Measure) -> int:
        return measure.indicator.decimals

    def dehydrate_polarity(self, measure: Measure) -> str:
        return Polarity(measure.indicator.polarity).label

    def dehydrate_basis(self, measure: Measure) -> str:
        return Basis(measure.indicator.basis).label

    def dehydrate_lag(self, measure: Measure) -> int:
        return measure.indicator.lag_quarters

    def dehydrate_quarters(self, measure: Measure) -> str:
        return quarters_words(measure)

    def dehydrate_suppressed(self, measure: Measure) -> str:
        return "Not published" if measure.suppress_small_numbers else "Published"

    def dehydrate_origin(self, measure: Measure) -> str:
        return "The library" if measure.indicator.partnership_id is None else "The partnership"


# --- Targets ------------------------------------------------------------------------------------


class TargetExport(Resource):
    """Targets with their baselines. ``conditions`` are those of the targets that have some."""

    priority = Field(attribute="priority__code", column_name="Priority")
    code = Field(attribute="measure__indicator__code", column_name="Code")
    indicator = Field(attribute="measure__indicator__name", column_name="Indicator")
    text = Field(attribute="text", column_name="Target")
    kind = Field(column_name="Kind")
    expects = Field(column_name="What it expects")
    value = Field(column_name="Target value")
    change = Field(column_name="Change, per cent")
    unit = Field(column_name="Unit")
    baseline = Field(column_name="Baseline")
    period = Field(column_name="Baseline period")
    mark = Field(column_name="Shorthand")
    aligned = Field(attribute="aligned_as", column_name="Aligned to the local policing body")
    cohort = Field(attribute="cohort", column_name="Group it applies to")
    starts = Field(column_name="Applies from")
    ends = Field(column_name="Applies until")
    due = Field(column_name="Due")

    def __init__(self, conditions: dict[int, list[TargetCondition]], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.conditions = conditions

    def dehydrate_kind(self, target: Target) -> str:
        return TargetKind(target.kind).label

    def dehydrate_expects(self, target: Target) -> str:
        return wording.expects(target, self.conditions.get(target.pk, ()))

    def dehydrate_value(self, target: Target) -> Decimal | None:
        return exact(target.value)

    def dehydrate_change(self, target: Target) -> Decimal | None:
        return exact(target.change_percent)

    def dehydrate_unit(self, target: Target) -> str:
        return unit_words(target.measure.indicator)

    def dehydrate_baseline(self, target: Target) -> Value:
        baseline = target.baseline
        if baseline is None or baseline.value is None:
            return baseline_mark(target) or None
        return HIDDEN if _is_hidden(target, baseline) else exact(baseline.value)

    def dehydrate_period(self, target: Target) -> str:
        baseline = target.baseline
        return wording.period_words(baseline.period_start, baseline.period_end) if baseline else ""

    def dehydrate_mark(self, target: Target) -> str:
        return baseline_mark(target)

    def dehydrate_starts(self, target: Target) -> str:
        return target.starts.isoformat()

    def dehydrate_ends(self, target: Target) -> str:
        return target.ends.isoformat() if target.ends else ""

    def dehydrate_due(self, target: Target) -> str:
        return target.due.isoformat() if target.due else ""


def baseline_mark(target: Target) -> str:
    """Why there is no baseline value: not shown, still to be established, or none is needed."""
    baseline = target.baseline
    if baseline is not None and baseline.value is not None:
        return HIDDEN if _is_hidden(target, baseline) else ""
    return NOT_APPLICABLE if wording.baseline_words(target) == "Not needed" else NOT_AVAILABLE


def _is_hidden(target: Target, baseline: Baseline) -> bool:
    """Whether a baseline is a small number of people, which published pages do not show."""
    counts = target.measure.indicator.unit == Unit.COUNT
    small = baseline.value is not None and 0 < baseline.value < FEWEST_SHOWN
    return target.measure.suppress_small_numbers and counts and small
